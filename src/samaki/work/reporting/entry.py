"""Reading what was typed into one line: pure. Says everything that is wrong, field by field, and keeps the text.

`typed` holds the fields of one line as text:
  kind        "number" (default where a value or cell is typed), "nil", "none"
  value       the number as typed (Khmer or Latin digits, 1,234.5), or a stage's code
  cell.<set>.<cell>   one cell; left empty: not stated
  why         with "none": the reason's code
  note        words that travel with the line
  includes_lower   "1"
  event       uid of an event of this report, or ""
  place       code of a place at or below the body's own, or ""
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from samaki.calculate.limits import LARGEST_VALUE
from samaki.calculate.model import MILLION
from samaki.core import formats
from samaki.core.problems import Problem

from .fields import Field
from .typed_number import number_typed

Typed = Mapping[str, str]
CELL: Final = "cell."
LONGEST_NOTE: Final = 4000
Sums = dict[str, dict[str, int]]  # by set: cells in millionths


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says. Values in millionths. `problems` name the typed field in `where`; with any, value is None."""

    kind: str
    value: int | None = None
    cells: tuple[tuple[str, str, int], ...] = ()
    why: str = ""
    note: str = ""
    includes_lower: bool = False
    problems: tuple[Problem, ...] = ()


def read_entry(field: Field, typed: Typed, *, kind_of_body: str = "") -> Entry:
    """Read one line. Where only cells were typed their sum is the value (of a set that is not multiple).

    The sets that follow from a typed one are filled in (`Field.derived`); so is the cell of the body's own kind.
    """
    reading = _Reading(field, typed)
    value, cells = reading.figure()
    kind = reading.kind(is_figure=value is not None or bool(cells))
    why = reading.why() if kind == "none" else ""
    note = typed.get("note", "").strip()
    if len(note) > LONGEST_NOTE:
        reading.say("note", "entry.note_long", _("The note is longer than {most} characters."), most=LONGEST_NOTE)
    includes_lower = typed.get("includes_lower", "") == "1"
    if reading.problems or kind != "number":
        return Entry(kind, why=why, note=note, includes_lower=includes_lower, problems=tuple(reading.problems))
    own = field.own_cells.get(kind_of_body)
    if own is not None and own[0] not in cells and value is not None and not includes_lower:
        cells[own[0]] = {own[1]: value}
    flat = tuple((code, cell, amount) for code, row in cells.items() for cell, amount in row.items())
    return Entry(kind, value, flat, "", note, includes_lower)


