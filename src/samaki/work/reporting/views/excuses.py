"""From what a body is excused: the list with who, when and why; excusing it, and taking that back."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samaki.calculate.periods import last_month_ended, month_name
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.gate import actor_of
from samaki.core.problems import NotFound, Problem
from samaki.core.text import clean
from samaki.ledger.views import download
from samaki.registry.bodies.models import Body
from samaki.registry.people.rights import may, require
from samaki.registry.plan.models import Indicator, Plan

from .. import services
from ..excused import body_to_excuse, evidence_of_excuse, excuses_of, owed_indicators
from ..lists.rows import names_of
from ..posted import content_sent
from ..selectors import months_named
from ..services.excusing import EXCUSE, TAKE_BACK
from ..services.files import TYPES
from ..standing import way_of
from .acting import attempt, done, page, posted_text
from .lists import plan_asked

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def excuses(request: HttpRequest, body: str) -> HttpResponse:
    """Show from what a body is excused; a form excuses it."""
    actor = actor_of(request)
    plan = _plan(actor, request)
    found = body_to_excuse(actor, plan, body)
    if request.method != "POST":
        return _page(request, plan, found)
    require(actor, EXCUSE, way_of(plan, found.pk).subject)

    def act() -> None:
        sent = request.FILES.get("file")
        services.excuse_body(
            actor, plan=plan, body=found, first_month=_month(plan, request, "first"),
            last_month=_month(plan, request, "last"), reason=posted_text(request, "reason"),
            indicator=_indicator(plan, found, request.POST.get("indicator", "")),
            file=(sent.name or "", content_sent(sent)) if sent else None,
        )  # fmt: skip

    problems = attempt(act)
    if problems:
        return _page(request, plan, found, problems)
    return done(request, _("It is excused: it owes nothing there."), _address(found))


@require_POST
def take_back(request: HttpRequest, body: str) -> HttpResponse:
    """Take one excuse back, named by its position in the ledger."""
    actor = actor_of(request)
    plan = _plan(actor, request)
    found = body_to_excuse(actor, plan, body)
    require(actor, TAKE_BACK, way_of(plan, found.pk).subject)
    text = request.POST.get("excuse", "")
    position = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def act() -> None:
        reason = posted_text(request, "reason")
        services.take_back_excuse(actor, plan=plan, body=found, position=position, reason=reason)

    problems = attempt(act)
    if problems:
        return _page(request, plan, found, problems, taken=position)
    return done(request, _("The excuse is taken back: it owes again."), _address(found))


@require_safe
def file(request: HttpRequest, body: str, uid: UUID) -> HttpResponseBase:
    """Hand out what an excuse rests on, to whoever may read the body's reports."""
    actor = actor_of(request)
    return download(evidence_of_excuse(body_to_excuse(actor, _plan(actor, request), body), uid))


def _plan(actor: Actor, request: HttpRequest) -> Plan:
    code = clean(request.POST.get("plan", "") or request.GET.get("plan", ""))
    return plan_asked(actor, code)


def _month(plan: Plan, request: HttpRequest, name: str) -> int:
    """Return a month as the form names it. Raises NotFound for what is no month."""
    months = months_named(plan, request.POST.get(name, ""))
    return months.first if name == "first" else months.last


def _indicator(plan: Plan, body: Body, code: str) -> Indicator | None:
    """Return the indicator that is named, or None for all. Raises NotFound for one that the body never owes."""
    wanted = clean(code).upper()
    if not wanted:
        return None
    found = next((one for one in owed_indicators(plan, body) if one.code.upper() == wanted), None)
    if found is None:
        raise NotFound.because("excuse.indicator", _("This body does not owe that indicator."))
    return found


def _address(body: Body) -> str:
    return reverse("excuses", args=[body.code])


def _page(
    request: HttpRequest, plan: Plan, body: Body, problems: Collection[Problem] = (), taken: int = 0
) -> HttpResponse:
    actor = actor_of(request)
    subject = way_of(plan, body.pk).subject
    context = {
        "body": body,
        "name": names_of([body.pk])[body.pk].readable,
        "plan": plan,
        "excuses": excuses_of(body),
        "may_excuse": may(actor, EXCUSE, subject),
        "may_take_back": may(actor, TAKE_BACK, subject),
        "months": [(month_name(month), formats.month(month)) for month in range(plan.first_month, plan.last_month + 1)],
        "usual": month_name(min(max(last_month_ended(clock.today()), plan.first_month), plan.last_month)),
        "indicators": owed_indicators(plan, body),
        "accept": ",".join(TYPES),
        "taken": taken,
    }
    return page(request, "reporting/excuses.html", context, problems)
