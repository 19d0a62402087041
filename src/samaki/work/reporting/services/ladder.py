"""Up the ladder inside the body: submit, sign, give back, let somebody else sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from samaki.core.actor import Actor
from samaki.core.problems import Refused
from samaki.registry.bodies.models import Body
from samaki.registry.people.models import Account, Role
from samaki.registry.people.services import let_act_for, take_back_acting

from .. import rules
from ..content import pieces_of, version_of
from ..models import Report, ReportVersion
from ..submitting import problems_of_submission
from ..when import When
from .turn import Seen, Turn

VERSIONS_AT_ONCE = 200


@transaction.atomic
def submit_reports(
    actor: Actor, *, reports: Sequence[Report], seen: Seen = None, key: UUID | None = None, when: When | None = None
) -> list[Report]:
    """Submit drafts for signature; keeps what was written as a version. The same key twice is once.

    Raises Forbidden (`report.submit`), Refused with every line that is wrong (`where` is the piece's key and field), a
    doubt that must be explained and is not, a period that has not begun, a report that is no draft.
    """
    turn = Turn.begin(actor, rules.SUBMIT, reports, seen=seen, key=key, when=when)
    if turn.is_done:
        return turn.reports
    pieces = pieces_of(turn.reports)
    problems = [
        replace(problem, where=turn.where(report, problem.where))
        for report, found in problems_of_submission(turn.reports, pieces, turn.known)
        for problem in found
    ]
    if problems:
        raise Refused(problems)
    versions = [version_of(report, pieces[report.pk]) for report in turn.reports]
    ReportVersion.objects.bulk_create(versions, batch_size=VERSIONS_AT_ONCE)
    for report in turn.reports:
        report.state, report.returned = rules.State.SUBMITTED, False
    turn.remember_hand()
    return turn.record("returned")


@transaction.atomic
def sign_reports(
    actor: Actor, *, reports: Sequence[Report], seen: Seen = None, key: UUID | None = None, when: When | None = None
) -> list[Report]:
    """Sign submitted reports for the body and send them on. `seen`: the revision the page showed, by report if several.

    Raises Forbidden (`report.sign`), Refused (`report.changed`, `report.not_submitted`).
    """
    turn = Turn.begin(actor, rules.SIGN, reports, seen=seen, key=key, when=when)
    if turn.is_done:
        return turn.reports
    for report in turn.reports:
        report.state = rules.State.SIGNED
        report.holder_id = turn.ways[report.body_id].bodies[0]
        report.sent = turn.known
        report.first_sent = report.first_sent or turn.known
    turn.remember_hand()
    return turn.record("holder", "sent", "first_sent")


@transaction.atomic
def give_back(
    actor: Actor,
    *,
    report: Report,
    reason: str,
    seen: int | None = None,
    key: UUID | None = None,
    when: When | None = None,
) -> Report:
    """Give a submitted report back to be mended: a draft again, with the chair's reason. Raises Forbidden, Refused."""
    turn = Turn.begin(actor, rules.GIVE_BACK, [report], seen=seen, key=key, when=when, reason=reason)
    if turn.is_done:
        return turn.reports[0]
    return to_draft(turn)


def to_draft(turn: Turn) -> Report:
    """Make the one report of a turn a draft again, at its own body, one version on."""
    report = turn.reports[0]
    report.state, report.returned = rules.State.DRAFT, True
    report.version += 1
    report.holder_id, report.sent = report.body_id, None
    return turn.record("returned", "version", "holder", "sent")[0]


def delegate_signature(
    actor: Actor, *, body: Body, account: Account, last_day: dt.date, first_day: dt.date | None = None
) -> Role:
    """Let another account of the same body sign for its chair, acting for the chair, until a day.

    Raises Forbidden (`report.delegate`), Refused: the account has no role in the body, the days are reversed or past,
    the actor is acting for the chair themselves.
    """
    return let_act_for(
        actor, action="report.delegate", role="chair", body=body, account=account, first_day=first_day,
        last_day=last_day,
    )  # fmt: skip


def take_back_signature(actor: Actor, *, body: Body, account: Account) -> list[Role]:
    """End at once what `delegate_signature` gave an account. Raises Forbidden (`report.delegate`), Refused."""
    return take_back_acting(actor, action="report.delegate", role="chair", body=body, account=account)