class _Reading:
    """One line while it is read: gathers what is wrong."""

    def __init__(self, field: Field, typed: Typed) -> None:
        self.field = field
        self.typed = typed
        self.problems: list[Problem] = []

    def say(self, where: str, code: str, what: str, **values: object) -> None:
        words = {name: formats.number(value) if isinstance(value, int) else value for name, value in values.items()}
        self.problems.append(Problem(code, what.format(**words), where))

    def kind(self, *, is_figure: bool) -> str:
        """Return what the line is: by what was chosen, else by whether a figure was typed."""
        chosen = self.typed.get("kind", "") or "number"
        if chosen not in ("number", "nil", "none"):
            self.say("kind", "entry.kind", _("Choose a figure, nothing to report, or no figure yet."))
            return "none"
        if chosen == "number":
            return "number" if is_figure or self.problems else "none"
        if is_figure or self.problems:
            self.problems.clear()
            what = (
                _("A figure stands here beside “nothing to report”. Take one of the two out.")
                if chosen == "nil"
                else _("A figure stands here beside “no figure yet”. Take one of the two out.")
            )
            self.say("value", "entry.figure_and_none", what)
        return chosen

    def why(self) -> str:
        """Return the reason's code."""
        chosen = self.typed.get("why", "").strip()
        if chosen and chosen not in {reason.code for reason in self.field.reasons}:
            self.say("why", "entry.reason", _("Choose one of the reasons in the list."))
            return ""
        return chosen

    def figure(self) -> tuple[int | None, Sums]:
        """Return the value and all cells; what cannot be read is a problem of its field."""
        if self.field.stages:
            return self._stage(), {}
        text = self.typed.get("value", "").strip()
        value = self._number("value", text) if text else None
        cells = dict(self._cells())
        before = len(self.problems)
        if before == 0:
            cells |= self._derived(cells)
            if not text:
                value = self._sum(cells)
            elif value is not None:
                self._compare(value, cells)
        return value, cells

    def _stage(self) -> int | None:
        code = self.typed.get("value", "").strip()
        if not code:
            return None
        codes = [stage.code for stage in self.field.stages]
        if code not in codes:
            self.say("value", "entry.stage", _("“{text}” is none of the stages. Choose one from the list."), text=code)
            return None
        return codes.index(code) * MILLION

    def _number(self, where: str, text: str) -> int | None:
        """Return a number in millionths."""
        read = number_typed(text)
        shown = text[:40]
        if not isinstance(read, Decimal):
            self.say(where, f"entry.{read}", _WRONG[read](), text=shown)
        elif abs(read) * MILLION > LARGEST_VALUE:
            self.say(where, "entry.too_large", _("“{text}” is beyond 100,000,000,000. Look at the digits."), text=shown)
        elif self.field.whole and read != read.to_integral_value():
            what = _("“{text}” has a fraction: what is counted here has none. Type a whole number.")
            self.say(where, "entry.fraction", what, text=shown)
        elif (self.field.whole or where != "value") and read < 0:
            self.say(where, "entry.negative", _("“{text}” is below 0: a count cannot be."), text=shown)
        elif read * MILLION != (read * MILLION).to_integral_value():
            self.say(where, "entry.decimals", _("“{text}” has more than six decimals."), text=shown)
        else:
            return int(read * MILLION)
        return None

    def _cells(self) -> Iterator[tuple[str, dict[str, int]]]:
        found: Sums = {}
        for name, text in self.typed.items():
            if not name.startswith(CELL) or not text.strip():
                continue
            code, _dot, cell = name.removeprefix(CELL).partition(".")
            if cell not in self.field.sets.get(code, ()):
                self.say(name, "entry.cell", _("This indicator has no such part."))
                continue
            amount = self._number(name, text)
            if amount is not None:
                found.setdefault(code, {})[cell] = amount
        # In the order of the plan's sets and of their first cells, whatever order the fields came in.
        yield from ((code, dict(sorted(found[code].items()))) for code in self.field.sets if code in found)

    def _derived(self, cells: Sums) -> Sums:
        """Return the sets that follow from what was typed; where one was typed too, the two must agree."""
        found: Sums = {}
        for rule in self.field.derived:
            if rule.source not in cells:
                continue
            margin: dict[str, int] = {}
            for cell, amount in cells[rule.source].items():
                margin[rule.cells[cell]] = margin.get(rule.cells[cell], 0) + amount
            typed = cells.get(rule.code)
            if typed is None:
                found[rule.code] = margin
                continue
            for cell, amount in typed.items():
                if margin.get(cell, 0) > amount:
                    what = _("The cells of the table come to {sum} here, more than the {typed} typed. Correct one.")
                    self.say(
                        f"{CELL}{rule.code}.{cell}", "entry.margin", what,
                        sum=_shown(margin[cell]), typed=_shown(amount),
                    )  # fmt: skip
        return found

    def _sum(self, cells: Sums) -> int | None:
        """Return what the cells add up to where no total was typed: of all sets alike, else it has to be typed."""
        sums = {code: sum(row.values()) for code, row in cells.items() if code not in self.field.multiple}
        if not sums:
            if cells:
                self.say("value", "entry.total_missing", _("Type the total: one person may stand in several parts."))
            return None
        if len(set(sums.values())) > 1:
            low, high = min(sums.values()), max(sums.values())
            what = _("One table adds up to {low}, another to {high}. Type the total.")
            self.say("value", "entry.sums_differ", what, low=_shown(low), high=_shown(high))
            return None
        total = next(iter(sums.values()))
        if abs(total) > LARGEST_VALUE:
            self.say("value", "entry.too_large", _("The cells add up to more than 100,000,000,000."))
            return None
        return total

    def _compare(self, value: int, cells: Sums) -> None:
        for code, row in cells.items():
            total = sum(row.values())
            if code not in self.field.multiple and total > value:
                what = _(
                    "The cells add up to {sum}, more than the total you typed ({total}). Correct a cell or the total."
                )
                self.say("value", "entry.cells_above_total", what, sum=_shown(total), total=_shown(value))
                return


def _shown(millionths: int) -> str:
    exact = Decimal(millionths) / MILLION
    return formats.number(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize())


_WRONG: Final = {
    "word": lambda: _("“{text}” is not a number. Type digits, such as 1,234."),
    "comma": lambda: _("“{text}”: a comma parts thousands, a point decimals. Type 1,234 or 1234.5."),
}
