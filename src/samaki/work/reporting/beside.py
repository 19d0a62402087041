"""What stands beside a report under review: how its body usually reports, and what it adds up with below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import Ladders

from .duties import owed
from .models import NOTHING_STANDS, Report, ReportStep

LATELY: Final = 12  # reports of the same rhythm by which a habit is told


@dataclass(frozen=True, slots=True)
class Habit:
    """Of a body's last reports (at most twelve before this one): how many came late, how many were returned."""

    reports: int
    late: int
    returned: int


@dataclass(frozen=True, slots=True)
class Below:
    """Of the bodies of one kind below: how many are approved for the same months, of how many that owe."""

    kind: dict[str, str]
    approved: int
    owing: int


def habit_of(report: Report) -> Habit:
    """Return how a body reported lately: seven queries."""
    months = report.last_month - report.first_month + 1
    before = [
        one
        for one in Report.objects.filter(
            plan=report.plan_id, body=report.body_id, last_month__lt=report.last_month, first_sent__isnull=False
        ).order_by("-last_month")[: 2 * LATELY]
        if one.last_month - one.first_month + 1 == months
    ][:LATELY]
    first = min((one.last_month for one in before), default=report.last_month)
    due = {
        (one.first, one.last): one.due
        for one in owed(report.plan, first=first, last=report.last_month, bodies=[report.body_id])
    }
    returned = set(
        ReportStep.objects.filter(report__in=before, action="return").order_by().values_list("report_id", flat=True)
    )
    late = [
        one
        for one in before
        if (day := due.get((one.first_month, one.last_month))) and one.first_sent and one.first_sent > day
    ]
    return Habit(len(before), len(late), len(returned))


def below_of(report: Report, standing: Ladders) -> Sequence[Below]:
    """Return how far the bodies below by area are, by kind in their order: seven queries, however many there are.

    `standing`: the ladders of the report's last month.
    """
    keys = standing.below(report.body_id, "area")
    owing = [
        one.body
        for one in owed(report.plan, first=report.last_month, last=report.last_month, bodies=keys or [0])
        if one.first == report.first_month
    ]
    approved = set(
        Report.objects.filter(
            plan=report.plan_id,
            first_month=report.first_month,
            last_month=report.last_month,
            body__in=owing,
        )
        .exclude(NOTHING_STANDS)
        .values_list("body_id", flat=True)
    )
    kinds: dict[int, list[int]] = defaultdict(list)
    names: dict[int, dict[str, str]] = {}
    for body in Body.objects.filter(pk__in=owing).select_related("kind").order_by("kind__rank", "kind__code"):
        kinds[body.kind_id].append(body.pk)
        names[body.kind_id] = body.kind.all_of_them
    return [
        Below(names[kind], sum(1 for body in bodies if body in approved), len(bodies)) for kind, bodies in kinds.items()
    ]
