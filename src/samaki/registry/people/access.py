"""The gate before a view: who asks, and may they do this at all?"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from samaki.core.actor import Actor

from .models import Account
from .rights import require
from .selectors import actor_of_account

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

NOBODY = Actor(account=None, name="nobody")


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, with today's roles: read once a request."""
    known: Actor | None = getattr(request, "_samaki_actor", None)
    if known is None:
        user = request.user
        known = actor_of_account(user) if isinstance(user, Account) else NOBODY
        request._samaki_actor = known  # type: ignore[attr-defined]
    return known


def allowed(action: str) -> Callable[[View[P]], View[P]]:
    """Let a view be reached only by those who may do this to anything at all; others get the 403 page with the reason."""

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(actor_of(request), action)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
