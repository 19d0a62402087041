"""Achieved, in percent of target, and the status in a word.

docs/explain/numbers.md, "Targets" and "Status". Decided on exact values; amounts are in millionths.
"""

from fractions import Fraction
from typing import NamedTuple

from samaki.calculate.model import Band, Indicator, Status, Thresholds

Amount = int | Fraction


class Verdict(NamedTuple):
    """A status, and the exact percentage where there is one."""

    status: Status
    achieved: Fraction | None = None


def status_of(
    indicator: Indicator,
    actual: Amount | None,
    target: Amount | None,
    thresholds: Thresholds,
    *,
    due: bool,
    whole: bool,
) -> Verdict:
    """The verdict, in the order of the rule. `whole`: baseline and band of the plan's whole area hold here."""
    if indicator.readiness == "not_measurable":
        return Verdict("not_measurable")
    if not due:
        return Verdict("not_due")
    if actual is None:
        return Verdict("no_data")
    if indicator.staged:
        return Verdict("no_verdict") if target is None else _met(actual >= target)
    if indicator.direction == "maintain":
        band = indicator.band if whole else None
        return Verdict("no_verdict") if band is None else _met(_inside(actual, band))
    if target is None or indicator.direction == "none":
        return Verdict("no_verdict")
    baseline = indicator.baseline if whole and indicator.target_kind == "level" else None
    return _graded(indicator, actual, target, baseline, thresholds)


def grade(achieved: Fraction, thresholds: Thresholds) -> Status:
    """The word for a percentage."""
    if _reaches(achieved, thresholds.met):
        return "met"
    if _reaches(achieved, thresholds.on_track):
        return "on_track"
    return "behind" if _reaches(achieved, thresholds.behind) else "far_behind"


def _reaches(achieved: Fraction, threshold: Amount) -> bool:
    """achieved >= threshold, at a third of the time that comparing fractions takes."""
    return achieved.numerator * threshold.denominator >= threshold.numerator * achieved.denominator


def _graded(
    indicator: Indicator, actual: Amount, target: Amount, baseline: int | None, thresholds: Thresholds
) -> Verdict:
    increase = indicator.direction == "increase"
    if baseline is not None:
        if baseline == target:
            return _met(actual >= target if increase else actual <= target)
        share = Fraction((actual - baseline) * 100, target - baseline)
    elif increase:
        if target == 0:
            return _met(actual >= 0)
        share = Fraction(actual * 100, target)
    else:
        if actual <= 0:
            return _met(True)
        share = Fraction(target * 100, actual)
    return Verdict(grade(share, thresholds), share)


def _met(met: bool) -> Verdict:
    return Verdict("met" if met else "not_met")


def _inside(actual: Amount, band: Band) -> bool:
    return band.low <= actual <= band.high
