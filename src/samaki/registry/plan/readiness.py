"""What cannot be measured and why: indicators by readiness, by who must mend them, and which step frees most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samaki.core import formats
from samaki.registry.plan.document import words as plan_words
from samaki.registry.plan.document.model import Indicator, PlanDocument
from samaki.registry.plan.words import Link, Names


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator that cannot be measured fully."""

    item: Indicator
    address: str
    reasons: Sequence[Mapping[str, str]]
    steps: Sequence[Mapping[str, str]]
    by: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Those that one body must mend."""

    who: Link
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Readiness:
    """The whole page. `step` is the one that alone would free most of them, `freed` how many."""

    total: int
    measurable: int
    source_named: int
    not_measurable: int
    groups: Sequence[Group]
    named_groups: Sequence[Group]
    step: Mapping[str, str] | None
    freed: int


def readiness_of(document: PlanDocument, names: Names) -> Readiness:
    """Return the readiness of a document's indicators."""
    states = Counter(sheet.readiness.state for sheet in document.indicators)
    alone = Counter(
        sheet.readiness.step[0]
        for sheet in document.indicators
        if sheet.readiness.state != "measurable" and len(sheet.readiness.step) == 1
    )
    best = sorted(alone.items(), key=lambda pair: (-pair[1], pair[0]))[:1]
    steps = {one.code: one.name for one in document.readiness_steps}
    return Readiness(
        total=len(document.indicators),
        measurable=states["measurable"],
        source_named=states["source_named"],
        not_measurable=states["not_measurable"],
        groups=_groups(document, names, "not_measurable"),
        named_groups=_groups(document, names, "source_named"),
        step=steps[best[0][0]] if best else None,
        freed=best[0][1] if best else 0,
    )


def _groups(document: PlanDocument, names: Names, state: str) -> list[Group]:
    reasons = {one.code: one.name for one in document.readiness_reasons}
    steps = {one.code: one.name for one in document.readiness_steps}
    rows: dict[str, list[Row]] = {}
    for sheet in document.indicators:
        readiness = sheet.readiness
        if readiness.state == state:
            row = Row(
                item=sheet,
                address=names.indicator_address(sheet.code),
                reasons=[reasons[code] for code in readiness.why],
                steps=[steps[code] for code in readiness.step],
                by=plan_words.month_number(readiness.by) if readiness.by else None,
            )
            rows.setdefault(readiness.who or "", []).append(row)
    groups = [Group(names.body(who), found) for who, found in rows.items()]
    return sorted(groups, key=lambda group: (-len(group.rows), formats.local_text(group.who.name, "en")[0]))
