"""After approval: a correction or a withdrawal opens the report again and walks the same way."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from samaki.core import clock
from samaki.core.actor import Actor

from .. import rules
from ..content import pieces_of, version_of
from ..models import Report, ReportStep, ReportVersion
from ..restoring import put_back
from ..when import When
from .turn import Turn


@transaction.atomic
def correct_report(
    actor: Actor,
    *,
    report: Report,
    reason: str,
    seen: int | None = None,
    key: UUID | None = None,
    when: When | None = None,
) -> Report:
    """Open an approved (or withdrawn) report for correction: a draft, one version on. Raises Forbidden, Refused."""
    turn = Turn.begin(actor, rules.CORRECT, [report], seen=seen, key=key, when=when, reason=reason)
    return turn.reports[0] if turn.is_done else _reopen(turn, Report.Intent.CORRECTION)


@transaction.atomic
def withdraw_report(
    actor: Actor,
    *,
    report: Report,
    reason: str,
    seen: int | None = None,
    key: UUID | None = None,
    when: When | None = None,
) -> Report:
    """Ask for an approved report to be withdrawn: submitted at once. Raises Forbidden, Refused."""
    turn = Turn.begin(actor, rules.WITHDRAW, [report], seen=seen, key=key, when=when, reason=reason)
    if turn.is_done:
        return turn.reports[0]
    turn.remember_hand()
    reopened = _reopen(turn, Report.Intent.WITHDRAWAL)
    version_of(reopened, pieces_of([reopened])[reopened.pk]).save(force_insert=True)
    return reopened


@transaction.atomic
def drop_changes(
    actor: Actor, *, report: Report, seen: int | None = None, key: UUID | None = None, when: When | None = None
) -> Report:
    """Give up a correction or withdrawal not yet approved: the report is again as it was approved.

    Raises Forbidden (`report.write`), Refused where it is not being corrected or stands above the body already.
    """
    turn = Turn.begin(actor, rules.DROP, [report], seen=seen, key=key, when=when)
    dropped = turn.reports[0]
    if turn.is_done:
        return dropped
    approved = ReportVersion.objects.get(report=dropped, number=dropped.approved_version or 0)
    put_back(actor, dropped, approved, clock.now())
    dropped.state = _state_before(dropped)
    dropped.intent, dropped.reason, dropped.returned = Report.Intent.REPORT, "", False
    if dropped.withdrawn is not None:  # sent anew, returned, and given up: it is owed as before
        dropped.first_sent = None
    return turn.record("intent", "reason", "returned", "first_sent")[0]


def _reopen(turn: Turn, intent: Report.Intent) -> Report:
    report = turn.reports[0]
    report.state, report.intent, report.reason = turn.act.to, intent, turn.reason
    report.version += 1
    report.sent = None
    return turn.record("intent", "reason", "version", "sent")[0]


def _state_before(report: Report) -> str:
    """Return the state in which the report stood when it was opened again: approved or withdrawn."""
    opened = ReportStep.objects.filter(report=report, action__in=(rules.CORRECT.name, rules.WITHDRAW.name))
    return opened.order_by("pk").values_list("before", flat=True).last() or rules.State.APPROVED
