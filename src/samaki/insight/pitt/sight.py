"""What an actor may see of small counts of persons in one place, made ready for a whole table.

The rule is docs/explain/records.md, "Who sees a small count": whoever stands in the ladder sees everything; others see
national totals of at least the floor and what was published; every other value and cell of a protected indicator is
hidden, whatever its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.core.actor import Actor
from samaki.ledger.models import Fact
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator, Plan

if TYPE_CHECKING:
    from .sheets import Sheet

FLOOR = 10
SEES_EVERYTHING = ("auditor", "monitoring_officer")


@dataclass(frozen=True)
class TableSight:
    """Answers per cell without a query. `unpublished` are the months of values that were not published, by indicator
    and source; `floors` by indicator."""

    everything: bool
    is_whole: bool
    floors: Mapping[str, int]
    unpublished: Mapping[tuple[str, str], Sequence[tuple[int, int]]]

    def sees_small(self, sheet: Sheet) -> bool:
        """Whether every single value may be seen, whatever its size."""
        return self.everything or not sheet.protected

    def sees(self, sheet: Sheet, answer: Answer) -> bool:
        """Whether the figure may be seen."""
        return self._may(sheet, answer, sheet.official, answer.actual)

    def sees_other(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        """Whether what another source says beside it may be seen."""
        other = (answer.other_sources or {}).get(label)
        return other is None or self._may(sheet, answer, label, other.value, whole=other.place is None)

    def sees_cell(self, sheet: Sheet, answer: Answer, breakdown: str, cell: str) -> bool:
        """Whether one breakdown cell may be seen: only where all that counted was published."""
        return self.sees_small(sheet) or self._published(sheet, answer, sheet.official)

    def _may(self, sheet: Sheet, answer: Answer, label: str, value: object, *, whole: bool = True) -> bool:
        if self.sees_small(sheet) or self._published(sheet, answer, label):
            return True
        big = isinstance(value, Decimal) and value >= self.floors.get(sheet.code, FLOOR)
        return self.is_whole and whole and big and not sheet.is_percent

    def _published(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        months = self.unpublished.get((sheet.code, label), ())
        return not any(first <= answer.period.last for first, _last in months)


def sight_of(actor: Actor, plan: Plan, place: Place, calculator: Calculator, *, is_whole: bool) -> TableSight:
    """What an actor sees of a place: two queries."""
    protected = Indicator.objects.filter(plan=plan, protected=True)
    floors = {code: floor or FLOOR for code, floor in protected.values_list("code", "floor")}
    return TableSight(
        everything=actor.is_system or actor.has_role(*SEES_EVERYTHING),
        is_whole=is_whole,
        floors=floors,
        unpublished=_unpublished(floors, plan),
    )


def _unpublished(codes: Iterable[str], plan: Plan) -> Mapping[tuple[str, str], Sequence[tuple[int, int]]]:
    found: dict[tuple[str, str], set[tuple[int, int]]] = {}
    rows = Fact.objects.filter(
        Q(evidence__isnull=True) | Q(evidence__is_published=False),
        indicator__plan=plan,
        indicator__code__in=list(codes),
        kind=Fact.VALUE,
    ).order_by()
    columns = ("indicator__code", "source", "first_month", "last_month")
    for code, source, first, last in rows.values_list(*columns).distinct():
        found.setdefault((code, source), set()).add((first, last))
    return {key: sorted(months) for key, months in found.items()}
