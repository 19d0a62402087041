"""Which target a question is held against, and what the verdict is. Exact fractions in, one decimal out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .reading import Example, first_day, last_day, month_name, period_months
from .sums import rounded

if TYPE_CHECKING:
    from .oracle import Question

Months = tuple[int, int]


def adds_up(indicator: dict[str, Any]) -> bool:
    """Whether it adds up over places: not a rate, an average, a maximum, a stage."""
    return "formula" not in indicator and indicator.get("unit") != "milestone" and indicator["over_places"] == "sum"


def whole_plan_or_period_target(
    example: Example, question: Question, code: str
) -> tuple[Fraction | None, Fraction | None]:
    """The target the question is held against, and the whole-plan target that the plan states, if it asks for that."""
    indicator = example.indicators[code]
    periods, stated = _whose_targets(example, question, code)
    targets = {period_months(name, example.plan): _number(indicator, value) for name, value in periods.items()}
    if not question.whole_plan:
        return _period_target(example, question, code, targets), None
    if stated is not None:
        number = _number(indicator, stated)
        return number, number
    if not targets:
        return None, None
    if indicator.get("target_kind") == "per_period" and indicator.get("unit") != "milestone":
        return sum(targets.values(), Fraction(0)), None
    return targets[max(targets, key=lambda months: months[1])], None


def _whose_targets(example: Example, question: Question, code: str) -> tuple[dict[Any, Any], Any]:
    """A part has its own targets; else the whole's hold for it only where the indicator does not add up."""
    if not example.is_whole(question.place):
        own = example.text.get("place_targets", {}).get(code, {}).get(question.place)
        if own:
            return own, None
        if adds_up(example.indicators[code]):
            return {}, None
    return example.text.get("targets", {}).get(code, {}), example.text.get("plan_target", {}).get(code)


def _number(indicator: dict[str, Any], value: object) -> Fraction:
    stages: list[str] | None = indicator.get("stages")
    return Fraction(stages.index(str(value))) if stages else Fraction(str(value))


def _period_target(example: Example, question: Question, code: str, targets: dict[Months, Fraction]) -> Fraction | None:
    """Of the period exactly; else the last that stands (level, milestone); else the year's share (spread)."""
    indicator = example.indicators[code]
    kind, asked = indicator.get("target_kind", "none"), (question.first, question.last)
    spreads = kind == "per_period" and indicator.get("spread") == "even"
    target = targets.get(asked)
    if target is None and (kind == "level" or indicator.get("unit") == "milestone"):
        past = [months for months in targets if months[1] <= question.last]
        target = targets[max(past, key=lambda months: months[1])] if past else None
    elif target is None and spreads:
        year = (question.first // 12 * 12, question.first // 12 * 12 + 11)
        if year in targets and question.last <= year[1]:
            target = targets[year] * (question.last - question.first + 1) / 12
    if target is not None and spreads and is_open(question):
        months = range(question.first, question.last + 1)
        ended = [month for month in months if question.as_of is not None and last_day(month) <= question.as_of]
        target = target * len(ended) / len(months)
    return target


def is_open(question: Question) -> bool:
    """Whether the period has begun by *as of*, and still runs."""
    if question.as_of is None:
        return False
    return first_day(question.first) <= question.as_of < last_day(question.last)


def judge(
    example: Example,
    question: Question,
    code: str,
    actual: Fraction | None,
    target: Fraction | None,
    stood_since: Callable[[Fraction], int],
) -> dict[str, Any]:
    """Status, achieved (percent of target), reached (milestones) and open, in the order the rules decide them."""
    indicator = example.indicators[code]
    verdict: dict[str, Any] = {"status": "", "achieved": None, "reached": None, "open": is_open(question)}
    direction, milestone = indicator.get("direction", "none"), indicator.get("unit") == "milestone"
    holds_here = example.is_whole(question.place) or not adds_up(indicator)

    if indicator.get("readiness") == "not_measurable":
        return verdict | {"status": "not_measurable"}
    if question.as_of is not None and first_day(question.first) > question.as_of:
        return verdict | {"status": "not_due"}
    if actual is None:
        return verdict | {"status": "no_data"}

    if milestone and target is not None:
        if actual >= target:
            return verdict | {"status": "met", "reached": month_name(stood_since(target))}
        return verdict | {"status": "not_met"}
    if direction == "maintain" and not milestone:
        band = indicator.get("band") if holds_here else None
        if band is None:
            return verdict | {"status": "no_verdict"}
        return verdict | {"status": _met(Fraction(str(band[0])) <= actual <= Fraction(str(band[1])))}
    if target is None or direction == "none" or milestone:
        return verdict | {"status": "no_verdict"}

    baseline = indicator.get("baseline") if holds_here and indicator.get("target_kind") == "level" else None
    percent, met = achievement(direction, actual, target, None if baseline is None else Fraction(str(baseline)))
    if percent is None:
        return verdict | {"status": _met(met)}
    thresholds = example.text["thresholds"]
    status = "far_behind"
    for name in ("behind", "on_track", "met"):
        if percent >= Fraction(str(thresholds[name])):
            status = name
    return verdict | {"status": status, "achieved": rounded(percent, 1)}


def achievement(
    direction: str, actual: Fraction, target: Fraction, baseline: Fraction | None
) -> tuple[Fraction | None, bool]:
    """Percent of target; where there is no percentage, whether it is met."""
    if baseline is not None:
        if baseline == target:
            return None, actual >= target if direction == "increase" else actual <= target
        return (actual - baseline) / (target - baseline) * 100, False
    if direction == "increase":
        return (None, actual >= 0) if target == 0 else (actual / target * 100, False)
    return (None, True) if actual <= 0 else (target / actual * 100, False)


def _met(met: bool) -> str:
    return "met" if met else "not_met"
