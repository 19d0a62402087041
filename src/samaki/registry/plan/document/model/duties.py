"""Who owes what and when, and how entries are checked: duties.yaml, calendar.yaml and checks.yaml."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from samaki.registry.plan.document.model.indicators import Frequency
from samaki.registry.plan.document.words import Code, Source, Text, about

Rule = Literal["range", "step", "at_most", "goes_with"]
GeneralRule = Literal[
    "whole_number",
    "not_negative",
    "cells_at_most_total",
    "not_broken_down_small",
    "running_total_never_falls",
    "no_overlapping_periods",
    "national_total_and_parts",
    "margin_equals_cross",
    "stage_goes_back",
    "same_month_last_year",
]
Severity = Literal["must_fix", "explain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What the source obliges a body to do: meetings, reports, plans; `duties` say which figures it sends."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    who: tuple[Code, ...] = about("bodies and kinds that owe it", refers="body")
    what: Text = about("what they owe")
    cadence: tuple[
        Literal[
            "monthly", "quarterly", "half_yearly", "annual", "every_2_years", "extraordinary", "regular", "continuous"
        ],
        ...,
    ] = about("how often, as the source says; empty: not in the source", many=True)
    deadline: Code | None = about("when, where the source says so", refers="deadline", default=None)
    kind: Literal["duty", "practice"] = about("a duty, or a practice that the source only reports", default="duty")
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Which indicators a body or kind reports, to whom, how often and when."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    who: Code = about("the body, or the kind of body", refers="body")
    to: Code | None = about(
        "to whom; `twg_of_theme`: the body above in the thematic ladder, by the strategy of the indicator",
        refers="receiver",
        default=None,
    )
    to_outside: Text | None = about("a receiver outside the mechanism", default=None)
    frequency: Frequency = about("how often")
    deadline: Code = about("when", refers="deadline")
    obligation: Code | None = about("the obligation it fulfils", refers="obligation", default=None)
    cadence_basis: Literal["source", "assumed"] = about("whether the source states how often")
    cadence_note: Text | None = about("what is assumed and what is not", default=None)
    indicators: tuple[Code, ...] = about("the indicators it carries", refers="indicator", many=True)
    labels: dict[Code, Code] = about("the source label its lines carry, by indicator", table=True)
    counted_by_system: tuple[Code, ...] = about(
        "indicators that this system counts itself: nothing to type", refers="indicator", many=True
    )
    note: Text | None = about("more", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When something is due after its period."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    name: Text = about("in words")
    rule: Literal["last_day_of_period", "day_of_month_after_period", "days_after_publication"] = about(
        "how the day is found"
    )
    day: int | None = about("with day_of_month_after_period: the day of the month", default=None)
    months_after: int | None = about(
        "with day_of_month_after_period: how many months after the period's last", default=None
    )
    days: int | None = about("with days_after_publication: how many days", default=None)
    basis: Literal["source", "assumed"] = about("whether the source states it")
    source: Source | None = about("where it stands", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the year that matters to the plan."""

    name: Text = about("what it is")
    month_day: str = about('month and day, in quotes: "12-12"')
    source: Source | None = about("where it stands", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralCheck:
    """A check of every entry of one kind."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    rule: GeneralRule = about("which rule")
    applies_to: Text = about("to what it applies")
    indicators: tuple[Code, ...] = about("only to these indicators", refers="indicator", many=True)
    more_than_percent: Decimal | None = about("with not_broken_down_small: from which share on", default=None)
    times: Decimal | None = about("with same_month_last_year: how many times", default=None)
    severity: Severity = about("must_fix stops the report; explain asks for words that travel with the line")
    message: Text = about("what the person reads")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person reads when a check of this rule speaks."""

    KEY: ClassVar[str] = "rule"
    SHORT: ClassVar[str] = "text"

    rule: Rule = about("the rule")
    text: Text = about("the words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check of one indicator's entries: a usual range, a step, or a comparison with others."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    indicator: Code = about("the indicator", refers="indicator")
    rule: Rule = about("which rule")
    min: Decimal | None = about("with range: the smallest usual value of one line, included", default=None)
    max: Decimal | None = about("with range: the greatest usual value of one line, included", default=None)
    times: Decimal | None = about(
        "with step: more than so many times the period before, or less than its part", default=None
    )
    more_than: Decimal | None = about("with step: and different by more than this", default=None)
    other: tuple[Code, ...] = about("with at_most and goes_with: the others, added", refers="indicator", many=True)
    scope: Literal["line", "area"] | None = about(
        "same line while typing, or totals of the same area at review", default=None
    )
    over: Literal["period", "year_to_date", "to_date"] | None = about("over which time", default=None)
    severity: Severity = about("must_fix stops the report; explain asks for words that travel with the line")
    basis: Literal["assumed", "definition", "source"] | None = about("where its numbers come from", default=None)
    note: Text | None = about("what the person reads instead of the general words", default=None)
