"""The tracking table as plain data: question → groups → rows → cells. Every renderer reads this, none computes.

A cell holds the exact value and its shown form side by side, so that page, CSV, JSON and Excel cannot differ. What may
not be seen is hidden before a cell is made (docs/explain/records.md, "Who sees a small count").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, NamedTuple

LocalText = Mapping[str, str]  # language to words
Exact = Decimal | str | None  # a string is the code of a stage
ColumnKind = Literal["year", "quarter", "plan", "to_date"]
HIDDEN: Final = "hidden"

STATUSES: Final = (
    "met",
    "on_track",
    "behind",
    "far_behind",
    "not_met",
    "no_verdict",
    "no_data",
    "not_due",
    "not_measurable",
    HIDDEN,
)
JUDGED: Final = ("met", "on_track", "behind", "far_behind", "not_met")
Hedge = Literal["", "at_least", "approximate"]
SIGNS: Final[Mapping[Hedge, str]] = {"at_least": "≥", "approximate": "≈"}
# Why a cell has no actual: hidden, owed and not sent, reported as nothing, known only for a longer period …
Absence = Literal["", "hidden", "missing", "nil", "coarse", "not_due", "not_measurable", "no_value"]


class Column(NamedTuple):
    """One period of the table, named as in the worked examples: 2016, 2016-Q1, plan, to_date."""

    code: str
    kind: ColumnKind

    @property
    def year(self) -> str:
        """The year it lies in; empty for the whole plan and to date."""
        return self.code[:4] if self.kind in ("year", "quarter") else ""


class Shown(NamedTuple):
    """What a reader sees in place of the exact values: always words or digits, never blank."""

    target: str
    actual: str
    achieved: str


class Other(NamedTuple):
    """What another source says of the same thing: never added, shown beside with the difference."""

    label: str
    name: str
    value: Exact
    difference: Exact
    place: str  # where it speaks of another place than the one asked
    shown: str
    shown_difference: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in one period. Numbers are exact decimals of at most 12 places."""

    period: str
    target: Exact
    actual: Exact
    achieved: Exact  # in percent of target; of words only "hidden"
    status: str
    shown: Shown
    k: int = 0
    n: int = 0
    excused: int = 0
    partial: bool = False
    open: bool = False
    absence: Absence = ""
    other_sources: tuple[Other, ...] = ()
    marks: tuple[str, ...] = ()
    hedge: Hedge = ""  # what the source says of the number: shown with it, never computed with
    reached: str = ""
    stated_target: Exact = None
    breakdown: tuple[tuple[str, str], ...] = ()  # label and shown value of each cell of the chosen set
    original: Cell | None = None  # the same figure judged by the targets before any revision
    notes: tuple[str, ...] = ()  # letters of the notes under the table
    illustrative: bool = False  # the actual rests on figures of a demonstration

    @property
    def is_hidden(self) -> bool:
        """Whether the value may not be seen by the one who asks."""
        return self.absence == HIDDEN

    @property
    def sign(self) -> str:
        """≥ or ≈ where the source hedged the number; else empty."""
        return SIGNS.get(self.hedge, "")

    @property
    def figure(self) -> str:
        """The actual as shown, without its sign: for where the source's word stands beside or under it."""
        return self.shown.actual.removeprefix(f"{self.sign} ") if self.hedge else self.shown.actual


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator: what it is, and its cells by period."""

    code: str
    title: LocalText
    strategy: str
    unit: str
    source: str
    frequency: str
    responsible: str
    responsible_name: str
    baseline: Exact
    baseline_shown: str
    level: str
    readiness: str
    key: bool
    illustrative: bool
    is_percent: bool
    cells: Mapping[str, Cell]
    definition: LocalText = field(default_factory=dict)
    parts: tuple[str, ...] = ()  # of a formula: the indicators it is divided from, whose k of n are its own

    @property
    def illustrative_figures(self) -> str:
        """Whether `all` of its figures, `some` or none ("") are those of a demonstration."""
        marked = {cell.illustrative for cell in self.cells.values() if cell.actual is not None}
        return "" if True not in marked else "some" if False in marked else "all"

    @property
    def is_illustrative(self) -> bool:
        """Whether targets or figures serve as an example: the mark in files."""
        return self.illustrative or bool(self.illustrative_figures)

    def status(self, period: str) -> str:
        """Where it stands in a period."""
        return self.cells[period].status


@dataclass(frozen=True, slots=True)
class Group:
    """A strategy with its indicators."""

    code: str
    title: LocalText
    rows: Sequence[Row]

    def tally(self, period: str) -> Sequence[tuple[str, int]]:
        """How many of its indicators stand where, in the order of the statuses; empty ones left out."""
        return tally(self.rows, period)


class Note(NamedTuple):
    """A note under the table, named by a letter in the cells it speaks of."""

    letter: str
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one question, as known at one position of the ledger."""

    question: str
    position: int
    lang: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    judged: str  # the period whose status leads: the chosen year, else the plan to date
    notes: Sequence[Note] = ()

    def rows(self) -> Iterator[Row]:
        """All indicators, in the order of the page."""
        for group in self.groups:
            yield from group.rows

    def tally(self) -> Sequence[tuple[str, int]]:
        """How many indicators stand where in the judged period."""
        return tally(list(self.rows()), self.judged)


def tally(rows: Sequence[Row], period: str) -> Sequence[tuple[str, int]]:
    """Count rows by status, in the order of the statuses; those nobody has are left out."""
    counted = Counter(row.status(period) for row in rows)
    return [(status, counted[status]) for status in STATUSES if counted[status]]


def exact_text(value: Exact) -> str | None:
    """Write an exact value as text: all its decimals (at most 12), no exponent, no zeros at the end."""
    if not isinstance(value, Decimal):
        return value
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def columns_of(years: Sequence[int], chosen: int | None) -> Sequence[Column]:
    """The columns of a table: each year, the quarters of the chosen one before it, the whole plan, the plan to date."""
    columns: list[Column] = []
    for year in years:
        if year == chosen:
            columns += [Column(f"{year}-Q{quarter}", "quarter") for quarter in range(1, 5)]
        columns.append(Column(str(year), "year"))
    return [*columns, Column("plan", "plan"), Column("to_date", "to_date")]
