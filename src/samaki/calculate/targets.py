"""Which target a figure is held against, and whose.

docs/explain/numbers.md, "Targets". A target speaks for the plan's whole area; a part has its own where the plan states
one, else the whole's only if the indicator does not add up over places.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from samaki.calculate.model import Id, Indicator, PlanVersion, Target, TargetKind
from samaki.calculate.periods import PLAN, TO_DATE, Period, last_month_ended, month_end, month_start


class FoundTarget(NamedTuple):
    """A target in millionths and its period. `stated` is the one stated for the whole plan, `summed` what its
    periods come to, both only where one is stated."""

    value: int | Fraction
    period: Period
    stated: int | None = None
    summed: int | Fraction | None = None


class Whose(NamedTuple):
    """The targets that speak for an area: its rows, and the whole plan's stated one."""

    rows: Sequence[Target]
    stated: int | None


def is_open(period: Period, as_of: date | None) -> bool:
    """Whether a period is still running: begun by *as of* and not ended."""
    return as_of is not None and month_start(period.first) <= as_of < month_end(period.last)


def is_due(period: Period, as_of: date | None) -> bool:
    """Whether a period has begun by *as of*."""
    return as_of is None or month_start(period.first) <= as_of


def speaks_for(indicator: Indicator, *, whole: bool) -> bool:
    """Whether what the plan says of its whole area (target, baseline, band) holds for the area asked."""
    return whole or not indicator.adds_up


def whose_targets(version: PlanVersion, code: Id, indicator: Indicator, place: Id | None, area: Id) -> Whose:
    """The targets of a place; None asks for a part without a place of its own (a ladder)."""
    rows = version.targets.get(code, ())
    if place is not None and place != area:
        own = [row for row in rows if row.place == place]
        if own:
            return Whose(own, None)
    if not speaks_for(indicator, whole=place == area):
        return Whose((), None)
    return Whose([row for row in rows if row.place is None or row.place == area], version.plan_targets.get(code))


def find_target(whose: Whose, indicator: Indicator, period: Period, as_of: date | None) -> FoundTarget | None:
    """The target of a period: its own; else, by kind, the last that stands or the year's share; else none."""
    kind: TargetKind = "level" if indicator.staged else indicator.target_kind
    if period.is_plan:
        return _of_plan(whose, kind, period, as_of)
    found = _of_period(whose.rows, indicator, kind, period)
    if found is None or kind != "per_period" or not indicator.spread_even or not is_open(period, as_of):
        return found
    ended = 0 if as_of is None else max(0, last_month_ended(as_of) - period.first + 1)
    return found._replace(value=Fraction(found.value) * ended / period.months)


def _of_plan(whose: Whose, kind: TargetKind, period: Period, as_of: date | None) -> FoundTarget | None:
    rows = [row for row in whose.rows if period.name != TO_DATE or is_due(row.period, as_of)]
    made: FoundTarget | None = None
    if rows and kind == "per_period":
        made = FoundTarget(sum(row.value for row in rows), period)
    elif rows and kind in ("cumulative", "level"):
        last = max(rows, key=lambda row: (row.period.last, row.period.first))
        made = FoundTarget(last.value, last.period)
    if whose.stated is None or period.name != PLAN:
        return made
    return FoundTarget(whose.stated, period, whose.stated, None if made is None else made.value)


def _of_period(rows: Sequence[Target], indicator: Indicator, kind: TargetKind, period: Period) -> FoundTarget | None:
    for row in rows:
        if (row.period.first, row.period.last) == (period.first, period.last):
            return FoundTarget(row.value, row.period)
    if kind == "level":
        ended = [row for row in rows if row.period.last <= period.last]
        if ended:
            last = max(ended, key=lambda row: (row.period.last, row.period.first))
            return FoundTarget(last.value, last.period)
    if kind == "per_period" and indicator.spread_even:
        for row in rows:
            if _is_year(row.period) and row.period.first <= period.first and period.last <= row.period.last:
                return FoundTarget(Fraction(row.value * period.months, row.period.months), row.period)
    return None


def _is_year(period: Period) -> bool:
    return period.months == 12 and period.first % 12 == 0
