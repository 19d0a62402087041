"""The day by which an act counts, where it is not today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class When:
    """An earlier day by which an act is *known*, and what accounts for it: an import of history, a demonstration."""

    known: dt.date
    source: str
