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

from collections.abc import Mapping
from dataclasses import dataclass

from samaki.core.problems import Problem

from .fields import Field

Typed = Mapping[str, str]


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


def read_entry(field: Field, typed: Typed) -> Entry:
    """Read one line. Where only cells were typed their sum is the value (of a set that is not multiple)."""
    raise NotImplementedError
