"""The form: shown, saved piece by piece or whole, submitted. Works as a plain form; a script only makes it easier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samaki.core.actor import Actor
from samaki.core.gate import actor_of
from samaki.core.problems import Forbidden, NotFound, Problem, Refused
from samaki.core.text import latin_digits
from samaki.registry.people.ended import posts_ended
from samaki.registry.people.middleware import wants_json
from samaki.registry.people.rights import may, require
from samaki.registry.plan.selectors import plan_for

from ..address import address_of
from ..duties import Owed
from ..form_context import form_context, report_of
from ..ground import Ground, ground_of
from ..models import Report
from ..posted import changes_posted, content_sent, pieces_posted, pieces_to_save
from ..selectors import READ, months_named, report_at
from ..services import Change, Conflict, add_file, open_reports, save_changes, submit_reports
from ..services.opening import WRITE, refuse_unless_begun
from ..standing import Way, way_of
from ..unsaved import says_more
from .acting import posted_key, status_of
from .answers import json_answer, json_problems
from .reading import read_page

PART: Final = re.compile(r"group-[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address names: the report, begun or not, and what the actor may do with it."""

    actor: Actor
    report: Report
    owed: Owed | None
    way: Way
    is_begun: bool
    ground: Ground | None = None

    @property
    def address(self) -> str:
        """The report's own page."""
        report = self.report
        return address_of(report.plan.code, report.body.code, report.first_month, report.last_month)

    @property
    def is_form(self) -> bool:
        """Whether the actor writes it now."""
        return self.report.state == Report.State.DRAFT and may(self.actor, WRITE, self.way.subject)


def asked(request: HttpRequest, plan: str, body: str, period: str) -> Asked:
    """Return what an address names. Raises NotFound, Refused where the period has not begun."""
    actor = actor_of(request)
    found, owing, report = report_at(actor, plan=plan, body=body, period=period)
    is_begun = report is not None
    if report is None:
        assert owing is not None  # the selector finds one of the two
        report = report_of(found, owing)
        refuse_unless_begun(found, report.body, owing)
    return Asked(actor, report, owing, way_of(found, report.body_id), is_begun)


def _asked_quickly(request: HttpRequest, plan: str, body: str, period: str) -> Asked:
    """Return the same for a report that has been begun, without looking up what is owed: a script saves often."""
    actor = actor_of(request)
    found = plan_for(actor, plan)
    months = months_named(found, period)
    # By its uid: comparing the code with every body's would cost more than all the rest.
    uid = Report.uid_of(found.code, latin_digits(body).strip(), months.first, months.last)
    report = Report.objects.select_related("body__kind").filter(uid=uid, plan=found).first()
    if report is None:
        return asked(request, plan, body, period)
    report.plan = found
    ground = ground_of(found)
    way = way_of(found, report.body_id, ground)
    if not may(actor, READ, way.subject):
        raise NotFound.because("report.unknown", _("There is no such report, or it is not yours to see."))
    return Asked(actor, report, None, way, True, ground)


