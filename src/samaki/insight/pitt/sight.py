"""What an actor may see of a table's figures: asks the ledger's protection, which alone decides, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from samaki.calculate.answers import Answer
from samaki.calculate.periods import Period
from samaki.core.actor import Actor
from samaki.ledger.protection import Months, Part, Protection, protection_for
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Plan

if TYPE_CHECKING:
    from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class TableSight:
    """Answers for every cell of a table without a query."""

    protection: Protection

    def is_open(self, sheet: Sheet) -> bool:
        """Whether nothing of the indicator is hidden from this actor, whatever its figures."""
        return self.protection.everything or not self.protection.is_protected(sheet.code)

    def sees(self, sheet: Sheet, answer: Answer) -> bool:
        """Whether the figure may be seen."""
        return self.protection.visible(
            sheet.code,
            answer.actual,
            months=_months(answer),
            source=None if answer.parts else sheet.official,
            parts=_parts(answer),
        )

    def sees_other(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        """Whether what another source says beside it may be seen."""
        other = (answer.other_sources or {})[label]
        return self.protection.visible(
            sheet.code,
            other.value,
            months=_months(answer),
            source=label,
            speaks_elsewhere=other.place is not None,
        )

    def sees_cell(self, sheet: Sheet, answer: Answer, breakdown: str, cell: str) -> bool:
        """Whether one breakdown cell may be seen."""
        values = (answer.sets or {}).get(breakdown)
        return self.protection.visible(
            sheet.code,
            None if values is None else values.read(cell),
            months=_months(answer),
            source=None if answer.parts else sheet.official,
            cell=(breakdown, cell),
            parts=_parts(answer),
        )

    def sees_part(self, part: Part, answer: Answer) -> bool:
        """Whether one side of a formula may be seen by itself: the rate may be unknown and its parts known."""
        return self.protection.visible(part.indicator, part.value, months=_months(answer), cell=part.cell)

    def sees_step(self, sheet: Sheet, step: Decimal, period: Period, label: str | None) -> bool:
        """Whether by how much a figure moved may be seen: a step of a large total may be one body's small count."""
        return self.protection.visible(sheet.code, step, months=(period.first, period.last), source=label)


def sight_of(actor: Actor, plan: Plan, place: Place, *, of_all_bodies: bool) -> TableSight:
    """What an actor sees of a place: a number of queries that does not grow.

    Of some bodies only, a figure of the whole area is no national total, so its size opens nothing.
    """
    protection = protection_for(actor, plan, place)
    return TableSight(protection if of_all_bodies else replace(protection, is_whole=False))


def _months(answer: Answer) -> Months:
    return answer.period.first, answer.period.last


def _parts(answer: Answer) -> Iterator[Part]:
    for one in answer.parts:
        part = one.part
        cell = None if part.set is None or part.cell is None else (part.set, part.cell)
        yield Part(str(part.indicator), one.value, cell)
