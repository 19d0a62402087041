"""Where one report stands, as lists draw it: stitches, a square of the cloth, days late, a few words. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.calculate.periods import month_end, month_of
from samaki.core import formats

from ..duties import Owed
from ..models import Report

State = Report.State
STITCHES: Final = {
    State.DRAFT: 1, State.SUBMITTED: 2, State.SIGNED: 3, State.RECEIVED: 3, State.APPROVED: 4, State.WITHDRAWN: 0,
}  # fmt: skip
ABOVE: Final = frozenset({State.SIGNED, State.RECEIVED})


@dataclass(frozen=True, slots=True)
class Where:
    """`stitches` of four are filled; `look` is a class of `.report-state`; `square` one of `.cloth`.

    `late`: days since the day due of a report that has not left its body (0: not late). `is_withdrawn`: it was sent,
    withdrawn, and not begun anew.
    """

    stitches: int
    look: str
    square: str
    late: int
    words: str
    is_withdrawn: bool = False

    @property
    def marks(self) -> list[bool]:
        """The four stitches: filled or not."""
        return [number < self.stitches for number in range(4)]

    @property
    def late_short(self) -> str:
        """By how many days it is late, and how far it is, for a column that says *late*."""
        if self.is_withdrawn:
            return self.words
        days = ngettext("{days} day", "{days} days", self.late).format(days=formats.in_sentence(self.late))
        if self.look == "is-returned":
            return _("{days}, returned").format(days=days)
        if self.stitches > 1:
            return _("{days}, waits for its signature").format(days=days)
        return _("{days}, begun").format(days=days) if self.stitches else days


def where(report: Report | None, owed: Owed | None, today: dt.date) -> Where:
    """Return where a report stands today; without a row nobody has begun it."""
    late = days_late(report, owed, today)
    if report is None:
        return Where(0, "is-late" if late else "", "missing", late, _not_begun(owed, late, today))
    look = "is-returned" if report.returned and report.state == State.DRAFT else "is-late" if late else ""
    words, is_withdrawn = _words(report, owed, late, today), report.state == State.WITHDRAWN
    return Where(STITCHES[State(report.state)], look, square(report), late, words, is_withdrawn)


def is_sent(report: Report | None) -> bool:
    """Say whether a report left its body, signed, and was not withdrawn since: what lateness goes by."""
    return report is not None and report.first_sent is not None


def is_approved(report: Report | None) -> bool:
    """Say whether something of it stands approved, also while it is being corrected."""
    return report is not None and report.stands


def square(report: Report | None) -> str:
    """Return the look of a report's square in the cloth: approved, waiting (it left its body), or a hole."""
    if is_approved(report):
        return "approved"
    return "waiting" if report is not None and report.state in ABOVE else "missing"


def days_late(report: Report | None, owed: Owed | None, today: dt.date) -> int:
    """Return by how many days a report that is owed and not sent is late; 0 where it is not.

    One that was withdrawn is owed anew, by the day it was due all along.
    """
    if owed is None or is_sent(report):
        return 0
    return max(0, (today - owed.due).days)


def late_words(days: int) -> str:
    """Return by how much something is late."""
    return ngettext("late by {days} day", "late by {days} days", days).format(days=formats.in_sentence(days))


def due_words(due: dt.date, today: dt.date) -> str:
    """Return when something is due, as one says it today."""
    days = (due - today).days
    if days < 0:
        return late_words(-days)
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return _("due {day}").format(day=formats.short_day(due))


def _not_begun(owed: Owed | None, late: int, today: dt.date) -> str:
    if owed is None:
        return _("not begun")
    if not late and month_end(owed.last) > today and owed.last >= month_of(today):
        return _("running, due {day}").format(day=formats.short_day(owed.due))
    return due_words(owed.due, today)


def _words(report: Report, owed: Owed | None, late: int, today: dt.date) -> str:
    if report.state in ABOVE:
        days = (today - report.since).days
        waits = ngettext("waits {days} day", "waits {days} days", days).format(days=formats.in_sentence(days))
        return _("waits since today") if days == 0 else waits
    if report.state == State.SUBMITTED:
        return (
            _("waits for its signature, {late}").format(late=late_words(late)) if late else _("waits for its signature")
        )
    if report.state == State.APPROVED:
        return _("approved")
    if report.state == State.WITHDRAWN:
        day = formats.short_day(report.withdrawn or report.since)
        return _("withdrawn {day}, to be sent anew").format(day=day) if owed else _("withdrawn")
    if report.returned:
        return _("returned {day}").format(day=formats.short_day(report.since))
    if is_approved(report):
        return _("approved, being corrected")
    if late:
        return _("begun, {late}").format(late=late_words(late))
    return _("begun, {due}").format(due=due_words(owed.due, today)) if owed else _("begun")
