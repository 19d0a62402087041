"""Events: one identity each, whoever reports them; found to be one, or not, by a person, who can undo either."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import journal
from samaki.core.actor import Actor
from samaki.core.batches import write_batch
from samaki.core.models import Batch
from samaki.core.problems import NotFound, Refused
from samaki.ledger.models import Event, EventLink
from samaki.ledger.services.facts import checked_known
from samaki.registry.bodies.models import Body
from samaki.registry.places.models import Place


def create_event(
    actor: Actor,
    *,
    title: str,
    lead: Body,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    place: Place | None = None,
    uid: UUID | None = None,
    known: dt.date | None = None,
    source: str = "",
) -> Event:
    """Record an event with the body whose value counts. The same uid sent twice is one event: the first stands."""
    known = checked_known(known, source)
    if first_day and last_day and first_day > last_day:
        raise Refused.because("event.days_reversed", _("The event ends before it begins."))
    with transaction.atomic():
        journal.locked_head()
        there = Event.objects.filter(uid=uid).first() if uid else None
        if there is not None:
            return there
        event = Event(uid=uid or uuid4(), title=title, lead=lead, first_day=first_day, last_day=last_day, place=place)
        write_batch(actor, action="event.create", rows=[event], known=known, source=source, subject=str(event.uid))
        return event


def join_events(
    actor: Actor, event: UUID, into: UUID, *, reason: str, known: dt.date | None = None, source: str = ""
) -> Batch:
    """Find two events to be one. Raises NotFound; Refused where they are one already."""
    return _link(actor, event, into, EventLink.JOIN, reason, known, source)


def separate_events(
    actor: Actor, event: UUID, into: UUID, *, reason: str, known: dt.date | None = None, source: str = ""
) -> Batch:
    """Undo that finding. Raises NotFound; Refused where the pair is not joined."""
    return _link(actor, event, into, EventLink.SEPARATE, reason, known, source)


def _link(actor: Actor, event: UUID, into: UUID, kind: str, reason: str, known: dt.date | None, source: str) -> Batch:
    if event == into:
        raise Refused.because("event.itself", _("An event cannot be joined to itself."))
    known = checked_known(known, source)
    found = {one.uid: one for one in Event.objects.filter(uid__in=[event, into]).select_related("lead")}
    for uid in (event, into):
        if uid not in found:
            raise NotFound.because("event.unknown", _("There is no event %(code)s.") % {"code": uid})
    link = EventLink(event=found[event], into=found[into], kind=kind)
    with transaction.atomic():
        journal.locked_head()
        if _pair_is_joined(link, known) == (kind == EventLink.JOIN):
            raise Refused.because(f"event.{kind}_already", _already(kind))
        apart: dict[str, str | None] = {"body": link.event.lead.code, "one_with": None}
        joined = apart | {"one_with": f"{into} ({link.into.lead.code})"}
        before, after = (apart, joined) if kind == EventLink.JOIN else (joined, apart)
        return write_batch(
            actor, action=f"event.{kind}", rows=[link], known=known, reason=reason, source=source, subject=str(event),
            before=before, after=after,
        )  # fmt: skip


def _pair_is_joined(link: EventLink, known: dt.date) -> bool:
    """Say whether the newest finding about the two, whichever was found to be the other, is that they are one."""
    pair = (link.event, link.into)
    newest = (
        EventLink.objects.filter(event__in=pair, into__in=pair, batch__known__lte=known)
        .order_by("-batch__known", "-batch__position")
        .first()
    )
    return newest is not None and newest.kind == EventLink.JOIN


def _already(kind: str) -> str:
    return _("These two events are one already.") if kind == EventLink.JOIN else _("These two events are not joined.")
