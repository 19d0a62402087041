"""What the form asks: one `Field` for each indicator, read from the plan's document. Pure; no rows, no request.

The same description feeds the page, the reading of what was typed, the paper and the script on the device.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from samaki.registry.plan.document.model import BreakdownList, BreakdownSet, Indicator, PlanDocument, Strategy
from samaki.registry.plan.document.words import Code

Words = Mapping[str, str]  # {"en", "km"}
Cell = tuple[str, str]  # set, cell

CROSS: Final = "+"
STAGED: Final = frozenset({"milestone", "ordered_scale"})
KIND_OF_BODY: Final = "kind_of_body"  # the list whose items a plan's kinds of body name as their `group`
LANGUAGES: Final = ("en", "km")
DOCUMENTS_KEPT: Final = 16
COUNTED: Final[Mapping[str, Promise]] = {
    "persons": _("persons"),
    "cases": _("cases"),
    "offences": _("offences"),
    "events": _("events"),
    "things": _("number"),
    "percent": _("percent"),
    "ratio": _("ratio"),
    "milestone": _("stage"),
    "ordered_scale": _("stage"),
    "none": _("number"),
}
# Why there is no figure yet, beside what the plan itself says keeps the indicator from being measured.
USUAL_REASONS: Final[Mapping[str, Promise]] = {
    "not_sent": _("Whoever has it has not sent it yet"),
    "not_counted": _("It was not counted in this period"),
    "other": _("Another reason, in the note"),
}
_remembered: dict[int, tuple[PlanDocument, Mapping[str, Field]]] = {}  # by the document's identity


@dataclass(frozen=True, slots=True)
class Choice:
    """A cell of a list, or a stage: its code and name."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Grid:
    """One breakdown set: a list (`across` empty) or a cross of two lists; the longer list goes down.

    `cell(down, across)` gives the code by which the ledger knows the cell, whatever the order in the plan. Crosses of
    three lists come as several grids, one for each item of the first list (`part`). `is_turned`: the plan names the
    list that stands across before the one that goes down.
    """

    code: str
    name: Words
    down: tuple[Choice, ...]
    across: tuple[Choice, ...] = ()
    multiple: bool = False
    part: Choice | None = None
    is_turned: bool = False

    def cell(self, down: str, across: str = "") -> str:
        """Return the ledger's code of a cell."""
        codes = (across, down) if self.is_turned else (down, across)
        return CROSS.join(code for code in (self.part.code if self.part else "", *codes) if code)

    @property
    def cells(self) -> Iterator[str]:
        """The codes of all its cells, row by row."""
        for down in self.down:
            for across in self.across or (None,):
                yield self.cell(down.code, across.code if across else "")


@dataclass(frozen=True, slots=True)
class Derived:
    """A set that follows from another one: each cell of `source` belongs to one cell of the set."""

    code: str
    source: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One indicator as the form asks it.

    `whole`: fractions are refused; `stages` where the value is a stage. `grids` are what the form shows; `sets` every
    set whose cells may be typed, with its cells, `multiple` those in which one may fall in several cells. `derived`
    are the sets that follow from a shown one (the margins of a cross, a list mapped exactly). `own_cells` gives by
    kind of body the cell into which everything falls that such a body reports. `reasons` why there may be no figure.
    """

    code: str
    title: Words
    definition: Words
    strategy: str
    strategy_title: Words
    unit: str
    unit_name: Words
    counts: str
    over_time: str
    whole: bool
    stages: tuple[Choice, ...]
    grids: tuple[Grid, ...]
    protected: bool
    sets: Mapping[str, frozenset[str]]
    multiple: frozenset[str]
    derived: tuple[Derived, ...]
    own_cells: Mapping[str, Cell]
    reasons: tuple[Choice, ...]
    means: tuple[Words, ...] = ()
    is_running_total: bool = False


def fields_of(document: PlanDocument) -> Mapping[str, Field]:
    """Return the fields of every indicator that somebody reports, by code; remembered by the document's identity."""
    there = _remembered.get(id(document))
    if there is not None and there[0] is document:
        return there[1]
    made = _Maker(document).fields()
    if len(_remembered) >= DOCUMENTS_KEPT:
        _remembered.clear()
    _remembered[id(document)] = (document, made)
    return made


