"""How long the calculation takes: 60,000 facts, 300 indicators, one table of 11 columns, from rows in memory.

Run `.venv/bin/python bench/calculate.py [--cells] [--collect] [--profile]`. Prints the best and the median of several
runs in milliseconds of processor time, for the nation, a province and a district. Python's collector of cycles is
paused, as it is while a page asks; `--collect` leaves it running. `--cells` asks for every breakdown too.
`docs/explain/numbers.md` says what is worked out.
"""

import argparse
import contextlib
import cProfile
import platform
import random
import statistics
import time
from datetime import date

from samaki.calculate.calculator import Calculator
from samaki.calculate.model import (
    MILLION,
    BodySpan,
    Breakdown,
    DueSpan,
    Fact,
    Formula,
    Indicator,
    Part,
    PlaceSpan,
    PlanVersion,
    Target,
    World,
)
from samaki.calculate.periods import Period, month_end, parse_period
from samaki.insight.engine.pause import collector_paused

PLAN = Period(2014 * 12, 2018 * 12 + 11, "plan")
COLUMNS = ["2014", "2015", "2016", "2017", "2018", "2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4", "plan", "to_date"]
INDICATORS, FACTS, PROVINCES, DISTRICTS, BODIES = 300, 60_000, 25, 200, 1_900


def indicators() -> dict[object, Indicator]:
    """Rules in the mix of a real plan: half sums, then stocks, averages, running totals, greatest, and rates."""
    found: dict[object, Indicator] = {}
    for number in range(INDICATORS):
        code, kind = f"I{number:03d}", number % 10
        sexes = (Breakdown("sex"),)
        if kind < 5:
            one = Indicator(code, direction="increase", target_kind="per_period", breakdowns=sexes)
        elif kind == 5:
            one = Indicator(code, direction="increase", target_kind="level", over_time="latest", baseline=0)
        elif kind == 6:
            one = Indicator(code, direction="decrease", target_kind="level", over_time="average", over_places="average")
        elif kind == 7:
            one = Indicator(code, direction="increase", target_kind="cumulative", over_time="running_total")
        elif kind == 8:
            one = Indicator(code, direction="none", over_time="max", over_places="max")
        else:
            formula = Formula(Part(number - 9), Part(number - 8), 100)
            one = Indicator(code, unit="percent", direction="increase", target_kind="level", formula=formula)
        found[number] = one
    return found


def world() -> World:
    """A world of the size named above; 1 % of the facts are corrections; the same for every run."""
    chance = random.Random(20_161_231)
    places = [PlaceSpan("KH", "KH", None, 1990 * 12)]
    places += [PlaceSpan(f"P{n}", f"P{n:02d}", "KH", 1990 * 12) for n in range(PROVINCES)]
    places += [PlaceSpan(f"D{n}", f"D{n:03d}", f"P{n % PROVINCES}", 1990 * 12) for n in range(DISTRICTS)]
    names = [span.place for span in places]
    bodies = [BodySpan(n, f"B{n:04d}", names[n % len(names)], first=1990 * 12) for n in range(BODIES)]
    rules = indicators()
    counted = [number for number, one in rules.items() if one.formula is None]
    owing = {number: chance.sample(range(BODIES), 40) for number in counted}
    dues = [DueSpan(body, number, 1, 2015 * 12, None) for number, owed in owing.items() for body in owed]
    facts = [_fact(chance, n, counted, owing, names) for n in range(FACTS)]
    for n in range(FACTS // 100):
        old = facts[n * 37]
        facts[-1 - n] = old._replace(fact=FACTS - 1 - n, value=old.value + MILLION, position=FACTS - n)
    targets = {
        number: [Target(parse_period(str(year), PLAN), 500 * MILLION) for year in range(2014, 2019)] for number in rules
    }
    version = PlanVersion(0, date(2014, 1, 1), date(2014, 1, 1), rules, targets)
    cells = {fact.fact: _cells(fact.value) for fact in facts if fact.fact % 3}
    return World(PLAN, "KH", [version], places, bodies, facts, cells, dues=dues)


def _cells(value: int) -> tuple[tuple[str, str, int], ...]:
    return ("sex", "female", value // 3), ("sex", "male", value - value // 3)


def _fact(chance: random.Random, n: int, counted: list[object], owing: dict[object, list[int]], names: list) -> Fact:
    number = counted[n % len(counted)]
    body = chance.choice(owing[number])
    month = PLAN.first + chance.randrange(60)
    value = chance.randrange(200) * MILLION
    place = names[body % len(names)]
    return Fact(
        n,
        n,
        "value",
        number,
        body,
        place,
        month,
        month,
        None,
        None,
        None,
        None,
        False,
        value,
        None,
        n,
        month_end(month),
    )


def table(rows: World, place: object, known_on: date | None, *, cells: bool = False) -> int:
    """One table; returns a checksum of what the answers say."""
    calculator = Calculator(rows, as_of=date(2018, 12, 31), known_on=known_on)
    periods = [parse_period(name, PLAN) for name in COLUMNS]
    total = 0
    for number in rows.versions[0].indicators:
        for period in periods:
            answer = calculator.answer(number, place, period, cells=cells)
            value = answer.millionths or 0
            total += value.numerator + value.denominator + answer.n + answer.k
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--cells", action="store_true")
    parser.add_argument("--collect", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    rows = world()
    if options.profile:
        cProfile.runctx("table(rows, 'KH', None)", globals(), {"rows": rows, "table": table}, sort="tottime")
        return
    print(f"Python {platform.python_version()}, {platform.machine()}; {len(rows.facts)} facts, {len(rows.dues)} dues")
    for place in ("KH", "P3", "D7"):
        for known_on in (None, date(2017, 6, 30)):
            times = []
            for _ in range(options.runs):
                with contextlib.nullcontext() if options.collect else collector_paused():
                    start = time.process_time()
                    checksum = table(rows, place, known_on, cells=options.cells)
                    times.append((time.process_time() - start) * 1000)
            print(
                f"{place:4} known {known_on or 'all'!s:10} best {min(times):6.0f} ms  median"
                f" {statistics.median(times):6.0f} ms  checksum {checksum}"
            )


if __name__ == "__main__":
    main()
