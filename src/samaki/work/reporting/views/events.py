"""The monitoring officer's page: events reported twice, and work that is not in the plan yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound, Problem
from samaki.core.text import clean
from samaki.registry.people.rights import may, require

from .. import services
from ..address import address_of_report
from ..events import JOIN, events_for
from ..lists.rows import names_of
from ..models import OtherWork
from ..other_work import ATTACH, line_named, other_work_of, plan_lines, unattached
from ..telling import period_words
from .acting import attempt, done, next_address, opened_report, page, posted_text, uuid_or_none

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allowed(JOIN)
def events(request: HttpRequest) -> HttpResponse:
    """Show likely twins, joined pairs and unattached work."""
    return _page(request)


@require_POST
@allowed(JOIN)
def join(request: HttpRequest) -> HttpResponse:
    """Find two events to be one: `into` stands, and its lead's value counts."""
    return _decide(request, is_joining=True)


@require_POST
@allowed(JOIN)
def separate(request: HttpRequest) -> HttpResponse:
    """Undo that finding."""
    return _decide(request, is_joining=False)


@GET_OR_POST
def attach(request: HttpRequest, plan: str, body: str, period: str, uid: UUID) -> HttpResponse:
    """Attach a piece of other work to a line of the plan, or take it off."""
    opened = opened_report(request, plan, body, period)
    require(opened.actor, ATTACH)
    work = other_work_of(opened.actor, opened.report, uid)
    problems: Collection[Problem] = ()
    if request.method == "POST":

        def act() -> None:
            output, indicator = line_named(opened.report.plan, request.POST.get("line", ""))
            services.attach_other_work(opened.actor, work=work, output=output, indicator=indicator)

        problems = attempt(act)
        if not problems:
            where = clean(request.POST.get("line", ""))
            said = _("Attached to {line}.").format(line=where) if where else _("Taken off the plan again.")
            return done(request, said, next_address(request, opened.address))
    attached = work.attached_indicator or work.attached_output
    context = {
        "opened": opened,
        "work": work,
        "attached": attached.code if attached else "",
        "lines": plan_lines(opened.report.plan),
        "next": request.POST.get("next") or opened.address,
    }
    return page(request, "reporting/attach.html", context, problems)


def _decide(request: HttpRequest, *, is_joining: bool) -> HttpResponse:
    actor = actor_of(request)
    one, other = (uuid_or_none(request.POST.get(name, "")) for name in ("one", "other"))
    into = uuid_or_none(request.POST.get("into", "")) or one
    if one is None or other is None or into not in (one, other):
        raise NotFound.because("event.unknown", _("There is no such pair of events."))
    event = other if into == one else one
    decide = services.join_reported_events if is_joining else services.separate_reported_events

    def act() -> None:
        decide(actor, event=event, into=into, reason=posted_text(request, "reason"))

    problems = attempt(act)
    if problems:
        return _page(request, problems)
    said = _("The two are one event now: it counts once.") if is_joining else _("The two are two events again.")
    return done(request, said, reverse("reports_events"))


def _told(work: Sequence[OtherWork]) -> Iterator[dict[str, object]]:
    """Yield each piece of work with what its row says: three queries."""
    names = names_of({one.report.body_id for one in work})
    for one in work:
        address = address_of_report(one.report)
        yield {
            "work": one,
            "body": names[one.report.body_id].readable,
            "period": period_words(one.report.first_month, one.report.last_month),
            "report_address": address,
            "address": f"{address}attach/{one.uid}/",
        }


def _page(request: HttpRequest, problems: Collection[Problem] = ()) -> HttpResponse:
    actor = actor_of(request)
    work, more = unattached(actor) if may(actor, ATTACH) else ([], 0)
    context: dict[str, object] = {
        "events": events_for(actor),
        "work": list(_told(work)),
        "more_work": more,
        "lines": plan_lines() if work else [],
        "page_address": reverse("reports_events"),
    }
    return page(request, "reporting/events.html", context, problems)
