"""An indicator's reference sheet: what indicators/*.yaml holds."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from samaki.registry.plan.document.model.plan import Basis
from samaki.registry.plan.document.words import Amount, Code, Month, Pages, PeriodName, Source, Text, about

Register = Literal["meetings", "dues", "duties", "workplans", "instruments", "agreements", "readiness"]
Frequency = Literal["monthly", "quarterly", "half_yearly", "annual", "per_survey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """Numerator divided by denominator times factor; divided last, never an average of percentages."""

    numerator: str = about("an indicator, or one cell of it: VICTIMS[age=child]")
    denominator: str = about("an indicator, or one cell of it")
    factor: Decimal = about("100 for a percentage", default=Decimal(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The value before the plan set in. No baseline is not the same as a baseline of 0."""

    value: Amount = about("a number, or a stage")
    period: PeriodName = about("the time it speaks of")
    source_label: Code | None = about("whose figure it is", refers="source_label", default=None)
    source: Source | None = about("where it is published", default=None)
    basis: Literal["published", "decided", "illustrative"] = about("what kind of baseline it is", default="published")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether it can be measured, and if not fully: why, who must mend it, how and by when."""

    state: Literal["measurable", "source_named", "not_measurable"] = about(
        "measurable; source named but not collected; not measurable yet"
    )
    why: tuple[Code, ...] = about("the reasons", refers="readiness_reason", many=True)
    who: Code | None = about("the body that must mend it", refers="body", default=None)
    step: tuple[Code, ...] = about("the steps that mend it", refers="readiness_step", many=True)
    by: Month | None = about("by when (a proposal)", default=None)
    note: Text | None = about("in plain words", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why the indicator is in the plan: pages of the review, recommendations and duties that ask for it."""

    pages: Pages | None = about("pages of the mid-term review", default=None)
    duties: tuple[Code, ...] = about("obligations it measures", refers="obligation", many=True)
    recommendations: tuple[Code, ...] = about("recommendations it answers", refers="recommendation", many=True)
    published: bool = about("whether published figures exist", default=False)
    note: Text | None = about("more", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator with everything a reader or a machine must know of it."""

    KEY: ClassVar[str] = "code"

    code: Code = about("short, stable, unique in the plan, never used again")
    of: Code = about("the output or strategy it measures", refers=("output", "strategy"))
    status: Literal["proposed", "official"] = about("proposed by the software, or decided", default="official")
    role: Literal["headline", "component"] = about(
        "headline, or a component that is divided and shown under its rate", default="headline"
    )
    level: Literal["impact", "outcome", "output", "process"] = about("where it stands in the chain of results")
    name: Text = about("its name")
    definition: Text = about("what counts, what does not, when, and how it is counted once")
    unit: Literal["number", "percent", "ratio", "milestone", "ordered_scale", "money"] = about("the unit of measure")
    currency: Code | None = about("with money only", default=None)
    stages: Code | None = about("with milestone and ordered_scale only", refers="stage_list", default=None)
    counts: Literal["persons", "cases", "offences", "events", "things", "none"] = about(
        "what is counted; whole numbers unless none", default="none"
    )
    direction: Literal["increase", "decrease", "maintain", "none"] = about("which way is better", default="none")
    band: tuple[Decimal, ...] = about("with maintain: lowest and highest value, both included", many=True)
    over_time: Literal["sum", "latest", "average", "max", "min", "running_total"] | None = about(
        "how one body's values come together in a period; left out with a formula", default=None
    )
    over_places: Literal["sum", "average", "max", "min"] | None = about(
        "how bodies and places come together; left out with a formula", default=None
    )
    formula: Formula | None = about("where it is divided from others", default=None)
    target_kind: Literal["per_period", "cumulative", "level"] | None = about("what its targets speak of", default=None)
    targets: dict[PeriodName, Amount] = about("targets by period, for the plan's whole area", table=True)
    targets_status: Literal["decided", "illustrative"] = about(
        "illustrative: invented for a demonstration and always shown so", default="decided"
    )
    place_targets: dict[Code, dict[PeriodName, Amount]] = about("targets of a part, by place and period", table=True)
    plan_target: Amount | None = about(
        "a stated whole-plan target, if it is not what the periods come to", default=None
    )
    spread: Literal["even"] | None = about(
        "a yearly target spreads evenly over its months (per_period only)", default=None
    )
    baseline: Baseline | None = about("the value before the plan set in", default=None)
    carry: int | None = about("months for which a latest value stays good (12)", default=None)
    breakdown_sets: tuple[Code, ...] = about("sets by which it is broken down", refers="set", many=True)
    readiness: Readiness = about("whether it can be measured")
    source: Literal["reported", "register", "both"] | None = about(
        "where values come from; left out with a formula", default=None
    )
    register: Register | None = about("with register and both: which register of this system", default=None)
    source_labels: tuple[Code, ...] = about("whose figures may stand side by side", refers="source_label", many=True)
    official_source: Code | None = about("the label that counts", refers="source_label", default=None)
    official_next: Code | None = about(
        "the label that shall become official by decision", refers="source_label", default=None
    )
    means_of_verification: tuple[Code, ...] = about("documents that prove a value", refers="verification", many=True)
    method: Code = about("how values are made", refers="method")
    frequency: Frequency = about("how often a value is due")
    responsible: Code = about("the one body that answers for it", refers="body")
    reported_by: tuple[Code, ...] = about("bodies and kinds of body that owe a value", refers="body", many=True)
    line_place: Code | None = about("the finest level of place that a reported line names", default=None)
    protected: bool = about("counts identifiable persons, or cases that each stand for one", default=False)
    protected_reason: Code | None = about("why it is protected, or why not", refers="protection_reason", default=None)
    floor: int | None = about("a higher floor for small counts than the plan's", default=None)
    never_by_place: bool = about("never shown below the plan's whole area outside its ladder", default=False)
    key: bool = about("one of the few that a chief sees first", default=False)
    rationale: Text | None = about("why it is here", default=None)
    limitations: Text | None = about("what it cannot say", default=None)
    stated: Text | None = about("what the source says of it, which is no baseline", default=None)
    grounds: Grounds | None = about("what asks for it", default=None)
    continues: tuple[Code, ...] = about(
        "indicators of an earlier version that it continues (split or merged)", many=True
    )


__all__ = ["Baseline", "Basis", "Formula", "Frequency", "Grounds", "Indicator", "Readiness"]
