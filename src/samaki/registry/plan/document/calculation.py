"""The plan's rules and targets as the calculation takes them: identifiers are codes, values whole millionths."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from samaki.calculate import model as calculate
from samaki.calculate.periods import Period
from samaki.registry.plan.document import words
from samaki.registry.plan.document.formulas import PART
from samaki.registry.plan.document.model import Indicator, PlanDocument

STAGED: Final = frozenset({"milestone", "ordered_scale"})
CROSS: Final = "+"
USUAL_CARRY: Final = 12


class Rules:
    """Makes the calculation's indicators and targets out of one version's reference sheets."""

    def __init__(self, plan: PlanDocument) -> None:
        lists = {one.code: tuple(item.code for item in one.items if item) for one in plan.lists if one}
        self.stages: dict[str, tuple[str, ...]] = {
            one.code: tuple(stage.code for stage in one.items if stage) for one in plan.stages if one
        }
        self.sets = {
            one.code: calculate.Breakdown(one.code, one.multiple, _crossed([lists.get(name, ()) for name in one.lists]))
            for one in plan.sets
            if one
        }

    def indicator(self, sheet: Indicator) -> calculate.Indicator:
        """Return an indicator's rules. Raises ValueError where an amount is neither a number nor a known stage."""
        staged = sheet.unit in STAGED
        stages = self.stages.get(sheet.stages or "", ())
        return calculate.Indicator(
            code=sheet.code,
            unit="milestone" if sheet.unit == "ordered_scale" else sheet.unit,
            counts=sheet.counts,
            direction=sheet.direction,
            over_time=sheet.over_time or ("latest" if staged else "sum"),
            over_places=sheet.over_places or ("min" if staged else "sum"),
            formula=_formula(sheet),
            target_kind=sheet.target_kind or "none",
            baseline=self.amount(sheet, sheet.baseline.value) if sheet.baseline else None,
            band=calculate.Band(*(millionths(edge) for edge in sheet.band)) if len(sheet.band) == 2 else None,
            carry=USUAL_CARRY if sheet.carry is None else sheet.carry,
            spread_even=sheet.spread == "even",
            stages=stages if staged else (),
            breakdowns=tuple(self.sets[name] for name in sheet.breakdown_sets if name in self.sets),
            readiness=sheet.readiness.state,
            official=sheet.official_source,
            protected=sheet.protected,
        )

    def targets(
        self, sheet: Indicator, table: Mapping[words.PeriodName, words.Amount], place: str | None = None
    ) -> list[calculate.Target]:
        """Return the targets of one table: of the whole area, or of the place named."""
        return [
            calculate.Target(Period(*words.period_months(name), name), self.amount(sheet, value), place)
            for name, value in table.items()
        ]

    def amount(self, sheet: Indicator, value: words.Amount) -> int:
        """Return a number in millionths, or the index of a stage in millionths; raises ValueError for anything else."""
        if sheet.unit in STAGED:
            return self.stages.get(sheet.stages or "", ()).index(value) * words.MILLION
        number = words.decimal_of(value)
        if number is None:
            raise ValueError(f"{value} is no number")
        return millionths(number)


def millionths(number: Decimal) -> int:
    """Return a number as whole millionths; the reader has refused what is finer."""
    return int(number * words.MILLION)


def to_calculate(plan: PlanDocument, *, position: int) -> calculate.PlanVersion:
    """Return a version as the calculation takes it, with the position of its batch; identifiers are codes."""
    rules = Rules(plan)
    targets: dict[Hashable, tuple[calculate.Target, ...]] = {}
    for sheet in plan.indicators:
        rows = rules.targets(sheet, sheet.targets)
        for place, table in sheet.place_targets.items():
            rows += rules.targets(sheet, table, place)
        targets[sheet.code] = tuple(rows)
    limits = plan.plan.thresholds
    return calculate.PlanVersion(
        position=position,
        known=plan.version.known,
        in_force=plan.version.in_force,
        indicators={sheet.code: rules.indicator(sheet) for sheet in plan.indicators},
        targets=targets,
        plan_targets={
            sheet.code: rules.amount(sheet, sheet.plan_target)
            for sheet in plan.indicators
            if sheet.plan_target is not None
        },
        thresholds=calculate.Thresholds(Fraction(limits.met), Fraction(limits.on_track), Fraction(limits.behind)),
    )


def _formula(sheet: Indicator) -> calculate.Formula | None:
    if not sheet.formula:
        return None
    parts = []
    for written in (sheet.formula.numerator, sheet.formula.denominator):
        match = PART.fullmatch(written)
        parts.append(
            calculate.Part(match["indicator"], match["set"], match["cell"]) if match else calculate.Part(written)
        )
    return calculate.Formula(parts[0], parts[1], Fraction(sheet.formula.factor))


def _crossed(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(CROSS.join(cell) for cell in product(*lists)) if all(lists) else ()
