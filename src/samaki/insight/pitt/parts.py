"""Parts of a published total that do not add up to it: kept as published, with the difference said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Count, Sum

from samaki.calculate.model import MILLION
from samaki.calculate.periods import period_name
from samaki.ledger.models import FactCell
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Plan

FEWEST: Final = 2  # one cell alone says *of which*; it does not claim to be all parts


class Parts(NamedTuple):
    """What a source printed: a total, and parts by one set that come to less."""

    breakdown: str
    total: Decimal
    parts: Decimal


def parts_published(
    plan: Plan, place: Place, *, known_on: dt.date | None, position: int
) -> Mapping[tuple[str, str], list[Parts]]:
    """By indicator and period, what was published of a place with parts that come to less than it: one query."""
    known = {} if known_on is None else {"fact__batch__known__lte": known_on}
    rows = (
        FactCell.objects.filter(
            fact__evidence__is_published=True,
            fact__indicator__plan=plan,
            fact__place=place,
            fact__batch__position__lte=position,
            **known,
        )
        .order_by("fact_id", "breakdown")
        .values_list(
            "fact_id", "breakdown", "fact__indicator__code", "fact__first_month", "fact__last_month", "fact__value"
        )
        .annotate(parts=Sum("value"), cells=Count("pk"))
    )
    found: dict[tuple[str, str], list[Parts]] = {}
    for _fact, breakdown, code, first, last, total, parts, cells in rows:
        if cells >= FEWEST and parts < total:
            said = Parts(breakdown, Decimal(total) / MILLION, Decimal(parts) / MILLION)
            found.setdefault((code, period_name(first, last)), []).append(said)
    return found
