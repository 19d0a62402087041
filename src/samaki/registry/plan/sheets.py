"""An indicator's reference sheet in words: rules, who owes it and when, targets, checks, what is beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.registry.plan.document import words as plan_words
from samaki.registry.plan.document.calculation import STAGED
from samaki.registry.plan.document.formulas import parts_of
from samaki.registry.plan.document.model import Check, GeneralCheck, Indicator, PlanDocument
from samaki.registry.plan.words import READINESS, Link, Names, choice

Shown = str | Mapping[str, str] | Promise


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty that carries the indicator: who, to whom, how often, when, and whether the source says so."""

    who: Link
    to: Link | None
    to_outside: Mapping[str, str] | None
    frequency: Promise | str
    deadline: Mapping[str, str]
    is_assumed: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A target of one period, as shown."""

    period: str
    value: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the page of one indicator shows beside its series."""

    item: Indicator
    above: Sequence[Link]
    level: Promise | str
    unit: str
    direction: Promise | str
    adds_up: Sequence[tuple[Promise | str, Promise | str]]
    formula: Sequence[Link]
    sets: Sequence[str]
    verification: Sequence[Mapping[str, str]]
    method: Mapping[str, str]
    labels: Sequence[tuple[Mapping[str, str], bool, bool]]
    readiness: tuple[str, Promise]
    reasons: Sequence[Mapping[str, str]]
    steps: Sequence[Mapping[str, str]]
    mender: Link | None
    by: int | None
    responsible: Link
    owed: Sequence[Owed]
    baseline: str
    baseline_cited: Sequence[Link]
    targets: Sequence[Target]
    place_targets: Sequence[tuple[str, Sequence[Target]]]
    target_kind: Promise | str
    protection: Mapping[str, str] | None
    floor: int
    must_fix: Sequence[Shown]
    explain: Sequence[Shown]
    beside: Sequence[Link]
    recommendations: Sequence[tuple[str, Mapping[str, str]]]
    grounds_pages: Sequence[Link]


def sheet_of(document: PlanDocument, item: Indicator, names: Names) -> Sheet:
    """Return the reference sheet of one indicator."""
    readiness = item.readiness
    reasons = {one.code: one.name for one in document.readiness_reasons}
    steps = {one.code: one.name for one in document.readiness_steps}
    protections: dict[str, Mapping[str, str]] = {one.code: one.name for one in document.protection_reasons}
    must_fix, explain = _checks(document, item)
    return Sheet(
        item=item,
        above=_above(document, item, names),
        level=choice(item.level),
        unit=_unit(item),
        direction=choice(item.direction),
        adds_up=_adds_up(item),
        formula=[_part(match[0], match["indicator"], names) for match in parts_of(item)],
        sets=_sets(document, item),
        verification=_named(document.verification, item.means_of_verification),
        method=next(iter(_named(document.methods, (item.method,))), {}),
        labels=[
            (one.name, one.code == item.official_source, one.code == item.official_next)
            for code in item.source_labels
            for one in document.source_labels
            if one.code == code
        ],
        readiness=READINESS[readiness.state],
        reasons=[reasons[code] for code in readiness.why],
        steps=[steps[code] for code in readiness.step],
        mender=names.body(readiness.who) if readiness.who else None,
        by=plan_words.month_number(readiness.by) if readiness.by else None,
        responsible=names.body(item.responsible),
        owed=_owed(document, item, names),
        baseline=_baseline(document, item),
        baseline_cited=names.cited(item.baseline.source) if item.baseline else [],
        targets=[Target(period, _amount(document, item, value)) for period, value in item.targets.items()],
        place_targets=[
            (place, [Target(period, _amount(document, item, value)) for period, value in table.items()])
            for place, table in item.place_targets.items()
        ],
        target_kind=choice(item.target_kind) if item.target_kind else "",
        protection=protections.get(item.protected_reason or ""),
        floor=item.floor or document.plan.small_counts.floor,
        must_fix=must_fix,
        explain=explain,
        beside=_beside(document, item, names),
        recommendations=_recommendations(document, item),
        grounds_pages=_pages(document, item, names),
    )


def _above(document: PlanDocument, item: Indicator, names: Names) -> list[Link]:
    for strategy in document.strategies:
        address = f"{names.plan_address}#{strategy.code}"
        if strategy.code == item.of:
            return [Link(strategy.name, address)]
        for output in strategy.outputs:
            if output.code == item.of:
                return [Link(strategy.name, address), Link(output.text, f"{names.plan_address}#{output.code}")]
    return []


def _unit(item: Indicator) -> str:
    if item.unit == "money":
        return _("money, in {currency}").format(currency=item.currency)
    if item.counts == "none":
        return str(choice(item.unit))
    return _("{unit} of {things}; whole numbers").format(unit=choice(item.unit), things=choice(item.counts))


def _adds_up(item: Indicator) -> list[tuple[Promise | str, Promise | str]]:
    if item.formula:
        return []
    return [(_("over time"), choice(item.over_time)), (_("over places"), choice(item.over_places))]


def _part(written: str, code: str, names: Names) -> Link:
    return Link(written, names.indicator_address(code))


