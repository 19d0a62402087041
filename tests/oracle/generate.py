"""Makes random worked examples: small files in the format of the examples that mix all its fields.

`generate(seed)` gives the dictionary that YAML would give. What the rules call an error of the plan (a target on the
wrong side of its baseline, a year's target beside its own quarters, ...) is never made. With `odd=True` it also makes
what is refused at entry but may stand in a ledger: overlapping periods, one body's event twice, unlabelled values.

    python -m tests.oracle.generate SEED [--odd]     prints the example as YAML
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from random import Random
from typing import Any

from .generate_facts import LABELS, SETS, STAGES, WHOLE_PLAN, FactMaker
from .reading import Example, first_day, last_day, month_name, period_months
from .sums import NOT_BROKEN_DOWN

WHOLE_THINGS = ["persons", "cases", "offences", "events", "things"]


def generate(seed: int, *, odd: bool = False) -> dict[str, Any]:
    """One random example; the same seed gives the same example."""
    return Generator(Random(seed), odd).example(f"random {seed}{' odd' if odd else ''}")


class Generator(FactMaker):
    """The file: indicators with their goals, places, targets, questions; its facts come from FactMaker."""

    def example(self, title: str) -> dict[str, Any]:
        text: dict[str, Any] = {"title": title}
        if self.plan != WHOLE_PLAN or self.often(0.1):
            text["plan"] = list(self.plan)
        self.make_indicators()
        self.make_places()
        self.make_targets()
        self.make_facts()
        text |= {"indicators": self.indicators, "places": self.places, "bodies": self.bodies}
        text |= {"events": self.events, "targets": self.targets, "plan_target": self.plan_target}
        text |= {"place_targets": self.place_targets, "due": self.make_dues(), "revisions": self.revisions}
        if self.often(0.2):
            text["thresholds"] = self.chance.choice(
                [
                    {"met": 100, "on_track": 80, "behind": 50},
                    {"met": 95, "on_track": 90, "behind": 70.5},
                    {"on_track": 99.9},
                    {"met": 120, "behind": 0},
                    {"met": 90, "on_track": 90, "behind": 90},
                ]
            )
        text["facts"] = self.facts
        text["ask"] = [self.make_ask() for _ in range(self.chance.randint(8, 14))]
        return {key: value for key, value in text.items() if value not in ({}, [])}

    # --- indicators

    def make_indicators(self) -> None:
        for code in "ABC"[: self.chance.choice([1, 1, 1, 2, 2, 3])]:
            shape = self.chance.choices([self.number, self.rate_as_sent, self.milestone], [8, 1.5, 1.5])[0]
            self.indicators[code] = shape()
        numbers = [code for code, i in self.indicators.items() if i["unit"] in ("number", "money")]
        if numbers and self.often(0.45):
            self.indicators["RATE"] = self.formula(numbers)
            if len(self.indicators) < 4 and self.often(0.15):  # a rate of a rate: quotients in between stay exact
                self.indicators["OF_RATE"] = self.formula(["RATE", self.chance.choice(numbers)])
        for indicator in self.indicators.values():
            if self.often(0.03):
                indicator["readiness"] = "not_measurable"
            if self.often(0.1):
                indicator["protected"] = True

    def number(self) -> dict[str, Any]:
        over_time = self.chance.choices(
            ["sum", "latest", "running_total", "average", "max", "min"], [5, 3, 3, 1.5, 1, 1]
        )[0]
        over_places = self.chance.choices(["sum", "average", "max", "min"], [6, 1, 1, 1])[0]
        kinds = {"latest": ["level", "none"], "sum": ["per_period", "cumulative", "level", "none"]}
        kinds["running_total"] = kinds["sum"]
        kind = self.chance.choice(kinds.get(over_time, ["per_period", "level", "none", *["cumulative"] * self.odd]))
        indicator: dict[str, Any] = {"unit": self.chance.choice(["number", "number", "number", "money"])}
        if indicator["unit"] == "number" and self.often(0.6):
            indicator["counts"] = self.chance.choice(WHOLE_THINGS)
        indicator |= {"over_time": over_time, "over_places": over_places}
        if over_time == "latest" and self.often(0.5):
            indicator["carry"] = self.chance.choice([0, 1, 3, 6, 12, 18])
        if self.often(0.5):
            names = self.chance.sample(sorted(SETS), self.chance.choice([1, 1, 2, 3]))
            indicator["breakdowns"] = names
            if "service" in names and self.often(0.7):
                indicator["multiple"] = ["service"]
        if self.often(0.25):
            indicator["official"] = self.chance.choice(LABELS[:2])
        self.add_goal(indicator, kind)
        if kind == "per_period" and self.often(0.4):
            indicator["spread"] = "even"
        return indicator

    def rate_as_sent(self) -> dict[str, Any]:
        """A percentage or ratio that bodies send as such."""
        indicator = {
            "unit": self.chance.choice(["percent", "ratio"]),
            "over_time": self.chance.choice(["latest", "average", "max", "min"]),
            "over_places": self.chance.choice(["average", "max", "min"]),
        }
        self.add_goal(indicator, self.chance.choice(["level", "level", "none"]))
        return indicator

    def milestone(self) -> dict[str, Any]:
        indicator: dict[str, Any] = {"unit": "milestone", "over_time": "latest", "stages": STAGES}
        indicator["over_places"] = self.chance.choice(["max", "min"])
        indicator["target_kind"] = "level"
        if self.often(0.4):
            indicator["direction"] = self.chance.choice(["increase", "none"])
        return indicator

    def formula(self, numbers: list[str]) -> dict[str, Any]:
        numerator, denominator = self.chance.choice(numbers), self.chance.choice(numbers)
        parts = [numerator, denominator]
        if numerator == denominator or self.often(0.4):
            parts[0] = self.cell_of(numerator)
        if self.often(0.15):
            parts[1] = self.cell_of(denominator)
        formula: dict[str, Any] = {"numerator": parts[0], "denominator": parts[1]}
        if self.often(0.8):
            formula["factor"] = self.chance.choice([100, 100, 1000, 0.5])
        indicator: dict[str, Any] = {"unit": self.chance.choice(["percent", "ratio", "number"]), "formula": formula}
        if "[" not in parts[0] + parts[1] and self.often(0.5):
            sets = [self.sets_of(code) for code in (numerator, denominator)]
            indicator["breakdowns"] = [name for name in sets[0] if name in sets[1]]
        self.add_goal(indicator, self.chance.choice(["level", "level", "none"]))
        return indicator

    def cell_of(self, code: str) -> str:
        sets = self.sets_of(code)
        if not sets:
            return code
        name = self.chance.choice(sets)
        return f"{code}[{name}={self.chance.choice([*SETS[name], NOT_BROKEN_DOWN][: None if self.often(0.3) else -1])}]"

    def sets_of(self, code: str) -> list[str]:
        """The sets an indicator carries; a formula may carry those of its parts."""
        return Example({"indicators": self.indicators, "places": {}}).breakdowns(code)

    def add_goal(self, indicator: dict[str, Any], kind: str) -> None:
        direction = self.chance.choices(["increase", "decrease", "maintain", "none", None], [6, 3, 1.5, 1, 0.5])[0]
        if direction:
            indicator["direction"] = direction
        if kind != "none" or self.often(0.3):
            indicator["target_kind"] = kind
        if direction == "maintain" and self.often(0.9):
            low = self.chance.randint(0, 30)
            indicator["band"] = [low, low + self.chance.randint(0, 40)]
        if kind == "level" and self.often(0.5):
            indicator["baseline"] = self.chance.choice([0, 5, 10, 20, 33, 40])

    # --- places, bodies, events

    def make_places(self) -> None:
        """A country, two provinces, up to three districts, some of which moved or are new."""
        self.places: dict[str, Any] = {"KH": None, "P1": "KH", "P2": "KH"}
        new_from = month_name(period_months(2015, (0, 0))[0] + self.chance.choice([3, 6]))
        if self.often(0.15):
            self.places["P2"] = {new_from: "KH"}
        for name in ["D1", "D2", "D3"][: self.chance.choice([1, 2] if self.moving else [0, 1, 2, 2, 3])]:
            if self.often(0.9 if self.moving else 0.3):
                busy = f"{self.busy_years[0]}-{self.chance.choice(['05', '07', '10'])}"
                later = busy if self.moving else self.chance.choice(["2015-07", "2015-08", "2016-01"])
                self.places[name] = {"2000-01": "P1", later: self.chance.choice(["P2", "P2", "KH"])}
            else:
                self.places[name] = "P1" if isinstance(self.places["P2"], dict) else self.chance.choice(["P1", "P2"])
        if self.deep:
            self.add_communes()
        self.bodies = {}
        for name in self.chance.sample(["NCCT", "TWG", "PCCT", "DCCT", "AGENCY"], self.chance.choice([0, 1, 2, 3, 3])):
            places = {"NCCT": ["KH"], "TWG": ["KH"], "PCCT": ["P1", "P2"], "DCCT": self.below_provinces()}
            self.bodies[name] = self.chance.choice(places.get(name, sorted(self.places)))
        self.speakers = sorted(self.bodies) + sorted(self.places)
        names = ["E1", "E2"][: 0 if self.plain else self.chance.choice([0, 0, 1, 2])]
        self.events = {name: {"lead": self.chance.choice(self.speakers)} for name in names}

    def add_communes(self) -> None:
        """One or two below a district, one of which may have moved."""
        self.places.setdefault("D1", "P1")
        self.places["C1"] = "D1"
        if self.often(0.5):
            other = self.chance.choice([name for name in self.places if name[0] in "DP"])
            self.places["C2"] = {"2000-01": "D1", f"{self.busy_years[0]}-07": other} if self.often(0.4) else other

    def below_provinces(self) -> list[str]:
        return [name for name in self.places if name[0] == "D"] or ["P1"]

    # --- targets

    def make_targets(self) -> None:
        self.targets: dict[str, Any] = {}
        self.place_targets: dict[str, Any] = {}
        self.plan_target: dict[str, Any] = {}
        self.revisions: list[dict[str, Any]] = []
        for code, indicator in self.indicators.items():
            if indicator.get("target_kind", "none") == "none":
                continue
            if self.often(0.9):
                self.targets[code] = self.target_row(indicator)
            if self.often(0.3):
                places = self.chance.sample(sorted(set(self.places) - {"KH"}), 1)
                self.place_targets[code] = {place: self.target_row(indicator) for place in places}
            if self.often(0.25 if indicator["target_kind"] == "per_period" else 0.1 * self.odd):
                self.plan_target[code] = self.target_value(indicator)
        self.make_revisions()

    def target_row(self, indicator: dict[str, Any]) -> dict[Any, Any]:
        """Targets of periods that do not overlap: of each year the year, its halves or its quarters."""
        row: dict[Any, Any] = {}
        for year in self.plan_years():
            shape = self.chance.choices([0, 1, 2, 4], [2, 6, 1, 1])[0]
            names: dict[int, list[Any]] = {
                0: [],
                1: [year],
                2: [f"{year}-H{n}" for n in (1, 2)],
                4: [f"{year}-Q{n}" for n in (1, 2, 3, 4)],
            }
            for name in names[shape]:
                if shape < 2 or self.often(0.8):
                    row[name] = self.target_value(indicator)
        return row or {self.plan_years()[0]: self.target_value(indicator)}

    def target_value(self, indicator: dict[str, Any]) -> Any:
        """Never on the wrong side of the baseline."""
        if indicator["unit"] == "milestone":
            return self.chance.choice(STAGES[1:])
        value = self.chance.choice([0, 10, 20, 25, 30, 40, 50, 60, 75, 100, 120, 12.5, 7.25])
        baseline = indicator.get("baseline")
        if baseline is not None and indicator.get("direction") == "increase":
            return max(value, baseline) if self.often(0.2) else baseline + value
        if baseline is not None and indicator.get("direction") == "decrease":
            return baseline if self.often(0.1) else self.chance.choice([0, baseline / 2, baseline / 4])
        return value

    def make_revisions(self) -> None:
        """In force one after the other; each known no earlier than the one before it."""
        in_force, known = date(2015, 1, 1), date(2015, 1, 1)
        for number in range(self.chance.choice([0, 0, 1, 2]) if self.targets else 0):
            in_force += timedelta(days=self.chance.choice([90, 181, 365, 181]))
            revised: dict[str, Any] = {}
            for code in self.chance.sample(sorted(self.targets), self.chance.randint(1, len(self.targets))):
                row = self.targets[code]
                keys = self.chance.sample(sorted(row, key=str), self.chance.randint(1, len(row)))
                revised[code] = {key: self.target_value(self.indicators[code]) for key in keys}
                self.add_year(revised[code], row, code)
            rules = self.revised_rules()
            revision: dict[str, Any] = {
                "in_force": in_force,
                "reason": f"review {number + 1}",
                "targets": revised,
            } | rules
            if self.often(0.5) or known > in_force:
                known = max(known, in_force + timedelta(days=self.chance.choice([-30, 0, 45, 200])))
                revision["known"] = known
            else:
                known = in_force
            self.revisions.append(revision)

    def revised_rules(self) -> dict[str, Any]:
        """Sometimes a revision names other thresholds, or another official source."""
        rules: dict[str, Any] = {}
        if self.often(0.15):
            edges: dict[str, list[float]] = {"met": [100, 110, 92.5], "on_track": [70, 80, 90], "behind": [0, 40, 65]}
            named = self.chance.sample(sorted(edges), self.chance.randint(1, 3))
            rules["thresholds"] = {name: self.chance.choice(edges[name]) for name in named}
        labelled = [code for code, indicator in self.indicators.items() if "official" in indicator]
        if labelled and self.often(0.3):
            rules["indicators"] = {self.chance.choice(labelled): {"official": self.chance.choice(LABELS[:2])}}
        return rules

    def add_year(self, revised: dict[Any, Any], row: dict[Any, Any], code: str) -> None:
        """Sometimes a revision names a year that had no target."""
        free = [y for y in self.plan_years() if not any(str(key).startswith(str(y)) for key in row)]
        earlier = [r["targets"].get(code, {}) for r in self.revisions]
        free = [y for y in free if not any(y in other for other in earlier)]
        if free and self.often(0.3):
            year = self.chance.choice(free)
            revised[year] = self.target_value(self.indicators[code])

    # --- dues and questions

    def make_dues(self) -> dict[str, list[str]]:
        reported = [code for code, indicator in self.indicators.items() if "formula" not in indicator]
        size = min(len(self.speakers), self.chance.randint(1, 4))
        return {code: self.chance.sample(self.speakers, size) for code in reported if self.often(0.6)}

    def make_ask(self) -> dict[str, Any]:
        code = self.chance.choice(sorted(self.indicators))
        indicator = self.indicators[code]
        place = "KH" if self.often(0.5) else self.chance.choice(sorted(self.places))
        ask: dict[str, Any] = {"of": code, "place": place, "period": self.asked_period()}
        if self.often(0.4):
            ask["as_of"] = self.day() if self.often(0.5) else self.day_within(ask["period"])
        if self.often(0.3):
            ask["as_known_on"] = self.day()
        if self.revisions and self.often(0.25):
            ask["targets"] = "original"
        own = indicator.get("target_kind") == "cumulative" or indicator.get("over_time") == "running_total"
        if own and self.often(0.3):
            ask["own"] = True
        return ask

    def asked_period(self) -> Any:
        year = self.year()
        kind = self.chance.choices(["year", "half", "quarter", "month", "plan"], [5, 1.5, 3, 2, 3])[0]
        names = {"half": f"{year}-H{self.chance.randint(1, 2)}", "quarter": f"{year}-Q{self.chance.randint(1, 4)}"}
        names |= {"month": f"{year}-{self.chance.randint(1, 12):02d}", "plan": "plan"}
        return names.get(kind, year)

    def day_within(self, period: Any) -> date:
        """A day of the asked period, often the end of a month, so that the period is still open."""
        month = self.chance.randint(*period_months(period, self.months))
        return last_day(month) - timedelta(days=self.chance.choice([0, 0, 0, 1, 15]))

    def day(self) -> date:
        """Any day around the plan; often the end of a month, Christmas, or the day something became known."""
        known = [day for fact in self.facts for day in (self.known(fact), fact.get("withdrawn")) if day]
        month = self.chance.randint(self.months[0] - 1, min(self.months[0] + 40, self.months[1] + 6))
        days = [last_day(month), last_day(month), first_day(month) + timedelta(days=14)]
        days.append(date(month // 12, 12, 25))
        if known:
            days += [self.chance.choice(known) - timedelta(days=self.chance.choice([0, 0, 1]))] * 2
        return self.chance.choice(days)


if __name__ == "__main__":
    from ruamel.yaml import YAML

    YAML().dump(generate(int(sys.argv[1]), odd="--odd" in sys.argv), sys.stdout)
