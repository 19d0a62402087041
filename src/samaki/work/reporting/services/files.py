"""Files that come with a report."""

from __future__ import annotations

from uuid import UUID

from samaki.core.actor import Actor

from ..models import Report, ReportFile


def add_file(
    actor: Actor, *, report: Report, name: str, content: bytes, uid: UUID | None = None, line: str = ""
) -> ReportFile:
    """Keep a file with a draft, for one line (its key) or the whole. The same uid twice is once.

    Raises Forbidden (`report.write`), Refused: empty, over 10 MB, a type that does not fit its name, no draft.
    """
    raise NotImplementedError


def remove_file(actor: Actor, *, file: UUID) -> None:
    """Take a file out of a draft; it stays on record. Raises NotFound, Forbidden, Refused."""
    raise NotImplementedError
