"""Reported k of n: what was owed, and of that what came, counted per body and reporting period.

docs/explain/numbers.md, "Nothing is not zero" and "Small print". Obligations are derived from the spans of dues, never
stored. Nothing to report counts as reported; so does a value whatever its place or source, and whether or not an
event or a total made it count elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from samaki.calculate.bundles import Scope
from samaki.calculate.figures import Figures
from samaki.calculate.model import DueSpan, Excuse, Id, World
from samaki.calculate.periods import Period
from samaki.calculate.sums import MonthSums
from samaki.calculate.versions import Knowledge


class Reported(NamedTuple):
    """k values of n owed; those excused are neither in k nor in n."""

    k: int = 0
    n: int = 0
    excused: int = 0


class Obligation(NamedTuple):
    """What one body owes for one reporting period."""

    body: Id
    first: int
    last: int
    reported: bool
    excused: bool


Months = tuple[int, int]


class _Table:
    """Counts of obligations by their months, up to a horizon: by month, and apart those that last longer."""

    def __init__(self, horizon: int) -> None:
        self.horizon = horizon
        self.months: tuple[Counter[int], ...] = (Counter(), Counter(), Counter())  # reported, owed, excused
        self.longer: tuple[Counter[Months], ...] = (Counter(), Counter(), Counter())

    def add(self, one: Obligation) -> None:
        """Count an obligation: excused, or owed and perhaps reported."""
        kinds = (2,) if one.excused else (0, 1) if one.reported else (1,)
        for kind in kinds:
            if one.first == one.last:
                self.months[kind][one.last] += 1
            else:
                self.longer[kind][one.first, one.last] += 1

    def between(self, first: int, last: int) -> Reported:
        """The counts of reporting periods wholly inside these months."""
        k, n, excused = [sums.between(first, last) for sums in self._sums]
        if any(self.longer):
            more = [
                sum(count for months, count in counts.items() if first <= months[0] and months[1] <= last)
                for counts in self.longer
            ]
            k, n, excused = k + more[0], n + more[1], excused + more[2]
        return Reported(k, n, excused)

    @cached_property
    def _sums(self) -> list[MonthSums]:
        return [MonthSums(counts) for counts in self.months]


class _Staying(NamedTuple):
    """What a body that stays in scope owes every month from first to last, and the stretches it is excused from."""

    first: int
    last: int
    excused: tuple[Months, ...] = ()

    def is_excused(self, month: int) -> bool:
        return any(first <= month <= last for first, last in self.excused)

    def owes(self, month: int) -> bool:
        return self.first <= month <= self.last and not (self.excused and self.is_excused(month))


class Dues:
    """The dues and excuses known at K."""

    def __init__(self, world: World, knowledge: Knowledge, figures: Figures) -> None:
        self._figures = figures
        self._plan_end = world.plan_period.last
        self._spans: defaultdict[Id, defaultdict[Id, list[DueSpan]]] = defaultdict(lambda: defaultdict(list))
        for span in knowledge.newest(world.dues, lambda due: (due.body, due.indicator, due.every, due.first)):
            self._spans[span.indicator][span.body].append(span)
        self._excuses: defaultdict[Id, list[Excuse]] = defaultdict(list)
        for excuse in knowledge.newest(world.excuses, lambda one: (one.body, one.indicator, one.first, one.last)):
            if not excuse.taken_back:
                self._excuses[excuse.body].append(excuse)
        self._stays: defaultdict[Scope, dict[tuple[Id, int], bool | None]] = defaultdict(dict)
        self._tables: dict[tuple[Id, Scope], _Table] = {}

    def reported(self, indicator: Id, scope: Scope, period: Period) -> Reported:
        """k of n for reporting periods wholly inside the period and ended by *as of*."""
        if indicator not in self._spans:
            return Reported()
        table = self._table(indicator, scope, period.last)
        last = period.last if self._figures.ended is None else min(period.last, self._figures.ended)
        return table.between(period.first, last)

    def obligations(self, indicator: Id, scope: Scope, period: Period) -> list[Obligation]:
        """Every obligation that `reported` counts, by body and month: who is missing, who is excused."""
        last = period.last if self._figures.ended is None else min(period.last, self._figures.ended)
        found = [
            one
            for body, spans in self._spans.get(indicator, {}).items()
            for one in self._of_body(indicator, body, spans, scope, last)
            if one.first >= period.first
        ]
        return sorted(found, key=lambda one: (one.first, one.last, self._figures.bodies.code(one.body)))

    def _table(self, indicator: Id, scope: Scope, horizon: int) -> _Table:
        table = self._tables.get((indicator, scope))
        if table is None or table.horizon < horizon:
            table = self._tables[indicator, scope] = self._count(indicator, scope, max(horizon, self._plan_end))
        return table

    def _count(self, indicator: Id, scope: Scope, horizon: int) -> _Table:
        """Monthly dues of bodies that stay where they are, inside or outside, are counted at once by their shape."""
        table = _Table(horizon)
        reported, owed, excused = table.months
        staying: dict[Id, _Staying] = {}
        for body, spans in self._spans[indicator].items():
            span = spans[0]
            inside = self._stays_inside(body, scope, span.first)
            if inside is None or len(spans) > 1 or span.every != 1:
                for one in self._of_body(indicator, body, spans, scope, horizon):
                    table.add(one)
            elif inside:
                last = horizon if span.last is None else min(span.last, horizon)
                staying[body] = _Staying(span.first, last, self._excused_months(body, indicator))
        for shape, count in Counter(staying.values()).items():
            for month in range(shape.first, shape.last + 1):
                (excused if shape.is_excused(month) else owed)[month] += count
        find, covered = staying.get, self._figures.months_covered(indicator)
        reported.update([month for body, month in covered if (stay := find(body)) and stay.owes(month)])
        return table

    def _excused_months(self, body: Id, indicator: Id) -> tuple[Months, ...]:
        excuses = self._excuses.get(body, ())
        return tuple(sorted((one.first, one.last) for one in excuses if one.indicator in (None, indicator)))

    def _stays_inside(self, body: Id, scope: Scope, since: int) -> bool | None:
        """Whether body and own place lie in scope from a month on for good, or never; None: it depends."""
        known = self._stays[scope]
        if (body, since) not in known:
            bodies, inside = self._figures.bodies, None
            place = bodies.place(body, since)
            if place is not None and bodies.settled(body, since):
                inside = self._figures.places.area(scope.place).constant(place, since)
            if inside and scope.ladder is not None:
                settled = bodies.settled_to_the_top(body, since)
                inside = bodies.at_or_below(body, scope.ladder, since) if settled else None
            known[body, since] = inside
        return known[body, since]

    def _of_body(
        self, indicator: Id, body: Id, spans: Iterable[DueSpan], scope: Scope, horizon: int
    ) -> list[Obligation]:
        area = self._figures.places.area(scope.place)
        covered = self._figures.months_covered(indicator)
        found = []
        for first, last in sorted({months for span in spans for months in reporting_periods(span, horizon)}):
            place = self._figures.bodies.place(body, last)
            if place is None or not area.holds(place, last):
                continue
            if scope.ladder is not None and not self._figures.below(body, scope.ladder, last):
                continue
            reported = all((body, month) in covered for month in range(first, last + 1))
            found.append(Obligation(body, first, last, reported, self._is_excused(body, indicator, first, last)))
        return found

    def _is_excused(self, body: Id, indicator: Id, first: int, last: int) -> bool:
        return any(
            excuse.indicator in (None, indicator) and excuse.first <= first and last <= excuse.last
            for excuse in self._excuses.get(body, ())
        )


def reporting_periods(span: DueSpan, horizon: int) -> Iterable[tuple[int, int]]:
    """The reporting periods (first, last month) of a due, as far as they end by the horizon and by its own end."""
    if span.every < 1:
        return ()
    end = horizon if span.last is None else min(span.last, horizon)
    starts = range(span.first, end - span.every + 2, span.every)
    return [(first, first + span.every - 1) for first in starts]
