"""After approval: a correction or a withdrawal opens the report again and walks the same way."""

from __future__ import annotations

from samaki.core.actor import Actor

from ..models import Report
from ..when import When


def correct_report(actor: Actor, *, report: Report, reason: str, when: When | None = None) -> Report:
    """Open an approved (or withdrawn) report for correction: a draft, one version on. Raises Forbidden, Refused."""
    raise NotImplementedError


def withdraw_report(actor: Actor, *, report: Report, reason: str, when: When | None = None) -> Report:
    """Ask for an approved report to be withdrawn: submitted at once. Raises Forbidden, Refused."""
    raise NotImplementedError


def drop_changes(actor: Actor, *, report: Report) -> Report:
    """Give up a correction or withdrawal not yet approved: the report is again as it was approved.

    Raises Forbidden (`report.write`), Refused where it is not being corrected or stands above the body already.
    """
    raise NotImplementedError
