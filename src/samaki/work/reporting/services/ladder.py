"""Up the ladder inside the body: submit, sign, give back, let somebody else sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body
from samaki.registry.people.models import Account, Role

from ..models import Report
from ..when import When


def submit_reports(
    actor: Actor, *, reports: Sequence[Report], key: UUID | None = None, when: When | None = None
) -> list[Report]:
    """Submit drafts for signature; keeps what was written as a version. The same key twice is once.

    Raises Forbidden (`report.submit`), Refused with every line that is wrong (`where` is the piece's key and field), a
    doubt that must be explained and is not, a period that has not begun, a report that is no draft.
    """
    raise NotImplementedError


def sign_reports(
    actor: Actor,
    *,
    reports: Sequence[Report],
    seen: int | None = None,
    key: UUID | None = None,
    when: When | None = None,
) -> list[Report]:
    """Sign submitted reports for the body and send them on. `seen` is the revision the page showed (one report).

    Raises Forbidden (`report.sign`), Refused (`report.changed`, `report.not_submitted`).
    """
    raise NotImplementedError


def give_back(actor: Actor, *, report: Report, reason: str, key: UUID | None = None) -> Report:
    """Give a submitted report back to be mended: a draft again, with the chair's reason. Raises Forbidden, Refused."""
    raise NotImplementedError


def delegate_signature(
    actor: Actor, *, body: Body, account: Account, last_day: dt.date, first_day: dt.date | None = None
) -> Role:
    """Let another account of the same body sign for its chair, acting for the chair, until a day.

    Raises Forbidden (`report.delegate`), Refused: the account has no role in the body, the days are reversed or past.
    """
    raise NotImplementedError
