"""Offers the places to the search box: code, names, other spellings; the place it lies in stands beside its name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samaki.calculate.periods import month_of
from samaki.core import clock
from samaki.core.actor import Actor
from samaki.core.searching import Group, Hit, Wanted, found_in
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.places.selectors import histories, places_for


def found(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the places found, larger ones first: four queries. Raises Forbidden."""
    places, total = found_in(places_for(actor).order_by("level__rank", "code"), wanted, most)
    now = month_of(clock.today())
    standing = {place: version_at(rows, now) for place, rows in histories(places=[each.pk for each in places]).items()}
    parents = {place: version.parent for place, version in standing.items() if version and version.parent}
    names = dict(Place.objects.filter(pk__in=set(parents.values())).values_list("pk", "name"))
    hits = [
        Hit(place.code, place.name, reverse("place", args=[place.code]), names.get(parents.get(place.pk, 0), {}))
        for place in places
    ]
    return Group(_("Places"), hits, total)
