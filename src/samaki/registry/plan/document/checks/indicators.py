"""Whether each indicator's rules hold together: unit, formula, breakdowns, sources, readiness, protection."""

from __future__ import annotations

import re
from typing import Any, Final

from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.model import Indicator
from samaki.registry.plan.document.shape import Path, nearest

PART = re.compile(r"(?P<indicator>[A-Za-z0-9._-]+)(?:\[(?P<set>[A-Za-z0-9._-]+)=(?P<cell>[A-Za-z0-9._-]+)\])?")
STAGED: Final = ("milestone", "ordered_scale")
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
    _circles(context, by_code)


def parts_of(indicator: Indicator) -> list[re.Match[str]]:
    """Return numerator and denominator of a formula, each taken apart; what cannot be read is left out."""
    if not indicator.formula:
        return []
    found = [PART.fullmatch(part or "") for part in (indicator.formula.numerator, indicator.formula.denominator)]
    return [match for match in found if match]


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


def _circles(context: Context, by_code: dict[str, Indicator]) -> None:
    told: set[str] = set()
    for path, indicator in context.items("indicators"):
        circle = _circle(indicator.code, by_code, [])
        if circle and not told & set(circle):
            told |= set(circle)
            context.note("formula-circle", (*path, "formula"), circle=" -> ".join(circle))


def _circle(code: str, by_code: dict[str, Indicator], above: list[str]) -> list[str]:
    if code in above:
        return [*above[above.index(code) :], code]
    indicator = by_code.get(code)
    for match in parts_of(indicator) if indicator else []:
        found = _circle(match["indicator"], by_code, [*above, code])
        if found:
            return found
    return []
