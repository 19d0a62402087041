"""Events that other bodies reported near a report's place, in its days: one of them may be the same."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_end, month_start
from samaki.core.actor import Actor
from samaki.core.problems import NotFound
from samaki.registry.bodies.selectors import rungs_of
from samaki.registry.places.rules import version_at
from samaki.registry.places.selectors import division

from .models import Report, ReportEvent

DAYS: Final = dt.timedelta(days=3)
MOST: Final = 10


def nearby_events(report: Report, place: int | None) -> QuerySet[ReportEvent]:
    """Return what others reported within three days of the report's period, at its place or a place in it.

    A body of the whole country is near to what has the country for its place, not to every event in it. Only of reports
    that were submitted: a draft is its writer's own. At most ten; two queries.
    """
    if place is None:
        return ReportEvent.objects.none()
    parts = division(report.last_month)
    within = [place, *(parts.below(place) if parts.above(place) else ())]
    return (
        ReportEvent.objects.filter(
            place__in=within,
            first_day__lte=month_end(report.last_month) + DAYS,
            last_day__gte=month_start(report.first_month) - DAYS,
            report__plan=report.plan,
        )
        .exclude(report__state=Report.State.DRAFT)
        .exclude(report__body=report.body)
        .select_related("report__body", "place")
        .order_by("first_day", "pk")[:MOST]
    )


def nearby_event(actor: Actor, report: Report, uid: str) -> ReportEvent:
    """Return one of them by its uid. Raises NotFound."""
    try:
        wanted = UUID(uid)
    except ValueError:
        wanted = None
    found = next((event for event in nearby_events(report, own_place(report)) if event.uid == wanted), None)
    if found is None:
        raise NotFound.because("event.unknown", _("No body near you reported this event."))
    return found


def own_place(report: Report) -> int | None:
    """Return the key of the body's own place at the period's end: one query."""
    rungs = rungs_of([report.body_id]).get(report.body_id, [])
    standing = version_at(rungs, report.last_month) or (rungs[0] if rungs else None)
    return standing.place if standing else None
