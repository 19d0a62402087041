"""Which groups count in a question, and what a body's values come to over time and over places.

docs/explain/numbers.md, "Order of work", steps 4 and 5. Values are whole millionths; an average stays an
exact fraction.
"""

from collections.abc import Iterable, Iterator, Sequence
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


def select(series: Iterable[Series], window: Window) -> Iterator[Term | None]:
    """What each body and place puts into the window; None for nothing."""
    kind, first, last, reference, carry = window
    if kind == "inside":
        for one in series:
            groups = one.inside(first, last)
            yield Term(groups) if groups else None
        return
    oldest = 0 if carry is None else reference - carry
    for one in series:
        groups = one.standing(last)
        if not groups or groups[0].last < oldest:
            yield None
        elif kind == "added":
            yield Term(groups, one.standing(first - 1), sent=bool(one.inside(first, last)))
        else:
            yield Term(groups)


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
    total = within_sum(sum(values) if type(values[0]) is int else _added(values))
    return Fraction(total, len(values)) if rule == "average" else total


def _added(values: Sequence[Amount]) -> Amount:
    return _quotients((value.numerator, value.denominator) for value in values)


def _quotients(pairs: Iterable[tuple[int, int]]) -> Amount:
    """The sum of quotients: by denominator first, since adding unlike fractions is slow."""
    by_denominator: dict[int, int] = {}
    for above, below in pairs:
        by_denominator[below] = by_denominator.get(below, 0) + above
    whole = by_denominator.pop(1, 0)
    return sum((Fraction(above, below) for below, above in by_denominator.items()), start=whole)


def average_of_parts(parts: Sequence[tuple[int, int]], over_places: Rule) -> Amount | None:
    """Averages over time, each as a total and a count, added or averaged over places; None where there is none."""
    if not parts:
        return None
    total = within_sum(_quotients(parts))
    return Fraction(total, len(parts)) if over_places == "average" else total


def term_value(term: Term, rule: Rule) -> Amount:
    """What one body and place come to over time."""
    groups, before, _ = term
    value: Amount = groups[0].total if len(groups) == 1 else combine([group.total for group in groups], rule)
    return value - combine([group.total for group in before], "sum") if before else value


def figure_value(terms: Sequence[Term], indicator: Indicator) -> Amount | None:
    """What all of them come to over places; None where there is none."""
    if not terms:
        return None
    over_time, over_places = rules_of(indicator)
    if over_time == "average" and over_places in ("sum", "average"):
        parts = [(sum([one.total for one in groups]), len(groups)) for groups, _, _ in terms]
        return average_of_parts(parts, over_places)
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
