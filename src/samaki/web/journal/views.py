"""The page of the journal, and the same rows as a file."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import clock, formats
from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound

from .asked import Asked, read_asked
from .csv_file import lines
from .selectors import READ, entries_for, page_of
from .words import ACTS

FILE: Final = "csv"


@require_safe
@allowed(READ)
def journal(request: HttpRequest) -> HttpResponseBase:
    """Show what was done, newest first, or (`format=csv`) send it as a file."""
    asked = read_asked(request.GET)
    kind = request.GET.get("format", "")
    if kind and kind != FILE:
        what = _("There is no format “{kind}”.").format(kind=kind[:20])
        raise NotFound.because("format", what, mend=_("There are: {names}.").format(names=FILE))
    return _file(request, asked) if kind else _page(request, asked)


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    actor = actor_of(request)
    page = page_of(actor, asked)
    return render(
        request,
        "journal/page.html",
        {
            "asked": asked,
            "page": page,
            "chosen": _chosen(asked),
            "acts": ACTS.items(),
            "older": asked.query(before=page.older) if page.older else "",
            "newest": asked.query(before=None),
            "file": asked.query(before=None, format=FILE),
        },
    )


def _chosen(asked: Asked) -> list[str]:
    """Return what was chosen, in words: paper shows no form."""
    act = str(ACTS[asked.action]) if asked.action else ""
    days = [formats.day(day) if day else "" for day in (asked.first, asked.last)]
    between = " – ".join(days) if any(days) else ""
    return [words for words in (act, asked.about, asked.who, between) if words]


def _file(request: HttpRequest, asked: Asked) -> StreamingHttpResponse:
    entries = entries_for(actor_of(request), asked)
    response = StreamingHttpResponse(
        lines(entries, get_language() or settings.LANGUAGE_CODE), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="journal-{clock.today().isoformat()}.csv"'
    return response
