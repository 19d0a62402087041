"""Two versions of a report beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from samaki.core.text import latin_digits

from ..comparing import compare
from ..selectors import may_read_content
from .acting import opened_report, page


@require_safe
def versions(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show two versions, what changed first: `left` and `right` are their numbers; else the two newest."""
    opened = opened_report(request, plan, body, period)
    may_read = may_read_content(opened.actor, opened.report)
    compared = compare(opened.report, _number(request, "left"), _number(request, "right"), with_draft=may_read)
    return page(request, "reporting/versions.html", {"opened": opened, "compared": compared})


def _number(request: HttpRequest, name: str) -> int | None:
    """Return the version an address names; None where it names none that can be."""
    text = latin_digits(request.GET.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
