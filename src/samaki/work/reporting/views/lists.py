"""The lists of reports: mine, and what waits for me; the way to the paper form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from samaki.calculate.periods import month_of
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import plan_for, plans_for

from ..lists.mine import OfBody, reports_mine
from ..lists.waiting import APPROVE, RECEIVE, RETURNED, SIGN, Group, WaitingList, waiting_for
from .acting import fresh_key
from .navigation import MINE, report_pages

READ = "report.read"


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done with some of the waiting reports: its form's key, and how many can be ticked."""

    act: str
    head: str
    verb: str
    groups: Sequence[Group]
    ticks: int
    key: str


@require_safe
@allowed(READ)
def mine(request: HttpRequest) -> HttpResponse:
    """Show the reports of the bodies in which the reader holds a post."""
    actor = actor_of(request)
    bodies = reports_mine(actor, plans_of(actor))
    context = {"bodies": bodies, "headline": _headline_of_mine(bodies), "pages": report_pages(actor)}
    return render(request, "reporting/mine.html", context)


@require_safe
@allowed(READ)
def waiting(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, with what is odd; several can be decided together."""
    actor = actor_of(request)
    found = waiting_for(actor)
    acts = [_act(found, SIGN, _("To sign"), _("Sign the ticked ones"))]
    acts.append(_act(found, APPROVE, _("To approve"), _("Approve the ticked ones")))
    acts.append(_act(found, RECEIVE, _("To receive and pass on"), _("Receive the ticked ones")))
    context = {
        "list": found,
        "acts": [act for act in acts if act.groups],
        "returned": found.of(RETURNED),
        "headline": _headline_of_waiting(found),
        "all_ticked": request.GET.get("tick") == "all",
        "pages": report_pages(actor),
    }
    return render(request, "reporting/waiting.html", context)


@require_safe
@allowed("report.write")
def paper(request: HttpRequest) -> HttpResponse:
    """Lead to the paper form of the reader's next report."""
    actor = actor_of(request)
    bodies = reports_mine(actor, plans_of(actor), history=False)
    rows = [one.row for body in bodies for one in body.open] + [row for body in bodies for row in body.running]
    return redirect(f"{rows[0].address}paper/" if rows else MINE)


def plans_of(actor: Actor) -> list[Plan]:
    """Return the plans that have begun, the one that runs longest first."""
    return list(plans_for(actor).filter(first_month__lte=month_of(clock.today())).order_by("-last_month", "code"))


def plan_asked(actor: Actor, code: str) -> Plan:
    """Return the plan of this code; without one, the first. Raises NotFound where there is none."""
    if code:
        return plan_for(actor, code)
    plans = plans_of(actor)
    if not plans:
        raise NotFound.because("plan.unknown", _("No plan is loaded yet."))
    return plans[0]


def _act(found: WaitingList, act: str, head: str, verb: str) -> Act:
    ticks = sum(one.may_tick for one in found.of(act))
    return Act(act, head, verb, found.groups(act), ticks, fresh_key())


def _headline_of_mine(bodies: list[OfBody]) -> str:
    open_ones = [one for body in bodies for one in body.open]
    if not bodies:
        return _("No report is owed in your posts.")
    returned = sum(bool(one.row.report and one.row.report.returned) for one in open_ones)
    late_ones = sum(one.row.where.late > 0 for one in open_ones)
    if not open_ones:
        return _("Everything that was due has been sent.")
    what = ngettext("One report is to be sent.", "{count} reports are to be sent.", len(open_ones))
    sentences = [what.format(count=formats.in_sentence(len(open_ones)))]
    if returned:
        came = ngettext("One came back with notes.", "{count} came back with notes.", returned)
        sentences.append(came.format(count=formats.in_sentence(returned)))
    if late_ones:
        are = ngettext("One is late.", "{count} are late.", late_ones)
        sentences.append(are.format(count=formats.in_sentence(late_ones)))
    return " ".join(sentences)


def _headline_of_waiting(found: WaitingList) -> str:
    if not found.count:
        return _("No report waits for your decision.")
    what = ngettext("One report waits for you.", "{count} reports wait for you.", found.count)
    odd = sum(not one.may_tick for one in found.of(SIGN, APPROVE, RECEIVE))
    usual = found.count - found.more - odd
    sentences = [what.format(count=formats.in_sentence(found.count))]
    if usual and odd:
        rest = ngettext("{usual} as usual, one to look at.", "{usual} as usual, {odd} to look at.", odd)
        sentences.append(rest.format(usual=formats.in_sentence(usual), odd=formats.in_sentence(odd)))
    elif usual:
        sentences.append(_("All are as usual.") if usual > 1 else _("It is as usual."))
    return " ".join(sentences)
