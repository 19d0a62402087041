"""Events that a monitoring officer looks at: likely twins with what counts now and what would count, and joined pairs.

The figures are those of the calculation itself (`calculate.events`), asked once as it is and once as it would be.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.calculate import model
from samaki.calculate.areas import Bodies
from samaki.calculate.events import Events
from samaki.calculate.versions import Knowledge, standing_versions
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.ledger.models import Event, EventLink, Fact
from samaki.registry.people.rights import require

from .rules import APPROVE
from .shown import DASH, number
from .twins import Likely, Seen, likely_twins

JOIN: Final = "event.join"
MOST: Final = 25  # pairs on one page


@dataclass(frozen=True, slots=True)
class EventShown:
    """One event in words: who reported it, when and where."""

    uid: UUID
    title: str
    days: str
    place: str
    bodies: str
    lead: str


@dataclass(frozen=True, slots=True)
class FigureOfPair:
    """One indicator of a pair: what each event says, what counts as things stand, what would count."""

    code: str
    title: Mapping[str, str]
    one: str
    other: str
    now: str
    if_one: str  # joined, with the first one's lead
    if_other: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two events beside each other."""

    one: EventShown
    other: EventShown
    figures: Sequence[FigureOfPair]
    why: str = ""
    decided: str = ""  # who found it, when
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EventsPage:
    """What may be one, what was found to be one, and what was found to be two."""

    likely: Sequence[Pair]
    joined: Sequence[Pair]
    separated: Sequence[Pair]
    rest: int  # likely pairs not shown


def events_for(actor: Actor) -> EventsPage:
    """Return the page of events: five queries, however many events there are. Raises Forbidden (`event.join`)."""
    require(actor, JOIN)
    links = _newest_links()
    decided = {frozenset((link.event_id, link.into_id)) for link in links}
    root = _roots(links)
    likely = [one for one in likely_twins(_seen(), decided=decided) if root(one.one) != root(one.other)]
    shown = likely[:MOST]
    newest = sorted(links, key=lambda link: link.batch.position, reverse=True)
    joined = [link for link in newest if link.kind == EventLink.JOIN][:MOST]
    separated = [link for link in newest if link.kind == EventLink.SEPARATE][:MOST]
    keys = {key for one in shown for key in (one.one, one.other)}
    keys |= {key for link in (*joined, *separated) for key in (link.event_id, link.into_id)}
    teller = _Teller(keys, links)
    return EventsPage(
        likely=[teller.pair(one.one, one.other, why=_why(one)) for one in shown],
        joined=[teller.decided(link) for link in joined],
        separated=[teller.decided(link) for link in separated],
        rest=len(likely) - len(shown),
    )


def _newest_links() -> list[EventLink]:
    """Return what holds of each pair that somebody decided about: one query."""
    newest: dict[frozenset[int], EventLink] = {}
    links = EventLink.objects.filter(batch__known__lte=clock.today()).select_related("batch__actor")
    for link in links.order_by("batch__known", "batch__position", "pk"):
        newest[frozenset((link.event_id, link.into_id))] = link
    return list(newest.values())


def _roots(links: Iterable[EventLink]) -> Callable[[int], model.Id]:
    """Return what tells the event that an event is found to be: two that are one with a third are one already."""
    joins = [
        model.EventLink(link.event_id, link.into_id, "join", 0, dt.date.min)
        for link in links
        if link.kind == EventLink.JOIN
    ]
    return Events([], joins, Bodies([], Knowledge()), Knowledge()).root


def _seen() -> list[Seen]:
    """Return the events that facts name, as they are compared: two queries."""
    bodies: dict[int, set[int]] = defaultdict(set)
    indicators: dict[int, set[int]] = defaultdict(set)
    named = Fact.objects.filter(event__isnull=False).exclude(kind=Fact.WITHDRAWAL).order_by()
    for event, body, indicator in named.values_list("event_id", "body_id", "indicator_id").distinct():
        bodies[event].add(body)
        indicators[event].add(indicator)
    rows = Event.objects.filter(first_day__isnull=False, place__isnull=False)
    columns = rows.values_list("pk", "title", "first_day", "last_day", "place_id")
    return [
        Seen(event, title, first, last or first, place, frozenset(bodies[event]), frozenset(indicators[event]))
        for event, title, first, last, place in columns
        if event in bodies and first is not None and place is not None
    ]


def _why(likely: Likely) -> str:
    """Say why two events are proposed."""
    said = [_("same place")]
    if likely.days:
        said.append(_("{count} days apart").format(count=formats.in_sentence(likely.days)))
    else:
        said.append(_("same days"))
    if likely.alike:
        said.append(_("titles alike"))
    if likely.same_indicators:
        said.append(_("same indicators"))
    return _(", ").join(said)


