"""The list of bodies by kind and place, a page at a time, each with its parent beside its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.problems import NotFound, Problem
from samaki.registry.bodies.forms import Filters
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import bodies_for, kinds_within, ladders
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import division, resolve_place

AT_ONCE = 50


@dataclass(frozen=True)
class Line:
    """A body with its own place, and the body above it in area with the place of that one."""

    body: Body
    place: Place
    parent: Body | None
    parent_place: Place | None


@dataclass(frozen=True)
class BodyList:
    """One page of the list, and what it was asked for."""

    kind: BodyKind | None
    place: Place | None
    kinds: Sequence[BodyKind]
    provinces: Sequence[Place]
    lines: Sequence[Line]
    page: Page[int]
    filters: Filters


def body_list(actor: Actor, filters: Filters) -> BodyList:
    """Return one page of the bodies that stand this month: the same number of queries however many there are.

    Raises Forbidden, and NotFound where the kind or the place is none.
    """
    readable = bodies_for(actor)
    kinds = list(BodyKind.objects.all())
    chosen = _kinds(kinds, filters.kind)
    place = resolve_place(filters.place) if filters.place else None
    shown = ladders()
    inside = {place.pk, *division().below(place.pk)} if place else None
    keys = [body for body, rung in shown.rungs.items() if inside is None or rung.place in inside]
    asked = readable.filter(pk__in=keys)
    if chosen:
        asked = asked.filter(kind__in=chosen)
    order = (
        ["sort_km" if formats.reader_language() == "km" else "sort_en", "code"] if filters.sort == "name" else ["code"]
    )
    page = Paginator(list(asked.order_by(*order).values_list("pk", flat=True)), AT_ONCE).get_page(filters.page)
    parents = {key: shown.rungs[key].area_parent for key in page.object_list}
    full = readable.in_bulk({*page.object_list, *(parent for parent in parents.values() if parent)})
    wanted = {shown.rungs[key].place for key in {*page.object_list, *full} if key in shown.rungs}
    places = Place.objects.in_bulk(wanted)
    lines = []
    for key in page.object_list:
        parent = full.get(parents[key] or 0)
        above = shown.rungs.get(parent.pk) if parent else None
        lines.append(
            Line(full[key], places[shown.rungs[key].place], parent, places.get(above.place) if above else None)
        )
    return BodyList(
        kind=chosen[0] if chosen else None,
        place=place,
        kinds=kinds,
        provinces=list(Place.objects.filter(level__rank=1)),
        lines=lines,
        page=page,
        filters=filters,
    )


def _kinds(kinds: Sequence[BodyKind], code: str) -> list[BodyKind]:
    """Return the kind asked for, first, and those that belong to it; none where none is asked for."""
    if not code:
        return []
    found = kinds_within(code)
    if not found:
        raise NotFound(
            Problem(
                "body.kind",
                _("There is no kind of body with the code “{code}”.").format(code=code),
                mend=_("Choose one of: {kinds}.").format(kinds=", ".join(kind.code for kind in kinds)),
            )
        )
    return found
