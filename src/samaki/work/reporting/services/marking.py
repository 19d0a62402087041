"""What reviewers and monitoring officers mark: notes on lines, other work's place in the plan, total or parts."""

from __future__ import annotations

from uuid import UUID

from samaki.core.actor import Actor
from samaki.registry.plan.models import Indicator, Output

from ..models import OtherWork, Report, ReportLine, ReportNote


def write_note(actor: Actor, *, report: Report, key: str, text: str) -> ReportNote:
    """Write or change one's note on a piece of a report that waits here; it goes with the return. Raises Forbidden."""
    raise NotImplementedError


def drop_note(actor: Actor, *, note: UUID) -> None:
    """Take out a note not yet sent. Raises NotFound, Forbidden, Refused."""
    raise NotImplementedError


def attach_other_work(
    actor: Actor, *, work: OtherWork, output: Output | None = None, indicator: Indicator | None = None
) -> OtherWork:
    """Attach work that was reported outside the plan to a line of it (neither: take it off). `report.attach`."""
    raise NotImplementedError


def choose_total_or_parts(actor: Actor, *, line: ReportLine, count_parts: bool, reason: str) -> None:
    """For an approved line that includes lower bodies: count the total or its parts. `report.choose`."""
    raise NotImplementedError