def _sets(document: PlanDocument, item: Indicator) -> list[str]:
    lists = {one.code: one.name for one in document.lists}
    sets = {one.code: one for one in document.sets}
    found = []
    for code in item.breakdown_sets:
        crossed = " × ".join(formats.local_text(lists[name])[0] for name in sets[code].lists)
        several = _("{set} (one person may count several times)")
        found.append(several.format(set=crossed) if sets[code].multiple else crossed)
    return found


def _named(collection: Sequence[object], codes: Sequence[str]) -> list[Mapping[str, str]]:
    by_code = {getattr(one, "code", ""): getattr(one, "name", {}) for one in collection}
    return [by_code[code] for code in codes if code in by_code]


def _owed(document: PlanDocument, item: Indicator, names: Names) -> list[Owed]:
    deadlines = {one.code: one for one in document.deadlines}
    found = []
    for duty in document.duties:
        counted = item.code in duty.counted_by_system
        if item.code in duty.indicators or counted:
            deadline = deadlines[duty.deadline]
            outside = duty.to is None or duty.to == "twg_of_theme"
            found.append(
                Owed(
                    who=names.body(duty.who),
                    to=None if outside or duty.to is None else names.body(duty.to),
                    to_outside=duty.to_outside,
                    frequency=choice(duty.frequency),
                    deadline=deadline.name,
                    is_assumed=deadline.basis == "assumed",
                    counted=counted,
                )
            )
    return found


def _amount(document: PlanDocument, item: Indicator, value: str) -> str:
    number = plan_words.decimal_of(value)
    if number is not None:
        return formats.number(Decimal(plan_words.plain_number(number)))
    stages: dict[str, Mapping[str, str]] = {
        stage.code: stage.name for one in document.stages if one.code == item.stages for stage in one.items
    }
    return formats.local_text(stages.get(value))[0]


def _baseline(document: PlanDocument, item: Indicator) -> str:
    if not item.baseline:
        return ""
    labels = {one.code: one.name for one in document.source_labels}
    value = _amount(document, item, item.baseline.value)
    if item.baseline.source_label:
        label = formats.local_text(labels[item.baseline.source_label])[0]
        return _("{value} in {period}, {source}").format(value=value, period=item.baseline.period, source=label)
    return _("{value} in {period}").format(value=value, period=item.baseline.period)


def _checks(document: PlanDocument, item: Indicator) -> tuple[list[Shown], list[Shown]]:
    must_fix: list[Shown] = []
    explain: list[Shown] = []
    messages: dict[str, Mapping[str, str]] = {one.rule: one.text for one in document.messages}
    for general in document.general_checks:
        if not _applies(document, general, item):
            continue
        (must_fix if general.severity == "must_fix" else explain).append(general.message)
    for check in document.checks:
        if check.indicator == item.code:
            words = _check(check) or check.note or messages.get(check.rule, {})
            (must_fix if check.severity == "must_fix" else explain).append(words)
    return must_fix, explain


def _applies(document: PlanDocument, general: GeneralCheck, item: Indicator) -> bool:
    if item.formula or (general.indicators and item.code not in general.indicators):
        return False
    crossed = {one.code for one in document.sets if len(one.lists) > 1}
    only_where = {
        "whole_number": item.counts != "none",
        "not_negative": item.unit not in STAGED,
        "cells_at_most_total": bool(item.breakdown_sets),
        "not_broken_down_small": bool(item.breakdown_sets),
        "margin_equals_cross": bool(crossed.intersection(item.breakdown_sets)),
        "running_total_never_falls": item.over_time == "running_total",
        "stage_goes_back": item.unit == "milestone",
        "same_month_last_year": item.frequency == "monthly" and item.over_time == "sum",
    }
    return only_where.get(general.rule, True)


def _check(check: Check) -> str:
    if check.rule == "range" and check.min is not None and check.max is not None:
        low, high = formats.number(check.min), formats.number(check.max)
        return _("One line lies outside {low} to {high}.").format(low=low, high=high)
    if check.rule == "step" and check.times is not None and check.more_than is not None:
        times, more = formats.number(check.times), formats.number(check.more_than)
        return _("{times} times the period before or its part, and {more} apart.").format(times=times, more=more)
    return ""


def _beside(document: PlanDocument, item: Indicator, names: Names) -> list[Link]:
    """Return indicators that are compared with this one, or share its formula or its place in the plan."""
    codes = [match["indicator"] for match in parts_of(item)]
    for other in document.indicators:
        if any(match["indicator"] == item.code for match in parts_of(other)):
            codes.append(other.code)
    for check in document.checks:
        if check.indicator == item.code:
            codes.extend(check.other)
        elif item.code in check.other:
            codes.append(check.indicator)
    unique = [code for code in dict.fromkeys(codes) if code != item.code]
    return [
        Link(
            _("{code} {name}").format(code=code, name=formats.local_text(names.indicators[code].name)[0]),
            names.indicator_address(code),
        )
        for code in unique
    ]


def _recommendations(document: PlanDocument, item: Indicator) -> list[tuple[str, Mapping[str, str]]]:
    wanted = item.grounds.recommendations if item.grounds else ()
    return [(one.code, one.text) for one in document.recommendations if one.code in wanted]


def _pages(document: PlanDocument, item: Indicator, names: Names) -> list[Link]:
    review = next((one.code for one in document.sources if one.kind == "review"), "")
    if not item.grounds or not item.grounds.pages or not review:
        return []
    return names.cited(plan_words.Source(f"{review} p. {item.grounds.pages}"))
