"""What is wrong with a plan or a value, found before it can spoil a number.

Pure checks for whoever loads a plan or takes in a value. Each gives problems: a code and the names a sentence needs.
Amounts in parameters are millionths, periods are `Period`s, months are whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from samaki.calculate.breakdowns import breakdown_of
from samaki.calculate.limits import LARGEST_SUM, LARGEST_VALUE
from samaki.calculate.model import MILLION, Cell, Fact, Id, Indicator, Key, PlanVersion, Target
from samaki.calculate.problems import Problem


def check_version(version: PlanVersion) -> list[Problem]:
    """Everything that can be wrong with the indicators and targets of a plan version."""
    found = check_formula_circles(version.indicators)
    for code, indicator in version.indicators.items():
        targets = version.targets.get(code, ())
        stated = version.plan_targets.get(code)
        found += check_rules(indicator)
        found += check_formula_parts(indicator, version.indicators)
        found += check_target_periods(indicator, targets)
        found += check_target_sides(indicator, targets, stated)
        for target in targets:
            found += check_amount(indicator, target.value)
        if stated is not None:
            found += check_amount(indicator, stated)
    return found


def check_rules(indicator: Indicator) -> list[Problem]:
    """Rules that contradict each other: a rate or a stock with a target that must add up, stages missing."""
    found, code, kind = [], indicator.code, indicator.target_kind
    if kind in ("per_period", "cumulative"):
        if indicator.formula is not None or indicator.unit == "percent":
            found.append(Problem("rate_takes_level", {"indicator": code, "target_kind": kind}))
        elif kind == "per_period" and indicator.over_time == "latest" and not indicator.staged:
            found.append(Problem("stock_takes_level", {"indicator": code}))
    if indicator.staged and not indicator.stages:
        found.append(Problem("no_stages", {"indicator": code}))
    if indicator.band is not None and indicator.band.low > indicator.band.high:
        found.append(
            Problem("band_upside_down", {"indicator": code, "low": indicator.band.low, "high": indicator.band.high})
        )
    if indicator.carry < 0:
        found.append(Problem("carry_negative", {"indicator": code, "carry": indicator.carry}))
    return found


def check_formula_parts(indicator: Indicator, indicators: Mapping[Key, Indicator]) -> list[Problem]:
    """A formula's parts that the plan does not have: an indicator, or a set of it."""
    found = []
    for part in indicator.formula[:2] if indicator.formula is not None else ():
        other = indicators.get(part.indicator)
        if other is None:
            found.append(Problem("formula_part_unknown", {"indicator": indicator.code, "part": part.indicator}))
        elif part.set is not None and breakdown_of(indicators, part.indicator, part.set) is None:
            found.append(
                Problem("formula_set_unknown", {"indicator": indicator.code, "part": other.code, "set": part.set})
            )
    return found


def check_formula_circles(indicators: Mapping[Key, Indicator]) -> list[Problem]:
    """Formulas that turn in a circle, each circle named once, from its first indicator by code."""
    found: dict[frozenset[Id], Problem] = {}
    done: set[Id] = set()

    def walk(code: Id, path: tuple[Id, ...]) -> None:
        if code in path:
            circle = path[path.index(code) :]
            names = [indicators[one].code for one in circle]
            start = names.index(min(names))
            found.setdefault(
                frozenset(circle), Problem("formula_circle", {"indicators": (*names[start:], *names[: start + 1])})
            )
            return
        formula = indicators[code].formula if code in indicators else None
        if formula is None or code in done:
            return
        for part in formula[:2]:
            walk(part.indicator, (*path, code))
        done.add(code)

    for code in indicators:
        walk(code, ())
    return list(found.values())


def check_target_periods(indicator: Indicator, targets: Sequence[Target]) -> list[Problem]:
    """Targets of one place whose periods overlap: a year beside its own quarters, or one period twice."""
    places: defaultdict[Id | None, list[Target]] = defaultdict(list)
    for target in targets:
        places[target.place].append(target)
    return [
        Problem(
            "targets_overlap", {"indicator": indicator.code, "one": one.period, "other": other.period, "place": place}
        )
        for place, rows in places.items()
        for one, other in combinations(sorted(rows, key=lambda row: (row.period.first, row.period.last)), 2)
        if other.period.first <= one.period.last
    ]


