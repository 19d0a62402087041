"""Which place lies in which area at a month, and which body stands where in its ladders.

A value counts in the area its place belonged to at the end of the value's period
(docs/explain/numbers.md, "Small print").
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from samaki.calculate.model import BodySpan, Id, PlaceSpan
from samaki.calculate.versions import Knowledge

Span = TypeVar("Span", PlaceSpan, BodySpan)

BEFORE_ALL, FOR_GOOD = -1, 10_000 * 12  # a month before every span, and one after


class Places:
    """The tree of places as known at K."""

    def __init__(self, spans: Iterable[PlaceSpan], knowledge: Knowledge) -> None:
        grouped: defaultdict[Id, list[PlaceSpan]] = defaultdict(list)
        for span in knowledge.newest(spans, lambda span: (span.place, span.first)):
            grouped[span.place].append(span)
        self._spans = {place: sorted(rows, key=lambda span: span.first) for place, rows in grouped.items()}
        self._areas: dict[Id, Area] = {}

    def parent(self, place: Id, month: int) -> Id | None:
        """The place it lies in at a month; None for the top, and before its first span or after its last."""
        span = _at(self._spans.get(place, ()), month)
        return None if span is None else span.parent

    def only_span(self, place: Id) -> PlaceSpan | None:
        """Its only span, where it has just one: it never moved."""
        spans = self._spans.get(place, ())
        return spans[0] if len(spans) == 1 else None

    def lineage(self, place: Id, month: int) -> tuple[Id, ...]:
        """The place itself and everything it lies in at a month, upwards."""
        found = [place]
        above = self.parent(place, month)
        while above is not None and above not in found:
            found.append(above)
            above = self.parent(above, month)
        return tuple(found)

    def below(self, place: Id, area: Id, month: int) -> bool:
        """Whether a place lies inside an area at a month, and is not the area itself."""
        return place != area and self.area(area).holds(place, month)

    def area(self, area: Id) -> "Area":
        """The area as something that can be asked what it holds, quickly and often."""
        found = self._areas.get(area)
        if found is None:
            found = self._areas[area] = Area(area, self)
        return found

    def holding_all(self, places: Iterable[tuple[Id, int]]) -> Id | None:
        """The smallest place that holds all of these, each at its month; None if nothing does."""
        common: tuple[Id, ...] | None = None
        for place, month in set(places):
            lineage = self.lineage(place, month)
            common = lineage if common is None else tuple(above for above in common if above in lineage)
        return common[0] if common else None

    def turning_months(self, place: Id) -> set[int]:
        """The months from which anything above a place may be another than before, and one before them all."""
        months, waiting, seen = {BEFORE_ALL}, [place], {place}
        while waiting:
            for span in self._spans.get(waiting.pop(), ()):
                months.add(span.first)
                if span.last is not None:
                    months.add(span.last + 1)
                if span.parent is not None and span.parent not in seen:
                    seen.add(span.parent)
                    waiting.append(span.parent)
        return months


class Area:
    """One area: remembers of each place the months in which it lay inside."""

    def __init__(self, area: Id, places: Places) -> None:
        self._area = area
        self._places = places
        self._inside: dict[Id, tuple[tuple[int, int], ...]] = {}

    def holds(self, place: Id, month: int) -> bool:
        """Whether the place lies inside, or is the area itself, at the month."""
        spans = self._inside.get(place)
        if spans is None:
            spans = self.months_inside(place)
        for first, last in spans:  # noqa: SIM110 - called for every fact: any() would double its time
            if first <= month <= last:
                return True
        return False

    def months_inside(self, place: Id) -> tuple[tuple[int, int], ...]:
        """The spans of months (first, last) in which the place lies inside."""
        found = self._inside.get(place)
        if found is None:
            only = self._only_span(place)
            found = self._inside[place] = self._by_turns(place) if only is None else self._as_those_above(only)
        return found

    def _only_span(self, place: Id | None) -> PlaceSpan | None:
        """The only span of a place that never moved and is not the area itself."""
        return None if place is None or place == self._area else self._places.only_span(place)

    def _as_those_above(self, span: PlaceSpan) -> tuple[tuple[int, int], ...]:
        """Of a place that never moved: the months in which its parent lies inside, as far as its own span goes."""
        spans = [span]
        while spans[-1].parent not in self._inside and (above := self._only_span(spans[-1].parent)) is not None:
            if above in spans:  # should places lie in each other in a circle, none of them lies inside
                return ()
            spans.append(above)
        top = spans[-1].parent
        inside = () if top is None else self.months_inside(top)
        for one in reversed(spans):
            end = FOR_GOOD if one.last is None else one.last
            cut = ((max(first, one.first), min(last, end)) for first, last in inside)
            inside = self._inside[one.place] = tuple((first, last) for first, last in cut if first <= last)
        return inside

    def _by_turns(self, place: Id) -> tuple[tuple[int, int], ...]:
        """Of a place that moved: its lineage is looked at from each month on in which it may have changed."""
        turns = sorted(self._places.turning_months(place))
        ends = [*(turn - 1 for turn in turns[1:]), FOR_GOOD]
        spans: list[tuple[int, int]] = []
        for first, last in zip(turns, ends, strict=True):
            if self._area not in self._places.lineage(place, first):
                continue
            if spans and spans[-1][1] == first - 1:
                first = spans.pop()[0]
            spans.append((first, last))
        return tuple(spans)

    def constant(self, place: Id, since: int) -> bool | None:
        """True: the place lies inside from a month on for good; False: at no time; None: it depends on the month."""
        spans = self.months_inside(place)
        if not spans:
            return False
        return True if len(spans) == 1 and spans[0][0] <= since and spans[0][1] == FOR_GOOD else None


class Bodies:
    """The bodies as known at K: their own places and their two ladders."""

    def __init__(self, spans: Iterable[BodySpan], knowledge: Knowledge) -> None:
        grouped: defaultdict[Id, list[BodySpan]] = defaultdict(list)
        for span in knowledge.newest(spans, lambda span: (span.body, span.first)):
            grouped[span.body].append(span)
        self._spans = {body: sorted(rows, key=lambda span: span.first) for body, rows in grouped.items()}

    def code(self, body: Id) -> str:
        """Its code, by which bodies are put in order."""
        spans = self._spans.get(body)
        return spans[-1].code if spans else str(body)

    def place(self, body: Id, month: int) -> Id | None:
        """Its own place at a month; None where it did not stand then."""
        span = _at(self._spans.get(body, ()), month)
        return None if span is None else span.place

    def settled(self, body: Id, since: int) -> bool:
        """Whether it has had one place and one parent since a month, without an end."""
        spans = self._spans.get(body, ())
        return len(spans) == 1 and spans[0].last is None and spans[0].first <= since

    def settled_to_the_top(self, body: Id, since: int) -> bool:
        """Whether it and every body above it, in both ladders, have been settled since a month: none ever moves."""
        seen: set[Id] = set()
        waiting = {body}
        while waiting:
            here = waiting.pop()
            if not self.settled(here, since):
                return False
            seen.add(here)
            span = self._spans[here][0]
            waiting |= {above for above in (span.area_parent, span.theme_parent) if above is not None} - seen
        return True

    def at_or_below(self, body: Id, top: Id, month: int) -> bool:
        """Whether a body is the top one, or stands below it in the area ladder or in the thematic one."""
        return body == top or self._climbs(body, top, month, theme=False) or self._climbs(body, top, month, theme=True)

    def _climbs(self, body: Id, top: Id, month: int, *, theme: bool) -> bool:
        seen = set()
        here: Id | None = body
        while here is not None and here not in seen:
            if here == top:
                return True
            seen.add(here)
            span = _at(self._spans.get(here, ()), month)
            here = None if span is None else span.theme_parent if theme else span.area_parent
        return False


def _at(spans: Sequence[Span], month: int) -> Span | None:
    """Of spans in order of their first month, the one that holds at a month."""
    index = bisect_right(spans, month, key=lambda span: span.first)
    if index == 0:
        return None
    span = spans[index - 1]
    return None if span.last is not None and month > span.last else span
