"""What stops a report when it is submitted: text that cannot be read, nothing filled in, a period not begun, a doubt
that asks for a word of explanation and has none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _

from samaki.calculate.periods import month_end, month_start
from samaki.core.problems import Problem
from samaki.registry.plan.selectors import document_in_force

from .content import Pieces, content_of, is_empty, key_of_line
from .entry import read_entry
from .fields import Field, fields_of
from .models import Report, ReportLine
from .pieces import read_event, read_other


def problems_of_content(report: Report, pieces: Pieces) -> Iterator[Problem]:
    """Yield everything that is wrong with what a report says; `where` is the piece's key and field, `line:S1|value`."""
    if report.intent == Report.Intent.WITHDRAWAL:
        return  # nothing of it will stand
    if is_empty(content_of(report, pieces)):
        what, mend = _("Nothing has been filled in."), _("Where there was nothing, tick “nothing to report”.")
        yield Problem("report.empty", what, "", mend)
    fields = cache(lambda: fields_of(document_in_force(report.plan, month_end(report.last_month))))
    for line in pieces.lines:
        if line.is_wrong and not line.is_removed:
            yield from _of_line(report, line, fields().get(line.indicator.code))
    first, last = month_start(report.first_month), month_end(report.last_month)
    for event in pieces.events:
        if event.typed:
            yield from _at(f"event:{event.uid}", *read_event(event.typed, first, last).problems)
    for other in pieces.others:
        if other.is_wrong and not other.is_removed:
            yield from _at(f"other:{other.uid}", *read_other(other.typed).problems)


def _of_line(report: Report, line: ReportLine, field: Field | None) -> Iterator[Problem]:
    key = key_of_line(report, line)
    found = read_entry(field, line.typed, kind_of_body=report.body.kind.code).problems if field else ()
    if not found:
        what = _("{indicator}: what stands here cannot be taken as it is.").format(indicator=line.indicator.code)
        found = (Problem("line.wrong", what, "value", _("Open the line and mend it.")),)
    yield from _at(key, *found)


def _at(key: str, *problems: Problem) -> Iterator[Problem]:
    for problem in problems:
        yield replace(problem, where=f"{key}|{problem.where}" if problem.where else key)
