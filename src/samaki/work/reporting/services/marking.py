"""What reviewers and monitoring officers mark: notes on lines, other work's place in the plan, total or parts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.ledger.services import choose_parts
from samaki.registry.people.rights import acting, require
from samaki.registry.plan.models import Indicator, Output

from .. import rules
from ..address import address_of_report
from ..models import OtherWork, Report, ReportEvent, ReportHand, ReportLine, ReportNote
from ..pieces import Key, key_of
from ..standing import Way, way_of

LONGEST_NOTE = 2000


@transaction.atomic
def write_note(actor: Actor, *, report: Report, key: str, text: str) -> ReportNote:
    """Write or change one's note on a piece of a report that waits here; it goes with the return.

    `key` is the piece's (`line:<indicator>`), or "" for the whole. Raises Forbidden; Refused: it does not wait
    here, no such piece, no text.
    """
    report, _way = _waiting(actor, report)
    text = text.strip()
    if not text:
        raise Refused.because("note.empty", _("Write what must be mended."), where="text")
    if len(text) > LONGEST_NOTE:
        raise Refused.because("note.long", _("Use at most 2,000 characters."), where="text")
    key = _known_piece(report, key)
    mine = ReportNote.objects.filter(report=report, key=key, author_id=actor.account, sent__isnull=True)
    note = mine.first() or ReportNote(report=report, key=key, author_id=actor.account, author_name=actor.name)
    note.version, note.body_id = report.version, report.holder_id
    note.text, note.written = text, clock.now()
    note.save()
    return note


@transaction.atomic
def drop_note(actor: Actor, *, note: UUID) -> None:
    """Take out a note not yet sent. Raises NotFound, Forbidden, Refused."""
    found = ReportNote.objects.select_related("report__plan").filter(uid=note).first()
    if found is None:
        raise NotFound.because("note.unknown", _("There is no such note, or it is not yours to see."))
    require(actor, "report.note", way_of(found.report.plan, found.report.body_id).subject)
    if found.author_id != actor.account:
        raise Forbidden.because("note.not_yours", _("Somebody else wrote this note: only they can take it out."))
    if found.sent is not None:
        raise Refused.because("note.sent", _("This note went back with the report: it stays."))
    found.delete()


@transaction.atomic
def attach_other_work(
    actor: Actor, *, work: OtherWork, output: Output | None = None, indicator: Indicator | None = None
) -> OtherWork:
    """Attach work that was reported outside the plan to a line of it (neither: take it off).

    Raises Forbidden (`report.attach`); Refused: a draft's, or a line of another plan.
    """
    require(actor, "report.attach")
    report = Report.objects.select_for_update(of=("self",)).select_related("plan", "body").get(pk=work.report_id)
    found = OtherWork.objects.select_related("attached_output", "attached_indicator").get(pk=work.pk)
    if report.state == Report.State.DRAFT or found.is_removed:
        raise Refused.because("attach.draft", _("This work is still being written: it can be attached once submitted."))
    if any(line is not None and line.plan_id != report.plan_id for line in (output, indicator)):
        raise Refused.because("attach.other_plan", _("This line belongs to another plan than the report."))
    before = _attached(found)
    found.attached_output, found.attached_indicator = output, indicator
    found.save(update_fields=["attached_output", "attached_indicator"])
    journal.record(
        acting(actor, "report.attach"),
        action="report.attach",
        subject=address_of_report(report)[:150],
        before={f"other:{found.uid}": before},
        after={f"other:{found.uid}": _attached(found)},
    )
    return found


@transaction.atomic
def choose_total_or_parts(actor: Actor, *, line: ReportLine, count_parts: bool, reason: str) -> None:
    """For an approved line that includes lower bodies: count the total or its parts.

    Raises Forbidden (`report.choose`; also for whoever entered or signed: `report.own_hand`); Refused: the line does
    not stand in the ledger, or includes no lower bodies.
    """
    report = Report.objects.select_for_update(of=("self",)).select_related("plan", "body").get(pk=line.report_id)
    require(actor, "report.choose", way_of(report.plan, report.body_id).subject)
    if actor.account is not None and ReportHand.objects.filter(report=report, account=actor.account).exists():
        raise Forbidden(rules.own_choice())
    if not reason.strip():
        raise Refused(rules.without_reason())
    standing = ReportLine.objects.get(pk=line.pk)
    if not standing.standing:
        raise Refused.because("line.not_approved", _("Nothing of this line counts yet: it has to be approved first."))
    hand = acting(actor, "report.choose", way_of(report.plan, report.body_id).subject)
    choose_parts(
        hand,
        standing.line,
        count_parts=count_parts,
        reason=reason.strip(),
        subject=address_of_report(report)[:150],
    )


def _waiting(actor: Actor, report: Report) -> tuple[Report, Way]:
    """Return a report, locked, on which the actor may write notes now."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("plan", "body", "holder")
    locked = rows.get(pk=report.pk)
    way = way_of(locked.plan, locked.body_id)
    rules.require_right(actor, rules.NOTE, locked, way)
    problems = list(rules.refusals(actor, rules.NOTE, locked, way))
    if problems:
        raise Refused(problems)
    return locked, way


def _known_piece(report: Report, text: str) -> str:
    """Return a piece's key as it is kept. Raises Refused where the report has no such piece."""
    if not text:
        return ""
    key = key_of(text)
    if not _is_there(report, key):
        raise Refused.because("note.nowhere", _("This report has no such part any more."), where="key")
    return key.text


def _is_there(report: Report, key: Key) -> bool:
    if key.kind == "word":
        return True
    if key.kind == "line" and key.uid is None:  # also one that nobody has filled in
        return Indicator.objects.filter(plan=report.plan, code__iexact=key.name).exists()
    pieces: dict[str, type[Model]] = {"line": ReportLine, "event": ReportEvent, "other": OtherWork}
    return pieces[key.kind]._default_manager.filter(report=report, uid=key.uid).exists()


def _attached(work: OtherWork) -> dict[str, Any]:
    return {
        "output": work.attached_output.code if work.attached_output else None,
        "indicator": work.attached_indicator.code if work.attached_indicator else None,
    }
