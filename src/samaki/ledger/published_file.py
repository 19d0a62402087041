"""Reads `sources.yaml` and `facts.yaml` of a folder of published figures, with every line and every problem."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from samaki.calculate.model import MILLION
from samaki.calculate.periods import Period, month_of, parse_period
from samaki.core.problems import NotFound, Problem, Refused
from samaki.ledger.lined_yaml import Lined, LinedList, read_yaml
from samaki.ledger.models import Fact
from samaki.ledger.rules import QUALIFIERS, Cells, NewFact, millionths
from samaki.ledger.rules_of_plan import newest_rules
from samaki.ledger.services.names import plan_named
from samaki.registry.plan.models import Plan

# fmt: off
SOURCE_KEYS: Final = ("code", "title", "address", "known", "known_basis", "illustrative", "note")
FACT_KEYS: Final = (
    "code", "indicator", "period", "place", "body", "source_label", "source", "value", "nil", "sets", "includes_lower",
    "qualifier", "enter", "note",
)
# fmt: on
ENTER: Final = ("official", "beside", "context")
NO_PERIOD: Final = Period(0, 0, "")
LINES: Final = UUID("0c6a2f0e-52bb-4d52-8d0c-2f6f1f1b7a55")  # names a line by plan and code of the entry


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the folder, as a fact to be."""

    code: str
    source: str
    enter: str
    fact: NewFact
    line: UUID
    text: str

    @property
    def enters(self) -> bool:
        """Say whether it enters the ledger at all."""
        return self.enter != "context"

    @property
    def where(self) -> str:
        """Return its file and line."""
        return self.fact.where


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """Where figures are published. `text` is its entry as written."""

    code: str
    citation: str
    address: str
    known: dt.date | None
    basis: str
    is_illustrative: bool
    line: int
    where: str
    text: str

    def record(self, entries: Sequence[Entry]) -> bytes:
        """Return what is kept as evidence: the source's entry and those of its figures, word for word."""
        parts = ["sources:", self.text, "", "facts:", *(entry.text for entry in entries)]
        return ("\n".join(parts) + "\n").encode()


@dataclass(slots=True)
class Published:
    """A folder that was read; what could not be understood is in `problems`."""

    plan: Plan
    sources: dict[str, PublishedSource] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_published(folder: Path, plan: str = "") -> Published:
    """Read a folder. Raises Refused where a file cannot be read at all, NotFound for an unknown plan."""
    if not folder.is_dir():
        raise NotFound.because("folder", _("There is no folder %(folder)s.") % {"folder": folder})
    sources, facts = (_File(folder / name) for name in ("sources.yaml", "facts.yaml"))
    published = Published(plan_named(plan or _plan_of(folder, sources.content)))
    reader = _Reader(published)
    for place, row in sources.rows("sources", reader):
        reader.source(sources, place, row)
    for place, row in facts.rows("facts", reader):
        reader.entry(facts, place, row)
    return published


class _File:
    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.content = read_yaml(path)
        self.lines = path.read_text(encoding="utf-8-sig").split("\n")
        self._begins: list[int] = []

    def rows(self, name: str, reader: _Reader) -> Iterator[tuple[int, Lined]]:
        """Yield each entry with its place in the list."""
        rows = self.content.get(name) if isinstance(self.content, Lined) else None
        if not isinstance(rows, LinedList) or not rows:
            reader.wrong(f"{self.name}:1", _("The file has no list named %(name)s.") % {"name": name})
            return
        ends = [line for key, line in self.content.lines.items() if line > rows.line]
        self._begins = [*rows.lines, min([*ends, len(self.lines) + 1])]
        for place, row in enumerate(rows):
            if isinstance(row, Lined):
                yield place, row
            else:
                reader.wrong(f"{self.name}:{rows.lines[place]}", _("An entry must be a mapping."))

    def text(self, place: int) -> str:
        """Return an entry as written, without the comments and empty lines that follow it."""
        lines = self.lines[self._begins[place] - 1 : self._begins[place + 1] - 1]
        while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        return "\n".join(lines)


