"""Which sets of cells an indicator carries: those it names; a formula those that both its parts carry.

docs/explain/numbers.md, "What an indicator says of itself": once a part is a single cell, a formula has no breakdown.
"""

from collections.abc import Mapping

from samaki.calculate.model import Breakdown, Id, Indicator, Key


def breakdowns_of(indicators: Mapping[Key, Indicator], code: Id, above: tuple[Id, ...] = ()) -> tuple[Breakdown, ...]:
    """The sets an indicator carries; of a formula that names some, of these. A formula's set is *multiple* where that
    of one part is. `above` are the formulas on the way here: one that turns in a circle carries none."""
    indicator = indicators.get(code)
    if indicator is None or code in above:
        return ()
    formula = indicator.formula
    if formula is None:
        return indicator.breakdowns
    if formula.numerator.cell is not None or formula.denominator.cell is not None:
        return ()
    upper, lower = (
        {one.code: one for one in breakdowns_of(indicators, part.indicator, (*above, code))} for part in formula[:2]
    )
    named = [one.code for one in indicator.breakdowns] or list(upper)
    return tuple(_of_both(upper[name], lower[name]) for name in named if name in upper and name in lower)


def breakdown_of(indicators: Mapping[Key, Indicator], code: Id, name: str) -> Breakdown | None:
    """One set of an indicator; None where it does not carry it."""
    return next((one for one in breakdowns_of(indicators, code) if one.code == name), None)


def _of_both(one: Breakdown, other: Breakdown) -> Breakdown:
    return Breakdown(one.code, one.multiple or other.multiple, tuple(dict.fromkeys((*one.cells, *other.cells))))
