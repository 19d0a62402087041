"""The report as it stands, for whoever reads it: lines, words, files, and which way it went."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.problems import Problem

from ..address import address_of
from ..content import Pieces, pieces_of
from ..duties import Owed
from ..form_context import RHYTHMS
from ..history import History, history_of, sees_small
from ..models import Report, ReportStep
from ..reading import groups_read, words_read
from ..selectors import may_read_content
from ..standing import Way
from ..telling import period_words
from .acting import Opened, actions_for, fresh_key, page
from .changes import changes_since
from .navigation import report_pages


def read_page(
    request: HttpRequest, actor: Actor, report: Report, owed: Owed | None, way: Way, *, is_begun: bool
) -> HttpResponse:
    """Show a report that is not the reader's to write, or no draft any more."""
    if is_begun and not may_read_content(actor, report):
        return withheld_page(request, Opened(actor, report, way, owed))
    pieces = pieces_of([report])[report.pk] if is_begun else Pieces()
    history: History = history_of([report])[report.pk]
    steps = (
        list(ReportStep.objects.filter(report=report).select_related("account", "body").order_by("pk"))
        if is_begun
        else []
    )
    context: dict[str, Any] = {
        "report": report,
        "owed": owed,
        "way": way,
        "steps": steps,
        "is_begun": is_begun,
        "pages": report_pages(actor),
        "address": address_of(report.plan.code, report.body.code, report.first_month, report.last_month),
        "body_name": formats.local_text(report.body.name)[0],
        "period": period_words(report.first_month, report.last_month),
        "rhythm": RHYTHMS.get(report.last_month - report.first_month + 1, ""),
        "groups": groups_read(report, pieces, history, owed, sees_small=sees_small(actor, way)),
        "words": words_read(pieces, history),
        "pieces": pieces,
        "events": pieces.events,
        "others": [work for work in pieces.others if not work.is_removed],
        "actions": actions_for(actor, report, way) if is_begun else None,
        "key": fresh_key(),
    }
    return render(request, "reporting/report.html", context)


def withheld_page(request: HttpRequest, opened: Opened, problems: Collection[Problem] = ()) -> HttpResponse:
    """Show where a draft stands to somebody above its body, with what was refused and what happened meanwhile."""
    changes = changes_since(request, opened) if problems else None
    context = {"opened": opened, "report": opened.report, "changes": changes}
    return page(request, "reporting/withheld.html", context, problems)