class _Teller:
    """Tells pairs of events; everything it needs is fetched at once: three queries."""

    def __init__(self, keys: Collection[int], links: Iterable[EventLink]) -> None:
        related = ("place", "lead")
        self._events = {event.pk: event for event in Event.objects.filter(pk__in=keys).select_related(*related)}
        lines = Fact.objects.filter(event__in=keys).values("line")
        versions = list(Fact.objects.filter(line__in=lines).select_related("batch", "body", "indicator"))
        standing = standing_versions(map(_row, versions), Knowledge(known_on=clock.today())).values()
        self._facts = [fact for fact in standing if fact.event in self._events and fact.kind == Fact.VALUE]
        self._indicators = {fact.indicator_id: fact.indicator for fact in versions}
        self._names = {fact.body_id: formats.local_text(fact.body.name)[0] for fact in versions}
        self._bodies = Bodies([model.BodySpan(fact.body_id, fact.body.code, 0) for fact in versions], Knowledge())
        self._rows = [model.EventRow(key, event.lead_id, str(key)) for key, event in self._events.items()]
        self._joined = {(link.event_id, link.into_id) for link in links if link.kind == EventLink.JOIN}

    def pair(self, one: int, other: int, *, why: str = "", decided: str = "", reason: str = "") -> Pair:
        """Return two events with their figures."""
        return Pair(self._shown(one), self._shown(other), self._figures(one, other), why, decided, reason)

    def decided(self, link: EventLink) -> Pair:
        """Return a pair about which somebody decided, the one that stands first; or the report that took it over."""
        batch = link.batch
        who = formats.local_text(batch.actor.name)[0] if batch.actor else batch.actor_name
        said = _("{who}, {day}").format(who=who, day=formats.day(batch.known))
        if batch.action == APPROVE.right:
            taker = formats.local_text(self._events[link.event_id].lead.name)[0]
            said = _("{body} took it over in its report. Approved: {said}").format(body=taker, said=said)
            return self.pair(link.into_id, link.event_id, decided=said)
        return self.pair(link.into_id, link.event_id, decided=said, reason=batch.reason)

    def _shown(self, key: int) -> EventShown:
        event = self._events[key]
        reporting = dict.fromkeys(self._names[int(str(fact.body))] for fact in self._facts if fact.event == key)
        return EventShown(
            uid=event.uid,
            title=event.title,
            days=_days(event.first_day, event.last_day),
            place=formats.local_text(event.place.name)[0] if event.place else "",
            bodies=_(", ").join(reporting),
            lead=formats.local_text(event.lead.name)[0],
        )

    def _figures(self, one: int, other: int) -> list[FigureOfPair]:
        facts = [fact for fact in self._facts if fact.event in (one, other)]
        series = sorted({(fact.indicator, fact.source) for fact in facts}, key=str)
        by_order = sorted(series, key=lambda key: self._indicators[int(str(key[0]))].order)
        return [self._figure(one, other, [fact for fact in facts if (fact.indicator, fact.source) == key])
                for key in by_order]  # fmt: skip

    def _figure(self, one: int, other: int, facts: Sequence[model.Fact]) -> FigureOfPair:
        """One indicator of one source, asked as things stand and as they would."""
        sheet = self._indicators[int(str(facts[0].indicator))]
        now = [pair for pair in ((one, other), (other, one)) if pair in self._joined]
        return FigureOfPair(
            code=sheet.code,
            title=sheet.title,
            one=_total([fact for fact in facts if fact.event == one]),
            other=_total([fact for fact in facts if fact.event == other]),
            now=_total(self._counting(facts, now)),
            if_one=_total(self._counting(facts, [(other, one)])),
            if_other=_total(self._counting(facts, [(one, other)])),
        )

    def _counting(self, facts: Sequence[model.Fact], joins: Iterable[tuple[int, int]]) -> list[model.Fact]:
        links = [model.EventLink(event, into, "join", 0, dt.date.min) for event, into in joins]
        return Events(self._rows, links, self._bodies, Knowledge()).counting(facts)


def _row(fact: Fact) -> model.Fact:
    """Return a fact as the calculation takes it."""
    return model.Fact(
        fact=fact.pk,
        line=fact.line,
        kind=fact.kind,  # type: ignore[arg-type]  # one of the same three words
        indicator=fact.indicator_id,
        body=fact.body_id,
        place=fact.place_id,
        first=fact.first_month,
        last=fact.last_month,
        stated_from=fact.stated_from,
        stated_to=fact.stated_to,
        source=fact.source or None,
        event=fact.event_id,
        includes_lower=fact.includes_lower,
        value=fact.value,
        qualifier=None,
        position=fact.batch.position,
        known=fact.batch.known,
    )


def _total(facts: Sequence[model.Fact]) -> str:
    """Return what some facts come to together, in digits; a dash where there is none."""
    values = [fact.value for fact in facts if fact.value is not None]
    return number(sum(values)) if values else DASH


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first is None:
        return ""
    if last is None or last == first:
        return formats.day(first)
    return _("{first} to {last}").format(first=formats.day(first), last=formats.day(last))
