"""Makes the random lines of an example: values, nil, events, totals that include lower bodies, corrections."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from .reading import Example, first_day, last_day, period_months

WHOLE_PLAN = ("2014-01", "2018-12")
SHORT_PLANS = [("2015-01", "2016-12"), ("2014-01", "2016-12"), ("2015-01", "2015-12")]
PARTS_OF_YEARS = [("2014-07", "2017-06"), ("2015-03", "2016-10"), ("2014-10", "2015-09"), ("2015-04", "2015-09")]
SETS = {
    "sex": ["female", "male"],
    "age": ["under_15", "from_15_to_17", "over_18"],
    "service": ["shelter", "legal", "health"],
}
STAGES = ["not started", "drafted", "consulted", "approved"]
LABELS = ["police", "ncct", "moj"]
OF_A_VERSION = ("id", "value", "nil", "cells", "sets", "known", "withdrawn", "supersedes")


class FactMaker:
    """Holds what is being made; whoever extends it makes the plan, the places and the bodies first."""

    def __init__(self, chance: Random, odd: bool) -> None:
        self.chance = chance
        self.odd = odd
        self.plan = WHOLE_PLAN if self.often(0.7) else chance.choice(SHORT_PLANS + PARTS_OF_YEARS)
        self.months = period_months(self.plan[0], (0, 0))[0], period_months(self.plan[1], (0, 0))[1]
        self.indicators: dict[str, dict[str, Any]] = {}
        self.places: dict[str, Any] = {}
        self.bodies: dict[str, str] = {}
        self.speakers: list[str] = []
        self.events: dict[str, dict[str, str]] = {}
        self.facts: list[dict[str, Any]] = []
        years = [year for year in self.plan_years() if year < 2017]
        self.busy_years = chance.sample(years, min(len(years), chance.choice([1, 1, 2])))
        self.moving = self.often(0.25)  # districts that move in a busy year, and speak much
        self.plain = self.often(0.15)  # monthly values alone: no corrections, events or totals of lower bodies
        self.deep = not self.plain and self.often(0.2)  # three levels below the nation, totals inside totals
        self.crossing = self.often(0.15)  # bodies of lower places speak of places elsewhere and above
        self.share_of_totals = 0 if self.plain else 0.6 if self.deep else chance.choice([0.05, 0.1, 0.4])
        self.share_of_events = chance.choice([0.2, 0.5])

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def plan_years(self) -> list[int]:
        return list(range(self.months[0] // 12, self.months[1] // 12 + 1))

    def year(self) -> int:
        """Mostly one of the few years in which this example plays, so that its parts meet; at times before the plan."""
        if self.often(0.03):
            return self.plan_years()[0] - 1
        return self.chance.choice(self.busy_years if self.often(0.85) else self.plan_years())

    def make_facts(self) -> None:
        """New lines, and corrections of lines; in the order in which they became known."""
        reported = [code for code, indicator in self.indicators.items() if "formula" not in indicator]
        wanted = self.chance.randint(8, 15) if self.deep else self.chance.randint(3, 12)
        if self.deep and self.often(0.7):
            reported = reported[:1]
        for number in range(3 * wanted):
            if len(self.facts) < wanted:
                self.add_line(self.chance.choice(reported), f"f{number}")
        for number in range(0 if self.plain else self.chance.choice([0, 0, 1, 2, 3, 3])):
            self.add_correction(self.chance.choice(self.facts), f"c{number}")
        if self.often(0.7):
            self.facts.sort(key=self.known)  # else in the order made: the ledger puts them in order of known
        for fact in self.facts:
            named = "supersedes" in fact or any(other.get("supersedes") == fact["id"] for other in self.facts)
            if not named and self.often(0.5):
                del fact["id"]

    def add_line(self, code: str, name: str) -> None:
        indicator = self.indicators[code]
        districts = [name for name in self.places if name[0] == "D"]
        body = self.chance.choice(districts if self.moving and districts and self.often(0.5) else self.speakers)
        if self.deep and self.often(0.7):
            body = self.chance.choice(["KH", "P1", "D1", "C1"])
        elif self.crossing and self.often(0.6):
            body = self.chance.choice([one for one in self.speakers if self.bodies.get(one, one)[0] in "DC"] or [body])
        own_place = self.bodies.get(body, body)
        place = own_place if self.often(0.3 if self.crossing else 0.7) else self.chance.choice(sorted(self.places))
        fact: dict[str, Any] = {"id": name, "of": code}
        if body in self.bodies or place != body:
            fact["body"] = body
        if body not in self.bodies or place != own_place or self.often(0.2):
            fact["place"] = place
        fact |= self.period(indicator)
        self.add_source(fact, indicator)
        if self.events and indicator["unit"] in ("number", "money") and self.often(self.share_of_events):
            fact["event"] = self.chance.choice(sorted(self.events))
        if place == own_place and self.often(self.share_of_totals):
            fact["includes_lower"] = True
        if self.events and self.facts and self.often(0.15):
            self.speak_beside(fact, self.chance.choice(self.facts))
        if not self.fits(fact):
            return
        self.add_value(fact, self.indicators[fact["of"]])
        end = self.end(fact)
        if self.often(0.3):
            fact["known"] = end + timedelta(days=self.chance.choice([0, 1, 10, 20, 40, 100, 300, 500]))
        if not self.plain and self.often(0.07):
            fact["withdrawn"] = self.known(fact) + timedelta(days=self.chance.choice([0, 1, 30, 200]))
        self.facts.append(fact)

    def speak_beside(self, fact: dict[str, Any], other: dict[str, Any]) -> None:
        """Two lines of one body, indicator, place and period: of two events."""
        if self.indicators[other["of"]]["unit"] not in ("number", "money"):
            return
        name = fact["id"]
        fact.clear()
        fact |= {key: value for key, value in other.items() if key not in (*OF_A_VERSION, "includes_lower")}
        fact |= {"id": name, "event": self.chance.choice(sorted(self.events))}
        _, body, place, _ = self.series_of(fact)
        if place == self.bodies.get(body, body) and self.often(self.share_of_totals):
            fact["includes_lower"] = True

    def period(self, indicator: dict[str, Any]) -> dict[str, Any]:
        year = self.year()
        kind = self.chance.choices(["month", "quarter", "year", "for", "span"], [12, 3, 2.5, 1, 0.7])[0]
        kind = (
            "month" if self.plain else self.chance.choice(["year", "year", "quarter", "month"]) if self.deep else kind
        )
        if kind == "month":
            return {"month": f"{year}-{self.chance.randint(1, 12):02d}"}
        if kind == "quarter":
            return {"quarter": f"{year}-Q{self.chance.randint(1, 4)}"}
        if kind == "year":
            return {"year": year}
        if kind == "for":
            return {"from": date(year - 1, 12, 25), "to": date(year, 12, 25), "for": year}
        first = year * 12 + self.chance.randint(-2, 9)
        begin = first_day(first) + timedelta(days=self.chance.choice([0, 9]))
        end = last_day(first + self.chance.choice([1, 2, 5])) - timedelta(days=self.chance.choice([0, 11]))
        return {"from": begin, "to": end}

    def add_source(self, fact: dict[str, Any], indicator: dict[str, Any]) -> None:
        official = indicator.get("official")
        if official:
            if not (self.odd and self.often(0.1)):
                fact["source"] = official if self.often(0.75) else self.chance.choice(LABELS)
        elif self.often(0.06):
            fact["source"] = self.chance.choice(LABELS)

    def fits(self, fact: dict[str, Any]) -> bool:
        """Whether entry would take it beside the others: of one body, place and source no overlapping
        periods, and equal ones only of different events; of one body one line an event."""
        for other in self.facts:
            if self.series_of(fact) != self.series_of(other):
                same_event = fact.get("event") is not None and fact.get("event") == other.get("event")
                if same_event and self.series_of(fact)[:2] == self.series_of(other)[:2] and not self.odd:
                    return False
                continue
            (first, last), (other_first, other_last) = self.span(fact), self.span(other)
            equal = (first, last) == (other_first, other_last)
            if equal and self.indicators[fact["of"]]["unit"] == "milestone":
                return False
            if equal and fact.get("event") != other.get("event"):
                continue
            if first <= other_last and other_first <= last and not (self.odd and self.often(0.5)):
                return False
            if fact.get("event") is not None and fact.get("event") == other.get("event") and not self.odd:
                return False
        return True

    def series_of(self, fact: dict[str, Any]) -> tuple[Any, ...]:
        body = fact.get("body") or fact["place"]
        return fact["of"], body, fact.get("place") or self.bodies.get(body, body), fact.get("source")

    def span(self, fact: dict[str, Any]) -> tuple[int, int]:
        read = self.read(fact)
        return read.first, read.last

    def read(self, fact: dict[str, Any]) -> Any:
        """The fact as the oracle reads it, its value left out."""
        bare = {key: value for key, value in fact.items() if key not in ("value", "cells", "sets", "supersedes")}
        text = {"indicators": self.indicators, "places": self.places, "bodies": self.bodies}
        return Example(text | {"facts": [bare | {"nil": True}]}).facts[0]

    def end(self, fact: dict[str, Any]) -> date:
        ended: date = self.read(fact).ended
        return ended

    def known(self, fact: dict[str, Any]) -> date:
        known: date = fact.get("known") or self.end(fact)
        return known

    def add_value(self, fact: dict[str, Any], indicator: dict[str, Any]) -> None:
        if self.often(0.07):
            fact["nil"] = True
            return
        if indicator["unit"] == "milestone":
            fact["value"] = self.chance.choice(STAGES)
            return
        whole = "counts" in indicator or self.often(0.7)
        value: Any = self.chance.choice([0, 0, 1, 2, 3, 4, 5, 7, 9, 10, 12, 20, 25, 30, 42, 60, 95])
        if indicator["over_time"] == "running_total":
            value += 10 * max(0, (self.span(fact)[1] - self.months[0]) // 3)
        if not whole:
            value += self.chance.choice([0.5, 0.25, 0.1])
        if not whole and "breakdowns" not in indicator and self.often(0.2):
            value = -value
        fact["value"] = value
        self.add_cells(fact, indicator)

    def add_cells(self, fact: dict[str, Any], indicator: dict[str, Any]) -> None:
        sets = {}
        for name in indicator.get("breakdowns", []):
            if self.often(0.6):
                sets[name] = self.cells(fact["value"], SETS[name], name in indicator.get("multiple", []))
        first = indicator.get("breakdowns", [None])[0]
        if list(sets) == [first] and self.often(0.7):
            fact["cells"] = sets[first]
        elif sets:
            fact["sets"] = sets

    def cells(self, value: Any, names: list[str], multiple: bool) -> dict[str, Any]:
        """Some of the cells, each at most the total; together at most the total unless the set is multiple."""
        named = self.chance.sample(names, self.chance.randint(1, len(names)))
        left, cells = int(value), {}
        for name in named:
            cells[name] = self.chance.choice([0, left // 2, left, self.chance.randint(0, left)])
            if not multiple:
                left -= cells[name]
        if not multiple and self.often(0.5):
            cells[named[-1]] = round(cells[named[-1]] + left + value - int(value), 2)  # they add up to the total
        return cells

    def add_correction(self, forerunner: dict[str, Any], name: str) -> None:
        fact = {"id": name} | {key: value for key, value in forerunner.items() if key not in OF_A_VERSION}
        self.add_value(fact, self.indicators[fact["of"]])
        chain = [self.known(forerunner)] + ([forerunner["withdrawn"]] if "withdrawn" in forerunner else [])
        fact["known"] = self.chance.choice(chain) + timedelta(days=self.chance.choice([0, 0, 1, 15, 60, 200]))
        if self.often(0.15):
            fact["withdrawn"] = fact["known"] + timedelta(days=self.chance.choice([0, 1, 90]))
        fact["supersedes"] = forerunner["id"]
        self.facts.append(fact)
