"""Whether targets, baselines and bands can be judged at all (docs/explain/numbers.md, "Targets")."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from samaki.calculate import checks as calculate_checks
from samaki.calculate import model as calculate
from samaki.calculate.periods import Period
from samaki.registry.plan.document import words
from samaki.registry.plan.document.calculation import STAGED, Rules
from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.model import Indicator
from samaki.registry.plan.document.shape import Path, nearest

Table = dict[words.PeriodName, words.Amount]


def check_targets(context: Context) -> None:
    """Note targets that overlap, lie outside the plan or on the wrong side, or fit neither unit nor rule."""
    rules = Rules(context.plan)
    for path, indicator in context.sound("indicators"):
        _kind(context, path, indicator)
        _band(context, path, indicator)
        tables: list[tuple[Path, str | None, Table]] = [((*path, "targets"), None, indicator.targets)]
        tables += [((*path, "place_targets", place), place, table) for place, table in indicator.place_targets.items()]
        for here, _place, table in tables:
            for period, value in table.items():
                _target(context, (*here, period), indicator, period, value)
        if indicator.baseline:
            _value(context, (*path, "baseline", "value"), indicator, indicator.baseline.value)
        if indicator.plan_target is not None:
            _value(context, (*path, "plan_target"), indicator, indicator.plan_target)
        try:
            rule = rules.indicator(indicator)
            rows = [(here, rules.targets(indicator, table, place)) for here, place, table in tables]
            stated = None if indicator.plan_target is None else rules.amount(indicator, indicator.plan_target)
        except ValueError:  # an amount that cannot be read has its own problem
            continue
        _arithmetic(context, path, rule)
        for here, targets in rows:
            _overlaps(context, here, rule, targets)
            _sides(context, here, indicator, rule, targets)
        _sides(context, (*path, "plan_target"), indicator, rule, [], stated)


def _has_targets(indicator: Indicator) -> bool:
    return bool(indicator.targets or indicator.place_targets or indicator.plan_target)


def _kind(context: Context, path: Path, indicator: Indicator) -> None:
    kind = indicator.target_kind
    if _has_targets(indicator) and kind is None:
        context.note("target-without-kind", path, code=indicator.code)
    if indicator.spread and kind != "per_period":
        context.note("spread-not-used", (*path, "spread"))
    if _has_targets(indicator) and indicator.direction == "none" and indicator.unit not in STAGED:
        context.note("target-no-direction", (*path, "direction"), code=indicator.code)


def _band(context: Context, path: Path, indicator: Indicator) -> None:
    band = indicator.band
    if indicator.direction == "maintain" and len(band) != 2:
        context.note("band-missing", (*path, "direction"), code=indicator.code)
    if band and indicator.direction != "maintain":
        context.note("band-without-maintain", (*path, "band"), direction=indicator.direction)


def _arithmetic(context: Context, path: Path, rule: calculate.Indicator) -> None:
    for found in calculate_checks.check_rules(rule):
        if found.code == "rate_takes_level":
            context.note("formula-target-kind", (*path, "target_kind"), kind=rule.target_kind)
        elif found.code == "stock_takes_level":
            context.note("latest-per-period", (*path, "target_kind"))
        elif found.code == "band_upside_down" and rule.band:
            low, high = (_shown(edge) for edge in rule.band)
            context.note("band-upside-down", (*path, "band"), low=low, high=high)
        elif found.code == "carry_negative":
            context.note("carry-negative", (*path, "carry"), value=rule.carry)


def _overlaps(context: Context, path: Path, rule: calculate.Indicator, targets: list[calculate.Target]) -> None:
    for found in calculate_checks.check_target_periods(rule, targets):
        one, other = (cast("Period", found.parameters[name]).name for name in ("one", "other"))
        context.note("targets-overlap", (*path, other), first=one, second=other)


def _sides(
    context: Context,
    path: Path,
    sheet: Indicator,
    rule: calculate.Indicator,
    targets: list[calculate.Target],
    stated: int | None = None,
) -> None:
    for found in calculate_checks.check_target_sides(rule, targets, stated):
        asked = found.parameters["period"]
        period = asked.name if isinstance(asked, Period) else str(asked)
        context.note(
            "target-wrong-side",
            path if stated is not None else (*path, period),
            target=_shown(cast("int", found.parameters["target"])),
            period=period,
            baseline=sheet.baseline.value if sheet.baseline else "",
            direction=rule.direction,
        )


def _shown(amount: int) -> str:
    return words.plain_number(Decimal(amount) / words.MILLION)


def _target(context: Context, path: Path, indicator: Indicator, period: words.PeriodName, value: words.Amount) -> None:
    span = context.plan.plan.period if context.plan.plan else None
    if span and span.first and span.last and span.first <= span.last:
        first, last = words.period_months(period)
        if first < words.month_number(span.first) or last > words.month_number(span.last):
            context.note("target-outside-plan", path, period=period, first=span.first, last=span.last)
    _value(context, path, indicator, value)


def _value(context: Context, path: Path, indicator: Indicator, value: words.Amount) -> None:
    number = words.decimal_of(value)
    if indicator.unit in STAGED:
        lists = {item.code: item for _path, item in context.items("stages")}
        chosen = lists.get(indicator.stages or "")
        stages = [stage.code for stage in chosen.items if stage] if chosen else []
        if chosen and value not in stages:
            context.note("stage-unknown", path, value=value, stages=indicator.stages, nearest=nearest(value, stages))
    elif number is None:
        context.note("not-a-number", path, value=value)
    elif indicator.counts != "none" and number != number.to_integral_value():
        context.note("value-fraction", path, value=value, code=indicator.code, counts=indicator.counts)


def check_thresholds(context: Context) -> None:
    """Note thresholds out of order and a floor outside its limits."""
    plan = context.plan.plan
    if plan is None:
        return
    limits = plan.thresholds
    values = [limits.met, limits.on_track, limits.behind]
    if all(isinstance(value, Decimal) for value in values) and not values[0] >= values[1] >= values[2]:
        context.note("thresholds-order", ("plan", "thresholds"), met=values[0], on_track=values[1], behind=values[2])
    floor = plan.small_counts.floor
    if isinstance(floor, int) and not 3 <= floor <= 20:
        context.note("floor-outside", ("plan", "small_counts", "floor"), value=floor)
    span = plan.period
    if span and span.first and span.last and span.first > span.last:
        context.note("period-order", ("plan", "period"), first=span.first, last=span.last)
