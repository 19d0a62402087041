"""Excusing a body from what it owes, and taking that back: rows in the ledger; nothing is edited."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import journal
from samaki.core.actor import Actor
from samaki.core.models import Batch
from samaki.core.problems import NotFound, Problem, Refused
from samaki.ledger import services as ledger
from samaki.ledger.excuses import standing_excuses
from samaki.ledger.models import Evidence, Excuse
from samaki.registry.bodies.models import Body
from samaki.registry.people.rights import acting, require
from samaki.registry.plan.models import Indicator, Plan

from .. import rules
from ..duties import owed
from ..models import Report, ReportLine
from ..standing import way_of
from ..telling import period_words
from ..when import When
from .files import refuse_other_type

EXCUSE = "due.excuse"
TAKE_BACK = "due.take_back"


@transaction.atomic
def excuse_body(
    actor: Actor,
    *,
    plan: Plan,
    body: Body,
    first_month: int,
    last_month: int,
    reason: str,
    indicator: Indicator | None = None,
    file: tuple[str, bytes] | None = None,
    when: When | None = None,
) -> Batch:
    """Excuse a body from what it owes for periods inside these months: of one indicator, or (None) of all.

    `file`: name and content of what the excuse rests on. Raises Forbidden (`due.excuse`), Refused: no reason, months
    outside the plan or reversed, nothing owed there, excused already, or reported.
    """
    subject = way_of(plan, body.pk).subject
    require(actor, EXCUSE, subject)
    journal.locked_head()  # so that nobody else excuses, and no report leaves its body, meanwhile
    problems = list(_problems(plan, body, first_month, last_month, indicator))
    if not reason.strip():
        problems.insert(0, rules.without_reason())
    if problems:
        raise Refused(problems)
    return ledger.excuse(
        acting(actor, EXCUSE, subject), body, first_month=first_month, last_month=last_month, reason=reason.strip(),
        indicator=indicator, evidence=_kept(actor, file), known=when.known if when else None,
        source=when.source if when else "",
    )  # fmt: skip


@transaction.atomic
def take_back_excuse(
    actor: Actor, *, plan: Plan, body: Body, position: int, reason: str, when: When | None = None
) -> Batch:
    """Take back the excuse of a body that was recorded at this position of the ledger: it owes again.

    Raises Forbidden (`due.take_back`), NotFound; Refused: no reason, taken back already.
    """
    subject = way_of(plan, body.pk).subject
    require(actor, TAKE_BACK, subject)
    rows = Excuse.objects.select_related("batch", "body", "indicator__plan")
    excuse = rows.filter(body=body, batch__position=position, taken_back=False).first()
    if excuse is None:
        raise NotFound.because("excuse.unknown", _("There is no such excuse of this body."))
    if not reason.strip():
        raise Refused(rules.without_reason())
    return ledger.take_back_excuse(
        acting(actor, TAKE_BACK, subject), excuse, reason=reason.strip(), known=when.known if when else None,
        source=when.source if when else "",
    )  # fmt: skip


def _problems(plan: Plan, body: Body, first: int, last: int, indicator: Indicator | None) -> Iterator[Problem]:
    if first > last:
        yield Problem("excuse.months_reversed", _("The last month comes before the first."), "last")
        return
    if first < plan.first_month or last > plan.last_month:
        what = _("These months lie outside the plan: it runs {months}.")
        told = what.format(months=period_words(plan.first_month, plan.last_month))
        yield Problem("excuse.outside_plan", told, "first")
        return
    standing = [
        one
        for one in standing_excuses(Excuse.objects.filter(body=body))
        if one.speaks_of(indicator.pk if indicator else None, first, last)
    ]
    for one in standing:
        what = _("It is excused already: {months}.").format(months=period_words(one.first, one.last))
        yield Problem("excuse.overlaps", what, "first", _("Take that excuse back first, or choose other months."))
    if not standing and not _owes(plan, body, first, last, indicator):
        mend = _("A quarter is excused with all its months.")
        yield Problem("excuse.nothing_owed", _("It owes nothing for a period inside these months."), "first", mend)
    reported = _reported(plan, body, first, last, indicator)
    if reported:
        named = _(", ").join(period_words(report.first_month, report.last_month) for report in reported)
        mend = _("What was reported needs no excuse: choose other months.")
        yield Problem("excuse.reported", _("It has reported {period}.").format(period=named), "first", mend)


def _owes(plan: Plan, body: Body, first: int, last: int, indicator: Indicator | None) -> bool:
    return any(
        indicator is None or indicator.pk in one.indicators
        for one in owed(plan, first=first, last=last, bodies=[body.pk])
        if one.first >= first
    )


def _reported(plan: Plan, body: Body, first: int, last: int, indicator: Indicator | None) -> list[Report]:
    """Return the body's reports for periods inside these months that left it, or say something of the indicator."""
    reports = Report.objects.filter(plan=plan, body=body, first_month__gte=first, last_month__lte=last)
    reports = reports.filter(first_sent__isnull=False).exclude(state=Report.State.WITHDRAWN)
    if indicator is not None:
        lines = ReportLine.objects.filter(indicator=indicator, is_removed=False).exclude(kind=ReportLine.Kind.NONE)
        reports = reports.filter(pk__in=lines.values("report"))
    return list(reports.order_by("last_month", "first_month"))


def _kept(actor: Actor, file: tuple[str, bytes] | None) -> Evidence | None:
    if file is None:
        return None
    name, content = file
    refuse_other_type(name, content)
    return ledger.store_evidence(actor, name=name, content=content)
