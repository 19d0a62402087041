"""Eight writers at once: positions without gaps, that commit in order, and a chain that is whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.db.models import Count, Max

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import Batch, ChainHead
from samaki.core.problems import Refused
from samaki.ledger.check import Check
from samaki.ledger.models import Fact
from samaki.ledger.services import NewFact, publish_batch, withdraw_line
from samaki.ledger.throwaway import throwaway_database
from tests.at_once import at_once
from tests.small_world import JANUARY_2014, SmallWorld, make_small_world

WRITERS = 8
EACH = 12


@pytest.fixture
def own_database(db: None) -> Iterator[SmallWorld]:
    """A migrated database of its own, of the kind the tests run on, that keeps what is committed."""
    with throwaway_database():
        yield make_small_world()


def test_positions_have_no_gaps_and_commit_in_order(own_database: SmallWorld) -> None:
    before = ChainHead.objects.get().position
    written = threading.Event()
    seen: list[tuple[int, int]] = []

    def publish() -> None:
        for number in range(EACH):
            new = NewFact(
                indicator="TRAINED", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=number * 10**6
            )
            publish_batch(SYSTEM, action="test.fact", facts=[new], plan=own_database.plan)

    def look() -> None:
        while not written.is_set():
            found = Batch.objects.aggregate(newest=Max("position"), number=Count("pk"))
            seen.append((found["newest"], found["number"]))

    reader = threading.Thread(target=lambda: (look(), connections.close_all()))
    reader.start()
    raised = at_once(*[publish] * WRITERS)
    written.set()
    reader.join()
    assert raised == []
    # Whoever sees a position sees every one before it.
    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert len(set(seen)) > 1
    assert list(Batch.objects.values_list("position", flat=True)) == list(range(1, before + WRITERS * EACH + 1))
    check = Check()
    assert list(check.faults()) == []
    assert check.facts == WRITERS * EACH


def test_a_failed_writer_leaves_no_gap(own_database: SmallWorld) -> None:
    def fail() -> None:
        write_batch(SYSTEM, action="x" * 400, rows=[Fact(kind="none")])

    def write() -> None:
        for _ in range(EACH):
            write_batch(SYSTEM, action="test.note", rows=[])

    before = ChainHead.objects.get().position
    raised = at_once(write, write, fail, fail)
    assert len(raised) == 2
    assert Batch.objects.count() == before + 2 * EACH
    assert list(Check().faults()) == []


def test_of_eight_who_withdraw_one_line_one_succeeds_or_all_leave_it_withdrawn(own_database: SmallWorld) -> None:
    new = NewFact(indicator="TRAINED", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=0)
    publish_batch(SYSTEM, action="test.fact", facts=[new], plan=own_database.plan)
    line = Fact.objects.get().line

    raised = at_once(*[lambda: withdraw_line(SYSTEM, line, reason="not ours") and None] * WRITERS)
    assert all(isinstance(error, Refused) for error in raised)
    assert Fact.objects.filter(kind="withdrawal").count() == WRITERS - len(raised) >= 1
    assert list(Check().faults()) == []


def test_the_database_is_of_the_kind_the_tests_run_on(own_database: SmallWorld) -> None:
    assert connection.vendor in {"sqlite", "postgresql"}
    assert "throwaway" in str(connection.settings_dict["NAME"])
