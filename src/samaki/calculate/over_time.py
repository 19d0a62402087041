"""Which groups count in a question, and what a body's values come to over time and over places.

docs/explain/numbers.md, "Order of work", steps 4 and 5. Values are whole millionths; an average stays an
exact fraction.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from samaki.calculate.limits import within_sum
from samaki.calculate.model import Indicator
from samaki.calculate.series import Group, Series, Term

Amount = int | Fraction
Rule = Literal["sum", "average", "max", "min"]


class Window(NamedTuple):
    """The months a question takes values from, and how: `inside` them, `standing` at their end, or `added` in them
    (what a running total gained). `reference` is the month from which a standing value's age is counted."""

    kind: Literal["inside", "standing", "added"]
    first: int
    last: int
    reference: int
    carry: int | None = None


def select(series: Series, window: Window) -> Term | None:
    """What one body and place put into the window; None for nothing."""
    if window.kind == "inside":
        groups = series.inside(window.first, window.last)
        return Term(groups) if groups else None
    standing = series.standing(window.last)
    if not standing or (window.carry is not None and window.reference - standing[0].last > window.carry):
        return None
    return Term(standing, series.standing(window.first - 1) if window.kind == "added" else ())


def sent_in(term: Term, window: Window) -> bool:
    """Whether a running total was sent in the window: if not, what it gained there is no value."""
    return term.groups[0].last >= window.first


def rules_of(indicator: Indicator) -> tuple[Rule, Rule]:
    """The rules over time and over places. A stage that stands is the least of several unless the rule says max."""
    if indicator.staged:
        least: Rule = "max" if indicator.over_places == "max" else "min"
        over_time: Rule = least
        if indicator.over_time == "max" or indicator.over_time == "min":
            over_time = indicator.over_time
        return over_time, least
    if indicator.over_time in ("latest", "running_total"):
        return "sum", indicator.over_places
    return ("sum" if indicator.over_time == "sum" else indicator.over_time), indicator.over_places  # type: ignore[return-value]


def combine(values: Sequence[Amount], rule: Rule) -> Amount:
    """Values (at least one) by a rule. Raises FigureError `sum_too_large`."""
    if rule == "max":
        return max(values)
    if rule == "min":
        return min(values)
    total = within_sum(_added(values))
    return Fraction(total, len(values)) if rule == "average" else total


def _added(values: Sequence[Amount]) -> Amount:
    """Their sum; fractions by denominator first, since adding unlike ones is slow."""
    by_denominator: dict[int, int] = {}
    for value in values:
        below = value.denominator
        by_denominator[below] = by_denominator.get(below, 0) + value.numerator
    whole = by_denominator.pop(1, 0)
    return sum((Fraction(above, below) for below, above in by_denominator.items()), start=whole)


def term_value(term: Term, rule: Rule) -> Amount:
    """What one body and place come to over time."""
    groups, before = term
    value: Amount = groups[0].total if len(groups) == 1 else combine([group.total for group in groups], rule)
    return value - combine([group.total for group in before], "sum") if before else value


def figure_value(terms: Sequence[Term], indicator: Indicator) -> Amount | None:
    """What all of them come to over places; None where there is none."""
    if not terms:
        return None
    over_time, over_places = rules_of(indicator)
    return combine([term_value(term, over_time) for term in terms], over_places)


def falls(series: Series) -> list[tuple[Group, int]]:
    """The totals below the one sent before them, each with its (negative) difference."""
    found = []
    before: int | None = None
    for month in sorted(set(series.lasts)):
        here = series.standing(month)
        total = sum(group.total for group in here)
        if before is not None and total < before:
            found.append((here[0], total - before))
        before = total
    return found
