"""What the table says of an indicator beside its figures, taken from the plan's document in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from samaki.calculate.model import Id
from samaki.ledger.rules_of_plan import CROSS

from . import shown
from .table import Exact, LocalText

if TYPE_CHECKING:
    from samaki.registry.plan.document import model as plan_model
    from samaki.registry.plan.document.model import PlanDocument


class Heading(NamedTuple):
    """A strategy as the table's groups show it."""

    code: str
    title: LocalText


@dataclass(frozen=True, slots=True)
class Sheet:
    """An indicator's reference sheet, as far as the table and the figure page need it. `ident` is what the rows of the
    world call it."""

    ident: Id
    code: str
    title: LocalText
    heading: Heading
    definition: LocalText = field(default_factory=dict)
    unit: str = "number"
    counts: str = "none"
    currency: str = ""
    spreads: bool = False  # a year's target is asked for month by month
    frequency: str = ""
    responsible: str = ""
    responsible_name: LocalText = field(default_factory=dict)
    source: str = ""
    official: str = ""
    level: str = ""
    readiness: str = "measurable"
    key: bool = False
    protected: bool = False
    illustrative: bool = False
    baseline: Exact = None
    baseline_period: str = ""
    baseline_source: str = ""
    stages: Mapping[str, LocalText] = field(default_factory=dict)
    sets: Mapping[str, Mapping[str, LocalText]] = field(default_factory=dict)
    formula: tuple[str, str, str] | None = None  # numerator, denominator, factor, as written

    @property
    def is_percent(self) -> bool:
        """Whether its values are percentages."""
        return self.unit == "percent"

    @property
    def baseline_shown(self) -> str:
        """The baseline with its period and source, as a reader sees it; words where there is none."""
        if self.baseline is None:
            return _("none in the source")
        value = shown.value(self.baseline, percent=self.is_percent, stages=self.stages)
        if self.baseline_source:
            return _("{value} in {period}, {source}").format(
                value=value, period=self.baseline_period, source=self.baseline_source
            )
        return _("{value} in {period}").format(value=value, period=self.baseline_period)


class Labels:
    """The words of a plan document: bodies by code, source labels, verification, stages, cells of sets."""

    def __init__(self, document: PlanDocument, body_names: Mapping[str, LocalText]) -> None:
        self.bodies = body_names
        self.sources: Mapping[str, LocalText] = {str(one.code): one.name for one in document.source_labels}
        self.short_sources: Mapping[str, LocalText] = {
            str(one.code): one.short for one in document.source_labels if one.short
        }
        self.verification: Mapping[str, LocalText] = {str(one.code): one.name for one in document.verification}
        self.stages: Mapping[str, Mapping[str, LocalText]] = {
            str(one.code): {str(stage.code): stage.name for stage in one.items} for one in document.stages
        }
        lists: dict[str, Mapping[str, LocalText]] = {
            str(one.code): {str(item.code): item.name for item in one.items} for one in document.lists
        }
        names: dict[str, LocalText] = {str(one.code): one.name for one in document.lists}
        self.sets = {str(one.code): _crossed([lists[code] for code in one.lists]) for one in document.sets}
        self.set_names = {str(one.code): _joined([names[code] for code in one.lists]) for one in document.sets}

    def source(self, label: str) -> str:
        """A source label in words."""
        return shown.localised(self.sources.get(label, {"en": label}))

    def source_in_sentence(self, label: str) -> str:
        """A source label as a sentence names it: by its short name, where the plan gives one."""
        return shown.localised(self.short_sources[label]) if label in self.short_sources else self.source(label)


def sheets_of(document: PlanDocument, labels: Labels) -> list[Sheet]:
    """The sheets of a version's indicators, by strategy in the order of the plan."""
    known = {str(one.code): Heading(one.code, one.short_name or one.name) for one in document.strategies}
    of = {str(output.code): known[one.code] for one in document.strategies for output in one.outputs} | known
    order = {code: index for index, code in enumerate(known)}
    sheets = [_sheet(one, of[one.of], labels) for one in document.indicators]
    return sorted(sheets, key=lambda sheet: order[sheet.heading.code])


def _sheet(one: plan_model.Indicator, heading: Heading, labels: Labels) -> Sheet:
    baseline, formula = one.baseline, one.formula
    stages = labels.stages.get(one.stages or "", {})
    return Sheet(
        ident=str(one.code),
        code=one.code,
        title=one.name,
        heading=heading,
        definition=one.definition,
        unit=one.unit,
        counts=one.counts,
        currency=one.currency or "",
        spreads=one.spread is not None,
        frequency=one.frequency,
        responsible=one.responsible,
        responsible_name=labels.bodies.get(one.responsible, {"en": one.responsible}),
        source=_source(one, labels),
        official=one.official_source or "",
        level=one.level,
        readiness=one.readiness.state,
        key=one.key,
        protected=one.protected,
        illustrative=_is_illustrative(one),
        baseline=None if baseline is None else str(baseline.value) if stages else Decimal(baseline.value),
        baseline_period="" if baseline is None else baseline.period,
        baseline_source=_whose_baseline(one, labels),
        stages=stages,
        sets={code: labels.sets[code] for code in one.breakdown_sets},
        formula=None if formula is None else (formula.numerator, formula.denominator, f"{formula.factor:f}"),
    )


def _whose_baseline(one: plan_model.Indicator, labels: Labels) -> str:
    """Whose figure the baseline is, where it is not the official source's."""
    label = one.baseline.source_label if one.baseline else None
    return labels.source_in_sentence(label) if label and label != one.official_source else ""


def _is_illustrative(one: plan_model.Indicator) -> bool:
    has_targets = bool(one.targets or one.place_targets or one.plan_target is not None)
    by_baseline = one.baseline is not None and one.baseline.basis == "illustrative"
    return by_baseline or (has_targets and one.targets_status == "illustrative")


def _source(one: plan_model.Indicator, labels: Labels) -> str:
    """Where its values come from, in words."""
    if one.formula is not None:
        return _("divided from {numerator} and {denominator}").format(
            numerator=one.formula.numerator, denominator=one.formula.denominator
        )
    proofs = ", ".join(shown.localised(labels.verification[code]) for code in one.means_of_verification)
    if one.source == "register":
        return _("counted by this system")
    if one.source == "both":
        return _("reported ({proofs}) and counted by this system").format(proofs=proofs)
    return proofs or _("reported")


def _crossed(lists: Sequence[Mapping[str, LocalText]]) -> dict[str, LocalText]:
    """The cells of a list, or of a cross of lists; a crossed cell's code joins its items'."""
    cells: dict[str, LocalText] = dict(lists[0])
    for items in lists[1:]:
        cells = {
            f"{first}{CROSS}{code}": _joined([name, other])
            for first, name in cells.items()
            for code, other in items.items()
        }
    return cells


def _joined(texts: Sequence[LocalText]) -> LocalText:
    languages = [lang for lang in ("en", "km") if all(text.get(lang) for text in texts)]
    return {lang: ", ".join(text[lang] for text in texts) for lang in languages}
