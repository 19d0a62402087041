"""An independent, naive answer to every question a worked example can ask.

Written straight from the rules of docs/explain/numbers.md, in their order, to be read beside them. It knows nothing
of the real calculation: every question starts again from all the facts, every number is a fraction, nothing is
remembered. Where the two disagree, one of them, or the text, is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from .reading import Example, Fact, last_day, month_of, part_of
from .reading import period_months as months_of
from .revisions import as_in_force
from .sums import NOT_BROKEN_DOWN, Cell, amount_of, by_body_and_place, combine, newest_of, rounded
from .verdict import judge, whole_plan_or_period_target


@dataclass(frozen=True)
class Question:
    """What is asked: one indicator's source is chosen on the way, the rest stays the same for every part."""

    place: str
    first: int
    last: int
    whole_plan: bool
    as_of: date | None
    known_on: date | None

    def over(self, first: int, last: int) -> Question:
        """The same question about other months."""
        return replace(self, first=first, last=last, whole_plan=False)

    def last_month_ended(self) -> int:
        """The asked last month, or the last one ended by *as of* if that is earlier."""
        if self.as_of is None:
            return self.last
        month = month_of(self.as_of)
        ended = month if last_day(month) <= self.as_of else month - 1
        return min(self.last, ended)


def answer(text: dict[str, Any], ask: dict[str, Any]) -> dict[str, Any]:
    """Every key that an *expect* can have. Numbers are fractions rounded to 12 decimals (achieved: to one)."""
    example = Example(as_in_force(text, ask))
    code, own = ask["of"], bool(ask.get("own"))
    first, last = months_of(ask["period"], example.plan)
    whole_plan = str(ask["period"]) == "plan"
    question = Question(ask["place"], first, last, whole_plan, ask.get("as_of"), ask.get("as_known_on"))
    kind = example.indicators[code].get("target_kind", "none")
    asked = Asked(example, question, code, kind, own, example.indicators[code].get("official"))

    actual = asked.value(None)
    sets = asked.all_sets()
    result: dict[str, Any] = {
        "actual": asked.shown(actual),
        "cells": next(iter(sets.values()), {}),
        "sets": sets,
    }
    if own:
        return result
    reported = asked.reported()
    result |= {
        "other_sources": asked.other_sources(),
        "reported": reported,
        "partial": asked.is_partial(actual, reported),
        "not_available": asked.is_not_available(),
    }
    target, stated = whole_plan_or_period_target(example, question, code)
    result |= judge(example, question, code, actual, target, asked.stood_since)
    result["target"] = asked.shown(target)
    result["stated_target"] = asked.shown(stated)
    return result


