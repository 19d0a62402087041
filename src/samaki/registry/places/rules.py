"""Where places lay and when. Pure: spans in, answers out (docs/explain/records.md, "Places, bodies, people")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

# The first month of a place whose list says no beginning: before every month anybody asks about.
ALWAYS = 0


class Dated(Protocol):
    """What holds from a month on, in several versions."""

    @property
    def first(self) -> int:
        """The month from which it holds."""

    @property
    def last(self) -> int | None:
        """The last month in which it holds; None: without end."""

    @property
    def known(self) -> date:
        """The day from which it counts as known."""

    @property
    def position(self) -> int:
        """Its batch's place in the order of the ledger."""


D = TypeVar("D", bound=Dated)


class Stretch(NamedTuple):
    """Months in which a place lies in a parent (None: in nothing, the country). `last` None: without end."""

    place: str
    parent: str | None
    first: int = ALWAYS
    last: int | None = None
    source: str = ""


class Split(NamedTuple):
    """From this month on `place` exists; what lies in it now lay in `out_of` before."""

    place: str
    out_of: str
    month: int
    source: str = ""


class Version(NamedTuple):
    """A stretch as recorded: which place, from when to when, and what orders it among its versions."""

    parent: int | None
    first: int
    last: int | None
    known: date
    position: int


def stretches(parents: Mapping[str, str | None], splits: Sequence[Split]) -> list[Stretch]:
    """Return the whole history of a list of places: `parents` is the division of today, `splits` is what moved."""
    new = {split.place: split for split in splits}
    history: list[Stretch] = []
    for place, parent in parents.items():
        own = new.get(place)
        moved = new.get(parent or "")
        if own:
            history.append(Stretch(place, parent, own.month, None, own.source))
        elif moved:
            history.append(Stretch(place, moved.out_of, ALWAYS, moved.month - 1, moved.source))
            history.append(Stretch(place, parent, moved.month, None, moved.source))
        else:
            history.append(Stretch(place, parent))
    return history


def standing(versions: Iterable[D]) -> dict[int, D]:
    """Return by first month the version that stands: of those that begin alike the one known last, then recorded."""
    chosen: dict[int, D] = {}
    for version in versions:
        other = chosen.get(version.first)
        if other is None or (version.known, version.position) >= (other.known, other.position):
            chosen[version.first] = version
    return chosen


def version_at(versions: Iterable[D], month: int) -> D | None:
    """Return the version that holds in a month: the latest begun, unless it has ended."""
    begun = [version for first, version in standing(versions).items() if first <= month]
    if not begun:
        return None
    latest = max(begun, key=lambda version: version.first)
    return None if latest.last is not None and latest.last < month else latest
