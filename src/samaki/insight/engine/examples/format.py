"""The words of the format (examples/README.md), and what a file becomes once it is understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from samaki.calculate.periods import Period
from samaki.ledger.lined_yaml import Lined

# fmt: off
TOP: Final = (
    "title", "note", "plan", "indicators", "places", "bodies", "events", "targets", "plan_target", "place_targets",
    "due", "thresholds", "revisions", "facts", "ask",
)
MAPPINGS: Final = (
    "indicators", "places", "bodies", "events", "targets", "plan_target", "place_targets", "due", "thresholds",
)
INDICATOR: Final = (
    "title", "note", "unit", "counts", "direction", "over_time", "over_places", "formula", "target_kind", "baseline",
    "carry", "spread", "stages", "band", "breakdowns", "multiple", "readiness", "official", "protected",
)
FACT: Final = (
    "of", "value", "nil", "place", "body", "month", "quarter", "half", "year", "from", "to", "for", "cells", "sets",
    "event", "includes_lower", "source", "id", "supersedes", "known", "withdrawn", "qualifier", "note",
)
ASK: Final = ("of", "place", "period", "as_of", "as_known_on", "own", "targets", "expect", "note")
EXPECT: Final = (
    "actual", "target", "achieved", "status", "reached", "reported", "open", "partial", "stated_target",
    "other_sources", "cells", "sets", "not_available",
)
EXPECT_MAPPINGS: Final = ("reported", "other_sources", "cells", "sets")
REVISION: Final = (
    "in_force", "known", "reason", "note", "targets", "plan_target", "place_targets", "indicators", "thresholds",
)
THRESHOLDS: Final = ("met", "on_track", "behind")
LONGEST_CODE: Final = 40  # of an indicator, a place, a body, an event
CHOICES: Final = {
    "unit": ("number", "percent", "ratio", "milestone", "money"),
    "counts": ("persons", "cases", "offences", "events", "things", "none"),
    "direction": ("increase", "decrease", "maintain", "none"),
    "over_time": ("sum", "latest", "average", "max", "min", "running_total"),
    "over_places": ("sum", "average", "max", "min"),
    "target_kind": ("per_period", "cumulative", "level", "none"),
    "spread": ("even",),
    "readiness": ("measurable", "source_named", "not_measurable"),
}
# fmt: on
FORMULA: Final = re.compile(r"([^\[\]]+?)\s*(?:\[\s*([^\[\]=]+?)\s*=\s*([^\[\]]+?)\s*\])?")
USUAL_PLAN: Final = ("2014-01", "2018-12")


@dataclass(frozen=True, slots=True)
class ExampleFact:
    """One fact of the file. `line_name` is the name of its chain's first version."""

    of: str
    kind: str
    value: int | None
    place: str | None
    body: str
    first: int
    last: int
    stated_from: dt.date | None
    stated_to: dt.date | None
    known: dt.date
    withdrawn: dt.date | None
    line_name: str
    cells: tuple[tuple[str, str, int], ...]
    event: str | None
    includes_lower: bool
    source: str
    qualifier: str
    where: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One question and what is expected of it."""

    of: str
    place: str
    period: Period
    as_of: dt.date | None
    known_on: dt.date | None
    own: bool
    original: bool
    expect: Mapping[str, Any]
    where: str
    words: str


@dataclass(slots=True)
class Example:
    """A file that was understood."""

    path: Path
    raw: Lined
    plan: Period
    sheets: Mapping[str, Lined]
    facts: list[ExampleFact] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)

    @property
    def bodies(self) -> dict[str, str]:
        """Return every body with its own place: the namesakes of the places too."""
        return {place: place for place in self.raw["places"]} | {
            body: str(place) for body, place in (self.raw.get("bodies") or {}).items()
        }