def check_target_sides(indicator: Indicator, targets: Sequence[Target], stated: int | None = None) -> list[Problem]:
    """Level targets on the wrong side of their baseline: below it where more is better, above it where less is.

    A baseline of a thing that adds up is the whole area's alone, so targets of parts are not held against it.
    """
    baseline, direction = indicator.baseline, indicator.direction
    if baseline is None or indicator.target_kind != "level" or indicator.staged:
        return []
    values: list[tuple[object, int]] = [
        (target.period, target.value) for target in targets if target.place is None or not indicator.adds_up
    ]
    if stated is not None:
        values.append(("plan", stated))
    return [
        Problem(
            "target_wrong_side",
            {"indicator": indicator.code, "period": period, "target": value, "baseline": baseline},
        )
        for period, value in values
        if (direction == "increase" and value < baseline) or (direction == "decrease" and value > baseline)
    ]


def check_amount(indicator: Indicator, value: int) -> list[Problem]:
    """A value, cell or target beyond ±10¹¹ units, or a stage that does not exist."""
    if indicator.staged:
        stage, rest = divmod(value, MILLION)
        if rest or not 0 <= stage < len(indicator.stages):
            return [Problem("no_such_stage", {"indicator": indicator.code, "value": value})]
        return []
    if abs(value) > LARGEST_VALUE:
        return [Problem("value_too_large", {"indicator": indicator.code, "value": value, "limit": LARGEST_VALUE})]
    return []


def check_value(indicator: Indicator, value: int, cells: Iterable[Cell] = ()) -> list[Problem]:
    """A reported value with its cells: limits, whole numbers where things are counted, cells against their total."""
    found = check_amount(indicator, value)
    cells = list(cells)
    for _, _, amount in cells:
        found += check_amount(indicator, amount)
    if indicator.counts != "none":
        found += [
            Problem("not_whole", {"indicator": indicator.code, "set": name, "cell": cell, "value": amount})
            for name, cell, amount in [(None, None, value), *cells]
            if amount % MILLION
        ]
    return found + check_cells(indicator, value, cells)


def check_cells(indicator: Indicator, value: int, cells: Sequence[Cell]) -> list[Problem]:
    """Cells above their total; unknown sets and cells; sets (not multiple ones) that add up to more than the total."""
    found = []
    sets = {one.code: one for one in indicator.breakdowns}
    sums: defaultdict[str, int] = defaultdict(int)
    for name, cell, amount in cells:
        where = {"indicator": indicator.code, "set": name, "cell": cell, "value": amount, "total": value}
        if name not in sets:
            found.append(Problem("no_such_set", where))
            continue
        if sets[name].cells and cell not in sets[name].cells:
            found.append(Problem("no_such_cell", where))
        if amount > value:
            found.append(Problem("cell_above_total", where))
        sums[name] += amount
    for name, total in sums.items():
        largest = max(amount for one, _, amount in cells if one == name)
        if total > value and not sets[name].multiple and largest <= value:
            found.append(
                Problem("set_above_total", {"indicator": indicator.code, "set": name, "value": total, "total": value})
            )
    return found


def check_overlaps(new: Fact, standing: Iterable[Fact]) -> list[Problem]:
    """Values of one body, indicator, place and source whose periods overlap the new one's without being equal.

    `standing` are the facts that stand; an earlier version of the same line is no overlap.
    """
    return [
        Problem("periods_overlap", {"one": (new.first, new.last), "other": (old.first, old.last), "fact": old.fact})
        for old in standing
        if old.kind == "value"
        and new.kind == "value"
        and old.line != new.line
        and (old.body, old.indicator, old.place, old.source) == (new.body, new.indicator, new.place, new.source)
        and (old.first, old.last) != (new.first, new.last)
        and old.first <= new.last
        and new.first <= old.last
    ]


def check_includes_lower(fact: Fact, own_place: Id | None) -> list[Problem]:
    """A line that includes lower bodies but is not for its body's own place."""
    if fact.includes_lower and fact.place != own_place:
        return [Problem("total_of_another_place", {"body": fact.body, "place": fact.place, "own_place": own_place})]
    return []


def check_sum(values: Iterable[int]) -> list[Problem]:
    """A sum past 64 bits: said, never wrapped."""
    total = sum(values)
    if not -LARGEST_SUM <= total <= LARGEST_SUM:
        return [Problem("sum_too_large", {"value": total, "limit": LARGEST_SUM})]
    return []