class _Maker:
    """Reads one document into fields."""

    def __init__(self, document: PlanDocument) -> None:
        self.document = document
        self.lists: dict[str, BreakdownList] = {one.code: one for one in document.lists}
        self.sets: dict[str, BreakdownSet] = {one.code: one for one in document.sets}
        self.stages: dict[str, tuple[Choice, ...]] = {
            one.code: tuple(Choice(stage.code, stage.name) for stage in one.items) for one in document.stages
        }
        self.exact: dict[tuple[str, str], Mapping[Code, Code]] = {
            (one.from_, one.to): one.map for one in document.maps if one.basis == "exact"
        }
        self.groups: dict[str, str] = {kind.code: kind.group for kind in document.kinds if kind.group}
        self.means: dict[str, Words] = {one.code: one.name for one in document.verification}
        self.usual_reasons = tuple(Choice(code, in_both(words)) for code, words in USUAL_REASONS.items())
        self.reasons: dict[str, Choice] = {one.code: Choice(one.code, one.name) for one in document.readiness_reasons}
        self.strategies: dict[str, Strategy] = {}
        for strategy in document.strategies:
            self.strategies[strategy.code] = strategy
            self.strategies.update(dict.fromkeys((output.code for output in strategy.outputs), strategy))

    def fields(self) -> Mapping[str, Field]:
        reported = [sheet for sheet in self.document.indicators if not sheet.formula and sheet.source != "register"]
        return {sheet.code: self.field(sheet) for sheet in reported}

    def field(self, sheet: Indicator) -> Field:
        strategy = self.strategies.get(sheet.of)
        own = [self.sets[code] for code in sheet.breakdown_sets if code in self.sets and self.may_be_typed(code)]
        derived = tuple(self.derived(own))
        from_others = {one.code for one in derived} | {one.code for one in own if one.lists == (KIND_OF_BODY,)}
        staged = sheet.unit in STAGED
        return Field(
            code=sheet.code,
            title=sheet.name,
            definition=sheet.definition,
            strategy=strategy.code if strategy else sheet.of,
            strategy_title=strategy.name if strategy else {},
            unit=sheet.unit,
            unit_name=self.unit_name(sheet),
            counts=sheet.counts,
            over_time=sheet.over_time or ("latest" if staged else "sum"),
            whole=sheet.counts != "none" and not staged,
            stages=self.stages.get(sheet.stages or "", ()) if staged else (),
            grids=tuple(grid for one in own if one.code not in from_others for grid in self.grids(one)),
            protected=sheet.protected,
            sets={one.code: frozenset(self.cells(one)) for one in own},
            multiple=frozenset(one.code for one in own if one.multiple),
            derived=derived,
            own_cells={
                kind: (one.code, group)
                for one in own
                if one.lists == (KIND_OF_BODY,)
                for kind, group in self.groups.items()
            },
            reasons=(
                *self.usual_reasons,
                *(self.reasons[code] for code in sheet.readiness.why if code in self.reasons),
            ),
            means=tuple(self.means[code] for code in sheet.means_of_verification if code in self.means),
            is_running_total=sheet.over_time == "running_total",
        )

    def unit_name(self, sheet: Indicator) -> Words:
        if sheet.unit == "money":
            return dict.fromkeys(LANGUAGES, sheet.currency or "")
        counted = sheet.counts if sheet.unit == "number" else sheet.unit
        return in_both(COUNTED[counted])

    def may_be_typed(self, code: str) -> bool:
        lists = [self.lists.get(name) for name in self.sets[code].lists]
        return bool(lists) and all(one is not None and not one.published_only for one in lists)

    def cells(self, one: BreakdownSet) -> list[str]:
        return [CROSS.join(cell) for cell in product(*(self.codes(name) for name in one.lists))]

    def codes(self, name: str) -> list[str]:
        return [item.code for item in self.lists[name].items]

    def derived(self, own: list[BreakdownSet]) -> Iterator[Derived]:
        """Yield the sets that a cross, or a list mapped exactly, holds already: each from the first that does."""
        plain: dict[str, BreakdownSet] = {one.lists[0]: one for one in own if len(one.lists) == 1 and not one.multiple}
        found: set[str] = set()
        for source in sorted(own, key=lambda one: -len(one.lists)):
            if source.multiple:
                continue
            for at, name in enumerate(source.lists):
                for target, table in self.from_list(name, plain, is_cross=len(source.lists) > 1):
                    if target != source.code and target not in found:
                        found.add(target)
                        parts = ((cell, cell.split(CROSS)[at]) for cell in self.cells(source))
                        yield Derived(target, source.code, {cell: table[part] for cell, part in parts})

    def from_list(
        self, name: str, plain: Mapping[str, BreakdownSet], *, is_cross: bool
    ) -> Iterator[tuple[str, Mapping[str, str]]]:
        if is_cross and name in plain:
            yield plain[name].code, {code: code for code in self.codes(name)}
        for target, one in plain.items():
            table = self.exact.get((name, target))
            if table is not None and set(self.codes(name)) <= set(table):
                yield one.code, {str(before): str(after) for before, after in table.items()}

    def grids(self, one: BreakdownSet) -> Iterator[Grid]:
        lists = [self.lists[name] for name in one.lists]
        choices = [_choices(each) for each in lists]
        if len(lists) == 1:
            yield Grid(one.code, lists[0].name, choices[0], multiple=one.multiple)
        elif len(lists) == 2:
            yield _crossed(one, lists[0], lists[1])
        elif len(lists) == 3:
            for part in choices[0]:
                yield _crossed(one, lists[1], lists[2], part)


def in_both(words: Promise) -> Words:
    """Return words of the software in both languages, as a plan keeps its own."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(words)
    return found


def _choices(one: BreakdownList) -> tuple[Choice, ...]:
    return tuple(Choice(item.code, item.name) for item in one.items)


def _crossed(one: BreakdownSet, first: BreakdownList, second: BreakdownList, part: Choice | None = None) -> Grid:
    turned = len(second.items) > len(first.items)
    down, across = (second, first) if turned else (first, second)
    name = {language: _pair(down.name, across.name, language) for language in LANGUAGES}
    return Grid(one.code, name, _choices(down), _choices(across), one.multiple, part, turned)


def _pair(first: Words, second: Words, language: str) -> str:
    return f"{first.get(language) or first.get('en', '')} × {second.get(language) or second.get('en', '')}"
