"""The page of what changed since a day or a position."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import formats, gate
from samaki.core.problems import Refused

from . import sentences, shown
from .asked import READ, Asked, resolve
from .changes import AT_ONCE, Changes, Since, changes_of
from .question import Reader
from .views import carried, question_of


@require_safe
@gate.allowed(READ)
def changes_page(request: HttpRequest, plan: str) -> HttpResponse:
    """The batches since then, newest first, each with the figures it moved."""
    asked = resolve(gate.actor_of(request), question_of(request, plan))
    since = _since(request)
    skip = _skip(request)
    changes = changes_of(asked, since, skip=skip)
    return render(
        request,
        "pitt/changes.html",
        {
            "asked": asked,
            "changes": changes,
            "headline": _headline(since, changes),
            "sentence": _sentence(asked, since),
            "since": request.GET.get("since", ""),
            "carried": carried(asked.question),
            "older": skip + AT_ONCE if changes.more else None,
            "strategies": [(one.code, shown.localised(one.name)) for one in asked.document.strategies],
        },
    )


def _since(request: HttpRequest) -> Since:
    """A day, or a position; nothing: from the beginning. Raises Refused."""
    reader = Reader({"since": request.GET.get("since", "")})
    written = reader.text("since")
    if not written:
        return Since()
    if written.isascii() and written.isdigit() and len(written) <= 15:
        return Since(position=int(written))
    day = reader.day("since")
    if day is None:
        what = _("“{written}” is neither a day nor a position.").format(written=written)
        raise Refused.because("since", what, where="since", mend=_("Write 31-12-2016, 2016-12-31, or a position: 8."))
    return Since(day=day)


def _skip(request: HttpRequest) -> int:
    reader = Reader({"skip": request.GET.get("skip", "")})
    skip = reader.whole("skip")
    reader.finish()
    return min(skip or 0, 10**6)


def _since_words(since: Since) -> str:
    if since.day is not None:
        return formats.day(since.day)
    if since.position is not None:
        return _("position {position}").format(position=formats.in_sentence(str(since.position)))
    return _("the beginning")


def _headline(since: Since, changes: Changes) -> str:
    said = {
        "since": _since_words(since),
        "batches": formats.in_sentence(len(changes.changes)),
        "figures": formats.in_sentence(changes.figures),
        "fell": formats.in_sentence(changes.fell),
    }
    if not changes.changes:
        return _("Nothing changed since {since}.").format(**said)
    if changes.fell:
        return _("Since {since}, {batches} batches moved {figures} figures; {fell} of them fell.").format(**said)
    return _("Since {since}, {batches} batches moved {figures} figures. None fell.").format(**said)


def _sentence(asked: Asked, since: Since) -> str:
    return _("Everything known after {since}. {knowledge}").format(
        since=_since_words(since), knowledge=sentences.knowledge(asked)
    )
