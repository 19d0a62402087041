"""Draws what became of each report: sent in time, late, returned, or never sent. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from samaki.calculate.periods import month_end, month_start, period_name

from .described import Described, Description, months_of
from .dice import Dice
from .figures import Reporter


class Fate(Enum):
    """What became of a report."""

    IN_TIME = "in_time"
    LATE = "late"
    RETURNED = "returned"  # sent in time, returned, sent again with the late ones
    RETURNED_LATELY = "returned_lately"  # sent in time, decided only in the open month
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Course:
    """A report's fate and the day on which it is submitted and signed."""

    fate: Fate
    sent: dt.date


class Fates:
    """The fates of one seed, with those that are given."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._given = {
            code: {(months_of(name), fate) for fate in Fate for name in given.get(fate.value, ())}
            for code, given in description.history["given"].items()
        }

    def course(self, reporter: Reporter, first: int, last: int, due: dt.date) -> Course:
        """Return what becomes of a report that is due on a day."""
        fate = self._fate(reporter, first, last)
        late = self.late_day(last)
        sent = late if fate is Fate.LATE else due - dt.timedelta(days=1)
        return Course(fate, max(sent, self._description.not_before))

    def late_day(self, last: int) -> dt.date:
        """Return the day on which late reports of a period come."""
        return max(day_after(last, self._description.history["late_day"]), self._description.not_before)

    def decisions(self, last: int) -> list[dt.date]:
        """Return the days on which the bodies above decide."""
        days = [day_after(last, day) for day in self._description.history["decisions"]]
        return [max(day, self._description.not_before) for day in days]

    def _fate(self, reporter: Reporter, first: int, last: int) -> Fate:
        given = self._description.history["given"].get(reporter.code, {})
        for months, fate in self._given.get(reporter.code, ()):
            if (months.first, months.last) == (first, last):
                return fate
        if given.get("in_time_else"):
            return Fate.IN_TIME
        dice = Dice(self._description.seed, reporter.code, period_name(first, last), "fate")
        in_time, late = self._shares(reporter, last)
        drawn = dice.between(1, 100)
        if drawn > in_time + late:
            return Fate.MISSING
        if drawn > in_time:
            return Fate.LATE
        return Fate.RETURNED if dice.chance(self._description.history["returned"]) else Fate.IN_TIME

    def _shares(self, reporter: Reporter, last: int) -> tuple[int, int]:
        sent: Described = self._description.history["sent"]
        kind = next(kind for kind in reporter.kinds if kind in sent)
        in_time, late = self._description.years(sent[kind], last)
        return in_time, late


def day_after(last: int, day: int) -> dt.date:
    """Return a day of the month after a period; a day that month lacks is its last."""
    end = month_end(last + 1)
    return month_start(last + 1).replace(day=min(day, end.day))
