"""The values of one indicator from one source, put in order: per body and place, period by period.

Lines of one body for one place and period are added before *over time* (docs/explain/numbers.md, "Small print");
stages, which cannot be added, give the least of them, or the highest where the rule says max.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from samaki.calculate.model import Fact, Id, Indicator

_BY_PERIOD = attrgetter("last", "first")


class Group(NamedTuple):
    """What one body says of one place and period: its lines, and what they come to in millionths."""

    body: Id
    place: Id
    first: int
    last: int
    facts: tuple[Fact, ...]
    total: int


class Term(NamedTuple):
    """What one body and place put into a figure: the groups that count, and those taken off (running totals). `sent`:
    of an own amount, whether a total was sent in the period; if not, it is no value."""

    groups: Sequence[Group]
    before: Sequence[Group] = ()
    sent: bool = True


def group_of(facts: Sequence[Fact], indicator: Indicator) -> Group:
    """The group of facts that share body, place and period."""
    one = facts[0]
    if len(facts) == 1:
        return Group(one.body, one.place, one.first, one.last, (one,), one.value or 0)
    values = [fact.value or 0 for fact in facts]
    total = stage_of(values, indicator) if indicator.staged else sum(values)
    return Group(one.body, one.place, one.first, one.last, tuple(facts), total)


def stage_of(values: Sequence[int], indicator: Indicator) -> int:
    """The stage that stands for several: the least, unless the rule says max."""
    return max(values) if indicator.over_places == "max" else min(values)


class Series:
    """The groups of one body and place; they come in the order in which their periods end."""

    __slots__ = ("groups", "lasts", "monthly")

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups
        self.lasts = [group.last for group in groups]
        self.monthly = [group.first for group in groups] == self.lasts

    def inside(self, first: int, last: int) -> list[Group]:
        """The groups whose period lies wholly inside the months."""
        start, stop = bisect_left(self.lasts, first), bisect_right(self.lasts, last)
        if self.monthly:
            return self.groups[start:stop]
        return [group for group in self.groups[start:stop] if group.first >= first]

    def standing(self, month: int) -> list[Group]:
        """The last groups whose period ends at or before a month: several only where they end together."""
        lasts = self.lasts
        stop = bisect_right(lasts, month)
        if not stop:
            return []
        start = stop - 1
        while start and lasts[start - 1] == lasts[start]:
            start -= 1
        return self.groups[start:stop]

    @property
    def overlaps(self) -> bool:
        """Whether any of its periods overlap without being equal."""
        return overlapping([(group.first, group.last) for group in self.groups])


def overlapping(periods: Sequence[tuple[int, int]]) -> bool:
    """Whether any of these periods (first, last month) overlap without being equal."""
    ordered = sorted(set(periods))
    return any(after[0] <= before[1] for before, after in pairwise(ordered))


def build_series(facts: Sequence[Fact], indicator: Indicator) -> list[Series]:
    """Facts of one indicator and source, events already counted once, as series."""
    lines: defaultdict[tuple[Id, Id], list[Fact]] = defaultdict(list)
    for fact in facts:
        lines[fact.body, fact.place].append(fact)
    return [Series(_groups(ones, indicator)) for ones in lines.values()]


def _groups(facts: list[Fact], indicator: Indicator) -> list[Group]:
    """The facts of one body and place, those of one period together, in the order in which periods end."""
    facts.sort(key=_BY_PERIOD)
    if len({(fact.last, fact.first) for fact in facts}) == len(facts):
        return [Group(one.body, one.place, one.first, one.last, (one,), one.value or 0) for one in facts]
    groups: list[Group] = []
    start = 0
    for index, fact in enumerate(facts, start=1):
        after = facts[index] if index < len(facts) else None
        if after is None or after.last != fact.last or after.first != fact.first:
            groups.append(group_of(facts[start:index], indicator))
            start = index
    return groups
