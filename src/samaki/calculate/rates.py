"""Formulas: both sides answered as if they had no target kind, then divided.

docs/explain/numbers.md, "Order of work", step 6: dividing comes last, and rates are never averaged.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from samaki.calculate.breakdowns import breakdown_of
from samaki.calculate.bundles import Ask, Figure, last_year
from samaki.calculate.cells import CellFigures, cell_figures, divide, divide_cells, no_cells
from samaki.calculate.model import MILLION, Breakdown, Formula, Id, Part, TargetKind
from samaki.calculate.periods import Period
from samaki.calculate.problems import FigureError, Problem
from samaki.calculate.windows import made_of

if TYPE_CHECKING:
    from samaki.calculate.figures import Figures


class Rates:
    """The formulas' figures, worked out from those of their parts."""

    def __init__(self, figures: "Figures") -> None:
        self._figures = figures

    def figure(self, ask: Ask, code: Id, formula: Formula, period: Period, kind: TargetKind) -> Figure:
        """A rate; of a whole plan's level, the last year's that has one. Raises FigureError `formula_circle`."""
        years = made_of(ask.version.indicators[code], kind, period)
        figure = last_year([self._of_period(ask, code, formula, year) for year in years])
        if figure.value is None and years != (period,):
            figure.not_available = self._of_period(ask, code, formula, period).not_available
        return figure

    def year(self, ask: Ask, code: Id, formula: Formula, period: Period, kind: TargetKind) -> Period | None:
        """The year whose rate a whole plan's is, None if no year has one; any other period itself."""
        years = made_of(ask.version.indicators[code], kind, period)
        if years == (period,):
            return period
        valued = (year for year in reversed(years) if self._of_period(ask, code, formula, year).value is not None)
        return next(valued, None)

    def cells(self, ask: Ask, code: Id, breakdown: Breakdown, period: Period, kind: TargetKind) -> CellFigures | None:
        """A rate's cells are its parts' divided; where no year of the plan has a rate, there are none."""
        formula = ask.version.indicators[code].formula
        if formula is None:
            return None
        year = self.year(ask, code, formula, period, kind)
        if year is None:
            return no_cells(breakdown)
        sides = []
        for part in formula[:2]:
            source = ask.version.indicators[part.indicator].official
            side = self._figures.cells(ask, part.indicator, breakdown.code, year, kind="none", source=source)
            if side is None:
                return None
            sides.append(side)
        return divide_cells(sides[0], sides[1], Fraction(formula.factor) * MILLION)

    def _of_period(
        self, ask: Ask, code: Id, formula: Formula, period: Period, cell: tuple[str, str] | None = None
    ) -> Figure:
        """The rate, or one cell of it, of exactly one period."""
        inner = ask._replace(formulas=(*ask.formulas, code))
        if code in ask.formulas:
            raise FigureError(Problem("formula_circle", {"indicators": inner.formulas}))
        sides = [part if cell is None else part._replace(set=cell[0], cell=cell[1]) for part in formula[:2]]
        numerator, denominator = (self._part(inner, part, period) for part in sides)
        value = divide(numerator.value, denominator.value, Fraction(formula.factor) * MILLION)
        return Figure(
            value,
            parts=(numerator, denominator),
            marks=numerator.marks | denominator.marks,
            not_available=value is None and (numerator.not_available or denominator.not_available),
        )

    def _part(self, ask: Ask, part: Part, period: Period) -> Figure:
        """One side of a formula: an indicator's figure, or that of one of its cells."""
        indicator = ask.version.indicators.get(part.indicator)
        if indicator is None:
            return Figure()
        if part.set is None or part.cell is None:
            return self._figures.figure(ask, part.indicator, period, kind="none", source=indicator.official)
        breakdown = breakdown_of(ask.version.indicators, part.indicator, part.set)
        if indicator.formula is not None:
            if breakdown is None:
                return Figure()
            return self._of_period(ask, part.indicator, indicator.formula, period, (part.set, part.cell))
        figures, source = self._figures, indicator.official
        figure = figures.figure(ask, part.indicator, period, kind="none", source=source, terms=True)
        sheet = figures.sheet(part.indicator, breakdown or Breakdown(part.set))
        figure.value = cell_figures(figure.terms, sheet, indicator).read(part.cell)
        if figure.value is None:
            figure.not_available = figures.covers_more(ask, part.indicator, period, figure, source)
        return figure
