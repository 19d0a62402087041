"""Chance in whole numbers: the same names throw the same dice on every machine, and no float comes near a figure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")
DEALT_ONE_BY_ONE = 60


class Dice:
    """Dice named by words: `Dice(20180409, "PCCT-17", "2016-06")`. What one body throws depends on no other."""

    def __init__(self, *names: object) -> None:
        self._random = random.Random("/".join(map(str, names)))  # noqa: S311 - figures to look at, no secrets

    def between(self, least: int, most: int) -> int:
        """Return a whole number from least to most, both included."""
        return least + self._random.randrange(most - least + 1)

    def chance(self, percent: int) -> bool:
        """Say yes in so many of a hundred."""
        return self._random.randrange(100) < percent

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self._random.randrange(len(items))]

    def scaled(self, number: int, percent: int) -> int:
        """Return so many percent of a number; what is left over decides by chance whether one more is added."""
        whole, rest = divmod(number * percent, 100)
        return whole + (self._random.randrange(100) < rest)

    def dealt(self, total: int, weights: Mapping[str, int]) -> dict[str, int]:
        """Deal a total out by weights; what got nothing is left out. The parts add up to the total."""
        found = dict.fromkeys(weights, 0)
        rest = total
        if total > DEALT_ONE_BY_ONE:
            for name, weight in weights.items():
                found[name] = total * weight // sum(weights.values())
            rest -= sum(found.values())
        cards = [name for name, weight in weights.items() for _card in range(weight)]
        for _one in range(rest):
            found[self.pick(cards)] += 1
        return {name: number for name, number in found.items() if number}
