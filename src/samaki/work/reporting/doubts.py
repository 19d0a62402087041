"""What is odd in a report, by the plan's checks: what must be mended, and what asks for a word of explanation.

Pure but for the loading in `doubts_of`. The sentences are in the reader's language and name numbers and periods:
"3.3 times February (17)". A word of explanation is the line's note: it travels with the line.
Docs: docs/explain/reports.md, "The form".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from samaki.calculate.model import MILLION
from samaki.core import formats
from samaki.core.problems import Problem
from samaki.registry.plan.document.model import Check, GeneralCheck, PlanDocument

from .amounts import amount_shown, period_shown
from .areas import Areas, broken_in_area
from .assigned import asked_of, names_of
from .content import Pieces, key_of_line, pieces_of
from .fields import Field
from .history import History, Months, history_of
from .models import Report, ReportLine

MUST_FIX: Final = "must_fix"
MONTHLY: Final = 1


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is odd about a line: which check says so, in words; `is_explained`: the line's note answers it.

    `key` is the piece's (`line:<indicator>`), `field` the one to look at. `looks_at_others`: it compares with another
    line, which may not be typed yet.
    """

    key: str
    check: str
    severity: str
    what: str
    field: str = "value"
    is_explained: bool = False
    looks_at_others: bool = False

    @property
    def must_be_mended(self) -> bool:
        """Whether no explanation helps."""
        return self.severity == MUST_FIX

    @property
    def is_open(self) -> bool:
        """Whether it stops the report when it is submitted."""
        return self.must_be_mended or not self.is_explained


def doubts_of(
    reports: Sequence[Report],
    *,
    pieces: Mapping[int, Pieces] | None = None,
    histories: Mapping[int, History] | None = None,
    known_on: dt.date | None = None,
    with_areas: bool = False,
) -> Mapping[int, Sequence[Doubt]]:
    """Return the doubts of each report by its key, in the order of the lines: at most nine queries for all of them.

    `reports` with plan and body; give `pieces` and `histories` where they are at hand. `with_areas`: also the checks of
    whole areas, for a reviewer; a few queries more.
    """
    pieces = pieces if pieces is not None else pieces_of(reports)
    histories = histories if histories is not None else history_of(reports, known_on=known_on)
    found = {report.pk: list(doubts_in(report, pieces[report.pk], histories[report.pk])) for report in reports}
    if with_areas:
        areas = Areas(reports, histories)
        for report in reports:
            found[report.pk] += _of_areas(areas, report, pieces[report.pk], histories[report.pk])
    return found


def _of_areas(areas: Areas, report: Report, pieces: Pieces, history: History) -> Iterator[Doubt]:
    """Yield the doubts of the reviewer alone: a body cannot mend what others report."""
    words = {message.rule: message.text for message in history.document.messages}
    for line, check, own, other in broken_in_area(areas, report, pieces, history):
        wanted = history.fields.get(line.indicator.code)
        if wanted is None:
            continue
        what = formats.local_text(check.note or words.get(check.rule))[0]
        if other is not None:
            against = f"{', '.join(check.other)} {amount_shown(other, wanted)}"
            what = f"{what} ({check.indicator} {amount_shown(own, wanted)}, {against})"
        explained = bool(line.note.strip())
        yield Doubt(key_of_line(report, line), check.code, "explain", what, "value", explained, looks_at_others=True)


def must_be_mended(report: Report, *, doubts: Sequence[Doubt] | None = None) -> list[Problem]:
    """Return what stops a report when it is submitted, of what the plan's checks say; `where` is key and field."""
    found = doubts if doubts is not None else doubts_of([report])[report.pk]
    return [problem_of(doubt) for doubt in found if doubt.is_open]


def problem_of(doubt: Doubt) -> Problem:
    """Return a doubt as a problem at its field: one that asks for words stands at the note."""
    if doubt.must_be_mended:
        return Problem(f"check.{doubt.check}", doubt.what, f"{doubt.key}|{doubt.field}", _("Correct the figure."))
    mend = _("Correct it, or say in the note why it is so.")
    return Problem(f"check.{doubt.check}", doubt.what, f"{doubt.key}|note", mend)


def doubts_in(report: Report, pieces: Pieces, history: History) -> Iterator[Doubt]:
    """Yield the doubts of one report."""
    yield from _of_the_whole(report, pieces)
    lines = [line for line in pieces.lines if not line.is_removed and not line.is_wrong and line.value is not None]
    judge = _Judge(history, lines)
    for line in lines:
        wanted = history.fields.get(line.indicator.code)
        if wanted is None:
            continue
        key = key_of_line(report, line)
        for check, severity, what in judge.of(line, wanted):
            explained, others = bool(line.note.strip()), check in judge.looking_at_others
            yield Doubt(key, check, severity, what, is_explained=explained, looks_at_others=others)


