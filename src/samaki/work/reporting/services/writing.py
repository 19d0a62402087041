"""What a text says, written into the row of its piece; wrong text leaves the row without a value, marked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.calculate.periods import month_end, month_start
from samaki.core.problems import Problem
from samaki.registry.places.models import Place

from ..entry import read_entry
from ..models import OtherWork, Report, ReportEvent, ReportLine, ReportWord
from ..pieces import read_event, read_other
from .named import Named

Typed = Mapping[str, str]


def write_line(line: ReportLine, typed: Typed, report: Report, named: Named) -> tuple[Problem, ...]:
    """Write a line; return what is wrong, field by field."""
    line.is_removed = line.uid != ReportLine.uid_of(report.uid, line.indicator.code) and typed.get("removed") == "1"
    if line.is_removed:
        line.kind, line.value, line.cells, line.is_wrong = ReportLine.Kind.NONE, None, [], False
        return ()
    entry = read_entry(named.field(report, line.indicator), typed, kind_of_body=named.kind_of_body(report))
    problems = list(entry.problems)
    own = named.own_place(report)
    line.place = _place(typed, report, named, problems) or own
    line.event = _event(typed, report, named, problems)
    if entry.includes_lower and line.place != own:
        what = _("Only a total for your own place can include the bodies below.")
        problems.append(Problem("line.includes_lower", what, "includes_lower"))
    line.is_wrong = bool(problems)
    line.kind = entry.kind
    line.value = None if problems else entry.value
    line.cells = [] if problems else [list(cell) for cell in entry.cells]
    line.includes_lower = entry.includes_lower
    line.why, line.note = entry.why, entry.note
    return tuple(problems)


def write_event(event: ReportEvent, typed: Typed, report: Report, named: Named) -> tuple[Problem, ...]:
    """Write an event; return what is wrong. One that lines still name is not taken out."""
    if typed.get("removed"):
        if named.lines_of(report, event.uid):
            return (Problem("event.used", _("Lines of this report belong to this event: take them off first."), ""),)
        return ()
    read = read_event(typed, month_start(report.first_month), month_end(report.last_month))
    problems = list(read.problems)
    event.title, event.first_day, event.last_day = read.title, read.first_day, read.last_day
    event.place = named.place(read.place) if read.place else None
    if read.place and event.place is None:
        problems.append(_unknown_place(read.place))
    return tuple(problems)


def write_other(work: OtherWork, typed: Typed, report: Report) -> tuple[Problem, ...]:
    """Write other work; return what is wrong."""
    work.is_removed = typed.get("removed") == "1"
    read = read_other(typed, month_start(report.first_month), month_end(report.last_month))
    work.what, work.where, work.when, work.partner = read.what, read.where, read.when, read.partner
    problems = () if work.is_removed else read.problems
    work.is_wrong = bool(problems)
    return problems


def write_word(word: ReportWord, typed: Typed) -> tuple[Problem, ...]:
    """Write a text."""
    word.text = typed.get("text", "")
    return ()


def _place(typed: Typed, report: Report, named: Named, problems: list[Problem]) -> Place | None:
    code = typed.get("place", "").strip()
    if not code:
        return None
    place = named.place(code)
    if place is None:
        problems.append(_unknown_place(code))
    elif not named.is_own_or_below(report, place):
        what = _("{place} is not your own place and does not lie in it.").format(place=place.code)
        problems.append(Problem("line.place", what, "place"))
    else:
        return place
    return None


def _event(typed: Typed, report: Report, named: Named, problems: list[Problem]) -> ReportEvent | None:
    text = typed.get("event", "").strip()
    if not text:
        return None
    try:
        event = named.event(report, UUID(text))
    except ValueError:
        event = None
    if event is None:
        problems.append(Problem("line.event", _("This report has no such event. Choose one from the list."), "event"))
    return event


def _unknown_place(code: str) -> Problem:
    return Problem("place", _("There is no place with the code “{code}”.").format(code=code[:60]), "place")