class _Reader:
    def __init__(self, published: Published) -> None:
        self.published = published
        self.rules = newest_rules(published.plan)
        self.folded = {code.upper(): code for code in self.rules}
        self.codes: set[str] = set()

    def wrong(self, where: str, what: str, mend: str = "") -> None:
        self.published.problems.append(Problem("published", what, where, mend))

    def source(self, file: _File, place: int, row: Lined) -> None:
        where = f"{file.name}:{row.line}"
        self._keys(file, row, SOURCE_KEYS)
        code = str(row.get("code") or "")
        if not code or code in self.published.sources:
            self.wrong(where, _("A source needs a code of its own."))
            return
        self.published.sources[code] = PublishedSource(
            code=code,
            citation=_words(row.get("title")) or code,
            address=str(row.get("address") or ""),
            known=None if row.get("known") in {None, "none"} else self._day(row, "known", file),
            basis=str(row.get("known_basis") or ""),
            is_illustrative=row.get("illustrative") is True,
            line=row.line,
            where=where,
            text=file.text(place),
        )

    def entry(self, file: _File, place: int, row: Lined) -> None:
        where = f"{file.name}:{row.line}"
        before = len(self.published.problems)
        self._keys(file, row, FACT_KEYS)
        code = str(row.get("code") or "")
        if not code or code in self.codes:
            self.wrong(where, _("A figure needs a code of its own."))
        self.codes.add(code)
        if str(row.get("source")) not in self.published.sources:
            self.wrong(where, _("There is no source %(code)s.") % {"code": row.get("source")})
        enter = str(row.get("enter"))
        if enter not in ENTER:
            self.wrong(where, _("enter says official, beside or context."))
        if enter != "context":
            fact = self._fact(file, row, code, where)
        else:
            fact = NewFact(
                indicator=str(row.get("indicator")), body=str(row.get("body")), first_month=0, last_month=0, where=where
            )
        if len(self.published.problems) == before:
            line = uuid5(LINES, f"{self.published.plan.code}/{code}".lower())
            self.published.entries.append(
                Entry(code, str(row["source"]), enter, replace(fact, line=line), line, file.text(place))
            )

    def _fact(self, file: _File, row: Lined, code: str, where: str) -> NewFact:
        period, since, until = self._period(file, row)
        indicator = self.folded.get(str(row.get("indicator")).upper(), str(row.get("indicator")))
        qualifier = str(row.get("qualifier") or "")
        if qualifier not in QUALIFIERS:
            self.wrong(where, _("qualifier says at_least, approximate or partial."))
        nil = row.get("nil") is True
        if nil == (row.get("value") is not None):
            self.wrong(where, _("A figure has either a value or nil: true."))
        return NewFact(
            indicator=indicator,
            body=str(row.get("body")),
            place=None if row.get("place") is None else str(row["place"]),
            first_month=period.first,
            last_month=period.last,
            stated_from=since,
            stated_to=until,
            kind=Fact.NIL if nil else Fact.VALUE,
            value=None if nil else self._amount(indicator, row.get("value"), f"{file.name}:{row.line_of('value')}"),
            cells=self._cells(file, row),
            source=str(row.get("source_label") or ""),
            includes_lower=row.get("includes_lower") is True,
            qualifier=qualifier,
            locator=code,
            note=_note(row.get("note")),
            where=where,
        )

    def _period(self, file: _File, row: Lined) -> tuple[Period, dt.date | None, dt.date | None]:
        said, where = row.get("period"), f"{file.name}:{row.line_of('period')}"
        if not isinstance(said, Lined):
            self.wrong(
                where, _("A figure that enters needs a period: {year: 2016}, {month: 2016-07} or {from, to, for}.")
            )
            return NO_PERIOD, None, None
        try:
            if "from" in said:
                since, until = (dt.date.fromisoformat(str(said.get(name))) for name in ("from", "to"))
                named = said.get("for")
                months = parse_period(str(named), NO_PERIOD) if named is not None else None
                return months or Period(month_of(since), month_of(until), ""), since, until
            name = next(name for name in ("year", "half", "quarter", "month") if name in said)
            return parse_period(str(said[name]), NO_PERIOD), None, None
        except (ValueError, StopIteration) as error:
            self.wrong(where, _("This is no period: %(why)s.") % {"why": error or ", ".join(said)})
            return NO_PERIOD, None, None

    def _amount(self, indicator: str, value: object, where: str) -> int | None:
        if value is None:
            return None
        rule = self.rules.get(indicator)
        if rule is not None and rule.staged:
            if str(value) in rule.stages:
                return rule.stages.index(str(value)) * MILLION
            known = ", ".join(rule.stages)
            self.wrong(where, _("%(value)s is none of the stages: %(known)s.") % {"value": value, "known": known})
            return 0
        return self._millionths(value, where)

    def _millionths(self, value: object, where: str) -> int:
        try:
            if isinstance(value, int | Decimal) and not isinstance(value, bool):
                return millionths(value)
        except ValueError:  # too many decimals: said below
            pass
        self.wrong(where, _("%(value)s is no number with at most six decimals.") % {"value": value})
        return 0

    def _cells(self, file: _File, row: Lined) -> Cells:
        sets = row.get("sets")
        if sets is None:
            return ()
        if not isinstance(sets, Lined) or not all(isinstance(cells, Lined) for cells in sets.values()):
            self.wrong(f"{file.name}:{row.line_of('sets')}", _("sets: {set: {cell: number}}."))
            return ()
        return tuple(
            (name, cell, self._millionths(value, f"{file.name}:{cells.line_of(cell)}"))
            for name, cells in sets.items()
            for cell, value in cells.items()
        )

    def _day(self, row: Lined, key: str, file: _File) -> dt.date | None:
        try:
            return dt.date.fromisoformat(str(row[key]))
        except ValueError:
            where = f"{file.name}:{row.line_of(key)}"
            self.wrong(where, _("%(value)s is no day; write 2016-07-31, or none.") % {"value": row[key]})
            return None

    def _keys(self, file: _File, row: Lined, known: Collection[str]) -> None:
        for key in row:
            if key not in known:
                told = {"key": key, "known": ", ".join(known)}
                self.wrong(f"{file.name}:{row.line_of(key)}", _("%(key)s is no field; known: %(known)s.") % told)


def _plan_of(folder: Path, sources: Any) -> str:
    """Return the code of the plan that a folder belongs to. Raises Refused where nothing says it."""
    if isinstance(sources, Lined) and sources.get("plan"):
        return str(sources["plan"])
    beside = folder.parent / "plan.yaml"
    if beside.is_file():
        content = read_yaml(beside)
        said = content.get("plan") if isinstance(content, Lined) else None
        code = (said if isinstance(said, Lined) else content).get("code") if isinstance(content, Lined) else None
        if code:
            return str(code)
    raise Refused.because(
        "published.plan",
        _("Nothing says to which plan these figures belong."),
        mend=_("Write `plan: CODE` into sources.yaml."),
    )


def _words(text: object) -> str:
    """Return a text, of one in several languages the English words (citations stand as printed)."""
    if isinstance(text, Mapping):
        return str(text.get("en") or next(iter(text.values()), ""))
    return str(text or "")


def _note(note: object) -> str:
    """Return a note as it is kept: JSON by language."""
    if not note:
        return ""
    return json.dumps(
        dict(note) if isinstance(note, Mapping) else {"en": str(note)}, ensure_ascii=False, sort_keys=True
    )
