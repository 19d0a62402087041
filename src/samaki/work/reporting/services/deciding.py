"""Above the body: receive and pass on, return with notes, approve and make facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from samaki.core.actor import Actor
from samaki.core.models import Batch

from ..models import Report
from ..when import When


def receive_reports(
    actor: Actor,
    *,
    reports: Sequence[Report],
    seen: Mapping[UUID, int] | None = None,
    key: UUID | None = None,
    when: When | None = None,
) -> list[Report]:
    """Receive reports at a body between, and pass them on. Raises Forbidden (`report.receive`), Refused."""
    raise NotImplementedError


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
    raise NotImplementedError


def approve_reports(
    actor: Actor,
    *,
    reports: Sequence[Report],
    seen: Mapping[UUID, int] | None = None,
    key: UUID | None = None,
    reason: str = "",
    when: When | None = None,
) -> Batch | None:
    """Approve reports at the body that publishes them: one batch of facts. `seen`: the revision each page showed.

    What is the same as what stands is not published again; a correction adds versions, a withdrawal withdraws the
    lines. Returns None where nothing was left to publish. Raises Forbidden (`report.approve`; also for whoever entered
    or signed: `report.own_hand`), Refused (`report.changed`, `report.not_here`, overlapping periods).
    """
    raise NotImplementedError
