"""Which events look like one event reported twice: pure. A person decides; nothing is joined by itself.

docs/explain/numbers.md, "A value enters once": the same place, days within three of each other, and titles written
alike or the same indicators.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from samaki.core.nearest import nearest
from samaki.core.text import search_key

DAYS_APART: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as it is compared. Keys are the database's; `bodies` are those that reported it."""

    event: int
    title: str
    first: dt.date
    last: dt.date
    place: int
    bodies: frozenset[int] = field(default_factory=frozenset)
    indicators: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Likely:
    """Two events that may be one, and why. `days` is how many lie between them."""

    one: int
    other: int
    days: int
    alike: bool
    same_indicators: bool


def likely_twins(events: Iterable[Seen], *, decided: Collection[frozenset[int]] = ()) -> list[Likely]:
    """Return the pairs that may be one event, newest first; not those about which somebody has decided.

    Events of one place are walked in order of days, so the work grows with the events, not with their pairs.
    """
    by_place: dict[int, list[Seen]] = defaultdict(list)
    for event in events:
        by_place[event.place].append(event)
    found = [
        (max(one.last, other.last), likely)
        for near in by_place.values()
        for one, other in _close(sorted(near, key=lambda event: (event.first, event.event)))
        if frozenset((one.event, other.event)) not in decided and (likely := _compared(one, other)) is not None
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].one), reverse=True)
    return [likely for _day, likely in found]


def are_alike(one: str, other: str) -> bool:
    """Say whether two titles are written nearly alike, or one holds the other: folded, so that Khmer works too."""
    left, right = search_key(one), search_key(other)
    if not left or not right:
        return False
    shorter, longer = sorted((left, right), key=len)
    return (len(shorter) > 8 and shorter in longer) or bool(nearest(one, {right: other}, most=1))


def _close(events: list[Seen]) -> Iterator[tuple[Seen, Seen]]:
    """Yield pairs no more than three days apart; long events stay open until their own end."""
    running: list[Seen] = []
    for event in events:
        running = [one for one in running if (event.first - one.last).days <= DAYS_APART]
        for one in running:
            yield one, event
        running.append(event)


def _compared(one: Seen, other: Seen) -> Likely | None:
    if len(one.bodies | other.bodies) < 2 or one.bodies == other.bodies:
        return None  # one body that reports two days of its own knows that they are two
    alike = are_alike(one.title, other.title)
    same = bool(one.indicators & other.indicators)
    if not alike and not same:
        return None
    return Likely(one.event, other.event, max(0, (other.first - one.last).days), alike, same)
