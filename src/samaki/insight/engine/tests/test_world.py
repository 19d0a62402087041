"""A plan's world: complete, no more than is needed, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.problems import Refused
from samaki.insight.engine.world import load_world
from samaki.ledger.models import Due, Fact
from samaki.ledger.services import (
    NewFact,
    choose_parts,
    create_event,
    excuse,
    join_events,
    publish_batch,
    withdraw_line,
)
from samaki.registry.plan.models import Plan
from tests.small_world import JANUARY_2014, KNOWN, SmallWorld

pytestmark = pytest.mark.django_db

ONE = 1_000_000
LATER = dt.date(2016, 5, 4)
NEW = NewFact(
    indicator="TRAINED", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=ONE,
    cells=(("sex", "female", ONE),),
)  # fmt: skip


def publish(small: SmallWorld, *facts: NewFact, known: dt.date = LATER) -> int:
    batch = publish_batch(SYSTEM, action="test.fact", facts=facts, plan=small.plan, known=known, source="test")
    return batch.position


@pytest.fixture
def filled(small: SmallWorld) -> SmallWorld:
    """Every kind of row once."""
    events = [create_event(SYSTEM, title=name, lead=small.bodies["PC1"]) for name in ("a", "b")]
    join_events(SYSTEM, events[0].uid, events[1].uid, reason="one")
    publish(small, replace(NEW, event=events[0].uid, includes_lower=True, qualifier="at_least"))
    publish(small, replace(NEW, indicator="VICTIMS", source="police", stated_from=KNOWN, stated_to=LATER))
    line = Fact.objects.earliest("pk").line
    choose_parts(SYSTEM, line, count_parts=True, reason="parts")
    excuse(SYSTEM, small.bodies["PC2"], first_month=1, last_month=2, reason="flood")
    due = Due(body=small.bodies["PC1"], indicator=small.indicators["DAYS"], every=3, first_month=JANUARY_2014)
    write_batch(SYSTEM, action="test.due", rows=[due])
    return small


def test_holds_every_kind_of_row_as_recorded(filled: SmallWorld) -> None:
    world = load_world(filled.plan, need_cells=True)
    assert (world.area, world.plan_period.first, len(world.versions)) == ("KH", JANUARY_2014, 1)
    assert {span.code: span.parent for span in world.places} == {
        "KH": None, "P1": "KH", "P2": "KH", "P3": "KH", "D11": "P1", "D12": "P1",
    }  # fmt: skip
    group = next(span for span in world.bodies if span.code == "WG1")
    assert (group.place, group.area_parent, group.theme_parent) == ("P1", "PC1", "TWG")
    trained, victims = world.facts
    assert (trained.indicator, trained.body, trained.place, trained.value) == ("TRAINED", "PC1", "P1", ONE)
    assert (trained.includes_lower, trained.qualifier, trained.source, trained.known) == (True, "at_least", None, LATER)
    assert (victims.source, victims.stated_from, victims.stated_to) == ("police", KNOWN, LATER)
    assert world.cells[trained.fact] == (("sex", "female", ONE),)
    assert [(link.event, link.into, link.kind) for link in world.event_links] == [
        (world.events[0].event, world.events[1].event, "join")
    ]
    assert trained.event == world.events[0].event
    assert [(choice.line, choice.count_parts) for choice in world.lower_choices] == [(trained.line, True)]
    assert [(due.body, due.indicator, due.every) for due in world.dues] == [("PC1", "DAYS", 3)]
    assert [(one.body, one.indicator) for one in world.excuses] == [("PC2", None)]


def test_fetches_only_what_the_indicators_need(filled: SmallWorld) -> None:
    share = load_world(filled.plan, indicators=["SHARE"])
    assert [fact.indicator for fact in share.facts] == ["VICTIMS"]
    assert len(share.cells) == 1  # a formula reads one cell of it
    trained = load_world(filled.plan, indicators=["TRAINED"])
    assert [fact.indicator for fact in trained.facts] == ["TRAINED"]
    assert trained.cells == {}
    assert load_world(filled.plan, indicators=[]).facts == []


def test_leaves_out_what_was_known_or_recorded_later(filled: SmallWorld) -> None:
    before = load_world(filled.plan).facts
    position = publish(filled, NEW, known=dt.date(2017, 1, 1))
    assert len(load_world(filled.plan).facts) == 3
    assert load_world(filled.plan, position=position - 1).facts == before
    assert load_world(filled.plan, known_on=LATER).facts == before


def test_a_withdrawal_is_a_row_like_any_other(filled: SmallWorld) -> None:
    line = Fact.objects.earliest("pk").line
    withdraw_line(SYSTEM, line, reason="not ours")
    world = load_world(filled.plan)
    kinds = [fact.kind for fact in world.facts if fact.line == world.facts[0].line]
    assert kinds == ["value", "withdrawal"]


def test_another_plans_facts_stay_out(filled: SmallWorld) -> None:
    other = Plan.objects.create(code="other", title={}, first_month=1, last_month=2)
    other.indicators.create(code="TRAINED", title={})
    assert len(load_world(filled.plan).facts) == 2
    with pytest.raises(Refused, match="no version"):
        load_world(other)


def test_takes_the_same_queries_however_much_there_is(filled: SmallWorld) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            load_world(filled.plan, need_cells=True)
        return len(seen)

    before = queries()
    for number in range(5):
        publish(filled, *(replace(NEW, body=body) for body in ("PC2", "DC11", "DC12")))
        create_event(SYSTEM, title=str(number), lead=filled.bodies["PC2"])
    assert queries() == before <= 16
