"""Which excuses stand: of the rows that say the same of a body, the one known last holds, and it may take back."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet

from samaki.ledger.models import Excuse


class ExcuseKey(NamedTuple):
    """What an excuse says (database keys): a body is excused of an indicator, or of all, from month to month."""

    body: int
    indicator: int | None
    first: int
    last: int

    def speaks_of(self, indicator: int | None, first: int, last: int) -> bool:
        """Whether it has to do with some of these months, of this indicator or of all."""
        is_of_it = self.indicator is None or indicator is None or self.indicator == indicator
        return is_of_it and self.first <= last and first <= self.last


def standing_excuses(rows: QuerySet[Excuse]) -> dict[ExcuseKey, int]:
    """Return the excuses that stand among some rows, each with its batch's position: one query."""
    ordered = rows.order_by("batch__known", "batch__position", "pk")
    columns = ("body_id", "indicator_id", "first_month", "last_month", "taken_back", "batch__position")
    found: dict[ExcuseKey, int] = {}
    for body, indicator, first, last, taken_back, position in ordered.values_list(*columns):
        key = ExcuseKey(body, indicator, first, last)
        if taken_back:
            found.pop(key, None)
        else:
            found[key] = position
    return found
