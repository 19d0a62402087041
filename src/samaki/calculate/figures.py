"""The steps of work for one figure: from the rows as known at K to one exact value.

docs/explain/numbers.md, "Order of work". Work is done once per indicator and source (versions, events, series), once
per area (what lies inside), and little per period, so that a table of many columns costs little more than one.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from samaki.calculate.areas import FOR_GOOD, Area, Bodies, Places
from samaki.calculate.breakdowns import breakdown_of
from samaki.calculate.bundles import (
    Ask,
    Bundle,
    Figure,
    Mark,
    Months,
    Scope,
    Table,
    last_year,
    marks_of,
    reaches_beyond,
    sum_of_years,
)
from samaki.calculate.cells import CellFigures, Sheet, add_years, cell_figures
from samaki.calculate.events import Events
from samaki.calculate.lines import Line, lines_inside, value_of_lines
from samaki.calculate.lower import Lower, without
from samaki.calculate.model import (
    Breakdown,
    Fact,
    Id,
    Indicator,
    TargetKind,
    World,
)
from samaki.calculate.over_time import Window, figure_value, select
from samaki.calculate.periods import Period, last_month_ended, month_end
from samaki.calculate.rates import Rates
from samaki.calculate.series import Group, Series, Term, overlapping
from samaki.calculate.versions import Knowledge, Plan, standing_versions
from samaki.calculate.windows import windows_of, years_rule


class Figures:
    """Figures from a world, as known at K and with values that end by *as of*.

    What is remembered is put in place whole, so that several threads may ask at once.
    """

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
        self._unlike: set[Id] = set()
        self._widened: set[Id] = set()
        self._covered: defaultdict[Id, set[tuple[Id, int]]] = defaultdict(set)
        self.facts = self._by_indicator()
        self._bundles: dict[tuple[Id, str | None, str | None], Bundle] = {}
        self._sources: dict[Id, set[str | None]] = {}
        self.rates = Rates(self)
        self._tables: dict[tuple[Bundle, Scope], Table] = {}
        self._lines: dict[tuple[Bundle, Scope], list[Line] | None] = {}
        self._placed: dict[tuple[Bundle, Scope], tuple[list[Series], list[bool]]] = {}
        self._below: dict[tuple[Id, Id, int], bool] = {}
        self._sheets: dict[tuple[Id, Breakdown], Sheet] = {}
        self._named: dict[tuple[Id, str], list[str]] = {}

    def _by_indicator(self) -> Mapping[Id, list[Fact]]:
        """Values and nils that stand and end by *as of*; on the way, who covered which month, and which indicators
        have anything but plain monthly values. One pass: it is the facts themselves that are slow to reach."""
        found: defaultdict[Id, list[Fact]] = defaultdict(list)
        unlike, covered = self._unlike, self._covered
        ended = FOR_GOOD if self.ended is None else self.ended
        for fact in self.standing.values():
            _, _, kind, indicator, body, _, first, last, since, until, source, event, lower, _, mark, _, _ = fact
            if kind == "withdrawal":
                continue
            if source or event is not None or lower or first != last or kind != "value" or mark or since is not None:
                unlike.add(indicator)
            if last <= ended if until is None else self.has_ended(fact):
                found[indicator].append(fact)
                covered[indicator].add((body, last))
        return found

    def months_covered(self, indicator: Id) -> set[tuple[Id, int]]:
        """Every body and month that a value or nil of any source covers."""
        if indicator in self._unlike and indicator not in self._widened:
            facts = self.facts.get(indicator, ())
            more = {(fact.body, month) for fact in facts for month in range(fact.first, fact.last)}
            self._covered[indicator] = self._covered[indicator] | more
            self._widened.add(indicator)
        return self._covered[indicator]

    def has_ended(self, fact: Fact) -> bool:
        """Whether a fact's period ends by *as of*; a source's own year by the day it states."""
        if self.as_of is None or self.ended is None:
            return True
        return fact.last <= self.ended if fact.stated_to is None else fact.stated_to <= self.as_of

    def sources(self, indicator: Id) -> set[str | None]:
        """The labels under which values stand."""
        found = self._sources.get(indicator)
        if found is None:
            values = self.facts.get(indicator, ())
            if indicator not in self._unlike:
                values = values[:1]
            found = self._sources[indicator] = {fact.source or None for fact in values if fact.kind == "value"}
        return found

    def bundle(self, code: Id, indicator: Indicator, source: str | None) -> Bundle:
        """The values of one source, events counted once."""
        key = (code, source, indicator.over_places if indicator.staged else None)
        found = self._bundles.get(key)
        if found is None:
            facts = self.facts.get(code, [])
            if source is None and code not in self._unlike:
                found = self._bundles[key] = Bundle(facts, indicator, plain=True)
                return found
            values = [fact for fact in facts if fact.kind == "value" and (fact.source or None) == source]
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
        """The windows of a question about one indicator (see windows.py)."""
        return windows_of(indicator, kind, period, self.world.plan_period, self.ended, own=own)

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
            return self.rates.figure(ask, code, indicator.formula, period, kind)
        figures = self._of_windows(ask, code, period, kind, source, terms=terms)
        figure = sum_of_years(figures) if years_rule(indicator, kind) == "sum" else last_year(figures)
        if figure.value is None:
            figure.not_available = self.covers_more(ask, code, period, figure, source)
        return figure

    def covers_more(self, ask: Ask, code: Id, period: Period, figure: Figure, source: str | None) -> bool:
        """Whether a value that is not counted in a figure covers part of the asked period and more."""
        bundle, scope = self.bundle(code, ask.version.indicators[code], source), ask.scope
        first, last = period.first, period.last
        wider = [
            fact
            for fact in bundle.longer
            if fact.first <= last and first <= fact.last and (fact.first < first or last < fact.last)
        ]
        if not wider:
            return False
        area, counted = self.places.area(scope.place), {fact.fact for group in figure.groups for fact in group.facts}
        return any(fact.fact not in counted and self.inside(fact, area, scope.ladder) for fact in wider)

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
            if not (table.overlaps and bundle.overlaps):
                return table.figure(window)
        if bundle.plain and not terms:
            lines = self._lines_of(bundle, scope)
            if lines is not None:
                figure = Figure(value_of_lines(lines, window, indicator))
                self._add_falls(figure, bundle, indicator, scope, period)
                return figure
        return self._from_series(bundle, indicator, scope, window, period)

    def _table(self, bundle: Bundle, scope: Scope) -> Table:
        key = (bundle, scope)
        found = self._tables.get(key)
        if found is None:
            area = self.places.area(scope.place)
            inside = [fact for fact in bundle.facts if area.holds(fact.place, fact.last)]
            if scope.ladder is not None:
                inside = [fact for fact in inside if self.below(fact.body, scope.ladder, fact.last)]
            found = self._tables[key] = Table(inside)
        return found

    def _from_series(
        self, bundle: Bundle, indicator: Indicator, scope: Scope, window: Window, period: Period
    ) -> Figure:
        area = self.places.area(scope.place)
        terms: list[Term] = []
        series, wholly = self._series_of(bundle, scope)
        for term, whole in zip(select(series, window), wholly, strict=True):
            if term is None:
                continue
            if whole:
                terms.append(term)
                continue
            groups = [group for group in term.groups if self.inside(group, area, scope.ladder)]
            if groups:
                terms.append(term._replace(groups=groups))
        figure = Figure()
        if bundle.has_totals:
            facts = [fact for term in terms for group in term.groups for fact in group.facts]
            figure.left_out = self.lower.leave_out(facts, whatever_period=window.kind != "inside")
            terms = without(terms, figure.left_out, indicator)
        if window.kind == "added":
            terms = [term for term in terms if term.sent]
        figure.terms = terms
        figure.value = figure_value(terms, indicator)
        figure.longer = tuple(self._longer(bundle, area, scope, window)) if bundle.has_longer else ()
        figure.marks = self._marks(figure, bundle, scope)
        self._add_falls(figure, bundle, indicator, scope, period)
        return figure

    def _add_falls(self, figure: Figure, bundle: Bundle, indicator: Indicator, scope: Scope, period: Period) -> None:
        if indicator.over_time == "running_total" and bundle.falls:
            area = self.places.area(scope.place)
            figure.falls = tuple(
                fall
                for fall in bundle.falls
                if period.first <= fall.month <= period.last and area.holds(fall.place, fall.month)
            )

    def _lines_of(self, bundle: Bundle, scope: Scope) -> list[Line] | None:
        """A plain bundle's lines in scope; None where it needs the general way."""
        key = (bundle, scope)
        if key not in self._lines:
            inside = scope.ladder is None and bundle.lines is not None
            area = self.places.area(scope.place)
            self._lines[key] = lines_inside(bundle.lines or (), area) if inside else None
        return self._lines[key]

    def _series_of(self, bundle: Bundle, scope: Scope) -> tuple[list[Series], list[bool]]:
        """The series that have anything in scope, and of each whether all of it is."""
        key = (bundle, scope)
        found = self._placed.get(key)
        if found is None:
            area = self.places.area(scope.place)
            found = ([], [])
            for series in bundle.series:
                inside = {self.inside(group, area, scope.ladder) for group in series.groups}
                if True in inside:
                    found[0].append(series)
                    found[1].append(False not in inside)
            self._placed[key] = found
        return found

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

    def _marks(self, figure: Figure, bundle: Bundle, scope: Scope) -> frozenset[Mark]:
        """What is to be said beside a figure."""
        marks: set[Mark] = set()
        if bundle.has_totals:
            totals = [fact for group in figure.groups for fact in group.facts if self.lower.is_total(fact)]
            figure.total_speaks = any(fact.place == scope.place for fact in totals)
            if totals:
                marks.add("includes_lower")
        if bundle.has_marks:
            for group in figure.groups:
                for fact in group.facts:
                    marks |= marks_of(fact)
        if bundle.overlaps and any(
            overlapping([(group.first, group.last) for group in term.groups]) for term in figure.terms
        ):
            marks.add("overlapping")
        return frozenset(marks)

    def sheet(self, code: Id, breakdown: Breakdown) -> Sheet:
        """What the values of an indicator state of a set."""
        found = self._sheets.get((code, breakdown))
        if found is None:
            found = self._sheets[code, breakdown] = Sheet(breakdown, self.world.cells)
        return found

    def named(self, code: Id, name: str) -> list[str]:
        """Every cell of a set that a value of the indicator names, in order."""
        found = self._named.get((code, name))
        if found is None:
            cells = [self.world.cells.get(fact.fact, ()) for fact in self.facts.get(code, ())]
            found = self._named[code, name] = sorted({cell for ones in cells for one, cell, _ in ones if one == name})
        return found

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
        breakdown = breakdown_of(ask.version.indicators, code, name)
        if breakdown is None:
            return None
        if indicator.formula is not None:
            return self.rates.cells(ask, code, breakdown, period, kind)
        figures = self._of_windows(ask, code, period, kind, source, terms=True)
        if years_rule(indicator, kind) == "sum" and len(figures) > 1:
            figures = [one for one in figures if one.value is not None] or figures[:1]
        else:
            figures = [last_year(figures)]
        sheet = self.sheet(code, breakdown)
        sets = [cell_figures(one.terms, sheet, indicator) for one in figures]
        return sets[0] if len(sets) == 1 else add_years(sets)
