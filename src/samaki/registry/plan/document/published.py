"""The published figures beside a plan: reads published/sources.yaml and published/facts.yaml, every problem at once."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from samaki.registry.plan.document import words
from samaki.registry.plan.document.messages import PlanProblem, problem
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.nodes import Mapping, read_file
from samaki.registry.plan.document.shape import Origin, Shaper, fields_of, nearest
from samaki.registry.plan.document.shape import Path as Trail
from samaki.registry.plan.document.words import Amount, Code, Text, about

SOURCES_FILE: Final = "sources.yaml"
FACTS_FILE: Final = "facts.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSource:
    """A publication that figures are taken from; its figures enter as one batch."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, the same as in documents.yaml")
    title: Text = about("what it is")
    address: str | None = about("where it was read", default=None)
    known: dt.date | None = about(
        "the day from which its figures are known; none: nothing of it can be entered", default=None
    )
    known_basis: Literal["stated", "assumed", "unknown"] = about("whether that day is printed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPeriod:
    """The time a figure speaks of: a year; or from, to, and, for a source's own year, the year it stands for."""

    year: int | None = about("a calendar year", default=None)
    from_: dt.date | None = about("the first day", default=None)
    to: dt.date | None = about("the last day", default=None)
    for_: int | None = about("the year that a source's own year stands for", default=None)

    def is_whole(self) -> bool:
        """Say whether it names either a year, or a first and a last day."""
        days = (self.from_ is not None) + (self.to is not None)
        return days == (2 if self.year is None else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFact:
    """One figure exactly as printed."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    indicator: Code = about("the indicator it is a value of")
    period: PublishedPeriod | None = about("the time it speaks of", default=None)
    place: Code = about("the place it speaks of")
    body: Code = about("the body whose figure it is")
    source_label: Code = about("the label it is kept under")
    source: Code = about("the publication")
    value: Amount = about("a number, or a stage")
    qualifier: Literal["at_least", "approximate", "partial"] | None = about(
        "what the publication says of it", default=None
    )
    sets: dict[Code, dict[Code, Decimal]] = about("cells as printed, by breakdown set", table=True)
    includes_lower: bool = about("whether it already holds what bodies below report", default=False)
    enter: Literal["official", "beside", "context"] = about(
        "counts; shown beside; or not entered, shown as a note only"
    )
    note: Text | None = about("what a reader should know; why it is not entered", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Arithmetic on published figures that must come out of the system."""

    what: Text = about("what is compared")
    facts: tuple[Code, ...] = about("the figures, the first minus the second")
    difference: Decimal | None = about("what comes out", default=None)
    change_percent: Decimal | None = about("the change in percent, one decimal", default=None)
    printed: str | None = about("what the publication printed", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """All published figures of a folder."""

    sources: tuple[PublishedSource, ...] = about("publications", file=SOURCES_FILE)
    facts: tuple[PublishedFact, ...] = about("figures", file=FACTS_FILE)
    comparisons: tuple[Comparison, ...] = about("comparisons", file=FACTS_FILE, many=True)


@dataclass(slots=True)
class ReadPublished:
    """What was read: the figures (None where the files fail), where each stands, every problem."""

    published: Published | None
    origins: dict[Trail, Origin] = field(default_factory=dict)
    problems: list[PlanProblem] = field(default_factory=list)

    def where(self, number: int) -> str:
        """Return file and line of a figure by its number in the file, counted from 0."""
        file, line = self.origins.get(("facts", number), (FACTS_FILE, 0))
        return f"{file}:{line}"


def read_published(folder: Path, plan: PlanDocument | None = None) -> ReadPublished:
    """Read the figures of a folder; with a plan, every code is looked up in it as well."""
    problems: list[PlanProblem] = []
    entries, lines = {}, {}
    for name in (SOURCES_FILE, FACTS_FILE):
        if not (folder / name).exists():
            problems.append(problem("file-missing", name, 0, name=name))
            continue
        node, found = read_file(folder / name, name)
        problems.extend(found)
        held = [key for key, spec in fields_of(Published).items() if spec.file == name]
        if node is not None and not isinstance(node, Mapping):
            problems.append(problem("not-a-mapping", name, node.line, what=name))
        if not isinstance(node, Mapping):
            continue
        for key, inner in node.entries.items():
            if key in held:
                entries[key], lines[key] = inner, node.key_lines[key]
            else:
                problems.append(
                    problem("unknown-key", name, node.key_lines[key], key=key, of=name, nearest=nearest(key, held))
                )
    if problems:
        return ReadPublished(None, problems=problems)
    shaper = Shaper()
    read = shaper.shape(Published, Mapping(FACTS_FILE, 1, entries, lines), (), "")
    result = ReadPublished(read if not shaper.broken else None, shaper.origins, shaper.problems)
    if result.published is not None:
        _Checker(result, result.published, plan).run()
    return result


class _Checker:
    """Notes what is wrong with figures that could be read."""

    def __init__(self, result: ReadPublished, published: Published, plan: PlanDocument | None) -> None:
        self.result = result
        self.published = published
        self.plan = plan
        self.multiple = {one.code for one in plan.sets if one.multiple} if plan else set()
        self.lists = {one.code: [item.code for item in one.items] for one in plan.lists} if plan else {}

    def note(self, code: str, path: Trail, /, **params: Any) -> None:
        while path and path not in self.result.origins:
            path = path[:-1]
        file, line = self.result.origins.get(path, (FACTS_FILE, 0))
        self.result.problems.append(problem(code, file, line, **params))

    def run(self) -> None:
        seen: dict[str, int] = {}
        for number, fact in enumerate(self.published.facts):
            path: Trail = ("facts", number)
            if fact.code.casefold() in seen:
                self.note("code-twice", path, code=fact.code, first=self.result.where(seen[fact.code.casefold()]))
            seen.setdefault(fact.code.casefold(), number)
            self._source(path, fact)
            self._period(path, fact)
            self._cells(path, fact)
            if self.plan is not None:
                self._look_up(path, fact, self.plan)
        for number, comparison in enumerate(self.published.comparisons):
            for code in comparison.facts:
                if code.casefold() not in seen:
                    choices = [fact.code for fact in self.published.facts]
                    self._unknown(("comparisons", number, "facts"), "figure", code, choices)

    def _source(self, path: Trail, fact: PublishedFact) -> None:
        known = {source.code: source for source in self.published.sources}
        if fact.source not in known:
            self._unknown((*path, "source"), "source", fact.source, known)
        elif fact.enter != "context" and known[fact.source].known is None:
            self.note("fact-source-day", (*path, "source"), code=fact.code, source=fact.source)

    def _period(self, path: Trail, fact: PublishedFact) -> None:
        if fact.enter == "context":
            if not fact.note:
                self.note("fact-reason", path, code=fact.code)
            return
        period = fact.period
        if period is None or not period.is_whole():
            self.note("fact-period", (*path, "period"), code=fact.code)
        elif period.from_ and period.to and period.from_ > period.to:
            self.note("period-order", (*path, "period"), first=period.from_, last=period.to)

    def _cells(self, path: Trail, fact: PublishedFact) -> None:
        value = words.decimal_of(fact.value)
        for name, cells in fact.sets.items():
            total = sum(cells.values(), Decimal(0))
            if value is not None and name not in self.multiple and total > value:
                shown = words.plain_number(total)
                self.note("fact-sets", (*path, "sets", name), set=name, sum=shown, value=fact.value)

    def _look_up(self, path: Trail, fact: PublishedFact, plan: PlanDocument) -> None:
        sheets = {one.code: one for one in plan.indicators}
        sheet = sheets.get(fact.indicator)
        if sheet is None:
            self._unknown((*path, "indicator"), "indicator", fact.indicator, sheets)
            return
        if fact.enter != "context" and fact.source_label not in sheet.source_labels:
            choices = ", ".join(sheet.source_labels) or "-"
            label = (*path, "source_label")
            self.note("duty-label-unknown", label, indicator=sheet.code, label=fact.source_label, choices=choices)
        sets = {one.code: one for one in plan.sets}
        for name, cells in fact.sets.items():
            if name not in sheet.breakdown_sets:
                self._unknown((*path, "sets", name), "set", name, sheet.breakdown_sets)
                continue
            items = self.lists[sets[name].lists[0]] if len(sets[name].lists) == 1 else []
            for cell in cells:
                if items and cell not in items:
                    here = (*path, "sets", name, cell)
                    self.note("map-item", here, list=name, item=cell, nearest=nearest(cell, items))

    def _unknown(self, path: Trail, kind: str, value: str, choices: Iterable[str]) -> None:
        self.note("unknown-reference", path, kind=kind, value=value, nearest=nearest(value, choices))
