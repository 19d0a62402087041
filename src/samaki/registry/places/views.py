"""Pages of the places: the country with what lies in it, and one place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound, Problem
from samaki.registry.places.one import place_page
from samaki.registry.places.selectors import READ, places_for


def pages() -> list[dict[str, str]]:
    """Return the second row: the pages of this place of the masthead."""
    return [
        {"address": reverse("bodies"), "name": _("Bodies")},
        {"address": reverse("places"), "name": _("Places")},
    ]


@require_safe
@allowed(READ)
def places(request: HttpRequest) -> HttpResponse:
    """Show the whole country with what lies directly in it."""
    actor = actor_of(request)
    country = places_for(actor).filter(level__rank=0).first()
    if country is None:
        raise NotFound(Problem("places", _("No places are loaded yet."), mend=_("They are loaded with the plan.")))
    return render(request, "places/place.html", {"page": place_page(actor, country), "pages": pages()})


@require_safe
@allowed(READ)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show one place; an address in another case, or by name, leads to the one that is right."""
    actor = actor_of(request)
    found = place_page(actor, code)
    if found.place.code != code:
        return redirect("place", found.place.code)
    return render(request, "places/place.html", {"page": found, "pages": pages()})
