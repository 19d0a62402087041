"""How amounts and periods look beside each other on the form: February, March 2017, 1,234. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from samaki.calculate.model import MILLION
from samaki.core import formats

from .fields import Field
from .telling import period_words

YEAR: Final = 12
DECIMALS: Final = Decimal("0.1")


def number_shown(amount: int | Fraction) -> str:
    """Write an amount in millionths: `1,234`, `12.5`; quotients with one decimal."""
    exact = Fraction(amount) / MILLION
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    if isinstance(amount, Fraction) and amount.denominator != 1:
        number = number.quantize(DECIMALS, ROUND_HALF_UP)
    return formats.number(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())


def amount_shown(amount: int | Fraction, field: Field) -> str:
    """Write an amount of an indicator: a number, or the name of the stage that it stands for."""
    if field.stages:
        at = int(amount) // MILLION
        return formats.local_text(field.stages[at].name)[0] if 0 <= at < len(field.stages) else number_shown(amount)
    return number_shown(amount)


def period_shown(first: int, last: int, *, beside: tuple[int, int] | None = None) -> str:
    """Write a period in words; a month of the same year as the report's beside which it stands without its year."""
    if first == last and beside is not None and beside[0] // YEAR == first // YEAR:
        return formats.month_alone(first)
    return period_words(first, last)
