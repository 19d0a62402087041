"""What stops a report when it is submitted: text that cannot be read, nothing filled in, a period not begun, a doubt
that asks for a word of explanation and has none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from django.utils.translation import gettext as _

from samaki.calculate.periods import month_end, month_start
from samaki.core.problems import Problem
from samaki.registry.plan.selectors import document_in_force

from .content import Pieces, content_of, is_empty, key_of_line
from .doubts import doubts_of, must_be_mended
from .entry import read_entry
from .fields import Field, fields_of
from .models import Report, ReportLine
from .pieces import read_event, read_other
from .rules import period_problems


def problems_of_submission(
    reports: Sequence[Report], pieces: Mapping[int, Pieces], known: dt.date
) -> Iterator[tuple[Report, list[Problem]]]:
    """Yield each report with everything that stops it on the day it is submitted: a fixed number of queries.

    `where` is the piece's key and field, `line:S1|value`.
    """
    counting = [report for report in reports if report.intent != Report.Intent.WITHDRAWAL]
    doubts = doubts_of(counting, pieces=pieces, known_on=known) if counting else {}
    for report in reports:
        problems = [*period_problems(report, known)]
        if report.pk in doubts:  # of what is to be withdrawn nothing will stand
            problems += problems_of_content(report, pieces[report.pk])
            problems += must_be_mended(report, doubts=doubts[report.pk])
        yield report, problems


def problems_of_content(report: Report, pieces: Pieces) -> Iterator[Problem]:
    """Yield what cannot be read in a report, and that it says nothing at all."""
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
            yield from _at(f"other:{other.uid}", *read_other(other.typed, first, last).problems)


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
