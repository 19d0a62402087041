"""The reviewer's page: each line beside what went before, notes on lines, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samaki.core import clock
from samaki.core.problems import NotFound, Problem
from samaki.registry.bodies.selectors import ladders
from samaki.registry.people.rights import may, require

from .. import rules, services
from ..beside import below_of, habit_of
from ..models import Report, ReportLine
from ..reviewing import Reader, anchor_of
from ..selectors import may_read_content
from ..timeline import post_of, when_of
from .acting import (
    Opened,
    attempt,
    done,
    opened_report,
    own_hand,
    page,
    posted_key,
    posted_revision,
    posted_text,
    waits_for,
)
from .changes import changes_since
from .next_step import goes_to, name_of
from .reading import withheld_page

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
WHOLE = "whole"  # in an address: a note on the whole report


@require_safe
def review(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show a report to whoever receives, returns or approves it."""
    return _page(request, _opened(request, plan, body, period))


@GET_OR_POST
def receive(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Receive a report and pass it on."""
    opened = _opened(request, plan, body, period)
    next_body = goes_to(opened.way, opened.report.holder_id)
    said = _("{period} of {body} is received and passed on to {next}.").format(**opened.names, next=next_body)
    return _decide(
        request,
        opened,
        lambda: services.receive_reports(
            opened.actor, reports=[opened.report], seen=posted_revision(request), key=posted_key(request)
        ),
        said,
    )


@GET_OR_POST
def approve(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Approve a report: its figures count."""
    opened = _opened(request, plan, body, period)
    said = _("{period} of {body} is approved: its figures count now.")
    if opened.report.intent == Report.Intent.WITHDRAWAL:
        said = _("{period} of {body} is withdrawn: its figures count no more.")
    return _decide(
        request,
        opened,
        lambda: services.approve_reports(
            opened.actor, reports=[opened.report], seen=posted_revision(request), key=posted_key(request)
        ),
        said.format(**opened.names),
    )


@GET_OR_POST
def return_report(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Return a report with the notes, and a word to its body."""
    opened = _opened(request, plan, body, period)

    def act() -> None:
        services.return_report(
            opened.actor,
            report=opened.report,
            seen=posted_revision(request),
            reason=posted_text(request, "reason"),
            key=posted_key(request),
        )

    said = _("{period} went back to {body}; your notes went with it.").format(**opened.names)
    return _decide(request, opened, act, said, asks="return")


@require_POST
def note(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Write or change a note on a piece."""
    opened = _opened(request, plan, body, period)
    key = request.POST.get("piece", "").replace("\0", "")
    problems = attempt(
        lambda: services.write_note(opened.actor, report=opened.report, key=key, text=posted_text(request, "text"))
    )
    if problems:
        return _page(request, opened, problems, noted=_anchor(key))
    return redirect(f"{opened.address}review/#{_anchor(key)}")


@require_POST
def drop_note(request: HttpRequest, plan: str, body: str, period: str, uid: UUID) -> HttpResponse:
    """Take out a note that has not been sent."""
    opened = _opened(request, plan, body, period)
    problems = attempt(lambda: services.drop_note(opened.actor, note=uid))
    if problems:
        return _page(request, opened, problems)
    return redirect(f"{opened.address}review/#{_anchor(request.POST.get('piece', ''))}")


@require_POST
def choose(request: HttpRequest, plan: str, body: str, period: str, uid: UUID) -> HttpResponse:
    """For a line that includes lower bodies: count the total, or its parts."""
    opened = opened_report(request, plan, body, period)
    require(opened.actor, "report.choose", opened.way.subject)
    line = ReportLine.objects.filter(report=opened.report, uid=uid).select_related("report").first()
    if line is None:
        raise NotFound.because("report.line", _("This report has no such line."))

    def act() -> None:
        count_parts = request.POST.get("count") == "parts"
        reason = posted_text(request, "reason")
        services.choose_total_or_parts(opened.actor, line=line, count_parts=count_parts, reason=reason)

    problems = attempt(act)
    if problems:
        return _page(request, opened, problems)
    return done(request, _("The choice counts from now on."), f"{opened.address}review/")


def _opened(request: HttpRequest, plan: str, body: str, period: str) -> Opened:
    """Return the report, to somebody who may review it. Raises Forbidden."""
    opened = opened_report(request, plan, body, period)
    if not opened.may("report.choose"):
        rules.require_right(opened.actor, rules.RETURN, opened.report, opened.way)
    return opened


def _decide(
    request: HttpRequest, opened: Opened, act: Callable[[], object], said: str, *, asks: str = ""
) -> HttpResponse:
    """Do what was decided, once; where it cannot be, the page says why."""
    if request.method != "POST":
        return _page(request, opened, asks=asks)
    problems = attempt(act)
    if problems:
        return _page(request, opened, problems, asks=asks)
    return done(request, said, reverse("reports_waiting"))


def _anchor(key: str) -> str:
    return anchor_of(key) or WHOLE


def _may_choose(opened: Opened) -> bool:
    is_approved = opened.report.state == Report.State.APPROVED
    return is_approved and opened.may("report.choose") and opened.actor.account not in opened.hands


def _page(
    request: HttpRequest,
    opened: Opened,
    problems: Collection[Problem] = (),
    *,
    asks: str = "",
    noted: str = "",
) -> HttpResponse:
    report = opened.report
    if not may_read_content(opened.actor, report):
        return withheld_page(request, opened, problems)
    standing = ladders(report.last_month)
    reading = Reader(opened.actor, report, opened.owed, is_review=True).read(standing)
    signed = next((step for step in reversed(opened.steps) if step.action == "sign"), None)
    is_here, here = waits_for(opened), rules.standing_in(opened.actor, report.holder_id)
    context: dict[str, Any] = {
        "opened": opened,
        "report": report,
        "reading": reading,
        "is_here": is_here,
        "acts": opened.acts,
        "own_hand": own_hand(opened),
        "may_note": is_here and may(here, "report.note", opened.way.subject),
        "may_attach": may(opened.actor, "report.attach"),
        "may_choose": _may_choose(opened),
        "holder": name_of(report.holder_id),
        "next_body": goes_to(opened.way, report.holder_id) if is_here else "",
        "signed_by": post_of(signed) if signed else "",
        "signed_at": when_of(signed) if signed else "",
        "waits_days": (clock.today() - report.since).days,
        "habit": habit_of(report),
        "below": below_of(report, standing),
        "is_withdrawal": report.intent == Report.Intent.WITHDRAWAL,
        "is_correction": report.intent == Report.Intent.CORRECTION,
        "asks": asks,
        "noted": noted or request.GET.get("note", ""),
        "changes": changes_since(request, opened) if problems else None,
    }
    return page(request, "reporting/review.html", context, problems)
