"""Amounts by month, added up once so that any span of months is one subtraction."""

from collections.abc import Mapping
from itertools import accumulate


class MonthSums:
    """Running sums of whole numbers by month."""

    __slots__ = ("_first", "_last", "_sums")

    def __init__(self, amounts: Mapping[int, int]) -> None:
        self._first = min(amounts, default=0)
        self._last = max(amounts, default=-1)
        months = range(self._first, self._last + 1)
        self._sums = list(accumulate([amounts.get(month, 0) for month in months], initial=0))

    def between(self, first: int, last: int) -> int:
        """What the months from first to last, both inside, add up to."""
        first, last = max(first, self._first), min(last, self._last)
        return self._sums[last - self._first + 1] - self._sums[first - self._first] if first <= last else 0