def _of_the_whole(report: Report, pieces: Pieces) -> Iterator[Doubt]:
    """Yield what contradicts itself: nothing to report beside figures, one line twice."""
    lines = [line for line in pieces.lines if not line.is_removed]
    if pieces.says_nothing_to_report and any(line.kind == ReportLine.Kind.NUMBER for line in lines):
        what = _(
            "“Nothing to report for the whole” is ticked, yet there are figures. Take the tick out, or the figures."
        )
        yield Doubt("word:nothing", "nothing", MUST_FIX, what, "text")
    seen: set[tuple[int, int, int | None]] = set()
    for line in lines:
        same = line.indicator_id, line.place_id, line.event_id
        if same in seen and line.kind == ReportLine.Kind.NUMBER:
            what = _(
                "{code} has another line for the same place and event: name another, or add the two up in one line."
            )
            yield Doubt(key_of_line(report, line), "twice", MUST_FIX, what.format(code=line.indicator.code), "event")
        if line.kind != ReportLine.Kind.NONE:
            seen.add(same)


class _Judge:
    """Applies the plan's checks to the lines of one report."""

    def __init__(self, history: History, lines: Sequence[ReportLine]) -> None:
        self.history = history
        self.lines = lines
        self.codes = {line.indicator.code for line in lines}
        self.checks = _checks_of(history.document)
        body = history.report.body
        self.asked = asked_of(history.document, names_of(history.document, body.code, body.kind.code))
        rules = {"at_most", "goes_with"}
        self.looking_at_others = {check.code for check in history.document.checks if check.rule in rules}
        self.general = {check.rule: check for check in history.document.general_checks}
        self.words = {message.rule: message.text for message in history.document.messages}

    def of(self, line: ReportLine, wanted: Field) -> Iterator[tuple[str, str, str]]:
        """Yield (check, severity, sentence)."""
        for check in self.checks.get(wanted.code, ()):
            if check.scope == "area":
                continue
            what = self._said(check, line, wanted)
            if what:
                yield check.code, check.severity, what
        for rule in self.general.values():
            if rule.indicators and wanted.code not in rule.indicators:
                continue
            what = self._generally(rule, line, wanted)
            if what:
                yield rule.code, rule.severity, what

    def _said(self, check: Check, line: ReportLine, wanted: Field) -> str:
        value = line.value or 0
        if check.rule == "range":
            return self._range(check, value, wanted)
        if check.rule == "step":
            before = self.history.before(wanted.code, line.place_id)
            return "" if before is None else self._step(check, value, before.value, wanted, self.history.period_before)
        if check.rule == "at_most":
            other = self._others(check, line)
            own = self._over(check, wanted.code, line, value)
            return self._note(check, wanted, own, other) if other is not None and own > other else ""
        if check.rule == "goes_with" and value > 0 and set(check.other) & self._asked():
            return "" if self._others(check, line) else self._note(check, wanted, value, None)
        return ""

    def _range(self, check: Check, value: int, wanted: Field) -> str:
        low = None if check.min is None else int(check.min * MILLION)
        high = None if check.max is None else int(check.max * MILLION)
        if (low is None or value >= low) and (high is None or value <= high):
            return ""
        if check.note:
            return formats.local_text(check.note)[0]
        shown = {"value": amount_shown(value, wanted)}
        if low is not None and high is not None:
            what = _("{value} is outside the usual range, {low} to {high}.")
            return what.format(**shown, low=amount_shown(low, wanted), high=amount_shown(high, wanted))
        if high is not None:
            return _("{value} is more than is usual, {high}.").format(**shown, high=amount_shown(high, wanted))
        return _("{value} is less than is usual, {low}.").format(**shown, low=amount_shown(low or 0, wanted))

    def _step(self, check: Check, value: int, before: int | None, wanted: Field, months: Months) -> str:
        if before is None or check.times is None or abs(value - before) <= int((check.more_than or 0) * MILLION):
            return ""
        if value <= before * check.times and value * check.times >= before:
            return ""
        return times_sentence(value, before, wanted, months, self.history.months)

    def _generally(self, rule: GeneralCheck, line: ReportLine, wanted: Field) -> str:
        value = line.value or 0
        before = self.history.before(wanted.code, line.place_id)
        name = rule.rule
        if name == "not_negative":
            return formats.local_text(rule.message)[0] if value < 0 else ""
        if name == "running_total_never_falls" and wanted.is_running_total:
            return self._fall(rule, value, before.value if before else None, wanted)
        if name == "stage_goes_back" and wanted.stages:
            return self._fall(rule, value, before.value if before else None, wanted)
        if name == "no_overlapping_periods":
            other = self.history.overlapping(wanted.code, line.place_id)
            return f"{formats.local_text(rule.message)[0]} ({period_shown(*other)})" if other else ""
        if name == "not_broken_down_small" and rule.more_than_percent is not None:
            return self._rest(rule, line, wanted)
        if name == "same_month_last_year":
            return self._last_year(rule, line, wanted)
        return ""

    def _fall(self, rule: GeneralCheck, value: int, before: int | None, wanted: Field) -> str:
        if before is None or value >= before:
            return ""
        words = formats.local_text(rule.message)[0]
        return f"{words} ({amount_shown(before, wanted)} → {amount_shown(value, wanted)})"

    def _rest(self, rule: GeneralCheck, line: ReportLine, wanted: Field) -> str:
        """Of a set in which something was typed: what its cells leave of the total."""
        value = line.value or 0
        for code in dict.fromkeys(grid.code for grid in wanted.grids):
            cells = [amount for name, _cell, amount in line.cells if name == code]
            rest = value - sum(cells)
            if cells and code not in wanted.multiple and rest * 100 > value * (rule.more_than_percent or 0):
                what = _("{rest} of {value} are not broken down.")
                return what.format(rest=amount_shown(rest, wanted), value=amount_shown(value, wanted))
        return ""

    def _last_year(self, rule: GeneralCheck, line: ReportLine, wanted: Field) -> str:
        """Monthly and added up; small differences, as the indicator's own step check draws the line, are no doubt."""
        first, last = self.history.months
        ago = self.history.a_year_ago(wanted.code, line.place_id)
        if wanted.over_time != "sum" or last - first + 1 != MONTHLY or ago is None or not ago.value or not line.value:
            return ""
        steps = [check.more_than or 0 for check in self.checks.get(wanted.code, ()) if check.rule == "step"]
        if abs(line.value - ago.value) <= int(max(steps, default=Decimal(0)) * MILLION) or rule.times is None:
            return ""
        if line.value <= ago.value * rule.times and line.value * rule.times >= ago.value:
            return ""
        return times_sentence(line.value, ago.value, wanted, self.history.year_before, self.history.months)

    def _asked(self) -> frozenset[str]:
        """The indicators that this report asks for, filled in or not."""
        return self.asked | self.codes

    def _others(self, check: Check, line: ReportLine) -> int | None:
        """Return the sum of the other indicators for the same place; None where none of them has a figure."""
        found = []
        for code in check.other:
            values = [
                one.value
                for one in self.lines
                if one.indicator.code == code and one.place_id == line.place_id and one.value is not None
            ]
            if values:
                found.append(self._over(check, code, line, sum(values)))
        return sum(found) if found else None

    def _over(self, check: Check, code: str, line: ReportLine, value: int) -> int:
        """Return a value with what was reported before, where the check looks at the year or the plan to date."""
        if check.over not in ("year_to_date", "to_date"):
            return value
        first = self.history.months[0] // 12 * 12 if check.over == "year_to_date" else 0
        return value + int(self.history.since(code, first, line.place_id) or 0)

    def _note(self, check: Check, wanted: Field, own: int, other: int | None) -> str:
        words = formats.local_text(check.note or self.words.get(check.rule))[0]
        if other is None:
            return words
        against = f"{', '.join(check.other)} {amount_shown(other, wanted)}"
        return f"{words} ({wanted.code} {amount_shown(own, wanted)}, {against})"


def times_sentence(value: int, other: int, wanted: Field, months: Months, own: Months) -> str:
    """Say how much a value differs from that of another period: `3.3 times February (17)`."""
    words = {"period": period_shown(*months, beside=own), "other": amount_shown(other, wanted)}
    if other == 0:
        return _("{period} had 0.").format(**words)
    if value == 0:
        return _("0, after {other} in {period}.").format(**words)
    if abs(value) >= abs(other):
        return _("{times} times {period} ({other}).").format(times=_ratio(value, other), **words)
    return _("{period} had {times} times as much ({other}).").format(times=_ratio(other, value), **words)


def _ratio(above: int, below: int) -> str:
    ratio = Decimal(above) / Decimal(below)
    return formats.number(ratio.quantize(Decimal(1) if ratio >= 10 else Decimal("0.1"), ROUND_HALF_UP).normalize() + 0)


def _checks_of(document: PlanDocument) -> Mapping[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in document.checks:
        found.setdefault(check.indicator, []).append(check)
    return found
