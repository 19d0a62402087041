"""Pages of the bodies: all of them as two ladders, a list by kind and place, one body."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import providers
from samaki.core.gate import actor_of, allowed
from samaki.registry.bodies.facts import SHOWN_AS_HEADS, chairs, role_name
from samaki.registry.bodies.forms import read_filters
from samaki.registry.bodies.lists import body_list
from samaki.registry.bodies.one import body_page
from samaki.registry.bodies.overview import overview
from samaki.registry.bodies.selectors import READ
from samaki.registry.places.selectors import attribution


def pages() -> list[dict[str, str]]:
    """Return the second row: the pages of this place."""
    return [
        {"address": reverse("bodies"), "name": _("Bodies")},
        {"address": reverse("places"), "name": _("Places")},
    ]


@require_safe
@allowed(READ)
def bodies(request: HttpRequest) -> HttpResponse:
    """Show the mechanism as two ladders; with a filter, the list it asks for."""
    filters = read_filters(request.GET.dict())
    actor = actor_of(request)
    if filters.any:
        return render(
            request,
            "bodies/list.html",
            {
                "list": body_list(actor, filters),
                "by_code": filters.address(sort="code", page=1),
                "by_name": filters.address(sort="name", page=1),
                "previous": filters.address(page=filters.page - 1),
                "next": filters.address(page=filters.page + 1),
                "pages": pages(),
            },
        )
    page = overview(actor)
    themes = [(theme, page.chairs.get(theme.pk)) for theme in page.themes]
    top_basis = page.top.legal_basis if page.top else []
    return render(
        request,
        "bodies/overview.html",
        {
            "page": page,
            "top_source": providers.ask("plan.citer", default=str)(page.top.source) if page.top else "",
            "themes": themes,
            "posts": [(role_name(role), posts) for role, posts in page.posts],
            "legal_basis": providers.ask("plan.documents", top_basis, default=None)
            or [{"code": code, "title": code} for code in top_basis],
            "source": attribution(),
            "pages": pages(),
        },
    )


@require_safe
@allowed(READ)
def body(request: HttpRequest, code: str) -> HttpResponse:
    """Show one body; an address in another case leads to the one that is right."""
    page = body_page(actor_of(request), code)
    if page.body.code != code:
        return redirect("body", page.body.code)
    posts = [(role_name(post.role), post) for post in page.posts]
    heads = [] if posts else chairs(page.body.facts, providers.ask("plan.citer", default=str))
    facts = [fact for fact in page.facts if not (heads and fact.name in SHOWN_AS_HEADS)]
    context = {"page": page, "posts": posts, "heads": heads, "facts": facts, "pages": pages()}
    return render(request, "bodies/body.html", context)
