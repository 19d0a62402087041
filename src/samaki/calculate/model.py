"""The rows a figure is made from, and the world that holds them.

Identifiers (of indicators, bodies, places, events, lines, facts) are opaque: whatever is hashable will do. Where an
order "by code" matters the rows carry the code. Months are whole numbers (see periods.py), values are whole numbers of
millionths; the value of a milestone is the index of its stage in millionths (the third stage is 2_000_000).

Every row that can change a number carries the position of its batch and the day it was known. Rows are only ever
added: of the rows that speak of one thing, the one known last counts, and of those known on one day the one recorded
last (docs/explain/records.md, "One clock").
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from samaki.calculate.periods import Period

Id = Hashable
Key = Any  # an Id as the key of a mapping, which would else refuse a narrower type

Unit = Literal["number", "percent", "ratio", "milestone", "money"]
Counts = Literal["persons", "cases", "offences", "events", "things", "none"]
Direction = Literal["increase", "decrease", "maintain", "none"]
OverTime = Literal["sum", "latest", "average", "max", "min", "running_total"]
OverPlaces = Literal["sum", "average", "max", "min"]
TargetKind = Literal["per_period", "cumulative", "level", "none"]
Readiness = Literal["measurable", "source_named", "not_measurable"]
FactKind = Literal["value", "nil", "withdrawal"]
Qualifier = Literal["at_least", "approximate", "partial"]
Status = Literal[
    "not_measurable",
    "not_due",
    "no_data",
    "no_verdict",
    "met",
    "on_track",
    "behind",
    "far_behind",
    "not_met",
]
Cell = tuple[str, str, int]  # set, cell, value in millionths

MILLION = 1_000_000
NOT_BROKEN_DOWN = "not_broken_down"  # the cell of a set that holds what its other cells leave
ALWAYS = date.min


class Part(NamedTuple):
    """One side of a formula: an indicator, or one cell of it."""

    indicator: Id
    set: str | None = None
    cell: str | None = None


class Formula(NamedTuple):
    """Numerator ÷ denominator × factor."""

    numerator: Part
    denominator: Part
    factor: int | Fraction = 1


class Breakdown(NamedTuple):
    """A set of cells. In a *multiple* set one may fall in several cells, so it is not compared with the total."""

    code: str
    multiple: bool = False
    cells: tuple[str, ...] = ()


class Band(NamedTuple):
    """The edges, both inside, between which a thing is to be maintained; millionths."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """What an indicator says of itself (docs/explain/numbers.md, "What an indicator says of itself")."""

    code: str
    unit: Unit = "number"
    counts: Counts = "none"
    direction: Direction = "none"
    over_time: OverTime = "sum"
    over_places: OverPlaces = "sum"
    formula: Formula | None = None
    target_kind: TargetKind = "none"
    baseline: int | None = None
    band: Band | None = None
    carry: int = 12
    spread_even: bool = False
    stages: tuple[str, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    readiness: Readiness = "measurable"
    official: str | None = None
    protected: bool = False

    @property
    def staged(self) -> bool:
        """Whether its values are named stages: a milestone or an ordered scale."""
        return self.unit == "milestone"

    @property
    def adds_up(self) -> bool:
        """Whether its parts make its whole, so that a target of the whole says nothing of a part."""
        return self.formula is None and not self.staged and self.over_places == "sum"


class Fact(NamedTuple):
    """One version of a line in the ledger. A withdrawal and a nil have no value."""

    fact: Id
    line: Id
    kind: FactKind
    indicator: Id
    body: Id
    place: Id
    first: int
    last: int
    stated_from: date | None
    stated_to: date | None
    source: str | None
    event: Id | None
    includes_lower: bool
    value: int | None
    qualifier: Qualifier | None
    position: int
    known: date


class Target(NamedTuple):
    """A target of one period; of the plan's whole area, or of the place named."""

    period: Period
    value: int
    place: Id | None = None


class Thresholds(NamedTuple):
    """From how many percent of its target a figure reads met, on track, behind."""

    met: int | Fraction = 100
    on_track: int | Fraction = 85
    behind: int | Fraction = 60


USUAL_THRESHOLDS = Thresholds()


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """The whole plan as one version states it; a revision is a whole version too."""

    position: int
    known: date
    in_force: date
    indicators: Mapping[Key, Indicator]
    targets: Mapping[Key, Sequence[Target]] = field(default_factory=dict)
    plan_targets: Mapping[Key, int] = field(default_factory=dict)  # stated for the whole plan and its whole area
    thresholds: Thresholds = USUAL_THRESHOLDS


class PlaceSpan(NamedTuple):
    """A place's parent from a month on, until its last month or a later span of the same place."""

    place: Id
    code: str
    parent: Id | None
    first: int
    last: int | None = None
    position: int = 0
    known: date = ALWAYS


class BodySpan(NamedTuple):
    """A body's own place and parents from a month on, until its last month or a later span of the same body."""

    body: Id
    code: str
    place: Id
    area_parent: Id | None = None
    theme_parent: Id | None = None
    first: int = 0
    last: int | None = None
    position: int = 0
    known: date = ALWAYS


class EventRow(NamedTuple):
    """An event and its lead body."""

    event: Id
    lead: Id | None
    code: str = ""
    position: int = 0
    known: date = ALWAYS


class EventLink(NamedTuple):
    """A person joined an event into another, or separated the two again; of a pair the one known last counts."""

    event: Id
    into: Id
    kind: Literal["join", "separate"]
    position: int
    known: date


class DueSpan(NamedTuple):
    """A body owes a value every n months, from a month to another. A later row of the same body, indicator, rhythm and
    first month replaces the earlier: so a duty ends, or (last before first) is taken back."""

    body: Id
    indicator: Id
    every: int
    first: int
    last: int | None
    position: int = 0
    known: date = ALWAYS


class Excuse(NamedTuple):
    """A body is excused of what it owes for periods inside these months; of every indicator where none is named.
    A later row with the same body, indicator and months may take it back."""

    body: Id
    indicator: Id | None
    first: int
    last: int
    position: int = 0
    known: date = ALWAYS
    taken_back: bool = False


class LowerChoice(NamedTuple):
    """A reviewer's choice for a line that includes lower bodies: count its parts instead of it, or it again."""

    line: Id
    count_parts: bool
    position: int
    known: date


@dataclass(frozen=True, slots=True)
class World:
    """Every row a question may need, as recorded; `Calculator` takes from it what was known."""

    plan_period: Period
    area: Id  # the plan's whole area
    versions: Sequence[PlanVersion]
    places: Sequence[PlaceSpan] = ()
    bodies: Sequence[BodySpan] = ()
    facts: Sequence[Fact] = ()
    cells: Mapping[Key, tuple[Cell, ...]] = field(default_factory=dict)  # by fact
    events: Sequence[EventRow] = ()
    event_links: Sequence[EventLink] = ()
    dues: Sequence[DueSpan] = ()
    excuses: Sequence[Excuse] = ()
    lower_choices: Sequence[LowerChoice] = ()
