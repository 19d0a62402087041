"""Months, and the named periods a question asks about.

A month is one whole number, year * 12 + month - 1, so that months can be compared, counted and subtracted.
"""

import re
from calendar import monthrange
from datetime import date
from functools import cache
from typing import NamedTuple

PLAN = "plan"
TO_DATE = "to_date"

_PERIOD = re.compile(r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class Period(NamedTuple):
    """Whole months from first to last, both inside, and the name people call it by."""

    first: int
    last: int
    name: str

    @property
    def months(self) -> int:
        """How many months it has."""
        return self.last - self.first + 1

    @property
    def is_plan(self) -> bool:
        """Whether it is the whole plan, or the plan to date: both ask for the same actual."""
        return self.name in (PLAN, TO_DATE)


def month_of(day: date) -> int:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def month_at(year: int, month: int) -> int:
    """The month number of a year and a month from 1 to 12."""
    return year * 12 + month - 1


@cache
def month_start(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


@cache
def month_end(month: int) -> date:
    """The last day of a month."""
    year, index = divmod(month, 12)
    return date(year, index + 1, monthrange(year, index + 1)[1])


def month_name(month: int) -> str:
    """A month as it is written: 2015-07."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def last_month_ended(day: date) -> int:
    """The last month that has ended by the end of a day."""
    month = month_of(day)
    return month if month_end(month) == day else month - 1


def period_of(first: int, last: int) -> Period:
    """The period from first to last month, by its usual name where it has one (2015, 2015-H1, 2015-Q3, 2015-07)."""
    return Period(first, last, period_name(first, last))


def period_name(first: int, last: int) -> str:
    """The usual name of a span of months; `2015-03..2015-05` where it has none."""
    year, index = divmod(first, 12)
    months = last - first + 1
    if months == 12 and index == 0:
        return f"{year:04d}"
    if months == 6 and index % 6 == 0:
        return f"{year:04d}-H{index // 6 + 1}"
    if months == 3 and index % 3 == 0:
        return f"{year:04d}-Q{index // 3 + 1}"
    return month_name(first) if months == 1 else f"{month_name(first)}..{month_name(last)}"


def parse_period(text: str, plan_period: Period) -> Period:
    """The period a question names: `2015`, `2015-H1`, `2015-Q3`, `2015-07`, `plan` or `to_date`.

    Raises ValueError, with the forms that are understood, for anything else.
    """
    if text in (PLAN, TO_DATE):
        return Period(plan_period.first, plan_period.last, text)
    found = _PERIOD.fullmatch(text)
    if found is None or int(found["year"]) == 0:
        raise ValueError(f"not a period: {text!r}; write 2015, 2015-H1, 2015-Q3, 2015-07, plan or to_date")
    january = int(found["year"]) * 12
    if found["half"]:
        first, months = january + (int(found["half"]) - 1) * 6, 6
    elif found["quarter"]:
        first, months = january + (int(found["quarter"]) - 1) * 3, 3
    elif found["month"]:
        first, months = january + int(found["month"]) - 1, 1
    else:
        first, months = january, 12
    return Period(first, first + months - 1, text)


def years_of(period: Period) -> tuple[Period, ...]:
    """The calendar years of a period, the first and last cut to it."""
    years = range(period.first // 12, period.last // 12 + 1)
    return tuple(period_of(max(year * 12, period.first), min(year * 12 + 11, period.last)) for year in years)
