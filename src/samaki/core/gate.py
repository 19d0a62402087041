"""The gate for rooms that lie below the people: who asks, and may they? `registry.people` answers through providers.

`people.actor_of` (request -> Actor), `people.require` (actor, action -> None, raises Forbidden) and
`people.require_over` (actor, action, a body and those above it) are registered when Django starts. Where nobody
registered them everything stays shut.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Concatenate, Final, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from samaki.core import providers
from samaki.core.actor import Actor
from samaki.core.problems import Forbidden

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

NOBODY: Final = Actor(account=None, name="nobody")


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, with today's roles; nobody where people are not known."""
    actor: Actor = providers.ask("people.actor_of", request, default=NOBODY)
    return actor


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden where the actor may not do this to anything at all. The system always may."""
    if not actor.is_system and providers.ask("people.require", actor, action, default=Forbidden) is Forbidden:
        raise Forbidden.because("not_allowed", f"Nobody can say who may do {action}.")


def require_over(actor: Actor, action: str, *, body: int, area: Collection[int], theme: Collection[int]) -> None:
    """Raise Forbidden where the actor may not do this to one body, with the bodies above it (database keys)."""
    asked = {"body": body, "area": area, "theme": theme}
    if (
        not actor.is_system
        and providers.ask("people.require_over", actor, action, **asked, default=Forbidden) is Forbidden
    ):
        raise Forbidden.because("not_allowed", f"Nobody can say who may do {action}.")


def allowed(action: str) -> Callable[[View[P]], View[P]]:
    """Let a view be reached only by those who may do this; others get the 403 page with the reason."""

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(actor_of(request), action)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
