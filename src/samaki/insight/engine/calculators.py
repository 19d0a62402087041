"""The calculation over a plan's world, remembered as the world is: what one question worked out serves the next.

Sorting the facts for questions costs more than most questions. A calculator never changes its mind, and several threads
may ask it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from samaki.calculate.calculator import Calculator
from samaki.core.remembered import Remembered
from samaki.registry.plan.models import Plan

from .world import LARGE_KEPT, SMALL_KEPT, is_small, load_world

SCOPES_KEPT: Final = 40  # places and bodies: what a calculator remembers grows with each that is asked about
_large: Remembered[tuple[Any, ...], Calculator] = Remembered(LARGE_KEPT)
_small: Remembered[tuple[Any, ...], Calculator] = Remembered(SMALL_KEPT)


def calculator_for(
    plan: Plan,
    *,
    indicators: Collection[str] | None = None,
    known_on: dt.date | None = None,
    position: int | None = None,
    as_of: dt.date | None = None,
    need_cells: bool = False,
    everything_recorded: bool = False,
) -> Calculator:
    """Return the calculation of all indicators, or of some with the parts of their formulas; see `load_world`.

    `everything_recorded`: its world holds facts not yet known then too, so that it can be said why they do not count.
    Raises Refused where the plan has no version at all, PlanNotKnownError where none was known.
    """
    wanted = None if indicators is None else frozenset(indicators)
    fetched = None if everything_recorded else known_on

    def prepare() -> Calculator:
        world = load_world(plan, indicators=wanted, known_on=fetched, position=position, need_cells=need_cells)
        return Calculator(world, known_on=known_on, position=position, as_of=as_of)

    kept = _small if is_small(wanted) else _large
    key = (plan.pk, wanted, fetched, known_on, position, as_of, need_cells)
    calculator = kept.get(key, prepare)
    if len(calculator.scopes) > SCOPES_KEPT:
        kept.let_go(key)
    return calculator
