"""The day by which an act counts, where it is not today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samaki.ledger.models import Evidence


@dataclass(frozen=True, slots=True)
class When:
    """An earlier day by which an act is *known*, and what accounts for it: an import of history, a demonstration.

    `evidence` is what facts rest on where a report has no file of its own.
    """

    known: dt.date
    source: str
    evidence: Evidence | None = None
