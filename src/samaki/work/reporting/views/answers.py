"""What a script that saves gets back: each piece with what became of it, or why nothing was taken. JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import JsonResponse
from django.utils import timezone

from samaki.core.problems import Problem

from ..content import NOTHING, Pieces
from ..doubts import Doubt, doubts_of, problem_of
from ..ground import Ground
from ..history import history_of
from ..models import Report, ReportLine, ReportWord
from ..services import Conflict, Saved


def json_answer(report: Report, results: Sequence[Saved | Conflict], ground: Ground) -> JsonResponse:
    """Return what became of each piece; 409 where somebody else saved one of them meanwhile."""
    doubts: Mapping[str, list[Doubt]] = _doubts(report, ground) if any(_is_line(one) for one in results) else {}
    answers = [_of_conflict(one) if isinstance(one, Conflict) else _of_saved(one, doubts) for one in results]
    has_conflict = any(isinstance(one, Conflict) for one in results)
    return JsonResponse({"results": answers}, status=409 if has_conflict else 200)


def json_problems(problems: Iterable[Problem], status: int) -> JsonResponse:
    """Return why nothing was taken."""
    said = [{"code": one.code, "field": one.where, "what": one.what, "mend": one.mend} for one in problems]
    return JsonResponse({"problems": said}, status=status)


def _doubts(report: Report, ground: Ground) -> Mapping[str, list[Doubt]]:
    """Return the open doubts by piece, but for those that look at another line: it may be typed next."""
    lines = list(ReportLine.objects.filter(report=report).order_by())
    lines.sort(key=lambda line: (ground.indicators_by_key[line.indicator_id].order, line.pk))
    for line in lines:
        line.indicator = ground.indicators_by_key[line.indicator_id]
    pieces = Pieces(lines=lines, words=list(ReportWord.objects.filter(report=report, key=NOTHING)))
    histories = history_of([report], grounds={report.plan_id: ground})
    found: dict[str, list[Doubt]] = {}
    for doubt in doubts_of([report], pieces={report.pk: pieces}, histories=histories)[report.pk]:
        if doubt.is_open and not doubt.looks_at_others:
            found.setdefault(doubt.key.upper(), []).append(doubt)
    return found


def _of_saved(one: Saved, doubts: Mapping[str, list[Doubt]]) -> dict[str, Any]:
    problems: list[dict[str, Any]] = [{"field": problem.where, "what": _sentence(problem)} for problem in one.problems]
    if not problems:
        problems = [_of_doubt(doubt) for doubt in doubts.get(one.key.upper(), [])]
    return {
        "key": one.key,
        "status": "wrong" if any(not problem.get("check") for problem in problems) else "saved",
        "version": one.version,
        "saved": timezone.localtime(one.saved).isoformat(timespec="seconds"),
        "problems": problems,
    }


def _is_line(one: Saved | Conflict) -> bool:
    return one.key.startswith("line:") or one.key == f"word:{NOTHING}"


def _of_doubt(doubt: Doubt) -> dict[str, Any]:
    """`check`: no error, but it asks for a word of explanation."""
    problem = problem_of(doubt)
    said: dict[str, Any] = {"field": problem.where.partition("|")[2], "what": _sentence(problem)}
    return said if doubt.must_be_mended else {**said, "check": True}


def _of_conflict(one: Conflict) -> dict[str, Any]:
    return {
        "key": one.key,
        "status": "conflict",
        "version": one.version,
        "typed": dict(one.typed),
        "author": one.author,
        "own": one.is_own,
        "saved": timezone.localtime(one.saved).isoformat(timespec="seconds"),
    }


def _sentence(problem: Problem) -> str:
    return f"{problem.what} {problem.mend}".strip()
