"""Who asks: the provider behind `core.gate`, which guards the views of every room."""

from __future__ import annotations

from django.http import HttpRequest

from samaki.core.actor import Actor
from samaki.core.gate import NOBODY

from .models import Account
from .selectors import actor_of_account


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, with today's roles: read once a request."""
    known: Actor | None = getattr(request, "_samaki_actor", None)
    if known is None:
        user = request.user
        known = actor_of_account(user) if isinstance(user, Account) else NOBODY
        request._samaki_actor = known  # type: ignore[attr-defined]
    return known
