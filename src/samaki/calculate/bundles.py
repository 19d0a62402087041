"""A figure in the making: the facts that can count, sums over them, and a value with what stands beside it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from samaki.calculate.limits import within_sum
from samaki.calculate.lines import Line, falls_of_lines, plain_lines
from samaki.calculate.lower import LeftOut
from samaki.calculate.model import Fact, Id, Indicator, PlanVersion, Qualifier
from samaki.calculate.over_time import Amount, Window, combine, falls
from samaki.calculate.periods import month_end, month_start
from samaki.calculate.series import Group, Series, Term, build_series, overlapping
from samaki.calculate.sums import MonthSums

Mark = Qualifier | Literal["shifted_year", "overlapping", "includes_lower"]
Months = tuple[int, int]


class Fall(NamedTuple):
    """A running total below the one sent before it: body, place, month, and the (negative) difference in millionths."""

    body: Id
    place: Id
    month: int
    difference: int


class Scope(NamedTuple):
    """Whom a figure is about: an area, and of its bodies those at or below one (None: all)."""

    place: Id
    ladder: Id | None = None


class Ask(NamedTuple):
    """What stays the same while one question is worked out: the plan that judges it, whom it is about, and *own*.

    `formulas`: those being worked out, to find one that leads back to itself.
    """

    version: PlanVersion
    scope: Scope
    own: bool = False
    formulas: tuple[Id, ...] = ()


@dataclass(slots=True)
class Figure:
    """A value in millionths with what stands beside it. `terms` only where they were asked for."""

    value: Amount | None = None
    terms: Sequence[Term] = ()
    longer: tuple[Months, ...] = ()
    marks: frozenset[Mark] = frozenset()
    left_out: Sequence[LeftOut] = ()
    falls: tuple[Fall, ...] = ()
    total_speaks: bool = False
    not_available: bool = False  # no value, though some value covers part of the asked period and more
    parts: tuple["Figure", ...] = ()

    @property
    def groups(self) -> list[Group]:
        """The groups counted, where terms were asked for."""
        return [group for term in self.terms for group in term.groups]


class Bundle:
    """The facts of one indicator and source that count, whatever the period and area: events once, in series."""

    def __init__(self, facts: list[Fact], indicator: Indicator, *, plain: bool = False) -> None:
        """`plain`: the facts are known to be monthly values with nothing to say beside them."""
        self.facts = facts
        self.plain = plain
        self._indicator = indicator
        kinds = set() if plain else {(f.includes_lower, f.first != f.last, f.qualifier, f.stated_from) for f in facts}
        self.has_totals = any(kind[0] for kind in kinds)
        self.has_longer = any(kind[1] for kind in kinds)
        self.has_marks = any(kind[2] or kind[3] for kind in kinds)

    @cached_property
    def identifiers(self) -> set[Id]:
        """Which facts they are."""
        return {fact.fact for fact in self.facts}

    @cached_property
    def longer(self) -> list[Fact]:
        """The facts of more than one month: all that can cover part of a period and more."""
        return [fact for fact in self.facts if fact.first != fact.last] if self.has_longer else []

    @cached_property
    def series(self) -> list[Series]:
        """Per body and place."""
        return build_series(self.facts, self._indicator)

    @cached_property
    def lines(self) -> list[Line] | None:
        """The facts as plain lines; None where they need the general way."""
        return plain_lines(self.facts, self._indicator) if self.plain else None

    @cached_property
    def overlaps(self) -> bool:
        """Whether periods of one series overlap without being equal."""
        return self.has_longer and any(series.overlaps for series in self.series)

    @cached_property
    def falls(self) -> list[Fall]:
        """Every fall of a running total."""
        if self.lines is not None:
            return [Fall(line.body, line.place, month, gap) for line, month, gap in falls_of_lines(self.lines)]
        return [
            Fall(group.body, group.place, group.last, difference)
            for series in self.series
            for group, difference in falls(series)
        ]


class Table:
    """Sums by period over everything in scope: enough for whatever is added and has no mark."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        amounts: defaultdict[int, int] = defaultdict(int)
        longer: defaultdict[Months, int] = defaultdict(int)
        for fact in facts:
            last = fact.last
            if fact.first == last:
                amounts[last] += fact.value or 0
            else:
                longer[fact.first, last] += fact.value or 0
        self._sums, self._longer = MonthSums(amounts), longer
        self.overlaps = bool(longer) and overlapping([*longer, *((month, month) for month in amounts)])

    def figure(self, window: Window) -> Figure:
        """The sum of what lies wholly inside the window."""
        first, last = window.first, window.last
        total, found = self._sums.between(first, last), self._sums.any_between(first, last)
        beyond = []
        for months, value in self._longer.items():
            if first <= months[0] and months[1] <= last:
                total, found = total + value, True
            elif reaches_beyond(*months, window):
                beyond.append(months)
        return Figure(within_sum(total) if found else None, longer=tuple(sorted(beyond)))


def reaches_beyond(first: int, last: int, window: Window) -> bool:
    """Whether a period covers part of a window and more."""
    if first > window.last or last < window.first:
        return False
    return last > window.last or (window.kind != "standing" and first < window.first)


def marks_of(fact: Fact) -> set[Mark]:
    """What is said of a fact beside its value: its qualifier, and a year that is not the calendar's."""
    found: set[Mark] = set()
    if fact.qualifier:
        found.add(fact.qualifier)
    shifted_start = fact.stated_from is not None and fact.stated_from != month_start(fact.first)
    shifted_end = fact.stated_to is not None and fact.stated_to != month_end(fact.last)
    if shifted_start or shifted_end:
        found.add("shifted_year")
    return found


def sum_of_years(years: Sequence[Figure]) -> Figure:
    values = [year.value for year in years if year.value is not None]
    return _joined(years, combine(values, "sum") if values else None)


def last_year(years: Sequence[Figure]) -> Figure:
    for year in reversed(years):
        if year.value is not None:
            return year
    return years[0] if len(years) == 1 else _joined(years, None)


def _joined(years: Sequence[Figure], value: Amount | None) -> Figure:
    return Figure(
        value,
        terms=[term for year in years for term in year.terms],
        longer=tuple(months for year in years for months in year.longer),
        marks=frozenset[Mark]().union(*(year.marks for year in years)),
        left_out=[one for year in years for one in year.left_out],
        total_speaks=any(year.total_speaks for year in years),
        parts=tuple(part for year in years for part in year.parts),
    )
