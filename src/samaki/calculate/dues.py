"""Reported k of n: what was owed, and of that what came, counted per body and reporting period.

docs/explain/numbers.md, "Nothing is not zero" and "Small print". Obligations are derived from the spans of dues, never
stored. Nothing to report counts as reported; so does a value whatever its place or source, and whether or not an
event or a total made it count elsewhere.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from samaki.calculate.figures import Figures, Scope
from samaki.calculate.model import DueSpan, Excuse, Fact, Id, World
from samaki.calculate.periods import Period
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


class _Table(NamedTuple):
    """Counts of obligations by their months, up to a horizon."""

    horizon: int
    owed: Counter[tuple[int, int]]
    reported: Counter[tuple[int, int]]
    excused: Counter[tuple[int, int]]


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
        self._covered: dict[Id, dict[Id, set[int]]] = {}
        self._tables: dict[tuple[Id, Scope], _Table] = {}

    def reported(self, indicator: Id, scope: Scope, period: Period) -> Reported:
        """k of n for reporting periods wholly inside the period and ended by *as of*."""
        if indicator not in self._spans:
            return Reported()
        table = self._table(indicator, scope, period.last)
        last = period.last if self._figures.ended is None else min(period.last, self._figures.ended)
        owed, reported, excused = (
            sum([count for months, count in counts.items() if period.first <= months[0] and months[1] <= last])
            for counts in table[1:]
        )
        return Reported(reported, owed, excused)

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
        """Bodies with one settled place and one monthly due are counted by the shape of their due, at once."""
        table = _Table(horizon, Counter(), Counter(), Counter())
        shapes: Counter[tuple[int, int]] = Counter()
        area = self._figures.places.area(scope.place)
        covered = self._months_covered(indicator)
        for body, spans in self._spans[indicator].items():
            span = spans[0]
            place = self._figures.bodies.place(body, span.first)
            inside = None if place is None else area.always(place)
            simple = len(spans) == 1 and span.every == 1 and scope.ladder is None and body not in self._excuses
            if simple and inside is not None and self._figures.bodies.settled(body, span.first):
                if inside:
                    last = horizon if span.last is None else min(span.last, horizon)
                    shapes[span.first, last] += 1
                    months = covered.get(body, ())
                    table.reported.update([(month, month) for month in months if span.first <= month <= last])
                continue
            for one in self._of_body(indicator, body, spans, scope, horizon):
                counts = table.excused if one.excused else table.owed
                counts[one.first, one.last] += 1
                if one.reported and not one.excused:
                    table.reported[one.first, one.last] += 1
        for (first, last), count in shapes.items():
            for month in range(first, last + 1):
                table.owed[month, month] += count
        return table

    def _of_body(
        self, indicator: Id, body: Id, spans: Iterable[DueSpan], scope: Scope, horizon: int
    ) -> list[Obligation]:
        area = self._figures.places.area(scope.place)
        covered = self._months_covered(indicator).get(body, set())
        found = []
        for first, last in sorted({months for span in spans for months in reporting_periods(span, horizon)}):
            place = self._figures.bodies.place(body, last)
            if place is None or not area.holds(place, last):
                continue
            if scope.ladder is not None and not self._figures.below(body, scope.ladder, last):
                continue
            reported = all(month in covered for month in range(first, last + 1))
            found.append(Obligation(body, first, last, reported, self._is_excused(body, indicator, first, last)))
        return found

    def _is_excused(self, body: Id, indicator: Id, first: int, last: int) -> bool:
        return any(
            excuse.indicator in (None, indicator) and excuse.first <= first and last <= excuse.last
            for excuse in self._excuses.get(body, ())
        )

    def _months_covered(self, indicator: Id) -> dict[Id, set[int]]:
        """Body to the months that its values and nils cover."""
        found = self._covered.get(indicator)
        if found is None:
            months: defaultdict[Id, set[int]] = defaultdict(set)
            for fact in self._figures.facts.get(indicator, ()):
                _cover(months[fact.body], fact)
            found = self._covered[indicator] = months
        return found


def _cover(months: set[int], fact: Fact) -> None:
    if fact.first == fact.last:
        months.add(fact.last)
    else:
        months.update(range(fact.first, fact.last + 1))


def reporting_periods(span: DueSpan, horizon: int) -> Iterable[tuple[int, int]]:
    """The reporting periods (first, last month) of a due, as far as they end by the horizon and by its own end."""
    if span.every < 1:
        return ()
    end = horizon if span.last is None else min(span.last, horizon)
    starts = range(span.first, end - span.every + 2, span.every)
    return [(first, first + span.every - 1) for first in starts]
