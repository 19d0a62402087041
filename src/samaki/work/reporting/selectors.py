"""Reads of reporting: reports an actor may see, what waits for them, what is late."""

from __future__ import annotations

from uuid import UUID

from samaki.core.actor import Actor
from samaki.registry.plan.models import Plan

from .duties import Owed
from .models import Report


def report_at(actor: Actor, *, plan: str, body: str, period: str) -> tuple[Plan, Owed | None, Report | None]:
    """Return the plan, what is owed and the report at an address: one that is owed, or one that is there.

    Raises NotFound: no such plan, body or period, nothing owed and nothing reported, or not the actor's to see.
    """
    raise NotImplementedError


def report_for(actor: Actor, uid: UUID) -> Report:
    """Return a report with its plan and body. Raises NotFound where there is none or it is not the actor's to see."""
    raise NotImplementedError
