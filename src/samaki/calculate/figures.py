"""The steps of work for one figure: from the rows as known at K to one exact value.

docs/explain/numbers.md, "Order of work". Work is done once per indicator and source (versions, events, series), once
per area (what lies inside), and little per period, so that a table of many columns costs little more than one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from samaki.calculate.areas import Area, Bodies, Places
from samaki.calculate.cells import CellFigures, add_years, cell_figures, divide_cells
from samaki.calculate.events import Events
from samaki.calculate.limits import within_sum
from samaki.calculate.lower import LeftOut, Lower, without
from samaki.calculate.model import (
    MILLION,
    Breakdown,
    Fact,
    Formula,
    Id,
    Indicator,
    Part,
    PlanVersion,
    Qualifier,
    TargetKind,
    World,
)
from samaki.calculate.over_time import Amount, Window, combine, falls, figure_value, select, sent_in
from samaki.calculate.periods import Period, last_month_ended, month_end, month_start, years_of
from samaki.calculate.problems import FigureError, Problem
from samaki.calculate.series import Group, Series, Term, build_series, overlapping
from samaki.calculate.versions import Knowledge, Plan, standing_versions

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
    """What stays the same while one question is worked out: the plan that judges it, whom it is about, and *own*."""

    version: PlanVersion
    scope: Scope
    own: bool = False


@dataclass(slots=True)
class Figure:
    """A value in millionths with what stands beside it. `terms` only where they were asked for."""

    value: Amount | None = None
    terms: list[Term] = field(default_factory=list)
    longer: list[Months] = field(default_factory=list)
    marks: set[Mark] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)
    falls: list[Fall] = field(default_factory=list)
    total_speaks: bool = False
    parts: tuple["Figure", ...] = ()

    @property
    def not_available(self) -> bool:
        """No value, though some value covers part of the period and more."""
        if self.parts:
            return self.value is None and any(part.not_available for part in self.parts)
        return self.value is None and bool(self.longer)

    @property
    def groups(self) -> list[Group]:
        """The groups counted, where terms were asked for."""
        return [group for term in self.terms for group in term.groups]


class Bundle:
    """The facts of one indicator and source that count, whatever the period and area: events once, in series."""

    def __init__(self, facts: list[Fact], indicator: Indicator) -> None:
        self.facts = facts
        self._indicator = indicator
        self.has_totals = any(fact.includes_lower for fact in facts)
        self.has_longer = any(fact.first != fact.last for fact in facts)
        self.has_marks = any(fact.qualifier or fact.stated_from for fact in facts)

    @cached_property
    def series(self) -> list[Series]:
        """Per body and place."""
        return build_series(self.facts, self._indicator)

    @cached_property
    def overlaps(self) -> bool:
        """Whether periods of one series overlap without being equal."""
        return self.has_longer and any(series.overlaps for series in self.series)

    @cached_property
    def falls(self) -> list[Fall]:
        """Every fall of a running total."""
        return [
            Fall(group.body, group.place, group.last, difference)
            for series in self.series
            for group, difference in falls(series)
        ]


class Figures:
    """Figures from a world, as known at K and with values that end by *as of*."""

    def __init__(self, world: World, knowledge: Knowledge, as_of: date | None) -> None:
        """Raises PlanNotKnownError where no version of the plan was known."""
        self.world = world
        self.as_of = as_of
        self.plan = Plan(world.versions, knowledge)
        self.places = Places(world.places, knowledge)
        self.bodies = Bodies(world.bodies, knowledge)
        self.events = Events(world.events, world.event_links, self.bodies, knowledge)
        choices = knowledge.newest(world.lower_choices, lambda choice: choice.line)
        self.lower = Lower(self.places, self.bodies, {choice.line: choice.count_parts for choice in choices})
        self.ended = None if as_of is None else last_month_ended(as_of)
        self.standing = standing_versions(world.facts, knowledge)
        self.facts = self._by_indicator()
        self._bundles: dict[tuple[Id, str | None, str | None], Bundle] = {}
        self._open_formulas: list[Id] = []
        self._tables: dict[tuple[Bundle, Scope], dict[Months, int]] = {}
        self._below: dict[tuple[Id, Id, int], bool] = {}

    def _by_indicator(self) -> Mapping[Id, list[Fact]]:
        """Values and nils that stand and end by *as of*."""
        found: defaultdict[Id, list[Fact]] = defaultdict(list)
        for fact in self.standing.values():
            if fact.kind != "withdrawal" and (self.as_of is None or self.has_ended(fact)):
                found[fact.indicator].append(fact)
        return found

    def has_ended(self, fact: Fact) -> bool:
        """Whether a fact's period ends by *as of*; a source's own year by the day it states."""
        if self.as_of is None or self.ended is None:
            return True
        return fact.last <= self.ended if fact.stated_to is None else fact.stated_to <= self.as_of

    def sources(self, indicator: Id) -> set[str | None]:
        """The labels under which values stand."""
        return {fact.source or None for fact in self.facts.get(indicator, ()) if fact.kind == "value"}

    def bundle(self, code: Id, indicator: Indicator, source: str | None) -> Bundle:
        """The values of one source, events counted once."""
        key = (code, source, indicator.over_places if indicator.staged else None)
        found = self._bundles.get(key)
        if found is None:
            values = [
                fact for fact in self.facts.get(code, ()) if fact.kind == "value" and (fact.source or None) == source
            ]
            found = self._bundles[key] = Bundle(self.events.counting(values), indicator)
        return found

    def inside(self, group: Group | Fact, area: Area, ladder: Id | None) -> bool:
        """Whether a value belongs to the area, and its body to the ladder, at the end of the value's period."""
        return area.holds(group.place, group.last) and (ladder is None or self.below(group.body, ladder, group.last))

    def below(self, body: Id, ladder: Id, month: int) -> bool:
        """Whether a body is in a ladder at a month."""
        key = (body, ladder, month)
        found = self._below.get(key)
        if found is None:
            found = self._below[key] = self.bodies.at_or_below(body, ladder, month)
        return found

    def windows(self, indicator: Indicator, kind: TargetKind, period: Period, *, own: bool) -> list[Window]:
        """The window of a period, or the years' windows of a whole plan whose figure is made of its years'."""
        reference = period.last if self.ended is None else min(period.last, self.ended)
        if indicator.over_time == "running_total" and not indicator.staged:
            added = own or kind == "per_period"
            return [Window("added" if added else "standing", period.first, period.last, reference)]
        if indicator.over_time == "latest" or (indicator.staged and indicator.over_time not in ("max", "min")):
            carry = None if indicator.staged else indicator.carry
            return [Window("standing", period.first, period.last, reference, carry)]
        if kind == "cumulative" and not own:
            return [Window("inside", self.world.plan_period.first, period.last, reference)]
        return [Window("inside", part.first, part.last, reference) for part in self.made_of(indicator, kind, period)]

    def made_of(self, indicator: Indicator, kind: TargetKind, period: Period) -> tuple[Period, ...]:
        """The years a whole plan's figure is made of; any other period is made of itself."""
        if period.is_plan and self.years_rule(indicator, kind) is not None:
            return years_of(period)
        return (period,)

    def years_rule(self, indicator: Indicator, kind: TargetKind) -> Literal["sum", "last"] | None:
        """Whether a whole plan's figure is the sum of its years' values, or the last year's that has one."""
        if indicator.formula is not None:
            return "last" if kind == "level" else None
        if indicator.over_time in ("latest", "running_total"):
            return None
        if kind == "level":
            return "last"
        return "sum" if kind == "per_period" and indicator.over_time != "sum" else None

    def figure(
        self,
        ask: Ask,
        code: Id,
        period: Period,
        *,
        kind: TargetKind | None = None,
        source: str | None = None,
        terms: bool = False,
    ) -> Figure:
        """One figure of one source's values (`source`; a formula's parts take their official ones).

        Raises FigureError where a sum is too large or a formula turns in a circle.
        """
        indicator = ask.version.indicators[code]
        kind = indicator.target_kind if kind is None else kind
        if indicator.formula is not None:
            return _last([self._rate(ask, code, year) for year in self.made_of(indicator, kind, period)])
        figures = self._of_windows(ask, code, period, kind, source, terms=terms)
        return _sum(figures) if self.years_rule(indicator, kind) == "sum" else _last(figures)

    def _of_windows(
        self, ask: Ask, code: Id, period: Period, kind: TargetKind, source: str | None, *, terms: bool
    ) -> list[Figure]:
        indicator = ask.version.indicators[code]
        bundle = self.bundle(code, indicator, source)
        windows = self.windows(indicator, kind, period, own=ask.own)
        return [self._one(bundle, indicator, ask.scope, window, period, terms=terms) for window in windows]

    def _one(
        self, bundle: Bundle, indicator: Indicator, scope: Scope, window: Window, period: Period, *, terms: bool
    ) -> Figure:
        adds = window.kind == "inside" and indicator.over_time == "sum" and indicator.over_places == "sum"
        if adds and not (terms or bundle.has_totals or bundle.has_marks or indicator.staged):
            table = self._table(bundle, scope)
            if not (bundle.has_longer and overlapping(list(table)) and bundle.overlaps):
                return _from_table(table, window)
        return self._from_series(bundle, indicator, scope, window, period)

    def _table(self, bundle: Bundle, scope: Scope) -> dict[Months, int]:
        """Sums by period over everything in scope: enough for whatever is added and has no mark."""
        key = (bundle, scope)
        found = self._tables.get(key)
        if found is None:
            found = {}
            area = self.places.area(scope.place)
            for fact in bundle.facts:
                if self.inside(fact, area, scope.ladder):
                    months = (fact.first, fact.last)
                    found[months] = found.get(months, 0) + (fact.value or 0)
            self._tables[key] = found
        return found

    def _from_series(
        self, bundle: Bundle, indicator: Indicator, scope: Scope, window: Window, period: Period
    ) -> Figure:
        area = self.places.area(scope.place)
        terms: list[Term] = []
        for series in bundle.series:
            term = select(series, window)
            if term is None:
                continue
            groups = [group for group in term.groups if self.inside(group, area, scope.ladder)]
            if groups:
                terms.append(Term(groups, term.before))
        figure = Figure()
        if bundle.has_totals:
            facts = [fact for term in terms for group in term.groups for fact in group.facts]
            figure.left_out = self.lower.leave_out(facts, whatever_period=window.kind != "inside")
            terms = without(terms, figure.left_out, indicator)
        if window.kind == "added":
            terms = [term for term in terms if sent_in(term, window)]
        figure.terms = terms
        figure.value = figure_value(terms, indicator)
        figure.longer = self._longer(bundle, area, scope, window) if bundle.has_longer else []
        self._mark(figure, bundle, scope)
        if indicator.over_time == "running_total" and bundle.falls:
            figure.falls = [
                fall
                for fall in bundle.falls
                if period.first <= fall.month <= period.last and area.holds(fall.place, fall.month)
            ]
        return figure

    def _longer(self, bundle: Bundle, area: Area, scope: Scope, window: Window) -> list[Months]:
        """Periods of values that cover part of the window and more."""
        return sorted(
            {
                (group.first, group.last)
                for series in bundle.series
                for group in series.groups
                if reaches_beyond(group.first, group.last, window) and self.inside(group, area, scope.ladder)
            }
        )

    def _mark(self, figure: Figure, bundle: Bundle, scope: Scope) -> None:
        if bundle.has_totals:
            totals = [fact for group in figure.groups for fact in group.facts if self.lower.is_total(fact)]
            figure.total_speaks = any(fact.place == scope.place for fact in totals)
            if totals:
                figure.marks.add("includes_lower")
        if bundle.has_marks:
            for group in figure.groups:
                for fact in group.facts:
                    figure.marks.update(marks_of(fact))
        if bundle.overlaps and any(
            overlapping([(group.first, group.last) for group in term.groups]) for term in figure.terms
        ):
            figure.marks.add("overlapping")

    def _rate(self, ask: Ask, code: Id, period: Period) -> Figure:
        formula = ask.version.indicators[code].formula
        if formula is None:
            return Figure()
        if code in self._open_formulas:
            raise FigureError(Problem("formula_circle", {"indicators": (*self._open_formulas, code)}))
        self._open_formulas.append(code)
        try:
            numerator, denominator = (self._part(ask, part, period) for part in formula[:2])
        finally:
            self._open_formulas.pop()
        value = None
        if numerator.value is not None and denominator.value:
            value = Fraction(numerator.value) / Fraction(denominator.value) * formula.factor * MILLION
        return Figure(value, parts=(numerator, denominator), marks=numerator.marks | denominator.marks)

    def _part(self, ask: Ask, part: Part, period: Period) -> Figure:
        """One side of a formula, as if it had no target kind: an indicator's figure, or that of one of its cells."""
        indicator = ask.version.indicators.get(part.indicator)
        if indicator is None:
            return Figure()
        whole = part.set is None or part.cell is None
        figure = self.figure(ask, part.indicator, period, kind="none", source=indicator.official, terms=not whole)
        if part.set is not None and part.cell is not None:
            breakdown = next((one for one in indicator.breakdowns if one.code == part.set), Breakdown(part.set))
            figure.value = cell_figures(figure.terms, breakdown, indicator, self.world.cells).read(part.cell)
        return figure

    def judging_day(self, period: Period) -> date:
        """The day whose plan judges a period: its end, or *as of* if that is earlier."""
        end = month_end(period.last)
        return end if self.as_of is None else min(end, self.as_of)

    def cells(
        self,
        ask: Ask,
        code: Id,
        name: str,
        period: Period,
        *,
        kind: TargetKind | None = None,
        source: str | None = None,
    ) -> CellFigures | None:
        """One set of a figure; None where the indicator has no such set. A rate's cells are its parts' divided."""
        indicator = ask.version.indicators[code]
        kind = indicator.target_kind if kind is None else kind
        breakdown = next((one for one in indicator.breakdowns if one.code == name), None)
        if breakdown is None:
            return None
        if indicator.formula is not None:
            years = self.made_of(indicator, kind, period)
            valued = [year for year in years if self._rate(ask, code, year).value is not None]
            return self._rate_cells(ask, indicator.formula, name, valued[-1] if valued else period)
        figures = self._of_windows(ask, code, period, kind, source, terms=True)
        if self.years_rule(indicator, kind) == "sum" and len(figures) > 1:
            figures = [one for one in figures if one.value is not None] or figures[:1]
        else:
            figures = [_last(figures)]
        sets = [cell_figures(one.terms, breakdown, indicator, self.world.cells) for one in figures]
        return sets[0] if len(sets) == 1 else add_years(sets)

    def _rate_cells(self, ask: Ask, formula: Formula, name: str, period: Period) -> CellFigures | None:
        if formula.numerator.cell is not None or formula.denominator.cell is not None:
            return None
        sides = []
        for part in formula[:2]:
            indicator = ask.version.indicators.get(part.indicator)
            official = None if indicator is None else indicator.official
            side = None
            if indicator is not None:
                side = self.cells(ask, part.indicator, name, period, kind="none", source=official)
            if side is None:
                return None
            sides.append(side)
        return divide_cells(sides[0], sides[1], Fraction(formula.factor) * MILLION)


def reaches_beyond(first: int, last: int, window: Window) -> bool:
    """Whether a period covers part of a window and more."""
    if first > window.last or last < window.first:
        return False
    return last > window.last or (window.kind == "inside" and first < window.first)


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


def _from_table(table: dict[Months, int], window: Window) -> Figure:
    first, last = window.first, window.last
    inside = [value for months, value in table.items() if first <= months[0] and months[1] <= last]
    longer = sorted(months for months in table if reaches_beyond(*months, window))
    return Figure(within_sum(sum(inside)) if inside else None, longer=longer)


def _sum(years: Sequence[Figure]) -> Figure:
    values = [year.value for year in years if year.value is not None]
    return _joined(years, combine(values, "sum") if values else None)


def _last(years: Sequence[Figure]) -> Figure:
    for year in reversed(years):
        if year.value is not None:
            return year
    return years[0] if len(years) == 1 else _joined(years, None)


def _joined(years: Sequence[Figure], value: Amount | None) -> Figure:
    joined = Figure(value)
    for year in years:
        joined.terms += year.terms
        joined.longer += year.longer
        joined.marks |= year.marks
        joined.left_out += year.left_out
        joined.total_speaks |= year.total_speaks
        joined.parts += year.parts
    return joined
