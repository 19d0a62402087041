"""Amounts by month, added up once so that any span of months is one subtraction."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import accumulate


class MonthSums:
    """Running sums of whole numbers by month."""

    __slots__ = ("_months", "_sums")

    def __init__(self, amounts: Mapping[int, int]) -> None:
        self._months = sorted(amounts)
        self._sums = list(accumulate([amounts[month] for month in self._months], initial=0))

    def between(self, first: int, last: int) -> int:
        """What the months from first to last, both inside, add up to."""
        start, stop = bisect_left(self._months, first), bisect_right(self._months, last)
        return self._sums[stop] - self._sums[start] if start < stop else 0

    def any_between(self, first: int, last: int) -> bool:
        """Whether there is an amount, 0 too, in the months from first to last."""
        return bisect_left(self._months, first) < bisect_right(self._months, last)
