"""What stands on the paper form: each line with its boxes, in both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .amounts import amount_shown
from .content import Pieces
from .fields import Field, Grid, Words, in_both
from .form_page import FIRST_SENTENCE
from .models import ReportLine

# Words of the sheet, which has both languages whatever the reader's own.
WORDS: Final[Mapping[str, Promise]] = {
    "state": _("The name of the state, as papers are headed with it"),
    "motto": _("Nation, Religion, King"),
    "report": _("Report"),
    "nothing": _("Nothing to report for the whole"),
    "sum": _("Sum"),
    "other": _("Other work"),
    "warning": _(
        "Never write the name, telephone number or address of a victim. Leave empty what you do not know; write 0 only "
        "if you counted and found none."
    ),
    "writer": _("Reported by (post)"),
    "day": _("Day"),
    "chair": _("Signed, Chair"),
    "challenges": _("Challenges"),
    "next_steps": _("Next steps"),
    "nil": _("nothing to report"),
    "missing": _("missing"),
    "wrong": _("to be corrected"),
}


@cache
def said_on_paper() -> Mapping[str, Words]:
    """Return the words of the sheet in both languages."""
    return {name: in_both(words) for name, words in WORDS.items()}


@dataclass(frozen=True, slots=True)
class GridOnPaper:
    """A breakdown set as a table: names across, rows of a name and its cells."""

    code: str
    name: Words
    across: Sequence[Words]
    rows: Sequence[tuple[Words, Sequence[str]]]

    @property
    def pairs(self) -> list[Sequence[tuple[Words, Sequence[str]]]]:
        """The rows of a list, two beside each other: half as high."""
        half = (len(self.rows) + 1) // 2
        return [self.rows[at::half] for at in range(half)]


@dataclass(frozen=True, slots=True)
class LineOnPaper:
    """A line: code, name and hint in both languages, the figure where there is one, its tables."""

    code: str
    title: Words
    hint: Words
    value: str
    absence: Words
    grids: Sequence[GridOnPaper]
    note: str


def lines_on_paper(
    codes: Sequence[str], pieces: Pieces, fields: Mapping[str, Field], *, sees_small: bool, is_blank: bool
) -> list[LineOnPaper]:
    """Return the lines of a sheet. Blank, it has every box; filled, only what says something, so it stays short."""
    lines = [line for line in pieces.lines if not line.is_removed]
    silent = said_on_paper()["nil" if pieces.says_nothing_to_report else "missing"]
    found = []
    for code in codes:
        asked = fields.get(code)
        if asked is None:
            continue
        own: list[ReportLine | None] = [line for line in lines if line.indicator.code == code]
        own = own or [None]
        found += [
            _line(asked, line, sees_small=sees_small) if line is not None else _unanswered(asked, silent, is_blank)
            for line in own
        ]
    return found


def words_on_paper(pieces: Pieces) -> list[tuple[Words, str]]:
    """Return challenges and next steps."""
    said = {word.key: word.text for word in pieces.words}
    return [(said_on_paper()[key], said.get(key, "")) for key in ("challenges", "next_steps")]


def _unanswered(asked: Field, silent: Words, is_blank: bool) -> LineOnPaper:
    grids = [_grid(grid, {}, asked, is_blank=True) for grid in asked.grids] if is_blank else []
    return LineOnPaper(asked.code, asked.title, _hint(asked), "", {} if is_blank else silent, grids, "")


def _line(asked: Field, line: ReportLine, *, sees_small: bool) -> LineOnPaper:
    is_open = sees_small or not asked.protected
    value = ""
    absence: Words = {}
    if line.is_wrong:
        value, absence = str(line.typed.get("value", "")) if is_open else "", said_on_paper()["wrong"]
    elif line.value is None:
        absence = said_on_paper()["nil" if line.kind == ReportLine.Kind.NIL else "missing"]
    elif is_open:
        value = amount_shown(line.value, asked)
    cells = {(name, cell): amount for name, cell, amount in line.cells} if is_open and line.value is not None else {}
    kept = [grid for grid in asked.grids if any(name == grid.code for name, _cell in cells)]
    grids = [_grid(grid, cells, asked, is_blank=False) for grid in kept]
    return LineOnPaper(asked.code, asked.title, _hint(asked), value, absence, grids, line.note)


def _hint(asked: Field) -> Words:
    return {language: _first(words) for language, words in asked.definition.items()}


def _grid(grid: Grid, cells: Mapping[tuple[str, str], int], asked: Field, *, is_blank: bool) -> GridOnPaper:
    """Return a grid's table; filled, its rows with a figure."""
    rows = []
    for down in grid.down:
        row = [
            cells.get((grid.code, grid.cell(down.code, across.code if across else "")))
            for across in grid.across or (None,)
        ]
        written = ["" if amount is None else amount_shown(amount, asked) for amount in row]
        stated = [amount for amount in row if amount is not None]
        if grid.across:
            written.append(amount_shown(sum(stated), asked) if stated else "")
        if is_blank or stated:
            rows.append((down.name, written))
    return GridOnPaper(grid.code, grid.name, [choice.name for choice in grid.across], rows)


def _first(words: str) -> str:
    found = FIRST_SENTENCE.match(words.strip())
    return found.group(0) if found else words
