"""How a line's value looks in words: a number, a stage, nothing to report, missing; cells by their names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from samaki.calculate.model import MILLION
from samaki.core import formats

from .fields import Field, Words
from .models import ReportLine

DASH: Final = "–"


def number(millionths: int) -> str:
    """Write a value of the ledger: 1,234.5, with the decimals it has."""
    return formats.number(plain(millionths))


def plain(millionths: int) -> Decimal:
    """Return a value of the ledger as a number, without zeros at its end."""
    return trimmed(Decimal(millionths) / MILLION)


def trimmed(exact: Decimal) -> Decimal:
    """Return a number without zeros at its end, never in powers of ten."""
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def value_of(field: Field | None, millionths: int) -> str:
    """Write a value of an indicator: a number, or the name of its stage."""
    stages = field.stages if field else ()
    if stages and 0 <= millionths // MILLION < len(stages):
        return words(stages[millionths // MILLION].name)
    return number(millionths)


def absence_of(line: ReportLine | None) -> str:
    """Return why a line has no figure: "" it has one, "missing", "nothing_to_report", "wrong"."""
    if line is None:
        return "missing"
    if line.is_wrong:
        return "wrong"
    if line.kind == ReportLine.Kind.NIL:
        return "nothing_to_report"
    return "" if line.kind == ReportLine.Kind.NUMBER and line.value is not None else "missing"


def why_of(field: Field | None, code: str) -> str:
    """Write the reason for which there is no figure yet."""
    reason = next((one for one in (field.reasons if field else ()) if one.code == code), None)
    return words(reason.name) if reason else code


def cells_of(field: Field | None, cells: Iterable[Sequence[object]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a line's cells by set: the set's name, then each cell's name and value, in the order of the form."""
    typed = {(str(name), str(cell)): int(str(value)) for name, cell, value in cells}
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for grid in field.grids if field else ():
        rows = []
        for down in grid.down:
            for across in grid.across or (None,):
                code = grid.cell(down.code, across.code if across else "")
                if (grid.code, code) in typed:
                    names = [words(one.name) for one in (down, across) if one is not None]
                    rows.append((", ".join(names), number(typed[grid.code, code])))
        if rows:
            part = f", {words(grid.part.name)}" if grid.part else ""
            found.append((words(grid.name) + part, rows))
    return found


def words(text: Words) -> str:
    """Return a text in the reader's language, else in the other."""
    return formats.local_text(text)[0]


def amount(value: Decimal | str | None, field: Field | None) -> str:
    """Write an amount that the calculation gave: a number, a stage by its code, or a dash."""
    if value is None:
        return DASH
    if isinstance(value, str):
        stage = next((one for one in (field.stages if field else ()) if one.code == value), None)
        return words(stage.name) if stage else value
    return formats.number(trimmed(value))


def percent(value: Decimal) -> str:
    """Write a percentage with one decimal: 27.5 %."""
    return _("{number} %").format(number=formats.number(value.quantize(Decimal("0.1"))))
