"""The tracking table as one line per indicator: what CSV and Excel share, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from samaki.insight.pitt import shown
from samaki.insight.pitt.table import Cell, Exact, Row, Table, exact_text

Content = Exact | int | bool
# What stands first on every line, by the name of its column.
ABOUT: Final[Sequence[tuple[str, Callable[[Row], Content]]]] = (
    ("indicator", lambda row: row.code),
    ("title_km", lambda row: shown.localised(row.title, "km")),
    ("title_en", lambda row: shown.localised(row.title, "en")),
    ("strategy", lambda row: row.strategy),
    ("unit", lambda row: row.unit),
    ("source", lambda row: row.source),
    ("frequency", lambda row: row.frequency),
    ("responsible", lambda row: row.responsible),
    ("baseline", lambda row: row.baseline),
    ("baseline_shown", lambda row: row.baseline_shown),
)
# What is said of each period, by the end of its column's name.
OF_A_PERIOD: Final[Sequence[tuple[str, Callable[[Cell], Content]]]] = (
    ("target", lambda cell: cell.target),
    ("target_shown", lambda cell: cell.shown.target),
    ("actual", lambda cell: cell.actual),
    ("actual_shown", lambda cell: cell.shown.actual),
    ("achieved", lambda cell: cell.achieved),
    ("achieved_shown", lambda cell: cell.shown.achieved),
    ("status", lambda cell: cell.status),
    ("reported_k", lambda cell: cell.k),
    ("reported_n", lambda cell: cell.n),
    ("partial", lambda cell: cell.partial),
    ("open", lambda cell: cell.open),
    ("other_sources", lambda cell: other_sources(cell)),
)
LAST: Final = ("illustrative", "question", "position")


class Line(NamedTuple):
    """The contents of one indicator, in the order of the header."""

    row: Row
    contents: Sequence[Content]


def header(table: Table) -> list[str]:
    """The names of the columns: 2016_actual, plan_target, to_date_status …"""
    names = [name for name, _ in ABOUT]
    names += [f"{column.code}_{end}" for column in table.columns for end, _ in OF_A_PERIOD]
    return [*names, *LAST]


def lines(table: Table) -> Iterator[Line]:
    """One line per indicator."""
    for row in table.rows():
        contents: list[Content] = [take(row) for _, take in ABOUT]
        for column in table.columns:
            contents += [take(row.cells[column.code]) for _, take in OF_A_PERIOD]
        yield Line(row, [*contents, row.is_illustrative, table.question, table.position])


def as_text(content: Content) -> str:
    """Write a content as text: exact numbers in full, yes or no, nothing for what there is not."""
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, int):
        return str(content)
    return exact_text(content) or ""


def other_sources(cell: Cell) -> str:
    """What other sources say, as `police=244; city_hall=103`."""
    return "; ".join(f"{other.label}={exact_text(other.value)}" for other in cell.other_sources)
