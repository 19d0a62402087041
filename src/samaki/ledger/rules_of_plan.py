"""The rules a plan version states, as the calculation takes them: read once for each document, then remembered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import product
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from samaki.calculate import model
from samaki.calculate.periods import Period, month_at, parse_period
from samaki.registry.plan.models import Plan, PlanVersion

Json = Mapping[str, Any]
DOCUMENTS_KEPT: Final = 64
USUAL_FLOOR: Final = 10
CROSS: Final = "+"
_remembered: dict[str, StatedPlan] = {}  # by the document's digest


@dataclass(frozen=True, slots=True)
class SmallCounts:
    """How small counts are protected: the plan's floor, whether a true zero may show, what an indicator says itself."""

    floor: int
    show_zero: bool
    floors: Mapping[str, int]
    protected: frozenset[str]


class Labels(NamedTuple):
    """The labels of sources that may stand beside each other for an indicator, and the official one ("": none)."""

    labels: frozenset[str]
    official: str


@dataclass(frozen=True, slots=True)
class StatedPlan:
    """What one version's document states, for the calculation: identifiers are codes."""

    period: Period
    area: str
    indicators: Mapping[str, model.Indicator]
    targets: Mapping[str, Sequence[model.Target]]
    plan_targets: Mapping[str, int]
    thresholds: model.Thresholds
    small_counts: SmallCounts
    labels: Mapping[str, Labels]

    def version(self, row: PlanVersion) -> model.PlanVersion:
        """Return the version as the calculation takes it; `row` with its batch."""
        return model.PlanVersion(
            position=row.batch.position,
            known=row.batch.known,
            in_force=row.in_force,
            indicators=self.indicators,
            targets=self.targets,
            plan_targets=self.plan_targets,
            thresholds=self.thresholds,
        )


def stated(version: PlanVersion) -> StatedPlan:
    """Return what a version states; raises ValueError (KeyError) where its document is none."""
    found = _remembered.get(version.document_digest)
    if found is None:
        found = _read(version.document)
        if len(_remembered) >= DOCUMENTS_KEPT:
            _remembered.clear()
        _remembered[version.document_digest] = found
    return found


def newest_rules(plan: Plan) -> dict[str, model.Indicator]:
    """Return the rules by indicator code, each from the newest version that has it: one query."""
    rules: dict[str, model.Indicator] = {}
    for version in _versions(plan):
        rules.update(stated(version).indicators)
    return rules


def _versions(plan: Plan) -> QuerySet[PlanVersion]:
    """Return the plan's versions without their long documents, which are mostly remembered: read where they are not."""
    return PlanVersion.objects.filter(plan=plan).defer("document").order_by("number")


def _read(document: str) -> StatedPlan:
    content: Json = json.loads(document)
    plan = content["plan"]
    period = _plan_period(plan["period"])
    lists = {one["code"]: tuple(item["code"] for item in one["items"]) for one in content.get("lists", ())}
    sets = {one["code"]: _breakdown(one, lists) for one in content.get("sets", ())}
    stages = {one["code"]: tuple(item["code"] for item in one["items"]) for one in content.get("stages", ())}
    sheets = {sheet["code"]: sheet for sheet in content["indicators"]}
    indicators = {code: _indicator(sheet, sets, stages) for code, sheet in sheets.items()}
    return StatedPlan(
        period=period,
        area=plan["place"],
        indicators=indicators,
        targets={code: tuple(_targets(sheet, indicators[code], period)) for code, sheet in sheets.items()},
        plan_targets={
            code: _amount(sheet["plan_target"], indicators[code].stages)
            for code, sheet in sheets.items()
            if sheet.get("plan_target") is not None
        },
        thresholds=model.Thresholds(**{name: Fraction(value) for name, value in plan.get("thresholds", {}).items()}),
        small_counts=_small_counts(plan.get("small_counts", {}), sheets),
        labels={code: _labels(sheet) for code, sheet in sheets.items()},
    )


def labels_of(plan: Plan) -> dict[str, Labels]:
    """Return the labels of sources by indicator code, each from the newest version that has it: one query."""
    labels: dict[str, Labels] = {}
    for version in _versions(plan):
        labels.update(stated(version).labels)
    return labels


def _labels(sheet: Json) -> Labels:
    official = sheet.get("official_source") or ""
    return Labels(frozenset(sheet.get("source_labels", ())) | ({official} - {""}), official)


