"""Files of a report: sent one by one, opened as downloads by whoever may read the report, taken out of a draft."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samaki.core.problems import Forbidden, NotFound, Problem, Refused
from samaki.ledger.files import path_of
from samaki.registry.people.middleware import wants_json
from samaki.registry.people.rights import require

from ..models import ReportFile
from ..posted import content_sent
from ..selectors import file_for
from ..services import add_file, remove_file
from ..services.opening import WRITE
from .acting import uuid_or_none
from .answers import json_problems
from .form import asked, begun


@require_POST
def files(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Keep one file. To a script: 200 {uid, name, size, saved}, or {problems} with 410 or 422."""
    try:
        here = asked(request, plan, body, period)
        require(here.actor, WRITE, here.way.subject)
        sent = request.FILES.get("file")
        if sent is None:
            raise Refused.because("file.missing", _("No file came with this."))
        file = add_file(
            here.actor,
            report=begun(here),
            name=sent.name or "",
            content=content_sent(sent),
            uid=uuid_or_none(request.POST.get("uid", "")),
            line=request.POST.get("line", ""),
        )
    except NotFound as refusal:
        return _refused(request, refusal, 404)
    except Forbidden as refusal:
        return _refused(request, refusal, 403)
    except Refused as refusal:
        gone = any(problem.code == "report.not_draft" for problem in refusal.problems)
        return _refused(request, refusal, 410 if gone else 422)
    if not wants_json(request):
        return redirect(here.address)
    saved = timezone.localtime(file.added).isoformat(timespec="seconds")
    return JsonResponse({"uid": str(file.uid), "name": file.evidence.name, "size": file.evidence.size, "saved": saved})


@require_safe
def file(request: HttpRequest, plan: str, body: str, period: str, uid: UUID) -> HttpResponseBase:
    """Hand out a file as it was received: always a download, never shown inside a page of ours."""
    here = asked(request, plan, body, period)
    found = file_for(here.actor, here.report, uid)
    path = path_of(found.evidence.sha256) if found else None
    if found is None or path is None or not path.exists():
        raise NotFound.because("file.unknown", _("There is no such file, or it is not yours to see."))
    response = FileResponse(path.open("rb"), as_attachment=True, filename=found.evidence.name)
    response["Content-Type"] = found.evidence.media_type
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def file_remove(request: HttpRequest, plan: str, body: str, period: str, uid: UUID) -> HttpResponse:
    """Take a file out of a draft."""
    here = asked(request, plan, body, period)
    if not ReportFile.objects.filter(uid=uid, report=here.report.pk).exists():
        raise NotFound.because("file.unknown", _("There is no such file, or it is not yours to see."))
    remove_file(here.actor, file=uid)
    messages.success(request, _("The file is taken out. It stays on record."))
    return redirect(f"{here.address}#evidence")


def _refused(request: HttpRequest, refusal: Refused, status: int) -> HttpResponse:
    if not wants_json(request):
        raise refusal
    problems = [Problem(one.code, one.what, one.where, one.mend) for one in refusal.problems]
    return json_problems(problems, status)
