"""What was known at K: of the rows that speak of one thing, the one known last.

docs/explain/numbers.md, "Time runs two ways". A day leaves out what was known later, a position what was
recorded after.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from samaki.calculate.model import Fact, Id, PlanVersion
from samaki.calculate.problems import PlanNotKnownError


class Recorded(Protocol):
    """A row of a batch: it has the batch's position and the day it was known."""

    @property
    def position(self) -> int: ...

    @property
    def known(self) -> date: ...


Row = TypeVar("Row", bound=Recorded)


class Knowledge(NamedTuple):
    """The K of a question: known by the end of a day, recorded by a position; None leaves out nothing."""

    known_on: date | None = None
    position: int | None = None

    def has(self, row: Recorded) -> bool:
        """Whether the row was known."""
        return (self.known_on is None or row.known <= self.known_on) and (
            self.position is None or row.position <= self.position
        )

    def newest(self, rows: Iterable[Row], key: Callable[[Row], Hashable]) -> list[Row]:
        """Of the rows with one key, the one known last (same day: recorded last), in the order the keys came."""
        best: dict[Hashable, Row] = {}
        for row in rows:
            if not self.has(row):
                continue
            name = key(row)
            old = best.get(name)
            if old is None or (row.known, row.position) >= (old.known, old.position):
                best[name] = row
        return list(best.values())


def standing_versions(facts: Iterable[Fact], knowledge: Knowledge) -> dict[Id, Fact]:
    """Line to the version of it that counts: known last; on one day a withdrawal, else recorded last.

    Withdrawals that count are among them, so that a caller can tell a line withdrawn from one never known.
    """
    best: dict[Id, Fact] = {}
    find, has = best.get, knowledge.has
    everything = knowledge == (None, None)
    for fact in facts:
        if not (everything or has(fact)):
            continue
        old = find(fact.line)
        if old is None or _precedes(old, fact):
            best[fact.line] = fact
    return best


def _precedes(old: Fact, new: Fact) -> bool:
    return (old.known, old.kind == "withdrawal", old.position) <= (new.known, new.kind == "withdrawal", new.position)


class Plan:
    """The plan's versions known at K, and which of them judges a day."""

    def __init__(self, versions: Sequence[PlanVersion], knowledge: Knowledge) -> None:
        """Raises PlanNotKnownError where none was known."""
        known = [version for version in versions if knowledge.has(version)]
        if not known:
            raise PlanNotKnownError("no version of the plan was known then")
        self.versions = sorted(known, key=lambda version: (version.in_force, version.known, version.position))

    @property
    def original(self) -> PlanVersion:
        """The version before any revision."""
        return self.versions[0]

    def in_force(self, day: date) -> PlanVersion:
        """The version in force on a day; before the first took force, the first."""
        found = self.versions[0]
        for version in self.versions:
            if version.in_force <= day:
                found = version
        return found
