"""Pages of the bodies: all of them as two ladders, a list by kind and place, one body."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samaki.core import providers
from samaki.core.gate import actor_of, allowed
from samaki.core.problems import Forbidden, NotFound, Problem, Refused
from samaki.registry.bodies.facts import SHOWN_AS_HEADS, chairs, role_name
from samaki.registry.bodies.forms import LONGEST, read_filters
from samaki.registry.bodies.lists import body_list
from samaki.registry.bodies.one import BodyPage, body_page
from samaki.registry.bodies.overview import overview
from samaki.registry.bodies.selectors import READ, body_for
from samaki.registry.bodies.services import change_phone
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
    return _shown(request, page)


@require_POST
@allowed(READ)
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Change a body's telephone number; what cannot be one comes back with the page, as typed."""
    actor = actor_of(request)
    typed = request.POST.get("phone", "").replace("\0", "")
    try:
        changed = change_phone(actor, body=body_for(actor, code), phone=typed)
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return _shown(request, body_page(actor, code), refusal.problems, typed[:LONGEST])
    return redirect(f"{reverse('body', args=[changed.code])}#people")


def _shown(
    request: HttpRequest, page: BodyPage, problems: Sequence[Problem] = (), typed: str | None = None
) -> HttpResponse:
    cited = providers.ask("plan.citer", default=str)
    posts = [(role_name(post.role), post, cited(post.source)) for post in page.posts]
    heads = [] if posts else chairs(page.body.facts, cited)
    facts = [fact for fact in page.facts if not (heads and fact.name in SHOWN_AS_HEADS)]
    context = {
        "page": page,
        "posts": posts,
        "heads": heads,
        "facts": facts,
        "pages": pages(),
        "problems": problems,
        "phone": page.body.phone if typed is None else typed,
    }
    return render(request, "bodies/body.html", context, status=422 if problems else 200)
