"""The tracking table for a terminal: shown forms only, one line per indicator, the question and position below."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from samaki.insight.pitt import shown
from samaki.insight.pitt.table import Row, Table

_TITLE_WIDTH: Final = 44
_GAP: Final = "  "


def write(table: Table) -> bytes:
    """Write the table as lines of text; UTF-8."""
    head = [_("code"), _("indicator"), _("status"), *(column.code for column in table.columns), _("reported")]
    body: list[list[str]] = []
    for group in table.groups:
        body.append([shown.localised(group.title)])
        body += [_line(table, row) for row in group.rows]
    widths = [max((width(line[at]) for line in [head, *body] if len(line) > 1), default=0) for at in range(len(head))]
    texts = [_joined(head, widths)] + [_joined(line, widths) if len(line) > 1 else f"\n{line[0]}" for line in body]
    notes = [f"{note.letter}  {note.text}" for note in table.notes]
    foot = [
        _("question: {question}").format(question=table.question),
        _("position: {position}").format(position=table.position),
    ]
    return ("\n".join([*texts, "", *notes, *foot]) + "\n").encode()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: marks that stand above or below a letter take none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)


def _line(table: Table, row: Row) -> list[str]:
    judged = row.cells[table.judged]
    figures = []
    for column in table.columns:
        cell = row.cells[column.code]
        said = [cell.shown.actual]
        if cell.target is not None:
            said.append(f"/ {cell.shown.target}")
        if cell.partial:
            said.append(_("(partial)"))
        figures.append(" ".join([*said, "".join(cell.notes)]).strip())
    title = shown.localised(row.title)
    if width(title) > _TITLE_WIDTH:
        title = title[: _TITLE_WIDTH - 1] + "…"
    reported = _("{k} of {n}").format(k=judged.k, n=judged.n) if judged.n else shown.DASH
    return [row.code, title, shown.status(judged.status), *figures, reported]


def _joined(line: Sequence[str], widths: Sequence[int]) -> str:
    padded = [text + " " * (size - width(text)) for text, size in zip(line, widths, strict=True)]
    return _GAP.join(padded).rstrip()
