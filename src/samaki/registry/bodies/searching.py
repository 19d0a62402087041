"""Offers the bodies to the search box: code, names, short names; the body above in area stands beside the name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samaki.calculate.periods import month_of
from samaki.core import clock
from samaki.core.actor import Actor
from samaki.core.searching import Group, Hit, Wanted, found_in
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import bodies_for, rungs_of
from samaki.registry.places.rules import version_at


def found(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the bodies found, by the rank of their kind: four queries. Raises Forbidden."""
    bodies, total = found_in(bodies_for(actor).order_by("kind__rank", "order", "code"), wanted, most)
    now = month_of(clock.today())
    standing = {body: version_at(rows, now) for body, rows in rungs_of([each.pk for each in bodies]).items()}
    parents = {body: rung.area_parent for body, rung in standing.items() if rung and rung.area_parent}
    names = dict(Body.objects.filter(pk__in=set(parents.values())).values_list("pk", "name"))
    hits = [
        Hit(body.code, body.name, reverse("body", args=[body.code]), names.get(parents.get(body.pk, 0), {}))
        for body in bodies
    ]
    return Group(_("Bodies"), hits, total)
