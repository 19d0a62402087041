"""The quick way for plain values: monthly ones, with nothing to say beside them.

Most indicators are like that. Their figures come out of sorted months and sums kept beforehand, without building the
groups that the general way (over_time.py) needs; a property test holds the two against each other.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from samaki.calculate.areas import Area
from samaki.calculate.model import Fact, Id, Indicator
from samaki.calculate.over_time import Amount, Window, average_of_parts, combine, rules_of

_BY_MONTH = attrgetter("last")


class Line(NamedTuple):
    """One body's and place's values in order of their months, and their running sums (one more than the values)."""

    body: Id
    place: Id
    months: list[int]
    values: list[int]
    sums: list[int]


def plain_lines(facts: Sequence[Fact], indicator: Indicator) -> list[Line] | None:
    """The lines of monthly facts, two of one month added; None where they are stages, which cannot be added."""
    found: defaultdict[tuple[Id, Id], list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.body, fact.place].append(fact)
    lines = []
    for (body, place), ones in found.items():
        ones.sort(key=_BY_MONTH)
        months = [fact.last for fact in ones]
        values = [fact.value or 0 for fact in ones]
        if len(set(months)) != len(months):
            if indicator.staged:
                return None
            months, values = _by_month(months, values)
        lines.append(Line(body, place, months, values, list(accumulate(values, initial=0))))
    return lines


def _by_month(months: Sequence[int], values: Sequence[int]) -> tuple[list[int], list[int]]:
    added: defaultdict[int, int] = defaultdict(int)
    for month, value in zip(months, values, strict=True):
        added[month] += value
    return list(added), list(added.values())


def lines_inside(lines: Sequence[Line], area: Area) -> list[Line] | None:
    """The lines inside an area; None where one is inside for some of its months only."""
    found = []
    for line in lines:
        first, last = line.months[0], line.months[-1]
        spans = area.months_inside(line.place)
        if any(start <= first and last <= end for start, end in spans):
            found.append(line)
        elif any(start <= last and first <= end for start, end in spans):
            return None
    return found


def value_of_lines(lines: Sequence[Line], window: Window, indicator: Indicator) -> Amount | None:
    """What the lines come to in a window; None where there is no value. Raises FigureError `sum_too_large`."""
    over_time, over_places = rules_of(indicator)
    if window.kind != "inside":
        values = list(_standing(lines, window))
        return combine(values, over_places) if values else None
    first, last = window.first, window.last
    spans = [(line, bisect_left(line.months, first), bisect_right(line.months, last)) for line in lines]
    if over_time == "average" and over_places in ("sum", "average"):
        return average_of_parts(
            [(line.sums[stop] - line.sums[start], stop - start) for line, start, stop in spans if start < stop],
            over_places,
        )
    found: list[Amount] = [
        line.sums[stop] - line.sums[start] if over_time == "sum" else combine(line.values[start:stop], over_time)
        for line, start, stop in spans
        if start < stop
    ]
    return combine(found, over_places) if found else None


def _standing(lines: Sequence[Line], window: Window) -> Iterator[int]:
    """Each line's value at the window's end, or what a running total gained since before it."""
    oldest = 0 if window.carry is None else window.reference - window.carry
    first, last, added = window.first, window.last, window.kind == "added"
    for line in lines:
        stop = bisect_right(line.months, last)
        if not stop or line.months[stop - 1] < (first if added else oldest):
            continue
        start = bisect_left(line.months, first) if added else 0
        yield line.values[stop - 1] - (line.values[start - 1] if start else 0)


def falls_of_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, int, int]]:
    """Each value below the one before it: its line, its month, and the (negative) difference."""
    for line in lines:
        for month, (before, after) in zip(line.months[1:], pairwise(line.values), strict=True):
            if after < before:
                yield line, month, after - before
