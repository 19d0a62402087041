"""Breakdown cells: the same steps for each cell, *not broken down* among them.

docs/explain/numbers.md, "Order of work", step 7. A cell left out adds 0, but reads 0 only where a counted value states
it: names it, has cells that add up to its total, or is 0 itself. Otherwise it is no value. *Not broken down* is of each
value its total without its cells, and can always be told; a *multiple* set has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from samaki.calculate.limits import within_sum
from samaki.calculate.model import NOT_BROKEN_DOWN, Breakdown, Cell, Fact, Id, Indicator, Key
from samaki.calculate.over_time import Amount, Rule, combine, rules_of
from samaki.calculate.series import Group, Term

Cells = Mapping[Key, tuple[Cell, ...]]


class CellFigures(NamedTuple):
    """A set's cells in millionths. `unnamed` is what any cell not in `cells` reads: 0 or None. `rest` is *not broken
    down*, `has_rest` whether the set has one."""

    cells: dict[str, Amount | None]
    unnamed: Amount | None
    rest: Amount | None
    has_rest: bool

    def read(self, cell: str) -> Amount | None:
        """What a cell reads, named or not."""
        return self.rest if cell == NOT_BROKEN_DOWN else self.cells.get(cell, self.unnamed)


def no_cells(breakdown: Breakdown) -> CellFigures:
    """The set of a figure without a value."""
    return CellFigures(dict.fromkeys(breakdown.cells), None, None, not breakdown.multiple)


def cell_figures(terms: Sequence[Term], sheet: "Sheet", indicator: Indicator) -> CellFigures:
    """The cells of one set over the terms of a figure."""
    breakdown = sheet.breakdown
    if not terms:
        return no_cells(breakdown)
    counted = [fact for term in terms for group in term.groups for fact in group.facts]
    before = [fact for term in terms for group in term.before for fact in group.facts]
    named = sorted({cell for fact in (*counted, *before) for cell in sheet.of(fact)})
    states_all = any(sheet.states_all(fact) for fact in counted)
    rules = rules_of(indicator)
    found: dict[str, Amount | None] = dict.fromkeys(breakdown.cells, 0 if states_all else None)
    rest: Amount | None = None
    if rules == ("sum", "sum") and not before:
        sums, rest = _sums(terms, sheet)
        found.update({cell: sums[cell] for cell in named})
        return CellFigures(found, 0 if states_all else None, rest, not breakdown.multiple)
    found.update({cell: _over_places(terms, cell, sheet, rules) for cell in named})
    if not breakdown.multiple:
        rest = combine([_rest_of(term, sheet, rules[0]) for term in terms], rules[1])
    return CellFigures(found, 0 if states_all else None, rest, not breakdown.multiple)


class Sheet:
    """The cells of one set, fact by fact; remembers what it has read, so one serves all questions about a set."""

    def __init__(self, breakdown: Breakdown, cells: Cells) -> None:
        self.breakdown = breakdown
        self._cells = cells
        self._seen: dict[Id, dict[str, int]] = {}
        self._all: dict[Id, bool] = {}

    def of(self, fact: Fact) -> dict[str, int]:
        found = self._seen.get(fact.fact)
        if found is None:
            code = self.breakdown.code
            found = {cell: value for name, cell, value in self._cells.get(fact.fact, ()) if name == code}
            self._seen[fact.fact] = found
        return found

    def states_all(self, fact: Fact) -> bool:
        found = self._all.get(fact.fact)
        if found is None:
            cells = self.of(fact)
            adds_up = bool(cells) and not self.breakdown.multiple and sum(cells.values()) == fact.value
            found = self._all[fact.fact] = fact.value == 0 or adds_up
        return found

    def states(self, fact: Fact, cell: str) -> bool:
        return cell in self.of(fact) or self.states_all(fact)

    def amount(self, group: Group, cell: str) -> int:
        return sum([self.of(fact).get(cell, 0) for fact in group.facts])

    def group_states(self, group: Group, cell: str) -> bool:
        return any(self.states(fact, cell) for fact in group.facts)

    def rest(self, group: Group) -> int:
        return group.total - sum([sum(self.of(fact).values()) for fact in group.facts])


def _sums(terms: Iterable[Term], sheet: Sheet) -> tuple[dict[str, Amount], Amount | None]:
    """The cells of values that are only added, and what they leave undivided: once through the facts, for all cells."""
    cells: dict[str, Amount] = {}
    rest: Amount = 0
    for term in terms:
        own: dict[str, int] = {}
        total = 0
        for group in term.groups:
            total += group.total
            for fact in group.facts:
                for cell, value in sheet.of(fact).items():
                    own[cell] = own.get(cell, 0) + value
        for cell, added in own.items():
            cells[cell] = within_sum(cells.get(cell, 0) + within_sum(added))
        if not sheet.breakdown.multiple:
            rest = within_sum(rest + within_sum(total - sum(own.values())))
    return cells, None if sheet.breakdown.multiple else rest


def _over_places(terms: Sequence[Term], cell: str, sheet: Sheet, rules: tuple[Rule, Rule]) -> Amount | None:
    values = [_over_time(term, cell, sheet, rules[0]) for term in terms]
    stated = [value for value in values if value is not None]
    if not stated:
        return None
    if rules[1] in ("max", "min"):
        return combine(stated, rules[1])
    return combine([value or 0 for value in values], rules[1])


def _over_time(term: Term, cell: str, sheet: Sheet, rule: Rule) -> Amount | None:
    """One body's and place's value of a cell; None where none of its values states it.

    The greatest and the least are taken of the values that state the cell: silence is no 0 to compare with. Of an own
    amount the newest total has to state it: what an earlier one held does not tell how it went on.
    """
    stating = [group for group in term.groups if sheet.group_states(group, cell)]
    if not stating:
        return None
    if rule in ("max", "min"):
        return combine([sheet.amount(group, cell) for group in stating], rule)
    value = combine([sheet.amount(group, cell) for group in term.groups], rule)
    return value - sum(sheet.amount(group, cell) for group in term.before)


def _rest_of(term: Term, sheet: Sheet, rule: Rule) -> Amount:
    """What one body and place leave undivided: what their total is more than their cells; of an own amount also what
    the earlier total held of the cells that the newest does not state."""
    value = combine([sheet.rest(group) for group in term.groups], rule)
    if not term.before:
        return value
    unstated = sum(
        sheet.amount(before, cell)
        for before in term.before
        for cell in {cell for fact in before.facts for cell in sheet.of(fact)}
        if not any(sheet.group_states(group, cell) for group in term.groups)
    )
    return value - sum(sheet.rest(group) for group in term.before) - unstated


def add_years(years: Sequence[CellFigures]) -> CellFigures:
    """The cells of a sum of years' values: each the sum of the years that state it."""
    names = {cell: None for year in years for cell in year.cells}
    cells = {cell: _sum_stated([year.read(cell) for year in years]) for cell in names}
    return CellFigures(
        cells,
        _sum_stated([year.unnamed for year in years]),
        _sum_stated([year.rest for year in years]),
        years[0].has_rest,
    )


def _sum_stated(values: Iterable[Amount | None]) -> Amount | None:
    stated = [value for value in values if value is not None]
    return combine(stated, "sum") if stated else None


def divide_cells(numerator: CellFigures, denominator: CellFigures, factor: Fraction) -> CellFigures:
    """A rate's cells, *not broken down* too: each its numerator's cell ÷ its denominator's."""
    names = dict.fromkeys((*numerator.cells, *denominator.cells))
    has_rest = numerator.has_rest and denominator.has_rest
    return CellFigures(
        {cell: divide(numerator.read(cell), denominator.read(cell), factor) for cell in names},
        divide(numerator.unnamed, denominator.unnamed, factor),
        divide(numerator.rest, denominator.rest, factor) if has_rest else None,
        has_rest,
    )


def divide(above: Amount | None, below: Amount | None, factor: Fraction) -> Fraction | None:
    """A quotient times a factor; no value where either is missing or the lower is 0."""
    return None if above is None or not below else Fraction(above) / Fraction(below) * factor
