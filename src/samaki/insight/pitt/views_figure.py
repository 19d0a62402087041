"""The page of one figure."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samaki.core import gate
from samaki.core.text import latin_digits

from . import sentences, shown
from .asked import READ, resolve
from .story import reported, story_of
from .views import carried, question_of


@require_safe
@gate.allowed(READ)
def figure_page(request: HttpRequest, plan: str, indicator: str) -> HttpResponse:
    """One figure, opened to what it is made of."""
    asked = resolve(gate.actor_of(request), question_of(request, plan))
    story = story_of(asked, indicator, request.GET.get("period", ""), page=_page(request.GET.get("facts", "")))
    cell = story.cell
    return render(
        request,
        "pitt/figure.html",
        {
            "story": story,
            "asked": asked,
            "cell": cell,
            "title": shown.localised(story.sheet.title),
            "carried": carried(asked.question),
            "table_query": asked.question.query(),
            "knowledge": sentences.knowledge(asked),
            "reported": reported(cell.k, cell.n),
            "status": cell.status.replace("_", "-"),
            "status_words": shown.status(cell.status),
            "is_word": cell.actual is None or isinstance(cell.actual, str),
            "place": "" if asked.is_whole else shown.localised(asked.place.name),
            "used_in": [(one.code, shown.localised(one.title)) for one in story.used_in],
            "bar": _bar(story.cell.achieved),
        },
    )


def _page(text: str) -> int:
    """The page of facts an address names; the first where it names none that can be."""
    written = latin_digits(text)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1


def _bar(achieved: object) -> dict[str, str] | None:
    """Where the bar of the actual and the mark of the target end, in percent of the drawing."""
    if not isinstance(achieved, Decimal):
        return None
    reached = max(achieved, Decimal(0))
    longest = max(reached, Decimal(100))
    return {"actual": f"{reached * 100 / longest:.1f}", "target": f"{Decimal(10000) / longest:.1f}"}
