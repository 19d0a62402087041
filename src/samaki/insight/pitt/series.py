"""A series of years as columns from zero: geometry in percent, so that words keep their size at any width. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from django.utils.translation import gettext as _

from . import shown
from .table import Cell, Other

TOP: Final = Decimal(12)
ZERO: Final = Decimal(82)
LOOKS = Literal["official", "other", "partial", "hole"]


class Bar(NamedTuple):
    """One column; places and sizes in percent of the drawing."""

    look: LOOKS
    x: str
    y: str
    width: str
    height: str
    middle: str
    value: str
    above: str


class Year(NamedTuple):
    """What stands under the columns of a year."""

    middle: str
    name: str
    word: str


class Line(NamedTuple):
    """A hairline with its scale."""

    y: str
    word_y: str
    scale: str


class Series(NamedTuple):
    """The drawing, and the words that say the same."""

    bars: Sequence[Bar]
    years: Sequence[Year]
    lines: Sequence[Line]
    words: str
    legend: Sequence[tuple[LOOKS, str]]


def series(cells: Sequence[Cell]) -> Series | None:
    """Draw the years; None where there is nothing to draw: stages, hidden values, no figure at all."""
    values = [value for cell in cells for value in _values(cell) if value is not None]
    if any(cell.is_hidden or isinstance(cell.actual, str) for cell in cells) or not values or min(values) < 0:
        return None
    top = max(values) or Decimal(1)
    step = _step(top)
    slot = Decimal(100 - 6) / len(cells)
    bars: list[Bar] = []
    years = []
    for index, cell in enumerate(cells):
        middle = 5 + slot * index + slot / 2
        bars += _columns(cell, middle, slot * Decimal("0.34"), top)
        years.append(Year(_p(middle), cell.period, cell.sign))
    count = int(top / step)
    lines = [
        Line(_p(y), _p(y - Decimal("1.5")), shown.number(step * number))
        for number in range(1, min(count, 3) + 1)
        for y in [ZERO - (ZERO - TOP) * step * number / top]
    ]
    words = "; ".join(f"{cell.period}: {cell.shown.actual}" for cell in cells)
    return Series(bars, years, lines, words, _legend(cells, bars))


def _legend(cells: Sequence[Cell], bars: Sequence[Bar]) -> list[tuple[LOOKS, str]]:
    """What each look stands for, of those that were drawn."""
    names = list(dict.fromkeys(beside.name for cell in cells if (beside := _beside(cell)) is not None))
    words: dict[LOOKS, str] = {
        "official": _("the figure that counts"),
        "other": ", ".join(names),
        "partial": _("partial"),
        "hole": _("no figure"),
    }
    drawn = {bar.look for bar in bars}
    return [(look, said) for look, said in words.items() if look in drawn]


def _values(cell: Cell) -> list[Decimal | None]:
    beside = _beside(cell)
    other = None if beside is None else beside.value
    return [value if isinstance(value, Decimal) else None for value in (cell.actual, other)]


def _beside(cell: Cell) -> Other | None:
    """The one other source that is drawn: the first that speaks of the same place."""
    return next((other for other in cell.other_sources if not other.place), None)


def _columns(cell: Cell, middle: Decimal, width: Decimal, top: Decimal) -> list[Bar]:
    own, other = _values(cell)
    beside = _beside(cell)
    said = "" if beside is None else beside.shown
    official: LOOKS = "partial" if cell.partial else "official"
    if own is None and other is None:
        return [_bar("hole", middle, width, Decimal(0), top, "")]
    if own is None or other is None:
        if own is not None:
            return [_bar(official, middle, width, own, top, cell.figure)]
        return [_bar("other", middle, width, other or Decimal(0), top, said)]
    apart = width / 2 + 1
    return [
        _bar(official, middle - apart, width * Decimal("0.9"), own, top, cell.figure),
        _bar("other", middle + apart, width * Decimal("0.9"), other, top, said),
    ]


def _bar(look: LOOKS, middle: Decimal, width: Decimal, value: Decimal, top: Decimal, words: str) -> Bar:
    height = Decimal(6) if look == "hole" else (ZERO - TOP) * value / top
    y = ZERO - height
    return Bar(look, _p(middle - width / 2), _p(y), _p(width), _p(height), _p(middle), words, _p(y - Decimal("2.5")))


def _p(value: Decimal) -> str:
    return f"{value:.2f}%"


def _step(top: Decimal) -> Decimal:
    """The smallest 1, 2 or 5 times a power of ten that needs at most three lines."""
    power = Decimal(10) ** (top.adjusted() - 1)
    return next(power * times for times in (1, 2, 5, 10, 20, 50) if top < power * times * 4)