def _plan_period(span: Json) -> Period:
    first, last = (month_at(int(text[:4]), int(text[5:7])) for text in (span["first"], span["last"]))
    return Period(first, last, "plan")


def _breakdown(one: Json, lists: Mapping[str, tuple[str, ...]]) -> model.Breakdown:
    of = [lists.get(name, ()) for name in one["lists"]]
    cells = tuple(CROSS.join(cell) for cell in product(*of)) if of and all(of) else ()
    return model.Breakdown(one["code"], bool(one.get("multiple")), cells)


def _indicator(
    sheet: Json, sets: Mapping[str, model.Breakdown], stages: Mapping[str, tuple[str, ...]]
) -> model.Indicator:
    staged = sheet["unit"] in {"milestone", "ordered_scale"}
    own_stages = stages.get(sheet.get("stages", ""), ())
    band = sheet.get("band") or ()
    baseline = sheet.get("baseline")
    return model.Indicator(
        code=sheet["code"],
        unit="milestone" if staged else sheet["unit"],
        counts=sheet.get("counts") or "none",
        direction=sheet.get("direction") or "none",
        over_time=sheet.get("over_time") or ("latest" if staged else "sum"),
        over_places=sheet.get("over_places") or ("min" if staged else "sum"),
        formula=_formula(sheet["formula"]) if sheet.get("formula") else None,
        target_kind=sheet.get("target_kind") or "none",
        baseline=_amount(baseline["value"], own_stages) if baseline else None,
        band=model.Band(*(_amount(edge, ()) for edge in band)) if band else None,
        carry=12 if sheet.get("carry") is None else int(sheet["carry"]),
        spread_even=sheet.get("spread") == "even",
        stages=own_stages,
        breakdowns=tuple(_of_indicator(sets[name], sheet) for name in sheet.get("breakdown_sets", ())),
        readiness=(sheet.get("readiness") or {}).get("state", "measurable"),
        official=sheet.get("official_source") or None,
        protected=bool(sheet.get("protected")),
    )


def _of_indicator(known: model.Breakdown, sheet: Json) -> model.Breakdown:
    """Return a set as this indicator uses it: a worked example says *multiple* of the indicator, a plan of the set."""
    return known._replace(multiple=True) if known.code in sheet.get("multiple", ()) else known


def _formula(formula: Json) -> model.Formula:
    return model.Formula(
        _part(formula["numerator"]), _part(formula["denominator"]), Fraction(str(formula.get("factor", 1)))
    )


def _part(text: str) -> model.Part:
    """Return one side of a formula: `VICTIMS`, or one cell of it, `VICTIMS[age=child]`."""
    name, bracket, rest = text.partition("[")
    if not bracket:
        return model.Part(text.strip())
    breakdown, _, cell = rest.rstrip("] ").partition("=")
    return model.Part(name.strip(), breakdown.strip(), cell.strip())


def _targets(sheet: Json, rule: model.Indicator, period: Period) -> Iterator[model.Target]:
    for name, amount in (sheet.get("targets") or {}).items():
        yield model.Target(parse_period(name, period), _amount(amount, rule.stages))
    for place, targets in (sheet.get("place_targets") or {}).items():
        for name, amount in targets.items():
            yield model.Target(parse_period(name, period), _amount(amount, rule.stages), place)


def _amount(text: object, stages: tuple[str, ...]) -> int:
    """Return an amount in millionths: a number, or the index of a stage."""
    words = str(text)
    if stages:
        return stages.index(words) * model.MILLION
    try:
        exact = Decimal(words) * model.MILLION
    except InvalidOperation as error:
        raise ValueError(f"{words!r} is no number") from error
    if exact != exact.to_integral_value():
        raise ValueError(f"{words} has more than six decimals")
    return int(exact)


def _small_counts(said: Json, sheets: Mapping[str, Json]) -> SmallCounts:
    floor = int(said.get("floor", USUAL_FLOOR))
    return SmallCounts(
        floor=floor,
        show_zero=bool(said.get("show_zero")),
        floors={code: max(floor, int(sheet["floor"])) for code, sheet in sheets.items() if sheet.get("floor")},
        protected=frozenset(code for code, sheet in sheets.items() if sheet.get("protected")),
    )
