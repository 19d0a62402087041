"""The pages for what went wrong, in our look and in the reader's language."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from samaki.core.gate import actor_of
from samaki.core.problems import Refused
from samaki.registry.people.ended import posts_ended
from samaki.registry.people.sending_again import sending_again

AGAIN_AFTER: Final = 5  # seconds
PRIMARY_CODE: Final = 0xFF  # of SQLite's codes, without what says more
# Of PostgreSQL: a lock not to be had, two that waited for each other, no connection left.
NO_ROOM: Final = frozenset({"55P03", "40P01", "53300"})


def refused_page(request: HttpRequest, refusal: Refused, *, status: int) -> HttpResponse:
    """Say every problem of a refusal, and how to mend it; where a post ended lately, that it did."""
    is_known = getattr(request, "user", None) is not None
    ended = posts_ended(actor_of(request)) if is_known and status in (403, 404) else []
    return _page(request, status=status, problems=[*refusal.problems, *ended], **_words(status))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself cannot be read, so that no token is looked for in it: that would fail a second time."""
    return _page(request, status=400, **_words(400))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: seen, but not allowed."""
    return _page(request, status=403, **_words(403))


@requires_csrf_token
def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old: signing in gives a new one. What our own page sent is not lost."""
    return sending_again(request, status=403) or _page(
        request,
        status=403,
        headline=_("This form was open too long, or came from another page."),
        advice=_("Nothing was saved. Go back, load the page again and send it once more."),
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing at this address, for this reader."""
    return _page(request, status=404, **_words(404))


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our mistake. Asks neither the database nor the session, for they may be what failed."""
    template = loader.get_template("errors/server_error.html")
    return HttpResponse(template.render({"language": getattr(request, "LANGUAGE_CODE", "km")}), status=500)


def is_busy(exception: Exception) -> bool:
    """Say whether the database had no room just now: others held it too long, or all its places were taken."""
    cause = exception.__cause__
    sqlite_code = getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE
    return isinstance(exception, OperationalError) and (
        sqlite_code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or getattr(cause, "sqlstate", "") in NO_ROOM
    )


def busy(request: HttpRequest) -> HttpResponse:
    """503: nothing was done, the same may work in a moment. Does not ask the database; a script tries again itself."""
    template = loader.get_template("errors/busy.html")
    text = template.render({"language": getattr(request, "LANGUAGE_CODE", "km")})
    return HttpResponse(text, status=503, headers={"Retry-After": str(AGAIN_AFTER)})


def _words(status: int) -> dict[str, str]:
    return {
        400: {
            "headline": _("What was asked cannot be done."),
            "advice": _("Nothing was changed."),
        },
        403: {
            "headline": _("You may not do this."),
            "advice": _("Nothing was changed."),
        },
        404: {
            "headline": _("There is nothing at this address."),
            "advice": _("The address may be mistyped, or it names something that is not here."),
        },
    }[status]


def _page(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "errors/page.html", {"status": status, **context}, status=status)
