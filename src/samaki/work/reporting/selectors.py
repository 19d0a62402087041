"""Reads of reporting: reports an actor may see, at their address or by their uid."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.calculate.periods import Period, parse_period
from samaki.core.actor import Actor
from samaki.core.problems import NotFound, Refused
from samaki.core.text import clean, latin_digits
from samaki.registry.bodies.selectors import resolve_body
from samaki.registry.people.rights import Subject, may
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import plan_for

from .duties import Owed, owed_by
from .models import Report, ReportFile, ReportVersion
from .rules import standing_in
from .standing import way_of

READ = "report.read"
LAST_YEAR = 2200  # whose deadlines the calendar still has
SPAN = re.compile(r"(?P<first>[^.]+)\.\.(?P<last>[^.]+)")


def report_at(actor: Actor, *, plan: str, body: str, period: str) -> tuple[Plan, Owed | None, Report | None]:
    """Return the plan, what is owed and the report at an address: one that is owed, or one that is there.

    Raises NotFound: no such plan, body or period, nothing owed and nothing reported, or not the actor's to see.
    """
    found = plan_for(actor, plan)
    reporter = resolve_body(body)
    months = months_named(found, period)
    report = (
        Report.objects.select_related("plan", "body__kind", "holder")
        .filter(plan=found, body=reporter, first_month=months.first, last_month=months.last)
        .first()
    )
    owing = owed_by(found, reporter.pk, months.first, months.last)
    if (owing is None and report is None) or not may(actor, READ, way_of(found, reporter.pk).subject):
        raise _no_report()
    return found, owing, report


def report_for(actor: Actor, uid: UUID) -> Report:
    """Return a report with its plan and body. Raises NotFound where there is none or it is not the actor's to see."""
    report = Report.objects.select_related("plan", "body__kind", "holder").filter(uid=uid).first()
    if report is None or not may(actor, READ, way_of(report.plan, report.body_id).subject):
        raise _no_report()
    return report


def may_read_content(actor: Actor, report: Report) -> bool:
    """Say whether an actor who may read a report may read what it says.

    What is being written is its body's own until it is submitted (docs/explain/reports.md, "Who reads what").
    """
    is_own = may(standing_in(actor, report.body_id), READ, Subject(report.body_id))
    return is_own or report.state != Report.State.DRAFT


def file_for(actor: Actor, report: Report, uid: UUID) -> ReportFile | None:
    """Return a file of a report that an actor may read: while it is being written, only one that was once submitted."""
    found = ReportFile.objects.select_related("evidence").filter(uid=uid, report=report.pk).first()
    if found is None or may_read_content(actor, report):
        return found
    versions = ReportVersion.objects.filter(report=report.pk, content__contains=str(uid))
    return found if versions.exists() else None


def months_named(plan: Plan, name: str) -> Period:
    """Return the months that an address names: `2018-03`, `2018-Q1`, `2018`, `2015-03..2015-05`. Raises NotFound."""
    whole = Period(plan.first_month, plan.last_month, "plan")
    written = latin_digits(clean(name))
    span = SPAN.fullmatch(written)
    try:
        first = parse_period(span["first"] if span else written, whole)
        last = parse_period(span["last"], whole) if span else first
    except ValueError:
        raise _no_report() from None
    if first.is_plan or last.is_plan or first.first > last.last or last.last >= LAST_YEAR * 12:
        raise _no_report()
    return Period(first.first, last.last, written)


def _no_report() -> Refused:
    return NotFound.because("report.unknown", _("There is no such report, or it is not yours to see."))
