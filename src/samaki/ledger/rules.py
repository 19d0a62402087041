"""What a fact may be before it enters the ledger: pure. Refuses only what would break the ledger's arithmetic.

Rules of entry that a form enforces (the newest version only, no overlapping periods) belong to whoever offers the form.
Docs: docs/explain/records.md, "Facts"; docs/explain/numbers.md, "Exact".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.calculate.limits import LARGEST_VALUE
from samaki.calculate.model import MILLION, Breakdown
from samaki.calculate.model import Indicator as Rule
from samaki.core.problems import Problem
from samaki.ledger.models import Event, Evidence, Fact
from samaki.registry.bodies.models import Body
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator

QUALIFIERS: Final = frozenset({"", "at_least", "approximate", "partial"})
NOT_BROKEN_DOWN: Final = "not_broken_down"
FIRST_MONTH: Final = 1900 * 12
LAST_MONTH: Final = 2200 * 12 - 1
LONGEST_SOURCE: Final = 40
LONGEST_CELL: Final = 120

Cells = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to be published. Indicator, body, place and event by code (uid) or as loaded objects.

    `value` and the cells' values are millionths. Without `place` it speaks of the body's own place. With the `line` of
    an earlier fact it is a new version of that line. `where` says in messages which row of a file or form it is.
    """

    indicator: str | Indicator
    body: str | Body
    first_month: int
    last_month: int
    place: str | Place | None = None
    kind: str = Fact.VALUE
    value: int | None = None
    cells: Cells = ()
    line: UUID | None = None
    stated_from: dt.date | None = None
    stated_to: dt.date | None = None
    source: str = ""
    event: UUID | Event | None = None
    includes_lower: bool = False
    qualifier: str = ""
    evidence: Evidence | None = None
    locator: str = ""
    note: str = ""
    where: str = ""


def millionths(value: Decimal | int) -> int:
    """Return a value in whole millionths; raises ValueError where it has more than six decimals or is no number."""
    exact = Decimal(value) * MILLION
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise ValueError(f"{value} has more than six decimals")
    return int(exact)


def problems_of_fact(fact: NewFact, rule: Rule) -> Iterator[Problem]:
    """Yield what is wrong with a fact in itself, by the rules of its indicator."""
    yield from _problems_of_time(fact)
    yield from _problems_of_words(fact)
    if rule.formula is not None:
        yield _problem(
            fact, "fact.formula", _("%(indicator)s is divided from other indicators: nobody reports it."), rule
        )
    if fact.kind == Fact.VALUE:
        yield from _problems_of_value(fact, rule)
    elif fact.value is not None or fact.cells:
        yield _problem(
            fact, "fact.no_value_expected", _("Nothing to report has neither a value nor a breakdown."), rule
        )


def _problems_of_time(fact: NewFact) -> Iterator[Problem]:
    if fact.first_month > fact.last_month:
        yield Problem("fact.months_reversed", _("The period ends before it begins."), fact.where)
    elif fact.first_month < FIRST_MONTH or fact.last_month > LAST_MONTH:
        yield Problem("fact.months_outside", _("The period lies outside the years 1900 to 2199."), fact.where)
    if (fact.stated_from is None) != (fact.stated_to is None):
        yield Problem("fact.stated_half", _("The source's own year needs both its first and its last day."), fact.where)
    elif fact.stated_from and fact.stated_to and fact.stated_from > fact.stated_to:
        yield Problem("fact.stated_reversed", _("The source's own year ends before it begins."), fact.where)


def _problems_of_words(fact: NewFact) -> Iterator[Problem]:
    if fact.kind not in {Fact.VALUE, Fact.NIL, Fact.WITHDRAWAL}:
        yield Problem("fact.kind", _("A fact is a value, nothing to report, or a withdrawal."), fact.where)
    if fact.qualifier not in QUALIFIERS:
        yield Problem(
            "fact.qualifier", _("A published value may be marked at least, approximate or partial only."), fact.where
        )
    if len(fact.source) > LONGEST_SOURCE:
        yield Problem("fact.source", _("The label of the source is longer than 40 characters."), fact.where)


def _problems_of_value(fact: NewFact, rule: Rule) -> Iterator[Problem]:
    value = fact.value
    if value is None:
        yield _problem(fact, "fact.value_missing", _("%(indicator)s: a value is missing."), rule)
        return
    if abs(value) > LARGEST_VALUE:
        yield _problem(
            fact, "fact.value_limit", _("%(indicator)s: a value beyond ±100,000,000,000 is not taken."), rule,
            _("Use thousands or millions as the unit."),
        )  # fmt: skip
    if rule.staged:
        if value % MILLION or not 0 <= value // MILLION < len(rule.stages):
            yield _problem(fact, "fact.stage", _("%(indicator)s: this is none of its stages."), rule)
    elif rule.counts != "none" and value % MILLION:
        yield _problem(
            fact, "fact.fraction", _("%(indicator)s counts in whole numbers; this value has a fraction."), rule
        )
    yield from _problems_of_cells(fact, rule, value)


def _problems_of_cells(fact: NewFact, rule: Rule, total: int) -> Iterator[Problem]:
    sets = {known.code: known for known in rule.breakdowns}
    seen: set[tuple[str, str]] = set()
    for name, cell, value in fact.cells:
        if (name, cell) in seen:
            yield _cell_problem(fact, "cell.twice", _("%(set)s: %(cell)s is given twice."), name, cell)
        seen.add((name, cell))
        if name not in sets:
            yield _cell_problem(
                fact, "cell.set", _("%(set)s is not a set by which this indicator is broken down."), name, cell
            )
        else:
            yield from _problems_of_cell(fact, rule, sets[name], cell, value, total)


def _problems_of_cell(
    fact: NewFact, rule: Rule, known: Breakdown, cell: str, value: int, total: int
) -> Iterator[Problem]:
    if not cell or len(cell) > LONGEST_CELL or cell == NOT_BROKEN_DOWN or (known.cells and cell not in known.cells):
        yield _cell_problem(fact, "cell.unknown", _("%(set)s has no cell %(cell)s."), known.code, cell)
    if abs(value) > LARGEST_VALUE:
        yield _cell_problem(fact, "cell.limit", _("%(set)s: %(cell)s is beyond ±100,000,000,000."), known.code, cell)
    if rule.counts != "none" and value % MILLION:
        yield _cell_problem(
            fact, "cell.fraction", _("%(set)s: %(cell)s has a fraction of what is counted whole."), known.code, cell
        )
    if not known.multiple and (value > total if total >= 0 else value < total):
        yield _cell_problem(
            fact, "cell.above_total", _("%(set)s: %(cell)s is above the total it belongs to."), known.code, cell
        )


def _problem(fact: NewFact, code: str, what: str, rule: Rule, mend: str = "") -> Problem:
    return Problem(code, what % {"indicator": rule.code}, fact.where, mend)


def _cell_problem(fact: NewFact, code: str, what: str, name: str, cell: str) -> Problem:
    return Problem(code, what % {"set": name, "cell": cell}, fact.where)
