"""How a figure came about: which facts counted, and why each other fact of the indicator did not.

Uses the very steps of figures.py, and names for every fact left out the first step at which it fell away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from samaki.calculate.answers import Answer, Value, value_of
from samaki.calculate.bundles import Ask, Bundle, Figure, reaches_beyond
from samaki.calculate.figures import Figures
from samaki.calculate.model import MILLION, Fact, Id, Indicator, Part, TargetKind
from samaki.calculate.over_time import Window, figure_value
from samaki.calculate.periods import Period
from samaki.calculate.series import Term
from samaki.calculate.versions import Knowledge
from samaki.calculate.windows import years_rule

Reason = Literal[
    "not_yet_known",
    "superseded",
    "withdrawn",
    "withdrawal",
    "nothing_to_report",
    "after_as_of",
    "other_source",
    "same_event",
    "outside_area",
    "outside_ladder",
    "outside_period",
    "longer_than_period",
    "inside_total",
    "parts_chosen",
    "not_the_latest",
    "too_old",
    "no_total_in_period",
]


class Counted(NamedTuple):
    """A fact that counted; `taken_off` the last total before a running total's period."""

    fact: Fact
    taken_off: bool = False


class NotCounted(NamedTuple):
    """A fact that did not count, why, and the fact that took its place (a newer version, the total, the event's)."""

    fact: Fact
    reason: Reason
    by: Fact | None = None


