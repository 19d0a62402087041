"""The chair's pages: one with a summary to sign, and giving back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from samaki.core import clock, formats
from samaki.core.problems import Problem

from .. import rules, services
from ..models import Report
from ..reviewing import Reader, Reading
from ..stand_ins import stand_ins_of_body
from ..timeline import post_of, when_of
from .acting import Opened, attempt, done, opened_report, page, posted_key, posted_revision, posted_text
from .changes import changes_since
from .next_step import goes_to

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def sign(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show a report to whoever signs it; the first tap asks, the second signs."""
    opened = _opened(request, plan, body, period)
    problems: Collection[Problem] = ()
    if request.method == "POST":
        problems = attempt(
            lambda: services.sign_reports(
                opened.actor, reports=[opened.report], seen=posted_revision(request), key=posted_key(request)
            )
        )
        if not problems:
            said = _("{period} is signed and on its way to {next}.")
            return done(request, said.format(**opened.names, next=goes_to(opened.way)), reverse("reports_waiting"))
    return _page(request, opened, problems, asks="sign" if request.GET.get("ask") == "sign" else "")


@GET_OR_POST
def give_back(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Give a report back to be mended, with the chair's reason."""
    opened = _opened(request, plan, body, period)
    problems: Collection[Problem] = ()
    if request.method == "POST":

        def act() -> None:
            services.give_back(
                opened.actor,
                report=opened.report,
                reason=posted_text(request, "reason"),
                seen=posted_revision(request),
                key=posted_key(request),
            )

        problems = attempt(act)
        if not problems:
            said = _("{period} went back to be mended; your reason goes with it.")
            return done(request, said.format(**opened.names), reverse("reports_waiting"))
    return _page(request, opened, problems, asks="give_back")


def _opened(request: HttpRequest, plan: str, body: str, period: str) -> Opened:
    """Return the report, to somebody who may sign for its body. Raises Forbidden."""
    opened = opened_report(request, plan, body, period)
    rules.require_right(opened.actor, rules.SIGN, opened.report, opened.way)
    return opened


def _page(request: HttpRequest, opened: Opened, problems: Collection[Problem], *, asks: str) -> HttpResponse:
    reading = Reader(opened.actor, opened.report, opened.owed).read()
    submitted = next((step for step in reversed(opened.steps) if step.action in ("submit", "withdraw")), None)
    context: dict[str, Any] = {
        "opened": opened,
        "report": opened.report,
        "reading": reading,
        "waits": opened.report.state == Report.State.SUBMITTED,
        "is_withdrawal": opened.report.intent == Report.Intent.WITHDRAWAL,
        "is_correction": opened.report.intent == Report.Intent.CORRECTION,
        "lede": summary(reading),
        "due": due_words(opened),
        "by": post_of(submitted) if submitted else "",
        "at": when_of(submitted) if submitted else "",
        "asks": asks,
        "next_body": goes_to(opened.way),
        "may_delegate": opened.names_stand_ins,
        "stand_ins": stand_ins_of_body(opened.report.body_id),
        "changes": changes_since(request, opened) if problems else None,
    }
    return page(request, "reporting/sign.html", context, problems)


def summary(reading: Reading) -> str:
    """Say how many lines there are, and how many differ: 14 lines: 12 filled, 1 with nothing to report, 1 missing."""
    total = len(reading.rows)
    said = ngettext("{total} line: {filled} filled", "{total} lines: {filled} filled", total)
    parts = [said.format(total=formats.in_sentence(total), filled=formats.in_sentence(reading.count("")))]
    nothing, missing, wrong = (reading.count(kind) for kind in ("nothing_to_report", "missing", "wrong"))
    if nothing:
        parts.append(_("{count} with nothing to report").format(count=formats.in_sentence(nothing)))
    if missing:
        parts.append(_("{count} missing").format(count=formats.in_sentence(missing)))
    if wrong:
        parts.append(_("{count} that cannot be read").format(count=formats.in_sentence(wrong)))
    return _(", ").join(parts) + _(".")


def due_words(opened: Opened) -> str:
    """Say when the report is due, as a sentence: Due tomorrow. Empty where it is not owed any more."""
    if opened.owed is None:
        return ""
    days = (opened.owed.due - clock.today()).days
    if days == 0:
        return _("Due today.")
    if days == 1:
        return _("Due tomorrow.")
    if days > 1:
        return _("Due on {day}.").format(day=formats.short_day(opened.owed.due))
    said = ngettext("{count} day late.", "{count} days late.", -days)
    return said.format(count=formats.in_sentence(-days))
