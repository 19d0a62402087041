"""The small sums of the oracle: what a value adds, how values combine, how a number is rounded."""

from __future__ import annotations

from fractions import Fraction

from .reading import Fact

Cell = tuple[str, str] | None  # a set and one cell of it; None is the total
NOT_BROKEN_DOWN = "not_broken_down"


def by_body_and_place(facts: list[Fact]) -> list[list[Fact]]:
    keys = sorted({(fact.body, fact.place) for fact in facts})
    return [[fact for fact in facts if (fact.body, fact.place) == key] for key in keys]


def newest_of(group: list[Fact], end: int) -> list[Fact]:
    """The values of the last month, by the end, in which one ended (lines of one period are added)."""
    ended = [fact for fact in group if fact.last <= end]
    return [fact for fact in ended if fact.last == max(other.last for other in ended)]


def amount_of(fact: Fact, cell: Cell) -> Fraction:
    """What a value adds to the total or to a cell; a cell it leaves out adds 0."""
    if cell is None:
        return fact.value
    breakdown, name = cell
    named = fact.named(breakdown)
    if name == NOT_BROKEN_DOWN:
        return fact.value - sum(named.values(), Fraction(0))
    return named.get(name, Fraction(0))


def combine(rule: str, values: list[Fraction]) -> Fraction:
    if rule == "max":
        return max(values)
    if rule == "min":
        return min(values)
    total = sum(values, Fraction(0))
    return total / len(values) if rule == "average" else total


def rounded(value: Fraction | None, decimals: int) -> Fraction | None:
    """Half up, away from zero for negatives."""
    if value is None:
        return None
    scale = 10**decimals
    size = (abs(value) * scale * 2 + 1) // 2
    return Fraction(size if value >= 0 else -size, scale)
