"""Reads one worked example (a plain dictionary, as YAML gives it) into facts, periods and places.

Months are whole numbers, year * 12 + month - 1; numbers are fractions; nothing is rounded here.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

Stages = list[str]


def month_number(text: str) -> int:
    """'2015-07' as a month number."""
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def month_name(month: int) -> str:
    """A month number as '2015-07'."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def period_months(name: object, plan: tuple[int, int]) -> tuple[int, int]:
    """First and last month of 2015, 2015-H1, 2015-Q3, 2015-07 or plan."""
    text = str(name)
    if text == "plan":
        return plan
    if re.fullmatch(r"\d{4}", text):
        return int(text) * 12, int(text) * 12 + 11
    year, part = int(text[:4]) * 12, text[5:]
    if part[0] == "H":
        return year + 6 * (int(part[1]) - 1), year + 6 * int(part[1]) - 1
    if part[0] == "Q":
        return year + 3 * (int(part[1]) - 1), year + 3 * int(part[1]) - 1
    return month_number(text), month_number(text)


def exact(number: object) -> Fraction:
    return Fraction(str(number))


@dataclass(frozen=True)
class Fact:
    """One version of one line. A withdrawal, like *nothing to report*, has no value."""

    line: str
    kind: str  # value, nil, withdrawal
    of: str
    body: str
    place: str
    first: int
    last: int
    ended: date  # the day on which its period ends, which *as of* looks at
    known: date
    recorded: int  # its turn among all that was recorded
    source: str | None
    event: str | None
    includes_lower: bool
    value: Fraction
    sets: dict[str, dict[str, Fraction]]

    def named(self, breakdown: str) -> dict[str, Fraction]:
        """The cells it names in one set."""
        return self.sets.get(breakdown, {})


