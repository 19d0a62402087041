"""Which report line a chain of versions in the ledger belongs to: also a withdrawn one, after which a new one began."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from samaki.ledger.models import Fact

from .models import ReportLine

RELATED = ("indicator", "author", "report__plan", "report__body")


def lines_of_chains(chains: Collection[UUID]) -> dict[UUID, ReportLine]:
    """Return the report's line of each chain, with indicator, author, plan and body: at most three queries.

    A withdrawn chain is found by its report's body and months and its indicator: the report's own line of it.
    """
    rows = ReportLine.objects.select_related(*RELATED)
    found = {line.line: line for line in rows.filter(line__in=chains)}
    gone = set(chains) - set(found)
    if not gone:
        return found
    facts = Fact.objects.filter(line__in=gone, locator__startswith="/reports/")
    fields = facts.values_list("line", "body", "first_month", "last_month", "indicator").order_by("pk")
    keys = {line: (body, first, last, indicator) for line, body, first, last, indicator in fields}
    wanted = Q()
    for body, first, last, indicator in keys.values():
        wanted |= Q(report__body=body, report__first_month=first, report__last_month=last, indicator=indicator)
    heirs: dict[tuple[int, int, int, int], ReportLine] = {}
    for line in rows.filter(wanted).order_by("pk") if keys else ():
        key = (line.report.body_id, line.report.first_month, line.report.last_month, line.indicator_id)
        heirs.setdefault(key, line)
    return found | {line: heirs[key] for line, key in keys.items() if key in heirs}
