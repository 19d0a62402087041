"""A world is fetched once and given again until the ledger moves; what each question can see stays its own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.insight.engine import world as worlds
from samaki.insight.engine.world import load_world
from samaki.registry.bodies.models import BodySpan
from samaki.registry.bodies.selectors import ladders
from tests.small_world import JANUARY_2014, SmallWorld

from .publishing import publish

pytestmark = pytest.mark.django_db


def test_the_same_question_gets_the_same_world(small: SmallWorld) -> None:
    publish(small, 1_000_000)
    first = load_world(small.plan)
    with CaptureQueriesContext(connection) as queries:
        assert load_world(small.plan) is first
    assert len(queries) == 1
    assert load_world(small.plan, need_cells=True) is not first
    assert load_world(small.plan, known_on=dt.date(2014, 1, 1)) is not first


def test_a_new_batch_is_a_new_world(small: SmallWorld) -> None:
    publish(small, 1_000_000)
    before = load_world(small.plan)
    publish(small, 2_000_000)
    assert len(load_world(small.plan).facts) == len(before.facts) + 1


def test_what_was_taken_back_is_not_remembered(small: SmallWorld) -> None:
    before = load_world(small.plan)
    with transaction.atomic():
        publish(small, 1_000_000)
        assert len(load_world(small.plan).facts) == len(before.facts) + 1
        transaction.set_rollback(True)
    assert len(load_world(small.plan).facts) == len(before.facts)


def test_few_are_kept(small: SmallWorld) -> None:
    for days in range(10):
        load_world(small.plan, known_on=dt.date(2018, 1, 1) + dt.timedelta(days=days))
        load_world(small.plan, indicators=["TRAINED"], known_on=dt.date(2018, 1, 1) + dt.timedelta(days=days))
    assert (len(worlds._large), len(worlds._small)) == (worlds.LARGE_KEPT, worlds.SMALL_KEPT)


def test_what_follows_from_one_kind_of_rows_stands_while_others_come(small: SmallWorld) -> None:
    before = ladders(JANUARY_2014)
    publish(small, 1_000_000)
    assert ladders(JANUARY_2014) is before
    span = BodySpan.objects.get(body=small.bodies["DC12"])
    span.pk, span.area_parent = None, small.bodies["NC"]
    write_batch(SYSTEM, action="test", rows=[span])
    assert ladders(JANUARY_2014).above(span.body_id, "area") == [small.bodies["NC"].pk]
    assert before.above(span.body_id, "area") == [small.bodies["PC1"].pk, small.bodies["NC"].pk]
