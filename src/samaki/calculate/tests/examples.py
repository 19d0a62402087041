"""Reads a worked example into a world without any database, asks its questions and says what does not hold.

The format is described in examples/README.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import (
    ALWAYS,
    MILLION,
    Band,
    BodySpan,
    Breakdown,
    Cell,
    DueSpan,
    EventRow,
    Fact,
    Formula,
    Id,
    Indicator,
    Part,
    PlaceSpan,
    PlanVersion,
    Target,
    Thresholds,
    World,
)
from samaki.calculate.periods import Period, month_end, month_name, month_of, parse_period

FOLDER = Path(__file__).parents[4] / "examples"
LONG_AGO = 1990 * 12
Raw = Mapping[str, Any]


class _Exact(SafeConstructor):
    """Reads 7.5 as a decimal, never as a float."""

    def construct_decimal(self, node: Any) -> Decimal:
        return Decimal(node.value)


_Exact.add_constructor("tag:yaml.org,2002:float", _Exact.construct_decimal)


def load(path: Path) -> Raw:
    """The file as plain Python."""
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Exact
    found: Raw = reader.load(path.read_text(encoding="utf-8"))
    return found


def millionths(value: Any) -> int:
    """A number of the file in millionths."""
    scaled = Fraction(str(value)) * MILLION
    assert scaled.denominator == 1, f"{value} has more than six decimals"
    return int(scaled)


class Example:
    """One file: its world, and its questions."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        first, last = raw.get("plan", ["2014-01", "2018-12"])
        plan = Period(0, 0, "plan")
        self.plan = Period(parse_period(str(first), plan).first, parse_period(str(last), plan).last, "plan")
        self.definitions = {code: self._indicator(code, fields or {}) for code, fields in raw["indicators"].items()}

    def world(self) -> World:
        """Everything the file states, facts recorded in order of *known*, same day in the order of the file."""
        raw, facts, cells = self.raw, list(self._facts()), dict[Id, tuple[Cell, ...]]()
        ordered = sorted(facts, key=lambda row: row[0].known)
        recorded = []
        for position, (fact, own) in enumerate(ordered, start=1):
            recorded.append(fact._replace(position=position))
            cells[fact.fact] = own
        spans = [span for place, parent in raw["places"].items() for span in self._spans(place, parent)]
        bodies = {**{place: place for place in raw["places"]}, **raw.get("bodies", {})}
        return World(
            plan_period=self.plan,
            area=next(place for place, parent in raw["places"].items() if parent is None),
            versions=list(self._versions()),
            places=spans,
            bodies=[BodySpan(body, body, place) for body, place in bodies.items()],
            facts=recorded,
            cells=cells,
            events=[EventRow(event, fields.get("lead"), event) for event, fields in raw.get("events", {}).items()],
            dues=[
                DueSpan(body, code, 1, LONG_AGO, None) for code, owing in raw.get("due", {}).items() for body in owing
            ],
        )

    def _spans(self, place: str, parent: Any) -> Iterator[PlaceSpan]:
        if not isinstance(parent, Mapping):
            yield PlaceSpan(place, place, parent, 0)
            return
        for month, one in parent.items():
            yield PlaceSpan(place, place, one, self._period(month).first)

    def _period(self, text: Any) -> Period:
        return parse_period(str(text), self.plan)

    def _indicator(self, code: str, fields: Raw) -> Indicator:
        formula = fields.get("formula")
        stages = tuple(fields.get("stages", ()))
        return Indicator(
            code=code,
            unit=fields.get("unit", "number"),
            counts=fields.get("counts") or "none",
            direction=fields.get("direction") or "none",
            over_time=fields.get("over_time", "sum"),
            over_places=fields.get("over_places", "sum"),
            formula=None if formula is None else self._formula(formula),
            target_kind=fields.get("target_kind") or "none",
            baseline=None if fields.get("baseline") is None else self._amount(fields["baseline"], stages),
            band=None if fields.get("band") is None else Band(*(millionths(edge) for edge in fields["band"])),
            carry=fields.get("carry", 12),
            spread_even=fields.get("spread") == "even",
            stages=stages,
            breakdowns=tuple(
                Breakdown(name, name in fields.get("multiple", ())) for name in fields.get("breakdowns", ())
            ),
            readiness=fields.get("readiness", "measurable"),
            official=fields.get("official"),
            protected=bool(fields.get("protected")),
        )

    def _formula(self, formula: Raw) -> Formula:
        factor = Fraction(str(formula.get("factor", 1)))
        return Formula(_part(formula["numerator"]), _part(formula["denominator"]), factor)

    def _amount(self, value: Any, stages: Sequence[str]) -> int:
        return stages.index(str(value)) * MILLION if stages else millionths(value)

    def _versions(self) -> Iterator[PlanVersion]:
        """The plan as stated, known always, and each revision building on the one before it."""
        stated: dict[str, Any] = {
            name: self.raw.get(name) or {} for name in ("targets", "plan_target", "place_targets")
        }
        stated["indicators"] = self.raw["indicators"]
        stated["thresholds"] = self.raw.get("thresholds") or {}
        yield self._version(stated, ALWAYS, ALWAYS)
        for revision in sorted(self.raw.get("revisions", ()), key=lambda one: one["in_force"]):
            stated = {name: _merged(fields, revision.get(name) or {}) for name, fields in stated.items()}
            yield self._version(stated, revision.get("known", revision["in_force"]), revision["in_force"])

    def _version(self, stated: Raw, known: date, in_force: date) -> PlanVersion:
        definitions = {code: self._indicator(code, fields or {}) for code, fields in stated["indicators"].items()}
        targets: dict[Id, list[Target]] = {}
        for code, periods in stated["targets"].items():
            targets[code] = self._targets(periods, definitions[code].stages, None)
        for code, places in stated["place_targets"].items():
            for place, periods in places.items():
                targets.setdefault(code, []).extend(self._targets(periods, definitions[code].stages, place))
        thresholds = Thresholds(**{name: Fraction(str(value)) for name, value in stated["thresholds"].items()})
        plan_targets = {
            code: self._amount(value, definitions[code].stages) for code, value in stated["plan_target"].items()
        }
        return PlanVersion(0, known, in_force, definitions, targets, plan_targets, thresholds)

    def _targets(self, periods: Raw, stages: Sequence[str], place: str | None) -> list[Target]:
        return [Target(self._period(period), self._amount(value, stages), place) for period, value in periods.items()]

    def _facts(self) -> Iterator[tuple[Fact, tuple[Cell, ...]]]:
        rows = self.raw.get("facts") or ()
        forerunners = {row["id"]: row.get("supersedes") for row in rows if "id" in row}
        for index, row in enumerate(rows):
            line: Any = row.get("id", index)
            line = row.get("supersedes", line)
            while forerunners.get(line) is not None:
                line = forerunners[line]
            fact = self._fact(f"fact-{index}", line, row)
            yield fact, self._cells(row)
            if "withdrawn" in row:
                yield fact._replace(fact=f"gone-{index}", kind="withdrawal", value=None, known=row["withdrawn"]), ()

    def _fact(self, name: str, line: Any, row: Raw) -> Fact:
        body = row.get("body", row.get("place"))
        place = row.get("place", self.raw.get("bodies", {}).get(body))
        period, stated_from, stated_to = self._covers(row)
        definition = self.definitions[row["of"]]
        return Fact(
            fact=name,
            line=line,
            kind="nil" if row.get("nil") else "value",
            indicator=row["of"],
            body=body,
            place=place,
            first=period.first,
            last=period.last,
            stated_from=stated_from,
            stated_to=stated_to,
            source=row.get("source"),
            event=row.get("event"),
            includes_lower=bool(row.get("includes_lower")),
            value=None if row.get("nil") else self._amount(row["value"], definition.stages),
            qualifier=None,
            position=0,
            known=row.get("known", stated_to or month_end(period.last)),
        )

    def _covers(self, row: Raw) -> tuple[Period, date | None, date | None]:
        if "from" in row:
            named = str(row["for"]) if "for" in row else None
            months = Period(month_of(row["from"]), month_of(row["to"]), "")
            return (months if named is None else self._period(named)), row["from"], row["to"]
        text = next(row[name] for name in ("month", "quarter", "year") if name in row)
        return self._period(text), None, None

    def _cells(self, row: Raw) -> tuple[Cell, ...]:
        sets = dict(row.get("sets") or {})
        if row.get("cells"):
            sets[self.definitions[row["of"]].breakdowns[0].code] = row["cells"]
        return tuple((name, cell, millionths(value)) for name, cells in sets.items() for cell, value in cells.items())

    def mismatches(self) -> list[str]:
        """Every expectation that does not hold, in a line."""
        world, found = self.world(), list[str]()
        for ask in self.raw["ask"]:
            calculator = Calculator(world, known_on=ask.get("as_known_on"), as_of=ask.get("as_of"))
            answer = calculator.answer(
                ask["of"],
                ask["place"],
                self._period(ask["period"]),
                own=bool(ask.get("own")),
                original=ask.get("targets") == "original",
                cells=True,
            )
            for name, expected in ask["expect"].items():
                got = _read(answer, name, expected)
                if not _same(got, expected):
                    question = {key: str(value) for key, value in ask.items() if key != "expect"}
                    found.append(f"{question}: {name} is {got}, expected {expected}")
        return found


