"""Whether each indicator's rules hold together: unit, formula, breakdowns, sources, readiness, protection."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Hashable
from typing import Any, Final, cast

from samaki.calculate import checks as calculate_checks
from samaki.calculate import model as calculate
from samaki.registry.plan.document.calculation import STAGED, Rules
from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.formulas import PART
from samaki.registry.plan.document.model import Indicator
from samaki.registry.plan.document.shape import Path, nearest

PERSONS: Final = ("persons",)


def check_indicators(context: Context) -> None:
    """Note what contradicts itself inside an indicator or between an indicator and the lists."""
    by_code = {item.code: item for _path, item in context.items("indicators") if item.code}
    for path, indicator in context.sound("indicators"):
        _unit(context, path, indicator)
        _rules(context, path, indicator)
        _sources(context, path, indicator)
        _readiness(context, path, indicator)
        _protection(context, path, indicator)
        if indicator.formula:
            _formula(context, path, indicator, by_code)
    _circles(context)


def _unit(context: Context, path: Path, indicator: Indicator) -> None:
    staged = indicator.unit in STAGED
    if staged and not indicator.stages:
        context.note("stages-missing", (*path, "unit"), unit=indicator.unit)
    if indicator.stages and not staged:
        context.note("stages-not-used", (*path, "stages"), unit=indicator.unit)
    if indicator.unit == "money" and not indicator.currency:
        context.note("currency-missing", (*path, "unit"))
    if indicator.currency and indicator.unit != "money":
        context.note("currency-not-used", (*path, "currency"), unit=indicator.unit)
    if indicator.carry is not None and (indicator.over_time != "latest" or staged):
        context.note(
            "carry-not-used", (*path, "carry"), what=indicator.unit if staged else f"over_time {indicator.over_time}"
        )


def _rules(context: Context, path: Path, indicator: Indicator) -> None:
    for field in ("over_time", "over_places", "source"):
        value = getattr(indicator, field)
        if indicator.formula and value:
            context.note("formula-with-rules", (*path, field), field=field)
        if not indicator.formula and not value:
            context.note("rule-missing", path, code=indicator.code, field=field)


def _sources(context: Context, path: Path, indicator: Indicator) -> None:
    if indicator.source in ("register", "both") and not indicator.register:
        context.note("source-missing", (*path, "source"), code=indicator.code, source=indicator.source)
    for field in ("official_source", "official_next"):
        label = getattr(indicator, field)
        if label and label not in indicator.source_labels:
            context.note("official-not-listed", (*path, field), label=label)


def _readiness(context: Context, path: Path, indicator: Indicator) -> None:
    readiness = indicator.readiness
    if readiness is None or readiness.state == "measurable":
        return
    for field in ("why", "who", "step", "by"):
        if not getattr(readiness, field):
            context.note("readiness-incomplete", (*path, "readiness"), code=indicator.code, field=field)


def _protection(context: Context, path: Path, indicator: Indicator) -> None:
    reasons = {reason.code: reason for _path, reason in context.items("protection_reasons")}
    reason = reasons.get(indicator.protected_reason or "")
    if "protection_reasons" in context.version.unread:
        return
    if indicator.counts in PERSONS and not indicator.protected and (reason is None or reason.protected):
        context.note("not-protected", path, code=indicator.code, counts=indicator.counts)
    elif reason is not None and reason.protected != indicator.protected:
        context.note(
            "protection-contradicts",
            (*path, "protected"),
            value=str(indicator.protected).lower(),
            reason=reason.code,
            other=str(reason.protected).lower(),
        )
    floor = context.plan.plan.small_counts.floor if context.plan.plan else 10
    if indicator.floor is not None and indicator.floor < floor:
        context.note("floor-lower", (*path, "floor"), value=indicator.floor, floor=floor)


def _formula(context: Context, path: Path, indicator: Indicator, by_code: dict[str, Indicator]) -> None:
    assert indicator.formula
    sets = {item.code: item for _path, item in context.items("sets")}
    parts: list[Indicator] = []
    cell = ""
    for field in ("numerator", "denominator"):
        written = getattr(indicator.formula, field)
        here = (*path, "formula", field)
        match = PART.fullmatch(written)
        if not match or match["indicator"] not in by_code:
            code = match["indicator"] if match else written
            if "indicators" in context.version.unread:
                continue
            context.note("unknown-reference", here, kind="indicator", value=code, nearest=nearest(code, by_code))
            continue
        part = by_code[match["indicator"]]
        parts.append(part)
        if match["set"]:
            cell = written
            _cell(context, here, match, part, sets)
    if cell and indicator.breakdown_sets:
        context.note("formula-cell-and-sets", (*path, "breakdown_sets"), part=cell)
        return
    for number, code in enumerate(indicator.breakdown_sets):
        lacking = [part.code for part in parts if code not in part.breakdown_sets]
        if lacking:
            context.note(
                "formula-set-of-parts", (*path, "breakdown_sets", number), set=code, missing=", ".join(lacking)
            )


def _cell(context: Context, here: Path, match: re.Match[str], part: Indicator, sets: dict[str, Any]) -> None:
    if match["set"] not in part.breakdown_sets:
        context.note("formula-cell-set", here, indicator=part.code, set=match["set"], part=match[0])
        return
    chosen = sets.get(match["set"])
    lists = {item.code: item for _path, item in context.items("lists")}
    items = [item.code for code in (chosen.lists if chosen else ()) if code in lists for item in lists[code].items]
    if len(chosen.lists if chosen else ()) == 1 and match["cell"] not in [*items, "not_broken_down"]:
        context.note(
            "formula-cell-item", here, set=match["set"], item=match["cell"], nearest=nearest(match["cell"], items)
        )


def _circles(context: Context) -> None:
    rules = Rules(context.plan)
    sheets = {item.code: (path, item) for path, item in context.sound("indicators")}
    indicators: dict[Hashable, calculate.Indicator] = {}
    for code, (_path, item) in sheets.items():
        with contextlib.suppress(ValueError):
            indicators[code] = rules.indicator(item)
    for found in calculate_checks.check_formula_circles(indicators):
        circle = cast("tuple[str, ...]", found.parameters["indicators"])
        context.note("formula-circle", (*sheets[circle[0]][0], "formula"), circle=" -> ".join(circle))
