"""Several reports at once, where nothing is odd: sign, receive or approve; all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.gate import actor_of
from samaki.core.problems import Forbidden, NotFound, Problem, Refused
from samaki.registry.people.rights import require

from .. import services
from ..address import address_of_report
from ..models import Report
from ..telling import form_words, readable
from .acting import done, page, posted_key, posted_revision, uuid_or_none

RIGHTS: Final[Mapping[str, str]] = {
    "sign": "report.sign",
    "receive": "report.receive",
    "approve": "report.approve",
}
MOST: Final = 200


@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """Do one act to the reports that were ticked."""
    actor = actor_of(request)
    act = request.POST.get("act", "")
    if act not in RIGHTS:
        raise NotFound.because("reports.act", _("There is no such act for several reports."))
    require(actor, RIGHTS[act])
    reports = _chosen(request, actor)
    if not reports:
        problem = Problem("reports.none", _("No report is ticked."), mend=_("Tick those that you have looked at."))
        return _refused(request, act, [], [problem])
    seen = {report.uid: posted_revision(request, f"seen.{report.uid}") for report in reports}
    try:
        _do(actor, act, reports, seen, posted_key(request))
    except NotFound:
        raise
    except Refused as refusal:
        return _refused(request, act, reports, refusal.problems, is_forbidden=isinstance(refusal, Forbidden))
    return done(request, _said(act, len(reports)), reverse("reports_waiting"))


def _chosen(request: HttpRequest, actor: Actor) -> list[Report]:
    """Return the ticked reports, in their order. Raises NotFound where one of them is not the actor's to see."""
    wanted = [uuid_or_none(text) for text in dict.fromkeys(request.POST.getlist("report"))]
    if None in wanted:
        raise _not_there()
    if len(wanted) > MOST:
        what = _("More than {most} reports at once.").format(most=formats.in_sentence(MOST))
        raise Refused.because("reports.too_many", what, mend=_("Take fewer at a time."))
    rows = Report.objects.filter(uid__in=[uid for uid in wanted if uid]).select_related("plan", "body__kind", "holder")
    found = {report.uid: report for report in rows}
    seen = readable(actor, found.values())
    if len(found) != len(wanted) or len(seen) != len(found):
        raise _not_there()
    return [found[uid] for uid in wanted if uid]


def _do(actor: Actor, act: str, reports: Sequence[Report], seen: Mapping[UUID, int], key: UUID | None) -> None:
    if act == "sign":
        services.sign_reports(actor, reports=reports, seen=seen, key=key)
    elif act == "receive":
        services.receive_reports(actor, reports=reports, seen=seen, key=key)
    else:
        services.approve_reports(actor, reports=reports, seen=seen, key=key)


def _said(act: str, count: int) -> str:
    said = {
        "sign": ngettext("{count} report is signed.", "{count} reports are signed.", count),
        "receive": ngettext("{count} report is received.", "{count} reports are received.", count),
        "approve": ngettext(
            "{count} report is approved: its figures count now.",
            "{count} reports are approved: their figures count now.",
            count,
        ),
    }[act]
    return said.format(count=formats.in_sentence(count))


def _refused(
    request: HttpRequest,
    act: str,
    reports: Sequence[Report],
    problems: Sequence[Problem],
    *,
    is_forbidden: bool = False,
) -> HttpResponse:
    """Say of each report what stands against it; nothing was changed."""
    by_address = {address_of_report(report): report for report in reports}
    told = []
    for problem in problems:
        report = by_address.get(problem.where.partition("#")[0]) or (reports[0] if len(reports) == 1 else None)
        told.append((report, form_words(report) if report else "", replace(problem, where="")))
    odd = {report.pk for report, _words, _problem in told if report}
    context = {
        "act": act,
        "told": [(address_of_report(report) if report else "", words, problem) for report, words, problem in told],
        "others": [(report, form_words(report)) for report in reports if report.pk not in odd],
    }
    answer = page(request, "reporting/several.html", context, problems)
    if is_forbidden:
        answer.status_code = 403
    return answer


def _not_there() -> NotFound:
    return NotFound(Problem("report.unknown", _("There is no such report, or it is not yours to see.")))
