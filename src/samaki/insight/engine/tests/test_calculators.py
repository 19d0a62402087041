"""A calculator is prepared once and given again until the ledger moves; what each question can see stays its own."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.calculate.calculator import Calculator
from samaki.calculate.periods import parse_period
from samaki.insight.engine import calculators
from samaki.insight.engine.calculators import calculator_for
from samaki.insight.engine.world import load_world
from tests.small_world import JANUARY_2014, SmallWorld

from .publishing import publish

pytestmark = pytest.mark.django_db


def test_the_same_question_gets_the_same_calculator_until_the_ledger_moves(small: SmallWorld) -> None:
    publish(small, 1_000_000)
    first = calculator_for(small.plan)
    with CaptureQueriesContext(connection) as queries:
        assert calculator_for(small.plan) is first
    assert len(queries) == 1
    assert calculator_for(small.plan, as_of=dt.date(2014, 6, 1)) is not first
    assert calculator_for(small.plan, known_on=dt.date(2018, 6, 1), everything_recorded=True).world is first.world
    publish(small, 2_000_000)
    assert calculator_for(small.plan) is not first


def test_one_that_was_asked_about_too_many_is_let_go(small: SmallWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calculators, "SCOPES_KEPT", 0)
    first = calculator_for(small.plan)
    first.answer("TRAINED", "KH", parse_period("2014", first.world.plan_period))
    assert calculator_for(small.plan) is first
    assert calculator_for(small.plan) is not first


def test_threads_that_ask_at_once_get_the_answers_of_one_that_asks_alone(small: SmallWorld) -> None:
    for month in range(24):
        publish(small, (month + 1) * 1_000_000, JANUARY_2014 + month)
    world = load_world(small.plan)
    questions = [
        (code, span.place, parse_period(period, world.plan_period))
        for code in world.versions[-1].indicators
        for span in world.places
        for period in ("2014", "2015", "2014-Q3", "2014-02", "to_date")
    ]
    alone = Calculator(world)
    expected = [alone.answer(*question) for question in questions]
    with ThreadPoolExecutor(4) as threads:
        shared = Calculator(world)
        for found in threads.map(lambda _turn: [shared.answer(*question) for question in questions], range(4)):
            assert found == expected
