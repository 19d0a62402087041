"""The notes under the table: one letter an indicator, a sentence for each thing a reader must know of a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_lowercase
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import shown
from .parts import Parts
from .table import Cell, Column, LocalText, Note, Other, Row

MARK_SENTENCES: Final[Mapping[str, Promise]] = {
    "at_least": gettext_lazy("{period}: the source says “at least”."),
    "approximate": gettext_lazy("{period}: the source says “about”."),
    "partial": gettext_lazy("{period}: published as partial."),
    "shifted_year": gettext_lazy("{period}: the source's own year, which is not the calendar's."),
    "overlapping": gettext_lazy("{period}: values whose periods overlap were added as they stand."),
}


def lettered(
    rows: Sequence[Row],
    columns: Sequence[Column],
    parts: Mapping[tuple[str, str], Sequence[Parts]] | None = None,
    set_names: Mapping[str, LocalText] | None = None,
) -> tuple[list[Row], list[Note]]:
    """Give each row that has something to say a letter; returns the rows with their letters, and the notes.

    `parts` are published parts that come to less than their total, by indicator and period.
    """
    short = parts or {}
    years = [column.code for column in columns if column.kind == "year"]
    found: list[Row] = []
    notes: list[Note] = []
    for row in rows:
        spoken = {}
        for code in years:
            cell = row.cells[code]
            spoken[code] = [*_sentences(cell), *_short(cell, short.get((row.code, code), ()), set_names or {})]
        if any(spoken.values()):
            letter = letter_at(len(notes))
            text = " ".join(sentence for said in spoken.values() for sentence in said)
            notes.append(Note(letter, text))
            cells = {
                code: replace(cell, notes=(letter,)) if spoken.get(code) else cell for code, cell in row.cells.items()
            }
            found.append(replace(row, cells=cells))
        else:
            found.append(row)
    return found, notes


def letter_at(index: int) -> str:
    """a, b, … z, aa, ab, …"""
    before, here = divmod(index, len(ascii_lowercase))
    return (letter_at(before - 1) if before else "") + ascii_lowercase[here]


def _sentences(cell: Cell) -> Iterator[str]:
    period = cell.period
    for mark in cell.marks:
        if mark in MARK_SENTENCES and not cell.absence:
            yield str(MARK_SENTENCES[mark]).format(period=period)
    for other in cell.other_sources:
        yield beside(period, other)
    if cell.stated_target is not None:
        yield _("{period}: the plan states this target; its periods come to another sum.").format(period=period)
    if cell.is_hidden:
        yield _("{period}: protected; a small count of persons is hidden.").format(period=period)


def _short(cell: Cell, parts: Sequence[Parts], names: Mapping[str, LocalText]) -> Iterator[str]:
    """The parts of this very figure, where they come to less than it."""
    for one in parts:
        if one.total == cell.actual:
            sentence = _(
                "{period}: by {breakdown}, the printed parts come to {parts}, not {total}; {rest} are not broken down."
            )
            yield sentence.format(
                period=cell.period,
                breakdown=shown.localised(names.get(one.breakdown, {"en": one.breakdown})),
                parts=shown.number(one.parts),
                total=shown.number(one.total),
                rest=shown.number(one.total - one.parts),
            )


def beside(period: str, other: Other) -> str:
    """What another source says, and by how much it differs: never added."""
    said = {"period": period, "source": other.name, "value": other.shown, "difference": other.shown_difference}
    if other.place:
        return _("{period}: {source} says {value} for {place}; shown beside, never added.").format(
            **said, place=other.place
        )
    if not other.shown_difference or other.difference is None:
        return _("{period}: {source} says {value}; shown beside, never added.").format(**said)
    if isinstance(other.difference, str) or other.difference == 0:
        return _("{period}: {source} says {value}, the same; both are kept.").format(**said)
    if other.difference > 0:
        return _("{period}: {source} says {value}, {difference} more; shown beside, never added.").format(**said)
    return _("{period}: {source} says {value}, {difference} fewer; shown beside, never added.").format(**said)
