"""Draws what a body would type into its report: pure. The rules stand in demonstration/figures.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samaki.calculate.periods import period_name

from .described import Description, months_of
from .dice import Dice

Typed = Mapping[str, str]
Rule = Mapping[str, Any]
NIL: Typed = {"kind": "nil"}
USUAL_SIZE = 100


@dataclass(frozen=True, slots=True)
class Reporter:
    """A body that reports: its kind and the wider ones, and how large its place is, in percent of the usual."""

    code: str
    kinds: tuple[str, ...]
    size: int = USUAL_SIZE


class Figures:
    """Throws the figures of one seed. Each line has dice of its own: no report depends on which others are made."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._first = months_of("2015-01").first  # what grows has grown since then, wherever a history begins

    def lines(
        self, reporter: Reporter, first: int, last: int, indicators: Sequence[str], again: int = 0
    ) -> dict[str, Typed]:
        """Return what is typed for each indicator (codes); those no rule speaks of are left out, they stay missing.

        `again` throws other dice, but for lines on which others rest: what is typed after a return or for a correction.
        """
        rules = {code: rule for code in indicators if (rule := self._rule(reporter, code)) is not None}
        rested_on = {rule.get("per", rule.get("share_of")) for rule in rules.values()}
        values: dict[str, int] = {}
        return {
            code: self._line(reporter, first, last, code, rule, values, 0 if code in rested_on else again)
            for code, rule in rules.items()
        }

    def _rule(self, reporter: Reporter, code: str) -> Rule | None:
        for name in (reporter.code, *reporter.kinds):
            rule: Rule | None = self._description.figures["figures"].get(name, {}).get(code)
            if rule is not None:
                return rule
        return None

    def _line(
        self, reporter: Reporter, first: int, last: int, code: str, rule: Rule, values: dict[str, int], again: int
    ) -> Typed:
        names = (self._description.seed, reporter.code, period_name(first, last), code, *([again] if again else []))
        dice = Dice(*names)
        if "stages" in rule:
            return {"value": self._stage(rule, last)}
        value = values[code] = self._value(dice, reporter, first, last, code, rule, values)
        if not value and dice.chance(rule.get("quiet", 0)):
            return NIL
        return {"value": str(value), **_cells(dice, value, rule)}

    def _value(
        self, dice: Dice, reporter: Reporter, first: int, last: int, code: str, rule: Rule, values: Mapping[str, int]
    ) -> int:
        if "turns" in rule:
            return int(self._turned(reporter, code, rule) <= last)
        if "stock" in rule:
            return self._stock(reporter, code, rule, (last - self._first) // (last - first + 1))
        if "per" in rule:
            return sum(dice.between(*rule["each"]) for _one in range(values.get(rule["per"], 0)))
        if "share_of" in rule:
            return dice.scaled(values.get(rule["share_of"], 0), dice.between(*rule["percent"]))
        grown = self._description.years(self._description.figures["grows"], last)
        chance = rule.get("chance", 100)
        if not dice.chance(chance if chance == 100 else min(chance * grown // 100, 100)):
            return 0
        size = (reporter.size if rule.get("scaled") else USUAL_SIZE) * (grown if chance == 100 else 100) // 100
        number = dice.between(*rule["count"])
        times = int(rule.get("times", 1))
        return (dice.scaled(number, size) if times == 1 else number * size // 100) * times

    def _turned(self, reporter: Reporter, code: str, rule: Rule) -> int:
        """Return the month from which the answer is yes."""
        begins, ends = (months_of(name).first for name in rule["turns"])
        return Dice(self._description.seed, reporter.code, code).between(begins, ends)

    def _stock(self, reporter: Reporter, code: str, rule: Rule, periods: int) -> int:
        """Return what stands after so many periods: it only grows."""
        dice = Dice(self._description.seed, reporter.code, code)
        stands = dice.between(*rule["stock"])
        for _period in range(periods):
            if dice.chance(rule["adds"]):
                stands += dice.between(*rule.get("each", (1, 1)))
        return stands

    def _stage(self, rule: Rule, last: int) -> str:
        reached = [stage for month, stage in rule["stages"].items() if months_of(month).first <= last]
        return str(reached[-1])


def _cells(dice: Dice, value: int, rule: Rule) -> dict[str, str]:
    cells: dict[str, str] = {}
    if not value:
        return cells
    for name, weights in rule.get("cells", {}).items():
        cells |= {f"cell.{name}.{cell}": str(number) for cell, number in dice.dealt(value, weights).items()}
    for name, percents in rule.get("percent_cells", {}).items():
        parts = {cell: dice.scaled(value, percent) for cell, percent in percents.items()}
        cells |= {f"cell.{name}.{cell}": str(number) for cell, number in parts.items() if number}
    return cells
