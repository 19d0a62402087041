"""Events that reports of several bodies name by one uid: whose each is, and how those of the others are joined to it.

Who takes over an event that another body reported says: it is this one. In the ledger each body has an event of its
own all the same, and a link says that the two are one. So it counts once, with the value of the body that reported it
first, whichever is approved first, and a monitoring officer separates the two like any others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID, uuid5

from samaki.ledger.models import Event, EventLink

from .content import Pieces
from .models import Report, ReportEvent


class _Naming(NamedTuple):
    """A body (database key, code) that names an event in a report."""

    uid: UUID
    body: int
    code: str


class SharedEvents:
    """The ledger's events of those that some reports name: recorded ones, and unsaved ones for what is new."""

    def __init__(self, reports: Sequence[Report], pieces: Mapping[int, Pieces]) -> None:
        """Load them: two queries. Who records them holds the ledger's head, so that nobody else does meanwhile."""
        uids = {event.uid for report in reports for event in pieces[report.pk].events}
        rows = ReportEvent.objects.filter(uid__in=uids).order_by("pk")
        self._namings = [_Naming(*row) for row in rows.values_list("uid", "report__body", "report__body__code")]
        wanted = uids | {own_uid(one.uid, one.code) for one in self._namings}
        self._events = {event.uid: event for event in Event.objects.filter(uid__in=wanted)}
        # It is the lead's where the ledger knows it; until then of whoever named it first.
        self._owners = {one.uid: one.body for one in reversed(self._namings)}
        self._owners |= {event.uid: event.lead_id for event in self._events.values()}

    def of(self, report: Report, pieces: Pieces) -> Mapping[str, Event]:
        """Return the ledger's event of each that a report names, by the uid it names it by."""
        return {str(event.uid): self._event(report, event) for event in pieces.events}

    def new_links(self, fresh: Collection[Event]) -> list[EventLink]:
        """Return the unsaved links that hold once these new events are recorded: at most one query.

        A pair about which somebody has decided is left alone: what was separated stays separate.
        """
        known = [event for event in self._events.values() if event.pk]
        there = {event.uid: event for event in (*known, *fresh)}
        pairs = set(self._pairs(there))
        if not pairs:
            return []
        links = EventLink.objects.filter(event__in=known, into__in=known)
        decided = {frozenset(pair) for pair in links.values_list("event__uid", "into__uid")}
        return [
            EventLink(event=there[event], into=there[into], kind=EventLink.JOIN)
            for event, into in sorted(pairs)
            if frozenset((event, into)) not in decided
        ]

    def _event(self, report: Report, named: ReportEvent) -> Event:
        is_own = self._owners[named.uid] == report.body_id
        uid = named.uid if is_own else own_uid(named.uid, report.body.code)
        if uid not in self._events:
            self._events[uid] = Event(
                uid=uid, title=named.title, lead=report.body, first_day=named.first_day, last_day=named.last_day,
                place=named.place,
            )  # fmt: skip
        return self._events[uid]

    def _pairs(self, there: Collection[UUID]) -> Iterator[tuple[UUID, UUID]]:
        """Yield each body's own event with the one that it was taken from, where both are there."""
        for one in self._namings:
            own = own_uid(one.uid, one.code)
            if one.body != self._owners[one.uid] and one.uid in there and own in there:
                yield own, one.uid


def own_uid(uid: UUID, body: str) -> UUID:
    """Return the uid that a body's (code) own event has in the ledger where it took over another body's."""
    return uuid5(uid, body.upper())
