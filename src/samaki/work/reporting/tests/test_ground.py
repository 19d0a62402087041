"""What is remembered between two acts: as the ledger stands, of this day, and of nothing that was taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from samaki.core import clock
from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.remembered import forget_everything
from samaki.registry.bodies.models import BodySpan

from .. import ground
from ..ground import ground_of
from ..standing import way_of
from .world import KNOWN, MARCH, World

pytestmark = pytest.mark.django_db


def move_up(world: World, code: str, above: str) -> None:
    """Put a body under another from March on."""
    span = BodySpan(
        body=world.bodies[code], place=world.places["P1"], area_parent=world.bodies[above], first_month=MARCH
    )
    write_batch(SYSTEM, action="test.moved", rows=[span], known=KNOWN, source="test")


def test_a_way_is_worked_out_once(world: World) -> None:
    first = way_of(world.plan, world.bodies["CC111"].pk)
    with CaptureQueriesContext(connection) as queries:
        assert way_of(world.plan, world.bodies["CC111"].pk) is first
    assert len(queries) == 1


def test_a_body_that_moved_goes_another_way(world: World) -> None:
    key = world.bodies["CC111"].pk
    before = way_of(world.plan, key)
    move_up(world, "CC111", "PC2")
    after = way_of(world.plan, key)
    assert world.bodies["PC2"].pk in after.subject.above_in_area
    assert world.bodies["PC2"].pk not in before.subject.above_in_area


def test_what_was_taken_back_is_not_remembered(world: World) -> None:
    key = world.bodies["CC111"].pk
    before = way_of(world.plan, key)
    with transaction.atomic():
        move_up(world, "CC111", "PC2")
        assert way_of(world.plan, key) != before
        transaction.set_rollback(True)
    assert way_of(world.plan, key) == before


def test_another_day_is_another_ground(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    today = ground_of(world.plan)
    assert ground_of(world.plan) is today
    day = clock.today() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: day)
    assert ground_of(world.plan) is not today


def test_few_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_everything()
    for days in range(20):
        day = dt.date(2018, 4, 1) + dt.timedelta(days=days)
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        ground_of(world.plan)
    assert len(ground._grounds) == ground.GROUNDS_KEPT
