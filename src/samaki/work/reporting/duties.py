"""What is owed, by whom, for which period, due when: derived from the ledger's dues and the plan's deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from samaki.registry.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Owed:
    """One body's report for one period: its indicators (database keys, in the plan's order) and the day it is due.

    All duties of one rhythm make one report; it is due on the earliest of their days. `is_assumed`: the day is not in
    the source. `duties` are the codes of the plan's duties.
    """

    body: int
    first: int
    last: int
    due: dt.date
    is_assumed: bool
    indicators: tuple[int, ...]
    duties: tuple[str, ...]


def owed(
    plan: Plan,
    *,
    first: int,
    last: int,
    bodies: Collection[int] | None = None,
    known_on: dt.date | None = None,
) -> list[Owed]:
    """Return every report owed for periods that end in these months, by day due, then body: a fixed number of queries.

    Excused ones are left out, and what this system counts itself. Running periods are there once they have begun.
    """
    raise NotImplementedError


def owed_by(plan: Plan, body: int, first: int, last: int) -> Owed | None:
    """Return what one body owes for exactly this period, or None."""
    raise NotImplementedError


def reportable(plan: Plan, owed: Sequence[Owed], today: dt.date) -> list[Owed]:
    """Keep the periods that have begun."""
    raise NotImplementedError
