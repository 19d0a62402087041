"""Home, language switch, health, help."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from samaki.core import clock, providers
from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound
from samaki.registry.people.ended import posts_ended
from samaki.registry.people.models import RoleName
from samaki.registry.people.rights import RELATION_WORDS, RIGHTS

from .navigation import help_pages, ways_for

PLAIN = "text/plain; charset=utf-8"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the state of affairs and the reader's next task; who reads no reports finds the ways into the rooms."""
    actor = actor_of(request)
    key_figures = providers.ask("home.key_figures", actor) if actor.grants else None
    return render(
        request,
        "home.html",
        {
            "today": clock.today(),
            "ways": ways_for(actor),
            "has_role": bool(actor.grants),
            "ended": posts_ended(actor) if not actor.grants else (),
            "key_figures": key_figures,
            "reports": providers.ask("home.reports", actor) if actor.grants else None,
            "state_of_affairs": getattr(key_figures, "title", "") or _("No plan is loaded yet."),
        },
    )


@login_not_required
@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Set the language cookie and go back to where the reader was."""
    if code not in dict(settings.LANGUAGES):
        offered = ", ".join(str(name) for _code, name in settings.LANGUAGES)
        raise NotFound.because(
            "language", _("This language is not offered here."), mend=_("Choose one of: {names}.").format(names=offered)
        )
    wanted = request.GET.get("next", "/")
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = redirect(wanted if is_here and wanted.startswith("/") else "/")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer `ok` when the database answers, else 503: for whoever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@allowed("help.read")
def help_index(request: HttpRequest) -> HttpResponse:
    """List the help pages."""
    return render(request, "help/index.html", {"help_pages": help_pages()})


@require_safe
@allowed("help.read")
def help_rights(request: HttpRequest) -> HttpResponse:
    """Show the table of rights as the program reads it."""
    rows = [
        {
            "action": action,
            "about": right.about,
            "cells": [
                {"role": role.label, "reach": [RELATION_WORDS[way] for way in sorted(right.reach.get(role, ()))]}
                for role in RoleName
            ],
        }
        for action, right in RIGHTS.items()
    ]
    return render(request, "help/rights.html", {"rows": rows, "roles": [role.label for role in RoleName]})


@login_not_required
@require_GET
def help_sign_in(request: HttpRequest) -> HttpResponse:
    """Say what to do when one cannot sign in."""
    return render(request, "help/sign_in.html")
