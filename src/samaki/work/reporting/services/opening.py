"""Beginning reports: the first touch makes the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_start
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.problems import Problem, Refused
from samaki.registry.bodies.models import Body
from samaki.registry.people.rights import require
from samaki.registry.plan.models import Plan

from ..address import address_of
from ..duties import Owed, has_begun
from ..models import Report
from ..standing import ways_of
from ..when import When

WRITE = "report.write"
ROWS_AT_ONCE = 500


@transaction.atomic
def open_reports(actor: Actor, *, plan: Plan, owed: Sequence[Owed], when: When | None = None) -> list[Report]:
    """Return the reports of these obligations, made where they are missing. Not journalled: nothing is said yet.

    Raises Forbidden (`report.write` of the body); Refused for a period that has not begun or lies outside the plan.
    """
    today = when.known if when else clock.today()
    for way in ways_of(plan, {one.body for one in owed}).values():
        require(actor, WRITE, way.subject)
    bodies = {body.pk: body for body in Body.objects.filter(pk__in={one.body for one in owed})}
    problems = [problem for one in owed if (problem := _problem(plan, bodies[one.body], one, today)) is not None]
    if problems:
        raise Refused(problems)
    uids = [Report.uid_of(plan.code, bodies[one.body].code, one.first, one.last) for one in owed]
    there = _there(uids)
    missing = [
        Report(
            uid=uid, plan=plan, body_id=one.body, first_month=one.first, last_month=one.last, holder_id=one.body,
            since=today,
        )
        for uid, one in zip(uids, owed, strict=True)
        if uid not in there
    ]  # fmt: skip
    if missing:
        # Two devices that begin the same report at once begin one.
        Report.objects.bulk_create(missing, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
        there |= _there([report.uid for report in missing])
    return [there[uid] for uid in uids]


def refuse_unless_begun(plan: Plan, body: Body, one: Owed) -> None:
    """Raise Refused for a period that has not begun or lies outside the plan."""
    problem = _problem(plan, body, one, clock.today())
    if problem is not None:
        raise Refused(problem)


def _there(uids: Sequence[UUID]) -> dict[UUID, Report]:
    return {report.uid: report for report in Report.objects.select_related("plan", "body").filter(uid__in=uids)}


def _problem(plan: Plan, body: Body, one: Owed, today: dt.date) -> Problem | None:
    """Say why a period cannot be reported, or None where it can."""
    if has_begun(plan, one.first, one.last, today):
        return None
    where = address_of(plan.code, body.code, one.first, one.last)
    if one.first < plan.first_month or one.last > plan.last_month:
        return Problem("report.outside", _("This period lies outside the plan."), where)
    return Problem(
        "report.not_begun",
        _("This period has not begun yet."),
        where,
        _("It can be reported from {day} on.").format(day=formats.day(month_start(one.first))),
    )
