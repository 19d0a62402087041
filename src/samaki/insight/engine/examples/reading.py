"""Reads a worked example (format: examples/README.md) and names everything in it that cannot be understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from samaki.calculate.periods import Period, month_end, month_of
from samaki.core.problems import Refused
from samaki.insight.engine.examples.format import (
    ASK,
    EXPECT,
    EXPECT_MAPPINGS,
    FACT,
    MAPPINGS,
    TOP,
    Ask,
    Example,
    ExampleFact,
)
from samaki.insight.engine.examples.shapes import is_number
from samaki.insight.engine.examples.stated import StatedReader
from samaki.ledger.lined_yaml import Lined, LinedList, read_yaml
from samaki.ledger.rules import millionths


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


class _Reader(StatedReader):
    """Reads a whole file."""

    def read(self, raw: Lined) -> Example | None:
        self.keys(raw, TOP, _("a worked example"))
        for name in ("indicators", "places", "ask"):
            if not raw.get(name):
                self.wrong(1, _("The file has no %(name)s.") % {"name": name})
        for name in MAPPINGS:
            self.mapping(raw, name)
        for name in ("facts", "ask", "revisions"):
            self.listing(raw, name)
        if self.problems:
            return None
        for name in ("indicators", "places", "bodies", "events"):
            self.codes(raw.get(name) or Lined(1))
        self.raw = raw
        self.plan = self.plan_period(raw)
        self.check_indicators(raw["indicators"])
        for revision in raw.get("revisions") or ():
            self.add_indicators_of(revision)
        if self.problems:
            return None
        example = Example(self.path, raw, self.plan, self.sheets)
        self.bodies = example.bodies
        self.check_places(raw)
        self.check_plan(raw)
        for revision in raw.get("revisions") or ():
            self.check_revision(revision)
        if not self.problems:
            self.check_versions(raw)
        if self.problems:
            return None
        example.facts = list(self.read_facts(raw.get("facts") or LinedList(1)))
        example.asks = list(self.read_asks(raw["ask"]))
        return example

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
        elif str(body) not in self.bodies:
            self.wrong(row.line, _("There is no body %(code)s.") % {"code": body})
        place = row.get("place")
        if place is not None and str(place) not in self.raw["places"]:
            self.wrong(row.line_of("place"), _("There is no place %(code)s.") % {"code": place})
        nil = self.truth(row, "nil")
        if nil == ("value" in row) and isinstance(row.get("nil", nil), bool):
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
        before = len(self.problems)
        self.mapping(row, "sets")
        if len(self.problems) > before:
            return
        sets = dict(row.get("sets") or {})
        if row.get("cells"):
            own = self.sheets[code].get("breakdowns") or ()
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
                try:
                    amount = millionths(value) if is_number(value) else None
                except ValueError:
                    amount = None
                if amount is None:
                    known = _("%(value)s is no number with at most six decimals.")
                    self.wrong(cells.line_of(cell), known % {"value": value})
                else:
                    yield name, cell, amount

    def read_asks(self, rows: LinedList) -> Iterator[Ask]:
        for row in rows:
            self.keys(row, ASK, _("a question"))
            for name in ("of", "place", "period", "expect"):
                if row.get(name) is None:
                    self.wrong(row.line, _("A question needs %(name)s.") % {"name": name})
            expect = row.get("expect")
            if expect is not None and not isinstance(expect, Lined):
                self.wrong(row.line_of("expect"), _("%(name)s must be a mapping.") % {"name": "expect"})
            if not isinstance(expect, Lined) or row.get("period") is None:
                continue
            self.check_expect(expect)
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

    def check_expect(self, expect: Lined) -> None:
        """Check that what is expected is of the shape in which it can come out."""
        self.keys(expect, EXPECT, _("what is expected"))
        for name in EXPECT:
            value = expect.get(name)
            if name in EXPECT_MAPPINGS:
                self.mapping(expect, name)
            elif isinstance(value, Lined | LinedList):
                self.wrong(expect.line_of(name), _("%(name)s is one value.") % {"name": name})
        sets = expect.get("sets")
        if isinstance(sets, Lined):
            for name in sets:
                self.mapping(sets, name)


def _first_of_chain(name: str, forerunners: Mapping[str, str]) -> str | None:
    seen = {name}
    while name in forerunners:
        name = forerunners[name]
        if name in seen:
            return None
        seen.add(name)
    return name
