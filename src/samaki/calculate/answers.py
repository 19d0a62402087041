"""What a question is answered with: fit for a table, every part of it exact."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from samaki.calculate.bundles import Fall, Mark
from samaki.calculate.dues import Reported
from samaki.calculate.model import MILLION, Id, Indicator, Part, Status, Thresholds
from samaki.calculate.model import NOT_BROKEN_DOWN as NOT_BROKEN_DOWN
from samaki.calculate.over_time import Amount
from samaki.calculate.periods import Period
from samaki.calculate.problems import Problem
from samaki.calculate.rounding import in_units, rounded, shown
from samaki.calculate.verdict import grade

Value = Decimal | str | None
GRADED = ("met", "on_track", "behind", "far_behind")


class OtherSource(NamedTuple):
    """What another source says. Where it does not speak of the place asked: its own place, and no difference."""

    value: Value
    place: Id | None
    difference: Decimal | None


class FormulaPart(NamedTuple):
    """One side of a formula: its value in its own units, and its own k of n."""

    part: Part
    value: Value
    reported: Reported


class Shown(NamedTuple):
    """Figures rounded to show. A figure has one decimal more where it would contradict the status."""

    actual: Value
    target: Value
    achieved: Decimal | None


class CellValues(Mapping[str, Decimal | None]):
    """The cells of one set, `not_broken_down` among them where the set has it.

    A cell that is not listed reads `unnamed`: 0 where a counted value states the whole set, else None.
    """

    def __init__(self, cells: Mapping[str, Decimal | None], unnamed: Decimal | None = None) -> None:
        self._cells = dict(cells)
        self.unnamed = unnamed

    def __getitem__(self, cell: str) -> Decimal | None:
        return self._cells[cell]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def read(self, cell: str) -> Decimal | None:
        """What a cell reads, listed or not."""
        if cell == NOT_BROKEN_DOWN:
            return self._cells.get(cell)
        return self._cells.get(cell, self.unnamed)

    def __repr__(self) -> str:
        return f"CellValues({self._cells!r}, unnamed={self.unnamed!r})"


class Answer(NamedTuple):
    """One figure. Amounts are decimals of the unit, up to 12 places, or a stage; `exact` ones are whole fractions.

    Asked *own*, it is not judged: `status` is None. `problem` says why a value cannot be given (a sum past 64 bits).
    """

    indicator: Indicator
    period: Period
    actual: Value
    millionths: Amount | None  # the actual, exactly
    target: Value = None
    target_millionths: Amount | None = None
    target_period: Period | None = None
    stated_target: Value = None
    summed_target: Value = None  # what the periods come to, where a whole-plan target is stated
    achieved: Decimal | None = None
    exact_achieved: Fraction | None = None
    status: Status | None = None
    thresholds: Thresholds = Thresholds()
    reached: int | None = None  # month since which a milestone has stood
    reported: Reported = Reported()
    partial: bool = False
    open: bool = False
    not_available: bool = False
    other_sources: Mapping[str, OtherSource] | None = None
    sets: Mapping[str, CellValues] | None = None  # only where cells were asked for
    marks: frozenset[Mark] = frozenset()
    longer: tuple[tuple[int, int], ...] = ()  # months of values that cover the period and more, named beside it
    falls: tuple[Fall, ...] = ()
    parts: tuple[FormulaPart, ...] = ()
    problem: Problem | None = None

    @property
    def exact(self) -> Fraction | None:
        """The actual in units, exactly; of a stage, its index."""
        return None if self.millionths is None else Fraction(self.millionths, MILLION)

    @property
    def exact_target(self) -> Fraction | None:
        """The target in units, exactly; of a stage, its index."""
        return None if self.target_millionths is None else Fraction(self.target_millionths, MILLION)

    @property
    def k(self) -> int:
        """Values approved, of those owed."""
        return self.reported.k

    @property
    def n(self) -> int:
        """Values owed for periods ended by *as of*, without those excused."""
        return self.reported.n

    @property
    def excused(self) -> int:
        """Values owed but excused."""
        return self.reported.excused

    @property
    def shown(self) -> Shown:
        """The figures rounded to show: percentages to one decimal, half up."""
        return Shown(self._shown_actual(), self._shown_target(), self._shown_achieved())

    def _shown_achieved(self) -> Decimal | None:
        if self.exact_achieved is None:
            return None
        status = self.status
        if status not in GRADED:
            return rounded(self.exact_achieved, 1)
        return shown(self.exact_achieved, 1, lambda one: grade(Fraction(one), self.thresholds) == status)

    def _shown_actual(self) -> Value:
        if self.exact is None or not isinstance(self.actual, Decimal) or self.indicator.unit != "percent":
            return self.actual
        exact, edges = self.exact, self._edges()
        return shown(exact, 1, lambda one: all(_side(Fraction(one), edge) == _side(exact, edge) for edge in edges))

    def _shown_target(self) -> Value:
        if self.exact_target is None or not isinstance(self.target, Decimal) or self.indicator.unit != "percent":
            return self.target
        exact = self.exact_target
        return shown(exact, 1, lambda one: Fraction(one) == exact) if exact * 10**6 % 1 == 0 else rounded(exact, 1)

    def _edges(self) -> list[Fraction]:
        """What the actual is held against, so that rounding may not carry it across."""
        if self.status is None or self.status in ("not_measurable", "not_due", "no_data", "no_verdict"):
            return []
        edges = [] if self.exact_target is None else [self.exact_target]
        if self.indicator.direction == "maintain" and self.indicator.band is not None:
            edges = [Fraction(edge, 10**6) for edge in self.indicator.band]
        return edges


def _side(value: Fraction, edge: Fraction) -> int:
    return (value > edge) - (value < edge)


def value_of(millionths: Amount | None, indicator: Indicator) -> Value:
    """Millionths as a decimal of the unit, or as the name of a stage."""
    if millionths is None:
        return None
    if indicator.staged:
        index = int(millionths // MILLION)
        return indicator.stages[index] if 0 <= index < len(indicator.stages) else str(index)
    return in_units(millionths)
