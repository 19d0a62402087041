"""Reads a worked example (format: examples/README.md) and names everything in it that cannot be understood."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from samaki.calculate.model import MILLION
from samaki.calculate.periods import Period, month_end, month_of, parse_period
from samaki.core.problems import Problem, Refused
from samaki.ledger.lined_yaml import Lined, LinedList, read_yaml
from samaki.ledger.rules import millionths

TOP: Final = [
    "title",
    "note",
    "plan",
    "indicators",
    "places",
    "bodies",
    "events",
    "targets",
    "plan_target",
    "place_targets",
    "due",
    "thresholds",
    "revisions",
    "facts",
    "ask",
]
INDICATOR: Final = [
    "title",
    "note",
    "unit",
    "counts",
    "direction",
    "over_time",
    "over_places",
    "formula",
    "target_kind",
    "baseline",
    "carry",
    "spread",
    "stages",
    "band",
    "breakdowns",
    "multiple",
    "readiness",
    "official",
    "protected",
]
FACT: Final = [
    "of",
    "value",
    "nil",
    "place",
    "body",
    "month",
    "quarter",
    "half",
    "year",
    "from",
    "to",
    "for",
    "cells",
    "sets",
    "event",
    "includes_lower",
    "source",
    "id",
    "supersedes",
    "known",
    "withdrawn",
    "qualifier",
    "note",
]
ASK: Final = ["of", "place", "period", "as_of", "as_known_on", "own", "targets", "expect", "note"]
EXPECT: Final = [
    "actual",
    "target",
    "achieved",
    "status",
    "reached",
    "reported",
    "open",
    "partial",
    "stated_target",
    "other_sources",
    "cells",
    "sets",
    "not_available",
]
REVISION: Final = [
    "in_force",
    "known",
    "reason",
    "note",
    "targets",
    "plan_target",
    "place_targets",
    "indicators",
    "thresholds",
]
CHOICES: Final = {
    "unit": ["number", "percent", "ratio", "milestone", "money"],
    "counts": ["persons", "cases", "offences", "events", "things", "none"],
    "direction": ["increase", "decrease", "maintain", "none"],
    "over_time": ["sum", "latest", "average", "max", "min", "running_total"],
    "over_places": ["sum", "average", "max", "min"],
    "target_kind": ["per_period", "cumulative", "level", "none"],
    "spread": ["even"],
    "readiness": ["measurable", "source_named", "not_measurable"],
}
FORMULA: Final = re.compile(r"([^\[\]]+?)\s*(?:\[\s*([^\[\]=]+?)\s*=\s*([^\[\]]+?)\s*\])?")
USUAL_PLAN: Final = ("2014-01", "2018-12")


@dataclass(frozen=True, slots=True)
class ExampleFact:
    """One fact of the file. `line_name` is the name of its chain's first version."""

    of: str
    kind: str
    value: int | None
    place: str | None
    body: str
    first: int
    last: int
    stated_from: dt.date | None
    stated_to: dt.date | None
    known: dt.date
    withdrawn: dt.date | None
    line_name: str
    cells: tuple[tuple[str, str, int], ...]
    event: str | None
    includes_lower: bool
    source: str
    qualifier: str
    where: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One question and what is expected of it."""

    of: str
    place: str
    period: Period
    as_of: dt.date | None
    known_on: dt.date | None
    own: bool
    original: bool
    expect: Mapping[str, Any]
    where: str
    words: str


@dataclass(slots=True)
class Example:
    """A file that was understood."""

    path: Path
    raw: Lined
    plan: Period
    facts: list[ExampleFact] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)

    @property
    def bodies(self) -> dict[str, str]:
        """Return every body with its own place: the namesakes of the places too."""
        return {place: place for place in self.raw["places"]} | {
            body: str(place) for body, place in (self.raw.get("bodies") or {}).items()
        }


def read_example(path: Path) -> Example:
    """Read one file. Raises Refused with every problem found, each with its file and line."""
    raw = read_yaml(path)
    reader = _Reader(path)
    if not isinstance(raw, Lined):
        raise Refused.because(
            "example", _("A worked example is a mapping: indicators, places, facts, ask."), where=f"{path}:1"
        )
    example = reader.read(raw)
    if reader.problems or example is None:
        raise Refused(reader.problems)
    return example


class _Reader:
    """Collects problems while it reads; a part that fails is left out and the rest is read on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def wrong(self, line: int, what: str) -> None:
        self.problems.append(Problem("example", what, f"{self.path}:{line}"))

    def read(self, raw: Lined) -> Example | None:
        self.keys(raw, TOP, _("a worked example"))
        for name in ("indicators", "places", "ask"):
            if not raw.get(name):
                self.wrong(1, _("The file has no %(name)s.") % {"name": name})
        for name in (
            "indicators",
            "places",
            "bodies",
            "events",
            "targets",
            "plan_target",
            "place_targets",
            "due",
            "thresholds",
        ):
            self.mapping(raw, name)
        for name in ("facts", "ask", "revisions"):
            self.listing(raw, name)
        if self.problems:
            return None
        self.raw = raw
        self.plan = self.plan_period(raw)
        self.example = Example(self.path, raw, self.plan)
        self.check_indicators(raw["indicators"])
        self.check_places(raw)
        self.check_plan(raw, raw)
        for revision in raw.get("revisions") or ():
            self.check_revision(revision)
        if self.problems:
            return None
        self.example.facts = list(self.read_facts(raw.get("facts") or LinedList(1)))
        self.example.asks = list(self.read_asks(raw["ask"]))
        return self.example

    # --- shapes

    def keys(self, given: Lined, known: Collection[str], what: str) -> None:
        for key in given:
            if key not in known:
                self.wrong(given.line_of(key), _("%(key)s is no field of %(what)s.") % {"key": key, "what": what})

    def mapping(self, raw: Lined, name: str) -> None:
        if raw.get(name) is not None and not isinstance(raw[name], Lined):
            self.wrong(raw.line_of(name), _("%(name)s must be a mapping.") % {"name": name})

    def listing(self, raw: Lined, name: str) -> None:
        given = raw.get(name)
        if given is None:
            return
        if not isinstance(given, LinedList):
            self.wrong(raw.line_of(name), _("%(name)s must be a list.") % {"name": name})
            return
        for line, item in zip(given.lines, given, strict=True):
            if not isinstance(item, Lined):
                self.wrong(line, _("Each of %(name)s must be a mapping.") % {"name": name})

    def period(self, value: object, line: int) -> Period:
        try:
            return parse_period(str(value), self.plan)
        except ValueError as error:
            self.wrong(line, str(error))
            return self.plan

    def day(self, given: Lined, key: str) -> dt.date | None:
        value = given.get(key)
        if value is None:
            return None
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.wrong(
                given.line_of(key), _("%(key)s: %(value)s is no day; write 2016-07-31.") % {"key": key, "value": value}
            )
            return None

    def choice(self, given: Lined, key: str, known: Collection[str], what: str) -> None:
        value = given.get(key)
        if value is not None and str(value) not in known:
            self.wrong(given.line_of(key), _("%(value)s is no known %(what)s.") % {"value": value, "what": what})

    def truth(self, given: Lined, key: str) -> bool:
        value = given.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(given.line_of(key), _("%(key)s is true or false.") % {"key": key})
        return value is True

    def amount(self, code: str, value: object, line: int) -> int:
        """Return a value of an indicator in millionths: a number, or one of its stages."""
        stages = self.stages(code)
        try:
            if stages:
                return stages.index(str(value)) * MILLION
            if isinstance(value, bool) or not isinstance(value, int | Decimal):
                raise ValueError
            return millionths(value)
        except ValueError:
            known = ", ".join(stages) if stages else _("a number with at most six decimals")
            self.wrong(
                line,
                _("%(value)s is no value of %(code)s (%(known)s).") % {"value": value, "code": code, "known": known},
            )
            return 0

    def stages(self, code: str) -> list[str]:
        sheet = self.raw["indicators"].get(code) or {}
        return [str(stage) for stage in sheet.get("stages") or ()]

    # --- plan, places, indicators

    def plan_period(self, raw: Lined) -> Period:
        given = raw.get("plan") or USUAL_PLAN
        line = raw.line_of("plan")
        whole = Period(0, 0, "plan")
        try:
            first, last = (parse_period(str(month), whole) for month in given)
            if first.first > last.last:
                raise ValueError(_("the plan ends before it begins"))
            return Period(first.first, last.last, "plan")
        except (TypeError, ValueError) as error:
            self.wrong(
                line, _("plan: the first and the last month, such as [2014-01, 2018-12]: %(why)s.") % {"why": error}
            )
            return Period(2014 * 12, 2018 * 12 + 11, "plan")

    def check_indicators(self, indicators: Lined) -> None:
        for code in indicators:
            sheet = indicators[code]
            if sheet is None:
                sheet = indicators[code] = Lined(indicators.line_of(code))
            if not isinstance(sheet, Lined):
                self.wrong(indicators.line_of(code), _("Indicator %(code)s must be a mapping.") % {"code": code})
                continue
            self.check_sheet(sheet, indicators)

    def check_sheet(self, sheet: Lined, indicators: Lined) -> None:
        self.keys(sheet, INDICATOR, _("an indicator"))
        for key, known in CHOICES.items():
            self.choice(sheet, key, known, key)
        for key in ("stages", "breakdowns", "multiple"):
            if sheet.get(key) is not None and not isinstance(sheet[key], LinedList):
                self.wrong(sheet.line_of(key), _("%(name)s must be a list.") % {"name": key})
        band = sheet.get("band")
        if band is not None and (
            not isinstance(band, LinedList) or len(band) != 2 or any(not _is_number(edge) for edge in band)
        ):
            self.wrong(sheet.line_of("band"), _("band: the lowest and the highest value, such as [24, 30]."))
        if sheet.get("carry") is not None and not isinstance(sheet["carry"], int):
            self.wrong(sheet.line_of("carry"), _("carry: a whole number of months."))
        formula = sheet.get("formula")
        if formula is None:
            return
        if not isinstance(formula, Lined) or not {"numerator", "denominator"} <= formula.keys():
            self.wrong(sheet.line_of("formula"), _("formula: {numerator: N, denominator: D, factor: 100}."))
            return
        for side in ("numerator", "denominator"):
            found = FORMULA.fullmatch(str(formula[side]).strip())
            if found is None or found[1] not in indicators:
                self.wrong(
                    formula.line_of(side), _("%(part)s names no indicator of the file.") % {"part": formula[side]}
                )

    def check_places(self, raw: Lined) -> None:
        places = raw["places"]
        for code, parent in places.items():
            parents = list(parent.values()) if isinstance(parent, Lined) else [parent]
            if isinstance(parent, Lined):
                for month in parent:
                    self.period(month, parent.line_of(month))
            for one in parents:
                if one is not None and str(one) not in places:
                    self.wrong(places.line_of(code), _("There is no place %(code)s.") % {"code": one})
        for body, place in (raw.get("bodies") or {}).items():
            if str(place) not in places:
                self.wrong(raw["bodies"].line_of(body), _("There is no place %(code)s.") % {"code": place})
        for event, fields in (raw.get("events") or {}).items():
            lead = fields.get("lead") if isinstance(fields, Lined) else None
            if str(lead) not in self.example.bodies:
                self.wrong(
                    raw["events"].line_of(event), _("Event %(event)s has no lead body of the file.") % {"event": event}
                )
        for code, owing in (raw.get("due") or {}).items():
            self.known_indicator(code, raw["due"].line_of(code))
            for body in owing if isinstance(owing, LinedList) else [owing]:
                if str(body) not in self.example.bodies:
                    self.wrong(raw["due"].line_of(code), _("There is no body %(code)s.") % {"code": body})

    def known_indicator(self, code: object, line: int) -> bool:
        if str(code) in self.raw["indicators"]:
            return True
        self.wrong(line, _("There is no indicator %(code)s.") % {"code": code})
        return False

    def check_plan(self, raw: Lined, of: Lined) -> None:
        """Check targets, stated plan targets, targets of parts and thresholds, of the plan or of a revision."""
        for code, periods in (raw.get("targets") or {}).items():
            self.check_targets(code, periods, raw["targets"].line_of(code))
        for code, value in (raw.get("plan_target") or {}).items():
            line = raw["plan_target"].line_of(code)
            if value is not None and self.known_indicator(code, line):
                self.amount(code, value, line)
        for code, by_place in (raw.get("place_targets") or {}).items():
            line = raw["place_targets"].line_of(code)
            for place, periods in by_place.items() if isinstance(by_place, Lined) else ():
                if place not in self.raw["places"]:
                    self.wrong(by_place.line_of(place), _("There is no place %(code)s.") % {"code": place})
                self.check_targets(code, periods, line)
        thresholds = raw.get("thresholds") or Lined(raw.line)
        self.keys(thresholds, ("met", "on_track", "behind"), _("the thresholds"))
        for name, value in thresholds.items():
            if not _is_number(value):
                self.wrong(thresholds.line_of(name), _("%(value)s is no number.") % {"value": value})

    def check_targets(self, code: str, periods: object, line: int) -> None:
        if not self.known_indicator(code, line):
            return
        if not isinstance(periods, Lined):
            self.wrong(line, _("Targets are given by period: {2015: 100}."))
            return
        for name, value in periods.items():
            self.period(name, periods.line_of(name))
            if value is not None:
                self.amount(code, value, periods.line_of(name))

    def check_revision(self, revision: Lined) -> None:
        self.keys(revision, REVISION, _("a revision"))
        for name in ("targets", "plan_target", "place_targets", "indicators", "thresholds"):
            self.mapping(revision, name)
        if self.day(revision, "in_force") is None:
            self.wrong(revision.line, _("A revision needs the day on which it comes into force (in_force)."))
        self.day(revision, "known")
        for code, sheet in (revision.get("indicators") or {}).items():
            if isinstance(sheet, Lined):
                self.check_sheet(sheet, self.raw["indicators"] | (revision["indicators"] or {}))
            if code not in self.raw["indicators"]:
                self.raw["indicators"].setdefault(code, Lined(revision.line))
        self.check_plan(revision, revision)

    # --- facts and questions

    def read_facts(self, rows: LinedList) -> Iterator[ExampleFact]:
        forerunners: dict[str, str] = {}
        of: dict[str, str] = {}
        for number, row in enumerate(rows):
            name = str(row.get("id", f"#{number}"))
            if name in of:
                self.wrong(row.line_of("id"), _("The id %(name)s stands twice.") % {"name": name})
            of[name] = str(row.get("of"))
            if row.get("supersedes") is not None:
                forerunners[name] = str(row["supersedes"])
        for number, row in enumerate(rows):
            name = str(row.get("id", f"#{number}"))
            before = forerunners.get(name)
            if before is not None and before not in of:
                self.wrong(row.line_of("supersedes"), _("There is no fact with the id %(name)s.") % {"name": before})
                continue
            first = _first_of_chain(name, forerunners)
            if first is None:
                self.wrong(row.line_of("supersedes"), _("The chain of %(name)s turns in a circle.") % {"name": name})
                continue
            found = self.read_fact(row, first)
            if found is not None:
                yield found

    def read_fact(self, row: Lined, line_name: str) -> ExampleFact | None:
        before = len(self.problems)
        self.keys(row, FACT, _("a fact"))
        code = str(row.get("of"))
        if not self.known_indicator(code, row.line_of("of")):
            return None
        body = row.get("body", row.get("place"))
        if body is None:
            self.wrong(row.line, _("A fact needs a place or a body."))
        elif str(body) not in self.example.bodies:
            self.wrong(row.line, _("There is no body %(code)s.") % {"code": body})
        place = row.get("place")
        if place is not None and str(place) not in self.raw["places"]:
            self.wrong(row.line_of("place"), _("There is no place %(code)s.") % {"code": place})
        nil = self.truth(row, "nil")
        if nil == ("value" in row):
            self.wrong(row.line, _("A fact has either a value or nil: true."))
        if row.get("event") is not None and str(row["event"]) not in (self.raw.get("events") or {}):
            self.wrong(row.line_of("event"), _("There is no event %(code)s.") % {"code": row["event"]})
        period, stated = self.covers(row)
        fact = ExampleFact(
            of=code,
            kind="nil" if nil else "value",
            value=self.amount(code, row["value"], row.line_of("value")) if "value" in row and not nil else None,
            place=None if place is None else str(place),
            body=str(body),
            first=period.first,
            last=period.last,
            stated_from=stated[0],
            stated_to=stated[1],
            known=self.day(row, "known") or stated[1] or month_end(period.last),
            withdrawn=self.day(row, "withdrawn"),
            line_name=line_name,
            cells=tuple(self.cells(row, code)),
            event=None if row.get("event") is None else str(row["event"]),
            includes_lower=self.truth(row, "includes_lower"),
            source=str(row.get("source") or ""),
            qualifier=str(row.get("qualifier") or ""),
            where=f"{self.path}:{row.line}",
        )
        return fact if len(self.problems) == before else None

    def covers(self, row: Lined) -> tuple[Period, tuple[dt.date | None, dt.date | None]]:
        """Return the months a fact stands for, and the source's own days where it states them."""
        names = [name for name in ("month", "quarter", "half", "year", "from") if name in row]
        if len(names) != 1:
            self.wrong(row.line, _("A fact has one period: month, quarter, year, or from and to."))
            return self.plan, (None, None)
        if names != ["from"]:
            return self.period(row[names[0]], row.line_of(names[0])), (None, None)
        since, until = self.day(row, "from"), self.day(row, "to")
        if since is None or until is None or since > until:
            self.wrong(row.line_of("from"), _("from and to are two days, the earlier one first."))
            return self.plan, (None, None)
        if row.get("for") is not None:
            return self.period(row["for"], row.line_of("for")), (since, until)
        return Period(month_of(since), month_of(until), ""), (since, until)

    def cells(self, row: Lined, code: str) -> Iterator[tuple[str, str, int]]:
        sets = dict(row.get("sets") or {})
        if row.get("cells"):
            own = (self.raw["indicators"][code] or {}).get("breakdowns") or ()
            if not own:
                self.wrong(
                    row.line_of("cells"), _("%(code)s has no breakdown that cells could belong to.") % {"code": code}
                )
                return
            sets[str(own[0])] = row["cells"]
        for name, cells in sets.items():
            if not isinstance(cells, Lined):
                self.wrong(row.line, _("%(name)s must be a mapping.") % {"name": name})
                continue
            for cell, value in cells.items():
                if not _is_number(value):
                    self.wrong(cells.line_of(cell), _("%(value)s is no number.") % {"value": value})
                    continue
                yield name, cell, millionths(value)

    def read_asks(self, rows: LinedList) -> Iterator[Ask]:
        for row in rows:
            self.keys(row, ASK, _("a question"))
            for name in ("of", "place", "period", "expect"):
                if row.get(name) is None:
                    self.wrong(row.line, _("A question needs %(name)s.") % {"name": name})
            expect = row.get("expect")
            if not isinstance(expect, Lined) or row.get("period") is None:
                continue
            self.keys(expect, EXPECT, _("what is expected"))
            self.known_indicator(row.get("of"), row.line_of("of"))
            if str(row.get("place")) not in self.raw["places"]:
                self.wrong(row.line_of("place"), _("There is no place %(code)s.") % {"code": row.get("place")})
            self.choice(row, "targets", ["original"], _("way to choose targets"))
            yield Ask(
                of=str(row.get("of")),
                place=str(row.get("place")),
                period=self.period(row["period"], row.line_of("period")),
                as_of=self.day(row, "as_of"),
                known_on=self.day(row, "as_known_on"),
                own=self.truth(row, "own"),
                original=row.get("targets") == "original",
                expect=expect,
                where=f"{self.path}:{row.line}",
                words=" ".join(f"{key} {row[key]}" for key in row if key not in {"expect", "note"}),
            )


def _first_of_chain(name: str, forerunners: Mapping[str, str]) -> str | None:
    seen = {name}
    while name in forerunners:
        name = forerunners[name]
        if name in seen:
            return None
        seen.add(name)
    return name


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def file_problems(found: Sequence[Problem]) -> list[str]:
    """Return the problems as lines."""
    return [str(problem) for problem in found]
