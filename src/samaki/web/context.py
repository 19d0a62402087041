"""What the frame around every page needs: where the reader is, whose post they act in, which languages there are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from samaki.core import providers

from .navigation import current_place, places


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context. It asks the database only for the names of plans, and only on the sign-in page."""
    here = request.get_full_path()
    is_stranger = not getattr(getattr(request, "user", None), "is_authenticated", False)
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
        "plan_names": providers.ask("plan.names", default=()) if is_stranger else (),
        "is_demonstration": settings.DEMONSTRATION,
        "main_places": places(),
        "current_place": current_place(request.path),
    }
