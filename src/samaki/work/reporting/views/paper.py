"""The report on paper: blank, to be filled in by hand, or filled, to be signed. Khmer first, on A4."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samaki.core import formats
from samaki.registry.plan.models import Indicator

from ..content import Pieces, pieces_of
from ..history import history_of, sees_small
from ..papers import lines_on_paper, said_on_paper, words_on_paper
from ..selectors import may_read_content
from .form import asked
from .navigation import report_pages


@require_safe
def paper(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show the sheet; `?blank=1`, or a report that nobody has begun: empty boxes."""
    here = asked(request, plan, body, period)
    report = here.report
    is_blank = bool(request.GET.get("blank")) or not here.is_begun or not may_read_content(here.actor, report)
    pieces = Pieces() if is_blank else pieces_of([report])[report.pk]
    history = history_of([report])[report.pk]
    there = {line.indicator_id for line in pieces.lines}
    wanted = {*(here.owed.indicators if here.owed else ()), *there}
    codes = list(Indicator.objects.filter(pk__in=wanted).order_by("order").values_list("code", flat=True))
    context: dict[str, Any] = {
        "report": report,
        "owed": here.owed,
        "pages": report_pages(here.actor),
        "address": here.address,
        "is_blank": is_blank,
        "months": {language: _months(report.first_month, report.last_month, language) for language in ("km", "en")},
        "lines": lines_on_paper(
            codes, pieces, history.fields, sees_small=sees_small(here.actor, here.way), is_blank=is_blank
        ),
        "said": said_on_paper(),
        "words": words_on_paper(pieces),
        "pieces": pieces,
        "others": [work for work in pieces.others if not work.is_removed],
    }
    return render(request, "reporting/paper.html", context)


def _months(first: int, last: int, language: str) -> str:
    begins, ends = formats.month(first, language), formats.month(last, language)
    return begins if first == last else f"{begins} – {ends}"