class Example:
    """The whole file, ready to be asked about."""

    def __init__(self, text: dict[str, Any]) -> None:
        first, last = text.get("plan", ["2014-01", "2018-12"])
        self.plan = (month_number(str(first)), month_number(str(last)))
        self.indicators: dict[str, dict[str, Any]] = text["indicators"]
        self.places: dict[str, Any] = text["places"]
        self.bodies: dict[str, str] = text.get("bodies", {})
        self.leads: dict[str, str] = {name: event["lead"] for name, event in text.get("events", {}).items()}
        self.dues: dict[str, list[str]] = text.get("due", {})
        self.asks: list[dict[str, Any]] = text.get("ask", [])
        self.text = text
        self.facts = self._read_facts(text.get("facts", []))

    # --- places and bodies

    def own_place(self, body: str) -> str:
        """A place that reports without a body is a body of the same name."""
        return self.bodies.get(body, body)

    def parent(self, place: str, month: int) -> str | None:
        """The place above this one in the given month."""
        parents = self.places[place]
        if not isinstance(parents, dict):
            return None if parents is None else str(parents)
        begun = [start for start in parents if month_number(start) <= month]
        return str(parents[max(begun, key=month_number)]) if begun else None

    def places_above(self, place: str, month: int) -> list[str]:
        above: list[str] = []
        parent = self.parent(place, month)
        while parent is not None and parent not in above:
            above.append(parent)
            parent = self.parent(parent, month)
        return above

    def lies_in(self, place: str, area: str, month: int) -> bool:
        return place == area or self.lies_below(place, area, month)

    def lies_below(self, place: str, area: str, month: int) -> bool:
        return area in self.places_above(place, month)

    def is_whole(self, place: str) -> bool:
        """Whether the place is the plan's whole area: the one without a parent."""
        return self.places[place] is None

    # --- indicators

    def breakdowns(self, code: str) -> list[str]:
        """Its sets; of a formula that names none, those that both its parts have (none where a part is one cell)."""
        indicator = self.indicators[code]
        if "formula" in indicator:
            parts = [part_of(indicator["formula"][role]) for role in ("numerator", "denominator")]
            if any(cell is not None for _, cell in parts):
                return []
            if "breakdowns" not in indicator:
                below = self.breakdowns(parts[1][0])
                return [name for name in self.breakdowns(parts[0][0]) if name in below]
        return list(indicator.get("breakdowns", []))

    def is_multiple(self, code: str, breakdown: str) -> bool:
        indicator = self.indicators[code]
        if "formula" in indicator:
            roles = ("numerator", "denominator")
            return any(self.is_multiple(part_of(indicator["formula"][role])[0], breakdown) for role in roles)
        return breakdown in indicator.get("multiple", [])

    def cells(self, code: str, breakdown: str) -> set[str]:
        """Every cell of a set that any fact, formula or question of the file names."""
        formula = self.indicators[code].get("formula")
        if formula:
            found = set()
            for role in ("numerator", "denominator"):
                found |= self.cells(part_of(formula[role])[0], breakdown)
        else:
            found = {cell for fact in self.facts if fact.of == code for cell in fact.named(breakdown)}
        for indicator in self.indicators.values():
            for role in ("numerator", "denominator"):
                of, cell = part_of(indicator.get("formula", {}).get(role, ""))
                if of == code and cell is not None and cell[0] == breakdown:
                    found.add(cell[1])
        for ask in self.asks:
            if ask["of"] == code:
                expected = ask.get("expect", {})
                found |= set(expected.get("sets", {}).get(breakdown, {}))
                if self.breakdowns(code)[:1] == [breakdown]:
                    found |= set(expected.get("cells", {}))
        return found - {"not_broken_down"}

    # --- facts

    def _read_facts(self, texts: list[dict[str, Any]]) -> list[Fact]:
        forerunners = {
            str(text.get("id", f"#{number}")): str(text["supersedes"])
            for number, text in enumerate(texts)
            if "supersedes" in text
        }
        facts = []
        for number, text in enumerate(texts):
            line = str(text.get("id", f"#{number}"))
            while line in forerunners:  # back to the first version, whose name the whole chain bears
                line = forerunners[line]
            facts.extend(self._read_fact(text, line, number))
        return facts

    def _read_fact(self, text: dict[str, Any], line: str, number: int) -> list[Fact]:
        body = str(text.get("body") or text["place"])
        first, last, ended = self._read_period(text)
        sets = dict(text.get("sets", {}))
        if "cells" in text:
            sets[self.indicators[text["of"]]["breakdowns"][0]] = text["cells"]
        fact = Fact(
            line=line,
            kind="nil" if text.get("nil") else "value",
            of=text["of"],
            body=body,
            place=text.get("place") or self.own_place(body),
            first=first,
            last=last,
            ended=ended,
            known=text.get("known", ended),
            recorded=number,
            source=text.get("source"),
            event=text.get("event"),
            includes_lower=bool(text.get("includes_lower")),
            value=Fraction(0) if text.get("nil") else self._read_value(text["of"], text["value"]),
            sets={name: {cell: exact(value) for cell, value in cells.items()} for name, cells in sets.items()},
        )
        if "withdrawn" not in text:
            return [fact]
        withdrawal = Fact(**{**fact.__dict__, "kind": "withdrawal", "known": text["withdrawn"]})
        return [fact, withdrawal]

    def _read_value(self, code: str, value: object) -> Fraction:
        """A number, or the place of a stage in the list of stages."""
        stages: Stages | None = self.indicators[code].get("stages")
        return Fraction(stages.index(str(value))) if stages else exact(value)

    def _read_period(self, text: dict[str, Any]) -> tuple[int, int, date]:
        for key in ("month", "quarter", "year"):
            if key in text:
                first, last = period_months(text[key], self.plan)
                return first, last, last_day(last)
        if "for" in text:
            first, last = period_months(text["for"], self.plan)
            return first, last, text["to"]
        return month_of(text["from"]), month_of(text["to"]), text["to"]


def part_of(text: str) -> tuple[str, tuple[str, str] | None]:
    """'N[age=child]' as its indicator and its cell; 'N' as its indicator alone."""
    match = re.fullmatch(r"(.+)\[(.+)=(.+)\]", text)
    return (match[1], (match[2], match[3])) if match else (text, None)
