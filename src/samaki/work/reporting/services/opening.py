"""Beginning reports: the first touch makes the row."""

from __future__ import annotations

from collections.abc import Sequence

from samaki.core.actor import Actor
from samaki.registry.plan.models import Plan

from ..duties import Owed
from ..models import Report
from ..when import When


def open_reports(actor: Actor, *, plan: Plan, owed: Sequence[Owed], when: When | None = None) -> list[Report]:
    """Return the reports of these obligations, made where they are missing. Not journalled: nothing is said yet.

    Raises Forbidden (`report.write` of the body); Refused for a period that has not begun or lies outside the plan.
    """
    raise NotImplementedError
