"""Whether targets, baselines and bands can be judged at all (docs/explain/numbers.md, "Targets")."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from samaki.registry.plan.document import words
from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.checks.indicators import STAGED
from samaki.registry.plan.document.model import Indicator
from samaki.registry.plan.document.shape import Path, nearest

Table = dict[words.PeriodName, words.Amount]


def check_targets(context: Context) -> None:
    """Note targets that overlap, lie outside the plan or on the wrong side, or fit neither unit nor rule."""
    for path, indicator in context.sound("indicators"):
        _kind(context, path, indicator)
        _band(context, path, indicator)
        tables: list[tuple[Path, Table]] = [((*path, "targets"), indicator.targets or {})]
        tables += [((*path, "place_targets", place), table) for place, table in (indicator.place_targets or {}).items()]
        for here, table in tables:
            _overlaps(context, here, table)
            for period, value in table.items():
                _target(context, (*here, period), indicator, period, value)
        if indicator.baseline and indicator.baseline.value is not None:
            _value(context, (*path, "baseline", "value"), indicator, indicator.baseline.value)
        if indicator.plan_target is not None:
            _value(context, (*path, "plan_target"), indicator, indicator.plan_target)


def _has_targets(indicator: Indicator) -> bool:
    return bool(indicator.targets or indicator.place_targets or indicator.plan_target)


def _kind(context: Context, path: Path, indicator: Indicator) -> None:
    kind = indicator.target_kind
    if _has_targets(indicator) and kind is None:
        context.note("target-without-kind", path, code=indicator.code)
    if (indicator.formula or indicator.unit in ("percent", "ratio")) and kind in ("per_period", "cumulative"):
        context.note("formula-target-kind", (*path, "target_kind"), kind=kind)
    elif indicator.over_time == "latest" and kind == "per_period":
        context.note("latest-per-period", (*path, "target_kind"))
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
    if len(band) == 2 and band[0] > band[1]:
        context.note("band-upside-down", (*path, "band"), low=band[0], high=band[1])


def _overlaps(context: Context, path: Path, table: Table) -> None:
    spans = sorted((words.period_months(period), period) for period in table)
    reach = spans[0] if spans else None
    for before, after in pairwise(spans):
        reach = max(reach or before, before, key=lambda span: span[0][1])
        if after[0][0] <= reach[0][1]:
            context.note("targets-overlap", (*path, after[1]), first=reach[1], second=after[1])


def _target(context: Context, path: Path, indicator: Indicator, period: words.PeriodName, value: words.Amount) -> None:
    span = context.plan.plan.period if context.plan.plan else None
    if span and span.first and span.last:
        first, last = words.period_months(period)
        if first < words.month_number(span.first) or last > words.month_number(span.last):
            context.note("target-outside-plan", path, period=period, first=span.first, last=span.last)
    _value(context, path, indicator, value)
    _side(context, path, indicator, period, value)


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


def _side(context: Context, path: Path, indicator: Indicator, period: str, value: words.Amount) -> None:
    if indicator.target_kind != "level" or not indicator.baseline or indicator.unit in STAGED:
        return
    target, start = words.decimal_of(value), words.decimal_of(indicator.baseline.value or "")
    if target is None or start is None:
        return
    wrong = {"increase": target < start, "decrease": target > start}.get(indicator.direction, False)
    if wrong:
        context.note(
            "target-wrong-side",
            path,
            target=value,
            period=period,
            baseline=indicator.baseline.value,
            direction=indicator.direction,
        )


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
