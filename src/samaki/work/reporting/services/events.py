"""Two reports of one event: found to be one, and undone."""

from __future__ import annotations

from uuid import UUID

from samaki.core.actor import Actor
from samaki.core.models import Batch


def join_reported_events(actor: Actor, *, event: UUID, into: UUID, reason: str) -> Batch:
    """Find two approved events to be one: it counts once, with the lead's value. Raises Forbidden (`event.join`)."""
    raise NotImplementedError


def separate_reported_events(actor: Actor, *, event: UUID, into: UUID, reason: str) -> Batch:
    """Undo that finding. Raises Forbidden (`event.separate`), NotFound, Refused."""
    raise NotImplementedError
