"""From which months a question takes its values, by the indicator's rules and its kind of target.

docs/explain/numbers.md, "Order of work" and "Three kinds". A whole plan's figure may be made of its years' figures.
"""

from typing import Literal

from samaki.calculate.model import Indicator, TargetKind
from samaki.calculate.over_time import Window
from samaki.calculate.periods import Period, years_of


def windows_of(
    indicator: Indicator, kind: TargetKind, period: Period, plan: Period, ended: int | None, *, own: bool
) -> list[Window]:
    """The window of a period, or the years' windows of a whole plan whose figure is made of its years'.

    `ended` is the last month ended by *as of* (None: everything has).
    """
    reference = period.last if ended is None else min(period.last, ended)
    if indicator.over_time == "running_total" and not indicator.staged:
        added = own or kind == "per_period"
        return [Window("added" if added else "standing", period.first, period.last, reference)]
    if indicator.over_time == "latest" or (indicator.staged and indicator.over_time not in ("max", "min")):
        carry = None if indicator.staged else indicator.carry
        return [Window("standing", period.first, period.last, reference, carry)]
    if kind == "cumulative" and not own and not indicator.staged:
        return [Window("inside", plan.first, period.last, reference)]
    return [Window("inside", part.first, part.last, reference) for part in made_of(indicator, kind, period)]


def made_of(indicator: Indicator, kind: TargetKind, period: Period) -> tuple[Period, ...]:
    """The years a whole plan's figure is made of; any other period is made of itself."""
    if period.is_plan and years_rule(indicator, kind) is not None:
        return years_of(period)
    return (period,)


def years_rule(indicator: Indicator, kind: TargetKind) -> Literal["sum", "last"] | None:
    """Whether a whole plan's figure is the sum of its years' values, or the last year's that has one."""
    if indicator.formula is not None:
        return "last" if kind == "level" else None
    if indicator.staged:
        return "last" if indicator.over_time in ("max", "min") else None
    if indicator.over_time in ("latest", "running_total"):
        return None
    if kind == "level":
        return "last"
    return "sum" if kind == "per_period" and indicator.over_time != "sum" else None
