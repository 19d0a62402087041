"""Who is late: the list with telephones, and the message to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_safe

from samaki.calculate.periods import month_name
from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.gate import actor_of, allowed
from samaki.core.text import clean
from samaki.registry.bodies.models import Body
from samaki.registry.places.selectors import resolve_place
from samaki.registry.plan.models import Plan

from ..lists.late import Group, Kind, LateList, late_list, others_words
from ..lists.message import message_to
from ..lists.rows import Row, kind_words
from ..selectors import months_named
from .lists import READ, plan_asked
from .navigation import LATE, report_pages

MESSAGE_LANGUAGE = "km"  # what is copied: the country's own, whoever reads the page
GLOSS_LANGUAGE = "en"
KINDS_IN_HEADLINE = 2


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with the message to each of its bodies; `address` where it opens as a list of its own."""

    group: Group
    rows: Sequence[tuple[Row, str]]
    address: str


@require_safe
@allowed(READ)
def late(request: HttpRequest) -> HttpResponse:
    """Show who is late, since when, with the telephone and a message to copy."""
    actor = actor_of(request)
    plan = plan_asked(actor, request.GET.get("plan", ""))
    found = late_list(actor, plan, **_asked(plan, request))
    sender = _sender(actor)
    name = _name(sender, MESSAGE_LANGUAGE)
    own = {grant.body for grant in actor.grants}
    others = [row for row in found.rows if row.named.body.pk not in own]  # nobody writes to their own body
    messages = {row.address: message_to(row, name, MESSAGE_LANGUAGE) for row in others}
    chosen = _chosen(others, request.GET.get("message", ""))
    context = {
        "list": found,
        "headline": headline(found),
        "kinds": [(kind, list(_groups(found, kind, messages))) for kind in found.kinds],
        "chosen": chosen,
        "message": messages[chosen.address] if chosen else "",
        "gloss": message_to(chosen, _name(sender, GLOSS_LANGUAGE), GLOSS_LANGUAGE) if chosen else "",
        "earlier": [(month, count, _address(found, period=month_name(month))) for month, count in found.earlier],
        "query": _address(found),
        "whole": _address(found, place=""),
        "pages": report_pages(actor),
    }
    return render(request, "reporting/late.html", context)


def _asked(plan: Plan, request: HttpRequest) -> dict[str, Any]:
    """Return what the address asks for. Raises NotFound for a place or period that is none."""
    place, period = (clean(request.GET.get(name, "")) for name in ("place", "period"))
    return {
        "place": resolve_place(place) if place else None,
        "month": months_named(plan, period).last if period else None,
    }


def _chosen(rows: Sequence[Row], code: str) -> Row | None:
    """Return the row whose message is shown: the one asked for, else the first."""
    wanted = code.upper()
    return next((row for row in rows if row.named.body.code.upper() == wanted), rows[0] if rows else None)


def _groups(found: LateList, kind: Kind, messages: dict[str, str]) -> Iterator[ShownGroup]:
    for group in kind.groups:
        address = _address(found, place=group.place.code) if group.place else ""
        yield ShownGroup(group, [(row, messages.get(row.address, "")) for row in group.rows], address)


def _address(found: LateList, **changes: str) -> str:
    asked = {"period": month_name(found.month), "place": found.place.code if found.place else ""} | changes
    return f"{LATE}?{urlencode({name: value for name, value in asked.items() if value})}"


def _sender(actor: Actor) -> Body | None:
    """Return in whose name one writes: the body of one's first post."""
    held = [grant.body for grant in actor.grants if grant.body is not None]
    return Body.objects.filter(pk=held[0]).first() if held else None


def _name(body: Body | None, language: str) -> str:
    if body is not None:
        return formats.local_text(body.name, language)[0]
    with override(language):
        return _("the secretariat")


def headline(found: LateList) -> str:
    """Return the state of affairs: how many reports are late, of which kinds, since when."""
    month = formats.month(found.month)
    if not found.sees:
        return _("No body reports to you.")
    if not found.count:
        return _("No report for {month} is late.").format(month=month)
    what = ngettext("One report for {month} is late", "{count} reports for {month} are late", found.count)
    said = what.format(count=formats.in_sentence(found.count), month=month)
    kinds = sorted(found.kinds, key=lambda kind: kind.late, reverse=True)[:KINDS_IN_HEADLINE]
    rest = found.count - sum(kind.late for kind in kinds)
    return _("{said}: {kinds}").format(said=said, kinds=", ".join([*map(_since, kinds), *others_words(rest)]))


def _since(kind: Kind) -> str:
    day = formats.short_day(kind.since[0][0])
    return _("{bodies} since {day}").format(bodies=kind_words(kind.kind, kind.late), day=day)
