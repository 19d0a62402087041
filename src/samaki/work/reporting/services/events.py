"""Two reports of one event: found to be one, and undone."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from samaki.core.actor import Actor
from samaki.core.models import Batch
from samaki.core.problems import Refused
from samaki.ledger import services as ledger
from samaki.registry.people.rights import acting, require

from .. import rules
from ..when import When


def join_reported_events(actor: Actor, *, event: UUID, into: UUID, reason: str, when: When | None = None) -> Batch:
    """Find two approved events to be one: it counts once, with the lead's value.

    Raises Forbidden (`event.join`), NotFound for an event that no approved line belongs to, Refused.
    """
    require(actor, "event.join")
    known, source = _by(when)
    return ledger.join_events(
        acting(actor, "event.join"), event, into, reason=_said(reason), known=known, source=source
    )


def separate_reported_events(actor: Actor, *, event: UUID, into: UUID, reason: str, when: When | None = None) -> Batch:
    """Undo that finding, in whichever direction it was made. Raises Forbidden (`event.separate`), NotFound, Refused."""
    require(actor, "event.separate")
    known, source = _by(when)
    return ledger.separate_events(
        acting(actor, "event.separate"), event, into, reason=_said(reason), known=known, source=source
    )


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(rules.without_reason())
    return reason.strip()


def _by(when: When | None) -> tuple[dt.date | None, str]:
    return (when.known, when.source) if when else (None, "")
