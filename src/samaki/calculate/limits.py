"""How large a value and a sum may be (docs/explain/numbers.md, "Exact")."""

from fractions import Fraction

from samaki.calculate.model import MILLION
from samaki.calculate.problems import FigureError, Problem

LARGEST_VALUE = 10**11 * MILLION
LARGEST_SUM = 2**63 - 1


def within_sum(total: int | Fraction) -> int | Fraction:
    """The total itself; raises FigureError `sum_too_large` past 64 bits, which an engine would wrap in silence."""
    if not -LARGEST_SUM <= total <= LARGEST_SUM:
        raise FigureError(Problem("sum_too_large", {"limit": LARGEST_SUM}))
    return total
