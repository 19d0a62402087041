"""Asks the real calculation the questions of an example, and gives its answers in the keys of *expect*."""

from __future__ import annotations

from typing import Any

from samaki.calculate.calculator import Calculator
from samaki.calculate.periods import parse_period
from samaki.calculate.tests.examples import Example as World

from .reading import Example, month_name
from .sums import NOT_BROKEN_DOWN

SAME_NAME = ("actual", "target", "stated_target", "achieved", "status", "partial", "open", "not_available")


class Real:
    """One example in the real calculation."""

    def __init__(self, text: dict[str, Any]) -> None:
        self.example = Example(text)
        reader = World(text)
        self.world, self.plan = reader.world(), reader.plan

    def answer(self, ask: dict[str, Any]) -> dict[str, Any]:
        code, own = ask["of"], bool(ask.get("own"))
        calculator = Calculator(self.world, known_on=ask.get("as_known_on"), as_of=ask.get("as_of"))
        period = parse_period(str(ask["period"]), self.plan)
        original = ask.get("targets") == "original"
        found = calculator.answer(code, ask["place"], period, own=own, original=original, cells=True)
        answer: dict[str, Any] = {name: getattr(found, name) for name in SAME_NAME}
        answer["reported"] = {"of": found.n, "got": found.k}
        answer["reached"] = None if found.reached is None else month_name(found.reached)
        answer["other_sources"] = {label: other.value for label, other in (found.other_sources or {}).items()}
        answer["sets"] = self._sets(code, found.sets or {})
        answer["cells"] = next(iter(answer["sets"].values()), {})
        return answer

    def _sets(self, code: str, found: Any) -> dict[str, dict[str, Any]]:
        sets: dict[str, dict[str, Any]] = {}
        for breakdown in self.example.breakdowns(code):
            cells = [*self.example.cells(code, breakdown), NOT_BROKEN_DOWN]
            sets[breakdown] = {cell: found[breakdown].read(cell) if breakdown in found else None for cell in cells}
        return sets
