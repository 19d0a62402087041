"""One event, one count: which of the lines that report the same event counts.

docs/explain/numbers.md, "A value enters once": the lead body's value; where none of it stands, the first other body's
by code. Joining says that two events are one; of a body that reported both, the lines under one of them count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from samaki.calculate.areas import Bodies
from samaki.calculate.model import EventLink, EventRow, Fact, Id
from samaki.calculate.versions import Knowledge


class Events:
    """The events as known at K: which are one, and who leads them."""

    def __init__(
        self, rows: Iterable[EventRow], links: Iterable[EventLink], bodies: Bodies, knowledge: Knowledge
    ) -> None:
        self._bodies = bodies
        self._rows = {row.event: row for row in knowledge.newest(rows, lambda row: row.event)}
        pairs = knowledge.newest(links, lambda link: frozenset((link.event, link.into)))
        self._roots = self._find_roots([link for link in pairs if link.kind == "join" and link.event != link.into])

    def root(self, event: Id) -> Id:
        """The event that it has been joined into, at the end of all joining; itself where it has not."""
        return self._roots.get(event, event)

    def lead(self, event: Id) -> Id | None:
        """The lead body of the event at the end of all joining."""
        row = self._rows.get(self.root(event))
        return None if row is None else row.lead

    def counting(self, facts: Sequence[Fact]) -> list[Fact]:
        """The facts that count of those of one indicator and source; facts without an event stay as they are."""
        kept = [fact for fact in facts if fact.event is None]
        if len(kept) == len(facts):
            return kept
        by_event: defaultdict[Id, list[Fact]] = defaultdict(list)
        for fact in facts:
            if fact.event is not None:
                by_event[self.root(fact.event)].append(fact)
        for root, lines in by_event.items():
            kept.extend(self._counting_of_one(root, lines))
        return kept

    def _counting_of_one(self, root: Id, lines: list[Fact]) -> list[Fact]:
        lead = self.lead(root)
        body = min({line.body for line in lines}, key=lambda body: (body != lead, self._bodies.code(body)))
        own = [line for line in lines if line.body == body]
        event = min({line.event for line in own}, key=lambda event: (event != root, self._code(event)))
        return [line for line in own if line.event == event]

    def _code(self, event: Id) -> str:
        row = self._rows.get(event)
        return row.code if row is not None and row.code else str(event)

    def _find_roots(self, joins: list[EventLink]) -> dict[Id, Id]:
        """Every joined event to the one that stands for all: the one joined into no other, else the first by code."""
        together: dict[Id, set[Id]] = {}
        for link in joins:
            both = together.get(link.event, {link.event}) | together.get(link.into, {link.into})
            for event in both:
                together[event] = both
        moved = {link.event for link in joins}
        return {event: min(both, key=lambda one: (one in moved, self._code(one))) for event, both in together.items()}
