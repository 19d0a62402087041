"""Exact numbers into decimals: half up, away from zero for negatives; never through a float."""

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction

from samaki.calculate.model import MILLION

DECIMALS = 12
_EXACT = Context(prec=100)


def rounded(value: Fraction | int, places: int) -> Decimal:
    """A number at a fixed count of decimals."""
    above, below = value.numerator, value.denominator
    whole = (2 * abs(above) * 10**places + below) // (2 * below)
    return _EXACT.scaleb(Decimal(-whole if above < 0 else whole), -places)


def in_units(millionths: Fraction | int) -> Decimal:
    """Millionths as units, exact up to 12 decimals, without trailing zeros."""
    if isinstance(millionths, int):
        whole, rest = divmod(millionths, MILLION)
        if not rest:
            return Decimal(whole)
        return _EXACT.normalize(_EXACT.scaleb(Decimal(millionths), -6))
    found = _EXACT.normalize(rounded(Fraction(millionths) / MILLION, DECIMALS))
    return _EXACT.quantize(found, Decimal(1)) if found == found.to_integral_value() else found


def shown(value: Fraction | int, places: int, says_the_same: Callable[[Decimal], bool]) -> Decimal:
    """A number rounded to show; one more decimal as long as the rounded number would say something else."""
    for more in range(places, DECIMALS):
        found = rounded(value, more)
        if says_the_same(found):
            return found
    return rounded(value, DECIMALS)