@dataclass(frozen=True)
class Asked:
    """One indicator, one source, one question. `kind` is the target kind: *none* for the part of a formula."""

    example: Example
    question: Question
    code: str
    kind: str
    own: bool
    source: str | None

    # --- the indicator's rules

    @property
    def indicator(self) -> dict[str, Any]:
        return self.example.indicators[self.code]

    @property
    def over_time(self) -> str:
        return "formula" if "formula" in self.indicator else str(self.indicator["over_time"])

    @property
    def over_places(self) -> str:
        """Stages: the least, unless the rule says max."""
        rule = str(self.indicator.get("over_places"))
        return "min" if self.is_milestone and rule != "max" else rule

    @property
    def is_milestone(self) -> bool:
        return self.indicator.get("unit") == "milestone"

    @property
    def asks_own_total(self) -> bool:
        """Of a running total: only *own* and a per-period target ask for what the period added."""
        return self.own or self.kind == "per_period"

    # --- steps 1 and 3: one source's values as known, each event once

    def lines_known(self) -> list[Fact]:
        """Of each line the newest version known, of whatever source, ended by *as of*; withdrawn ones are gone."""
        known_on, as_of = self.question.known_on, self.question.as_of
        known = [fact for fact in self.example.facts if known_on is None or fact.known <= known_on]
        newest = []
        for line in {fact.line for fact in known}:
            versions = [fact for fact in known if fact.line == line]
            newest.append(max(versions, key=lambda fact: (fact.known, fact.kind == "withdrawal", fact.recorded)))
        newest.sort(key=lambda fact: fact.recorded)
        return [
            fact
            for fact in newest
            if fact.of == self.code and fact.kind != "withdrawal" and (as_of is None or fact.ended <= as_of)
        ]

    def series(self) -> list[Fact]:
        """The values of the source, over all places and periods, each event counted once."""
        values = [fact for fact in self.lines_known() if fact.kind == "value" and fact.source == self.source]
        return [fact for fact in values if fact.event is None or fact.body == self._counting_body(fact.event, values)]

    def _counting_body(self, event: str, values: list[Fact]) -> str:
        """The lead where a value of it stands, else the first other body by code."""
        bodies = {fact.body for fact in values if fact.event == event}
        lead = self.example.leads[event]
        return lead if lead in bodies else min(bodies)

    def in_area(self, fact: Fact) -> bool:
        """A value counts in the area its place belonged to at the end of its period."""
        return self.example.lies_in(fact.place, self.question.place, fact.last)

    # --- step 4: what counts, and the value of each body and place

    def counted(self) -> list[list[Fact]]:
        """What is added, averaged or compared: one list of values for each body and place."""
        if self.over_time in ("latest", "running_total"):
            return self._standing()
        first = self.example.plan[0] if self.kind == "cumulative" and not self.own else self.question.first
        inside = [
            fact
            for fact in self.series()
            if first <= fact.first and fact.last <= self.question.last and self.in_area(fact)
        ]
        return by_body_and_place(self._without_parts(inside))

    def _without_parts(self, inside: list[Fact]) -> list[Fact]:
        """A total that includes lower bodies leaves out, inside its period, what they and its own parts say.

        From the top down, for a total that is itself left out leaves out nothing.
        """
        left_out: list[Fact] = []
        totals = [fact for fact in inside if fact.includes_lower]
        for total in sorted(totals, key=self._depth):
            if total in left_out:
                continue
            for fact in inside:
                if total.first <= fact.first and fact.last <= total.last and self._speaks_from_below(fact, total):
                    left_out.append(fact)
        return [fact for fact in inside if fact not in left_out]

    def _standing(self) -> list[list[Fact]]:
        """Of each body and place the values of its last month by the asked end, and before them (running totals)
        what they are measured from: the last ones before the period began."""
        standing = []
        for group in by_body_and_place(self.series()):
            newest = newest_of(group, self.question.last)
            if newest and not self._too_old(newest[0]) and self.in_area(newest[0]):
                standing.append(newest)
        groups = self._without_parts_of_standing(standing)
        if self.over_time == "latest" or not self.asks_own_total:
            return groups
        return [self._own_of_period(group[0]) for group in groups if self._own_of_period(group[0])]

    def _too_old(self, fact: Fact) -> bool:
        if self.over_time == "running_total" or self.is_milestone:
            return False
        return self.question.last_month_ended() - fact.last > int(self.indicator.get("carry", 12))

    def _without_parts_of_standing(self, groups: list[list[Fact]]) -> list[list[Fact]]:
        """Everything from lower bodies is left out while the value standing for a body includes them."""
        left_out: list[list[Fact]] = []
        totals = [
            group
            for group in groups
            if group[0].place == self.example.own_place(group[0].body) and any(fact.includes_lower for fact in group)
        ]
        for total in sorted(totals, key=lambda group: self._depth(group[0])):
            if total not in left_out:
                left_out.extend(group for group in groups if self._speaks_from_below(group[0], total[0]))
        return [group for group in groups if group not in left_out]

    def _depth(self, total: Fact) -> int:
        return len(self.example.places_above(self.example.own_place(total.body), total.last))

    def _speaks_from_below(self, fact: Fact, total: Fact) -> bool:
        """Whether it comes from a body below the total's, or is its own body's line for a place below."""
        top = self.example.own_place(total.body)
        place = fact.place if fact.body == total.body else self.example.own_place(fact.body)
        return self.example.lies_below(place, top, fact.last)

    def _own_of_period(self, standing: Fact) -> list[Fact]:
        """The last total by the period's end and, before it, the last one before the period began.

        Empty where no total was sent in the period.
        """
        group = [f for f in self.series() if (f.body, f.place) == (standing.body, standing.place)]
        question = self.question
        if not any(question.first <= fact.first and fact.last <= question.last for fact in group):
            return []
        return newest_of(group, question.first - 1) + newest_of(group, question.last)

    def _over_time(self, group: list[Fact], cell: Cell) -> Fraction:
        """The value of one body and place. Lines of one period are added first."""
        if self.over_time == "running_total" and self.asks_own_total:
            return self._own_amount(group, cell)
        amounts = {fact.recorded: amount_of(fact, cell) for fact in group}
        if self.over_time in ("latest", "running_total"):
            return combine(self.over_places if self.is_milestone else "sum", list(amounts.values()))
        periods = sorted({(fact.first, fact.last) for fact in group})
        lines = [[fact for fact in group if (fact.first, fact.last) == period] for period in periods]
        lines = self._speaking(self.over_time, cell, lines)
        values = [sum((amounts[fact.recorded] for fact in one), Fraction(0)) for one in lines]
        return combine(self.over_time, values) if values else Fraction(0)

    def _own_amount(self, group: list[Fact], cell: Cell) -> Fraction:
        """The newest total less the one before the period. A cell that the newest does not state stays with what is
        not broken down."""
        if cell is not None and cell[1] == NOT_BROKEN_DOWN:
            names = {name for fact in group for name in fact.named(cell[0])}
            return self._own_amount(group, None) - sum(self._own_amount(group, (cell[0], name)) for name in names)
        if cell is not None and not self._is_stated(cell, group):
            return Fraction(0)
        signs = {fact.recorded: -1 if self._is_before(fact) else 1 for fact in group}
        return sum((signs[fact.recorded] * amount_of(fact, cell) for fact in group), Fraction(0))

    def _is_before(self, fact: Fact) -> bool:
        """Whether it is an earlier running total, from which the own amount is measured."""
        return self.over_time == "running_total" and self.asks_own_total and fact.last < self.question.first

    def _speaking(self, rule: str, cell: Cell, groups: list[list[Fact]]) -> list[list[Fact]]:
        """To a sum or an average a cell left out adds 0; the least and the greatest are of those that state it."""
        if cell is None or rule not in ("min", "max"):
            return groups
        return [group for group in groups if self._is_stated(cell, group)]

    # --- the parts into which a question falls

    def years(self) -> list[Asked]:
        first, last = self.example.plan
        spans = [(max(first, y * 12), min(last, y * 12 + 11)) for y in range(first // 12, last // 12 + 1)]
        return [replace(self, question=self.question.over(*span)) for span in spans]

    def pieces(self) -> list[Asked]:
        """The questions whose values are added: itself; for the whole plan sometimes its years, or one of them."""
        if self.question.whole_plan and not self.own:
            if self.kind == "level" and self.over_time not in ("latest", "running_total"):
                return [year for year in self.years() if year.value(None) is not None][-1:]
            if self.kind == "per_period" and self.over_time in ("average", "max", "min"):
                return [year for year in self.years() if year.value(None) is not None]
        return [self]

    def part(self, role: str) -> tuple[Asked, Cell]:
        """A formula's numerator or denominator: the same question, as if the part had no target kind."""
        code, cell = part_of(self.indicator["formula"][role])
        source = self.example.indicators[code].get("official")
        return replace(self, code=code, kind="none", own=False, source=source), cell

    # --- steps 5, 6 and 7: over places, the division, the cells

    def value(self, cell: Cell) -> Fraction | None:
        """The exact value of the total or of one cell; None is *no value*."""
        pieces = self.pieces()
        if pieces != [self]:
            values = [value for value in (piece.value(cell) for piece in pieces) if value is not None]
            return sum(values, Fraction(0)) if values else None
        if self.over_time == "formula":
            return self._quotient(cell)
        groups = self.counted()
        if not groups or (cell is not None and not any(self._is_stated(cell, group) for group in groups)):
            return None
        groups = self._speaking(self.over_places, cell, groups)
        return combine(self.over_places, [self._over_time(group, cell) for group in groups])

    def _quotient(self, cell: Cell) -> Fraction | None:
        """Divides last: never an average of rates."""
        numerator, named = self.part("numerator")
        denominator, named_below = self.part("denominator")
        above, below = numerator.value(named or cell), denominator.value(named_below or cell)
        if above is None or not below:
            return None
        return above / below * Fraction(str(self.indicator["formula"].get("factor", 1)))

    def _is_stated(self, cell: tuple[str, str], group: list[Fact]) -> bool:
        """Whether some counted value says something of the cell; *not broken down* can always be told."""
        breakdown, name = cell
        multiple = self.example.is_multiple(self.code, breakdown)
        if name == NOT_BROKEN_DOWN:
            return not multiple
        for fact in (fact for fact in group if not self._is_before(fact)):
            named = fact.named(breakdown)
            adds_up = not multiple and bool(named) and sum(named.values()) == fact.value
            if name in named or adds_up or fact.value == 0:
                return True
        return False

    def all_sets(self) -> dict[str, dict[str, Fraction | None]]:
        """Every set with every cell and what is not broken down."""
        sets: dict[str, dict[str, Fraction | None]] = {}
        for breakdown in self.example.breakdowns(self.code):
            names = [*sorted(self.example.cells(self.code, breakdown)), NOT_BROKEN_DOWN]
            sets[breakdown] = {name: rounded(self.value((breakdown, name)), 12) for name in names}
        return sets

    # --- what is said beside the value

    def shown(self, value: Fraction | None) -> object:
        if value is not None and self.is_milestone:
            return self.indicator["stages"][int(value)]
        return rounded(value, 12)

    def other_sources(self) -> dict[str, object]:
        """The other sources' values, each through all steps by itself."""
        labels = {fact.source for fact in self.example.facts if fact.of == self.code and fact.source} - {self.source}
        values = {label: replace(self, source=label).value(None) for label in labels}
        return {str(label): self.shown(value) for label, value in sorted(values.items()) if value is not None}

    def reported(self) -> dict[str, int]:
        """Months owed by bodies of the area, ended by *as of*, and those for which a value or nil is approved."""
        question = self.question
        owed = [
            (body, month)
            for body in self.example.dues.get(self.code, [])
            for month in range(question.first, question.last + 1)
            if self.example.lies_in(self.example.own_place(body), question.place, month)
            and (question.as_of is None or last_day(month) <= question.as_of)
        ]
        lines = self.lines_known()
        got = [due for due in owed if any(f.body == due[0] and f.first <= due[1] <= f.last for f in lines)]
        return {"of": len(owed), "got": len(got)}

    def is_partial(self, actual: Fraction | None, reported: dict[str, int]) -> bool:
        """A sum over some of the bodies, unless a total that includes lower bodies speaks for the asked place."""
        if actual is None or self.over_places != "sum" or self.over_time == "formula":
            return False
        counted = [fact for piece in self.pieces() for group in piece.counted() for fact in group]
        spoken_for = any(
            fact.includes_lower and fact.place == self.question.place and not self._is_before(fact) for fact in counted
        )
        return reported["got"] < reported["of"] and not spoken_for

    def is_not_available(self, cell: Cell = None) -> bool:
        """No value, though some value covers part of the asked period and more.

        A formula is not available where one of its parts is not.
        """
        if self.value(cell) is not None:
            return False
        if self.over_time == "formula":
            parts = [self.part("numerator"), self.part("denominator")]
            return any(part.is_not_available(named or cell) for part, named in parts)
        first, last = self.question.first, self.question.last
        counted = [fact for group in self.counted() for fact in group]  # some may, and not state the asked cell
        return any(
            fact.first <= last and fact.last >= first and not (first <= fact.first and fact.last <= last)
            for fact in self.series()
            if self.in_area(fact) and fact not in counted
        )

    def stood_since(self, target: Fraction) -> int:
        """Of a milestone that stands: the month since which it has, without a break."""
        month = self.question.last
        earliest = min(fact.last for fact in self.series())
        while month > earliest:
            before = replace(self, question=self.question.over(month - 1, month - 1)).value(None)
            if before is None or before < target:
                break
            month -= 1
        return month