def _part(text: str) -> Part:
    found = re.fullmatch(r"(.+)\[(.+)=(.+)\]", text)
    return Part(text) if found is None else Part(found[1], found[2], found[3])


def _merged(old: Raw, new: Raw) -> Raw:
    both = dict(old)
    for name, value in new.items():
        both[name] = _merged(both[name], value) if isinstance(value, Mapping) and name in both else value
    return both


def _read(answer: Answer, name: str, expected: Any) -> Any:
    """What the answer says to one key of `expect`, as far as it is asked."""
    if name == "reported":
        return {"of": answer.n, "got": answer.k}
    if name == "reached":
        return None if answer.reached is None else month_name(answer.reached)
    if name == "other_sources":
        return {label: other.value for label, other in (answer.other_sources or {}).items()}
    if name in ("cells", "sets"):
        sets = answer.sets or {}
        if name == "sets":
            return {one: {cell: sets[one].read(cell) for cell in cells} for one, cells in expected.items()}
        return {cell: next(iter(sets.values())).read(cell) for cell in expected}
    return getattr(answer, name)


def _same(got: Any, expected: Any) -> bool:
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and got.keys() == expected.keys()
            and all(_same(got[name], value) for name, value in expected.items())
        )
    if isinstance(expected, bool) or expected is None:
        return got is expected
    if isinstance(expected, int | Decimal):
        return isinstance(got, int | Decimal) and got == expected
    return str(got) == str(expected)
