"""Two versions of a report beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import formats
from samaki.core.text import latin_digits

from ..comparing import compare, version_alone
from ..models import Report
from ..selectors import may_read_content
from .acting import opened_report, page


@require_safe
def versions(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show two versions, what changed first: `left` and `right` are their numbers; else the two newest.

    `one`: the number of a version that is shown by itself.
    """
    opened = opened_report(request, plan, body, period)
    one = _number(request, "one")
    if one is not None:
        context = {"opened": opened, "compared": version_alone(opened.report, one), "one": one}
        return page(request, "reporting/versions.html", context | {"later": _later(opened.report, one)})
    may_read = may_read_content(opened.actor, opened.report)
    compared = compare(opened.report, _number(request, "left"), _number(request, "right"), with_draft=may_read)
    return page(request, "reporting/versions.html", {"opened": opened, "compared": compared})


def _later(report: Report, number: int) -> str:
    """Return what becomes of the version that counts, in a sentence; empty of others, and where nothing does."""
    if not report.stands or number != report.approved_version or report.state == Report.State.APPROVED:
        return ""
    day = formats.day(report.since)
    if report.state == Report.State.DRAFT:
        return _("This version counts. A later one is being written, since {day}.").format(day=day)
    if report.intent == Report.Intent.WITHDRAWAL:
        return _("This version counts. Its withdrawal is on the way, since {day}.").format(day=day)
    return _("This version counts. A later one is on its way, since {day}.").format(day=day)


def _number(request: HttpRequest, name: str) -> int | None:
    """Return the version an address names; None where it names none that can be."""
    text = latin_digits(request.GET.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
