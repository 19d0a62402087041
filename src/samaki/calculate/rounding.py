"""Exact numbers into decimals: half up, away from zero for negatives; never through a float."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from samaki.calculate.model import MILLION

DECIMALS = 12


def rounded(value: Fraction | int, places: int) -> Decimal:
    """A number at a fixed count of decimals."""
    exact = Fraction(value)
    scaled = abs(exact.numerator) * 10**places
    whole = (2 * scaled + exact.denominator) // (2 * exact.denominator)
    return Decimal((int(exact < 0 and whole > 0), tuple(map(int, str(whole))), -places))


def in_units(millionths: Fraction | int) -> Decimal:
    """Millionths as units, exact up to 12 decimals, without trailing zeros."""
    if isinstance(millionths, int):
        whole, rest = divmod(millionths, MILLION)
        if not rest:
            return Decimal(whole)
    found = rounded(Fraction(millionths) / MILLION, DECIMALS)
    text = f"{found:f}".rstrip("0").rstrip(".")
    return Decimal("0" if text == "-0" else text)


def shown(value: Fraction | int, places: int, says_the_same: Callable[[Decimal], bool]) -> Decimal:
    """A number rounded to show; one more decimal as long as the rounded number would say something else."""
    for more in range(places, DECIMALS):
        found = rounded(value, more)
        if says_the_same(found):
            return found
    return rounded(value, DECIMALS)
