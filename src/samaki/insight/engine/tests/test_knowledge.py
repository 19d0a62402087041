"""What was answered once is answered again: by its position, by the day it was known, in whatever order it came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import World
from samaki.calculate.periods import parse_period
from samaki.core.actor import SYSTEM
from samaki.core.models import ChainHead
from samaki.insight.engine.world import load_world
from samaki.ledger.services import NewFact, publish_batch
from tests.small_world import JANUARY_2014, SmallWorld

pytestmark = pytest.mark.django_db

BODIES = ("PC1", "PC2", "DC11", "DC12")
INDICATORS = ("TRAINED", "DAYS")
FIRST_DAY = dt.date(2015, 1, 1)
SLOW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Act:
    """One line gets a version on a day: a value with as many women, or (None) a withdrawal."""

    line: int
    day: int
    value: int | None

    @property
    def known(self) -> dt.date:
        return FIRST_DAY + dt.timedelta(self.day)

    @property
    def fact(self) -> NewFact:
        value = None if self.value is None else self.value * 10**6
        indicator = INDICATORS[self.line % 2]
        month = JANUARY_2014 + self.line % 5
        return NewFact(
            indicator=indicator,
            body=BODIES[self.line % 4],
            first_month=month,
            last_month=month,
            line=UUID(int=self.line + 1),
            kind="withdrawal" if value is None else "value",
            value=value,
            cells=(("sex", "female", value),) if value is not None and indicator == "TRAINED" else (),
        )


def acts(*, withdrawals: bool) -> st.SearchStrategy[list[Act]]:
    """Acts of which no two concern one line on one day; a withdrawal comes only after a value."""
    value = st.one_of(st.integers(0, 9), st.none()) if withdrawals else st.integers(0, 9)
    act = st.builds(Act, line=st.integers(0, 5), day=st.integers(0, 30), value=value)
    return st.lists(act, min_size=1, max_size=10, unique_by=lambda one: (one.line, one.day)).map(_only_possible)


def _only_possible(found: list[Act]) -> list[Act]:
    kept: list[Act] = []
    for act in sorted(found, key=lambda one: one.day):
        if act.value is not None or any(one.line == act.line for one in kept):
            kept.append(act)
    return kept


def record(small: SmallWorld, act: Act) -> int:
    """Publish one act and return the position it got."""
    batch = publish_batch(SYSTEM, action="test.fact", facts=[act.fact], plan=small.plan, known=act.known, source="test")
    return batch.position


def answers(world: World, **known: object) -> list[tuple[object, ...]]:
    """Ask the nation and a province for a year and a month, with cells."""
    calculator = Calculator(world, **known)  # type: ignore[arg-type]
    return [
        _told(calculator.answer(indicator, place, parse_period(period, world.plan_period), cells=True))
        for indicator in INDICATORS
        for place in ("KH", "P1", "D11")
        for period in ("2014", "2014-03", "plan")
    ]


def _told(answer: Answer) -> tuple[object, ...]:
    sets = {name: dict(cells) for name, cells in (answer.sets or {}).items()}
    return answer.actual, answer.status, answer.achieved, sets


@SLOW
@given(found=acts(withdrawals=True))
def test_a_position_and_a_day_reproduce_the_earlier_answer(small: SmallWorld, found: list[Act]) -> None:
    with transaction.atomic():
        at_position: dict[int, list[tuple[object, ...]]] = {}
        on_day: dict[dt.date, list[tuple[object, ...]]] = {}
        for act in found:
            position = record(small, act)
            now = answers(load_world(small.plan, need_cells=True))
            at_position[position] = now
            on_day[act.known] = now
        later = load_world(small.plan, need_cells=True)
        for position, earlier in at_position.items():
            assert answers(later, position=position) == earlier
            only_then = load_world(small.plan, need_cells=True, position=position)
            assert answers(only_then, position=position) == earlier
        for day, earlier in on_day.items():
            assert answers(later, known_on=day) == earlier
            assert answers(load_world(small.plan, need_cells=True, known_on=day), known_on=day) == earlier
        transaction.set_rollback(True)


@SLOW
@given(found=acts(withdrawals=False), data=st.data())
def test_the_order_of_recording_is_irrelevant(small: SmallWorld, found: list[Act], data: st.DataObject) -> None:
    shuffled: Sequence[Act] = data.draw(st.permutations(found))
    told = []
    for order in (found, shuffled):
        with transaction.atomic():
            for act in order:
                record(small, act)
            told.append(answers(load_world(small.plan, need_cells=True)))
            transaction.set_rollback(True)
    assert told[0] == told[1]


@SLOW
@given(found=acts(withdrawals=True))
def test_cells_add_up_to_their_total(small: SmallWorld, found: list[Act]) -> None:
    with transaction.atomic():
        for act in found:
            record(small, act)
        world = load_world(small.plan, need_cells=True)
        for actual, _status, _achieved, sets in answers(world)[:9]:
            cells = sets.get("sex") if isinstance(sets, dict) else None
            if isinstance(actual, Decimal) and cells:
                assert sum(value for value in cells.values() if value is not None) == actual
        transaction.set_rollback(True)


def test_positions_go_on_after_what_was_taken_back(small: SmallWorld) -> None:
    before = ChainHead.objects.get().position
    with transaction.atomic():
        record(small, Act(0, 0, 1))
        transaction.set_rollback(True)
    assert record(small, Act(0, 0, 1)) == before + 1
