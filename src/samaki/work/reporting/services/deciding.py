"""Above the body: receive and pass on, return with notes, approve and make facts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core.actor import Actor
from samaki.core.models import Batch
from samaki.core.problems import Refused

from .. import rules
from ..models import Report, ReportNote
from ..when import When
from .approving import publish
from .ladder import to_draft
from .turn import Seen, Turn


@transaction.atomic
def receive_reports(
    actor: Actor,
    *,
    reports: Sequence[Report],
    seen: Seen = None,
    key: UUID | None = None,
    when: When | None = None,
) -> list[Report]:
    """Receive reports at a body between, and pass them on. Raises Forbidden (`report.receive`), Refused."""
    turn = Turn.begin(actor, rules.RECEIVE, reports, seen=seen, key=key, when=when)
    if turn.is_done:
        return turn.reports
    _drop_drafts_of_notes(turn)
    for report in turn.reports:
        report.state = rules.State.RECEIVED
        report.holder_id = rules.next_body(turn.ways[report.body_id], report.holder_id) or report.holder_id
    return turn.record("holder")


@transaction.atomic
def return_report(
    actor: Actor,
    *,
    report: Report,
    seen: int | None = None,
    reason: str = "",
    key: UUID | None = None,
    when: When | None = None,
) -> Report:
    """Return a report to its body: a draft again, one version on; the notes go with it (notes or a reason is needed).

    Raises Forbidden (`report.return`), Refused (`report.changed`, `report.not_here`, `report.without_note`).
    """
    turn = Turn.begin(actor, rules.RETURN, [report], seen=seen, key=key, when=when, reason=reason)
    if turn.is_done:
        return turn.reports[0]
    # Those of the body that returns it: what another body wrote and did not send stays its own.
    notes = ReportNote.objects.filter(report=report, body=turn.reports[0].holder_id, sent__isnull=True)
    if not notes.update(sent=turn.known) and not turn.reason:
        raise Refused.because(
            "report.without_note",
            _("Say what must be mended: write a note on a line, or a reason."),
            where="reason",
        )
    return to_draft(turn)


@transaction.atomic
def approve_reports(
    actor: Actor,
    *,
    reports: Sequence[Report],
    seen: Seen = None,
    key: UUID | None = None,
    reason: str = "",
    when: When | None = None,
) -> Batch | None:
    """Approve reports at the body that publishes them: one batch of facts. `seen`: the revision each page showed.

    What is the same as what stands is not published again; a correction adds versions, a withdrawal withdraws the
    lines. Returns None where nothing was left to publish. Raises Forbidden (`report.approve`; also for whoever entered
    or signed: `report.own_hand`), Refused (`report.changed`, `report.not_here`, overlapping periods).
    """
    turn = Turn.begin(actor, rules.APPROVE, reports, seen=seen, key=key, when=when, reason=reason)
    if turn.is_done:
        return turn.batch
    _drop_drafts_of_notes(turn)
    for report in turn.reports:
        is_withdrawal = report.intent == Report.Intent.WITHDRAWAL
        report.state = rules.State.WITHDRAWN if is_withdrawal else rules.State.APPROVED
    batch = publish(turn)
    for report in turn.reports:
        report.approved_version = report.version
        report.holder_id = report.body_id
        report.intent, report.reason = Report.Intent.REPORT, ""
        report.withdrawn = None
        if report.state == rules.State.WITHDRAWN:  # what was sent is no more: it is owed anew
            report.withdrawn, report.first_sent = turn.known, None
    turn.record("holder", "intent", "reason", "approved_version", "withdrawn", "first_sent", batch=batch)
    return batch


def _drop_drafts_of_notes(turn: Turn) -> None:
    """Drop what the deciding bodies noted and did not send: it must not go with a much later return. One query."""
    holders = {report.holder_id for report in turn.reports}
    ReportNote.objects.filter(report__in=turn.reports, body__in=holders, sent__isnull=True).delete()