class TotalOrParts(NamedTuple):
    """A total that includes lower bodies beside its parts as reported; `counts` says which the figure holds."""

    total: Fact
    value: Value
    parts: Value
    difference: Fraction | None
    counts: Literal["total", "parts"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One figure opened. `windows` are the months (first, last) it took values from; a formula has `parts` instead."""

    code: Id
    indicator: Indicator
    period: Period
    value: Value
    exact: Fraction | None
    windows: tuple[tuple[int, int], ...] = ()
    counted: tuple[Counted, ...] = ()
    left_out: tuple[NotCounted, ...] = ()
    totals: tuple[TotalOrParts, ...] = ()
    parts: tuple["Explanation", ...] = ()
    part: Part | None = None  # which side of a formula it is
    answer: Answer | None = None  # of the figure asked, not of its parts


def explain_answer(figures: Figures, knowledge: Knowledge, ask: Ask, code: Id, answer: Answer) -> Explanation:
    """An answer opened. Raises FigureError where a sum is too large."""
    return _Opening(figures, knowledge, ask).of(code, answer.period, answer.indicator.target_kind, None, answer)


class _Opening:
    def __init__(self, figures: Figures, knowledge: Knowledge, ask: Ask) -> None:
        self._figures = figures
        self._knowledge = knowledge
        self._ask = ask

    def of(
        self, code: Id, period: Period, kind: TargetKind, part: Part | None, answer: Answer | None = None
    ) -> Explanation:
        definition = self._ask.version.indicators[code]
        if definition.formula is not None:
            return self._of_formula(code, period, kind, part, answer)
        source = definition.official
        figure = self._figures.figure(self._ask, code, period, kind=kind, source=source, terms=True)
        windows = self._figures.windows(definition, kind, period, own=self._ask.own)
        if years_rule(definition, kind) == "last":
            windows = _year_taken(windows, figure)
        bundle = self._figures.bundle(code, definition, source)
        counted = [Counted(fact) for group in figure.groups for fact in group.facts]
        counted += [
            Counted(fact, taken_off=True) for term in figure.terms for group in term.before for fact in group.facts
        ]
        taken = {one.fact.fact for one in counted}
        others = [fact for fact in self._figures.world.facts if fact.indicator == code and fact.fact not in taken]
        return Explanation(
            code,
            definition,
            period,
            value_of(figure.value, definition),
            None if figure.value is None else Fraction(figure.value, MILLION),
            windows=tuple((window.first, window.last) for window in windows),
            counted=tuple(counted),
            left_out=tuple(self._why_not(fact, bundle, figure, windows, source) for fact in others),
            totals=tuple(self._totals(figure, definition, windows[0])),
            part=part,
            answer=answer,
        )

    def _of_formula(
        self, code: Id, period: Period, kind: TargetKind, part: Part | None, answer: Answer | None
    ) -> Explanation:
        definition = self._ask.version.indicators[code]
        figure = self._figures.figure(self._ask, code, period, kind=kind)
        formula = definition.formula
        year = None if formula is None else self._figures.rates.year(self._ask, code, formula, period, kind)
        year, sides = year or period, () if formula is None else formula[:2]
        return Explanation(
            code,
            definition,
            period,
            value_of(figure.value, definition),
            None if figure.value is None else Fraction(figure.value, MILLION),
            windows=((year.first, year.last),),
            parts=tuple(
                self.of(side.indicator, year, "none", side)
                for side in sides
                if side.indicator in self._ask.version.indicators
            ),
            part=part,
            answer=answer,
        )

    def _why_not(
        self, fact: Fact, bundle: Bundle, figure: Figure, windows: Sequence[Window], source: str | None
    ) -> NotCounted:
        figures = self._figures
        standing = figures.standing.get(fact.line)
        if not self._knowledge.has(fact) or standing is None:
            return NotCounted(fact, "not_yet_known")
        if standing.fact != fact.fact:
            return NotCounted(fact, "withdrawn" if standing.kind == "withdrawal" else "superseded", standing)
        if fact.kind != "value":
            return NotCounted(fact, "withdrawal" if fact.kind == "withdrawal" else "nothing_to_report")
        if not figures.has_ended(fact):
            return NotCounted(fact, "after_as_of")
        if (fact.source or None) != source:
            return NotCounted(fact, "other_source")
        if fact.fact not in bundle.identifiers:
            root = figures.events.root(fact.event)
            same = (one for one in bundle.facts if one.event is not None and figures.events.root(one.event) == root)
            return NotCounted(fact, "same_event", next(same, None))
        return self._why_not_here(fact, bundle, figure, windows)

    def _why_not_here(self, fact: Fact, bundle: Bundle, figure: Figure, windows: Sequence[Window]) -> NotCounted:
        figures, scope = self._figures, self._ask.scope
        gone = next((one for one in figure.left_out if one.fact.fact == fact.fact), None)
        if gone is not None:
            return NotCounted(fact, "parts_chosen" if gone.total is None else "inside_total", gone.total)
        if not figures.places.area(scope.place).holds(fact.place, fact.last):
            return NotCounted(fact, "outside_area")
        if scope.ladder is not None and not figures.below(fact.body, scope.ladder, fact.last):
            return NotCounted(fact, "outside_ladder")
        window = windows[-1]
        if any(reaches_beyond(fact.first, fact.last, one) for one in windows):
            return NotCounted(fact, "longer_than_period")
        if window.kind == "inside" or fact.last > window.last:
            return NotCounted(fact, "outside_period")
        newest = max(
            (
                one
                for one in bundle.facts
                if (one.body, one.place) == (fact.body, fact.place) and one.last <= window.last
            ),
            key=lambda one: one.last,
            default=fact,
        )
        if newest.last > fact.last:
            return NotCounted(fact, "not_the_latest", newest)
        return NotCounted(fact, "no_total_in_period" if window.kind == "added" else "too_old")

    def _totals(self, figure: Figure, definition: Indicator, window: Window) -> list[TotalOrParts]:
        """Each total that includes lower bodies and stood in the question, beside what its parts come to."""
        found = []
        lower = self._figures.lower
        counted = [fact for group in figure.groups for fact in group.facts if lower.is_total(fact)]
        for total in counted:
            parts = [one.fact for one in figure.left_out if one.total is not None and one.total.fact == total.fact]
            found.append(self._beside(total, parts, definition, "total"))
        for total in [one.fact for one in figure.left_out if one.total is None]:
            facts = [fact for group in figure.groups for fact in group.facts]
            parts = lower.included_in(total, facts, whatever_period=window.kind != "inside")
            found.append(self._beside(total, parts, definition, "parts"))
        return found

    def _beside(
        self, total: Fact, parts: Sequence[Fact], definition: Indicator, counts: Literal["total", "parts"]
    ) -> TotalOrParts:
        series = Bundle(list(parts), definition).series
        terms = [Term(one.groups) for one in series]
        value = figure_value(terms, definition)
        difference = None
        if value is not None and not definition.staged:
            difference = Fraction((total.value or 0) - value, MILLION)
        return TotalOrParts(total, value_of(total.value, definition), value_of(value, definition), difference, counts)


def _year_taken(windows: list[Window], figure: Figure) -> list[Window]:
    """Of the years of a plan the one that gave the figure; all where none did."""
    taken = [
        one for one in windows if any(one.first <= group.first and group.last <= one.last for group in figure.groups)
    ]
    return taken or windows