@require_safe
def report(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Show the form to whoever writes the report, and the report as it stands to whoever reads it."""
    here = asked(request, plan, body, period)
    if not here.is_form:
        return read_page(request, here.actor, here.report, here.owed, here.way, is_begun=here.is_begun)
    return _page(request, here)


@require_POST
def save(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Save pieces: what a script sends as JSON, or a whole form."""
    if wants_json(request):
        return _save_json(request, plan, body, period)
    here = asked(request, plan, body, period)
    require(here.actor, WRITE, here.way.subject)
    if here.report.state != Report.State.DRAFT:
        return _page(request, here, problems=[_no_draft()])
    conflicts, problems = _save_all(request, here)
    if conflicts or problems:
        return _page(request, here, conflicts=conflicts, problems=problems)
    messages.success(request, _("Saved."))
    at = request.GET.get("at", "")  # which part's button was pressed, where there is no script: there one goes on
    return redirect(f"{here.address}#{at}" if PART.fullmatch(at) else here.address)


@require_POST
def submit(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Save everything, then submit for signature; what stands against it is said at the fields."""
    here = asked(request, plan, body, period)
    require(here.actor, "report.submit", here.way.subject)
    conflicts, problems = _save_all(request, here)
    if not conflicts and not problems:
        try:
            submitted = submit_reports(here.actor, reports=[begun(here)], key=posted_key(request))
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            problems = refusal.problems
        else:
            problems = _since_then(submitted[0])
    if conflicts or problems:
        return _page(request, here, conflicts=conflicts, problems=problems)
    messages.success(request, _("Submitted. The chair signs next."))
    return redirect(here.address)


def begun(here: Asked) -> Report:
    """Return the report, made where nobody has touched it yet."""
    if here.report.pk is not None:
        return here.report
    if here.owed is None:
        raise NotFound.because("report.unknown", _("There is no such report, or it is not yours to see."))
    return open_reports(here.actor, plan=here.report.plan, owed=[here.owed])[0]


def _save_all(request: HttpRequest, here: Asked) -> tuple[Sequence[Conflict], Sequence[Problem]]:
    """Save every piece of a posted form and its files; return conflicts, and what was refused."""
    if here.report.state != Report.State.DRAFT:
        # Sent twice: the first time has submitted it. Submitting again answers by its key, unless more was typed since.
        changes = [Change(here.report, piece.key, piece.version, piece.typed) for piece in pieces_to_save(request.POST)]
        return (), [_no_draft()] if says_more(here.report, changes, request.FILES.getlist("file")) else []
    try:
        opened = begun(here)
        object.__setattr__(here, "report", opened)
        posted = [Change(opened, piece.key, piece.version, piece.typed) for piece in pieces_to_save(request.POST)]
        taken = request.GET.get("take", "")
        if taken:
            posted += changes_posted(here.actor, opened, taken)
        saved = save_changes(here.actor, changes=posted)
        problems = _files(request, here.actor, opened)
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return (), refusal.problems
    return [one for one in saved if isinstance(one, Conflict)], problems


def _files(request: HttpRequest, actor: Actor, report: Report) -> list[Problem]:
    problems: list[Problem] = []
    for file in request.FILES.getlist("file"):
        try:
            add_file(actor, report=report, name=file.name or "", content=content_sent(file))
        except (NotFound, Forbidden):
            raise
        except Refused as refusal:
            problems += [Problem(one.code, f"{one.where}: {one.what}", "file", one.mend) for one in refusal.problems]
    return problems


def _save_json(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    try:
        here = _asked_quickly(request, plan, body, period)
        require(here.actor, WRITE, here.way.subject)
        sent = pieces_to_save(request)
        opened = here.report if here.report.pk is not None and not sent else begun(here) if sent else here.report
        if opened.state != Report.State.DRAFT:
            return json_problems([_no_draft()], 410)
        changes = [Change(opened, piece.key, piece.version, piece.typed) for piece in sent]
        grounds = {opened.plan_id: here.ground or ground_of(opened.plan)}
        results = save_changes(here.actor, changes=changes, grounds=grounds) if changes else []
    except NotFound as refusal:
        return json_problems([*refusal.problems, *posts_ended(actor_of(request))], 404)
    except Forbidden as refusal:
        return json_problems([*refusal.problems, *posts_ended(actor_of(request))], 403)
    except Refused as refusal:
        gone = any(problem.code == "report.not_draft" for problem in refusal.problems)
        return json_problems(refusal.problems, 410 if gone else 422)
    return json_answer(opened, results, grounds[opened.plan_id])


def _since_then(report: Report) -> Sequence[Problem]:
    """Return why a page that submitted before has not done so now: its key was used, and the report came back since."""
    if report.state != Report.State.DRAFT:
        return ()
    what = _("This page has submitted the report once already, and it came back since. What you typed is saved.")
    return [Problem("report.key_used", what, mend=_("Look at it again, then submit."))]


def _no_draft() -> Problem:
    return Problem("report.not_draft", _("This report is no draft any more: it has been submitted."))


def _page(
    request: HttpRequest, here: Asked, *, conflicts: Sequence[Conflict] = (), problems: Sequence[Problem] = ()
) -> HttpResponse:
    """Return the form, with what was typed where it could not be saved."""
    typed = {piece.key: piece.typed for piece in pieces_posted(request.POST)} if problems or conflicts else {}
    context: dict[str, Any] = form_context(
        here.actor,
        here.report,
        here.owed,
        here.way,
        add=request.GET.get("add", ""),
        conflicts=conflicts,
        problems=problems,
        typed=typed,
    )
    status = 200
    if conflicts:
        status = 409
    elif problems:
        status = status_of(list(problems))
    return render(request, "reporting/form.html", context, status=status)
