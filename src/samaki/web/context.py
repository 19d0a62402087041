"""What the frame around every page needs: where the reader is, whose post they act in, which languages there are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from samaki.core.gate import NOBODY, actor_of
from samaki.registry.people.rights import may
from samaki.registry.people.sending_again import page_of_form
from samaki.registry.plan.models import Plan

from .navigation import current_place, places_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context. The names of plans are asked for only where a page shows them: on the way in."""
    here = _page(request)
    has_user = getattr(request, "user", None) is not None
    actor = actor_of(request) if has_user else NOBODY
    places = places_for(actor) if has_user else ()
    return {
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "languages": [
            {
                "code": code,
                "name": name,
                "address": f"{reverse('choose_language', args=[code])}?{urlencode({'next': here})}",
            }
            for code, name in settings.LANGUAGES
        ],
        "plan_names": Plan.objects.values_list("title", flat=True),
        "is_demonstration": settings.DEMONSTRATION,
        "reads_journal": may(actor, "journal.read"),
        "main_places": places,
        "current_place": current_place(request.path, places),
    }


def _page(request: HttpRequest) -> str:
    """Return the address to come back to in another language; one that answered a form may take nothing but forms."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    return page_of_form(request) or "/"
