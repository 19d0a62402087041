"""The database refuses what the ledger never does, on the database the tests run on."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from samaki.core.actor import SYSTEM
from samaki.core.batches import kinds_of_rows, write_batch
from samaki.core.models import Batch, JournalDetail, JournalEntry
from samaki.ledger.guard import guard_names, guarded_models, install, missing_guards
from samaki.ledger.models import Fact, FactCell
from samaki.ledger.services import NewFact, publish_batch
from tests.guards import lift_guards
from tests.small_world import make_small_world

pytestmark = pytest.mark.django_db

ONE_OF_EACH = ("core_batch", "core_journalentry", "ledger_fact", "ledger_factcell")


def refused(statement: str) -> bool:
    """Run a statement and say whether the database refused it as the ledger's guard does."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def tables() -> list[str]:
    return [model._meta.db_table for model in guarded_models()]


def test_after_all_migrations_every_guard_is_there() -> None:
    each = 1 if connection.vendor == "postgresql" else 3
    assert len(guard_names()) == each * len(tables())
    assert missing_guards() == []


def test_every_kind_of_row_and_the_journal_are_guarded() -> None:
    assert {Batch, JournalEntry, Fact, FactCell} <= set(guarded_models())
    assert {model._meta.label for model in kinds_of_rows()} >= {
        "plan.PlanVersion", "places.PlaceSpan", "bodies.BodySpan", "ledger.Event", "ledger.EventLink", "ledger.Due",
        "ledger.Excuse", "ledger.LowerChoice",
    }  # fmt: skip


@pytest.fixture
def one_of_each(fact: Fact) -> Fact:
    """A fact with a cell, and so a batch and a journal row."""
    return fact


def test_update_and_delete_are_refused(one_of_each: Fact) -> None:
    for table in ONE_OF_EACH:
        assert refused(f"UPDATE {table} SET id = id"), table
        assert refused(f"DELETE FROM {table}"), table


def test_django_is_refused_too(one_of_each: Fact) -> None:
    one_of_each.value = 5
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        one_of_each.save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FactCell.objects.all().delete()


def test_replacing_is_refused(one_of_each: Fact) -> None:
    if connection.vendor == "postgresql":
        replacing = [
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id"
            for table in ONE_OF_EACH
        ]
    else:
        replacing = [f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" for table in ONE_OF_EACH]
        # By another key than the first: a new row with the same cell, a new batch with the same position.
        same_cell = "SELECT fact_id, breakdown, cell, 1 FROM ledger_factcell"
        replacing += [
            f"INSERT OR REPLACE INTO ledger_factcell (fact_id, breakdown, cell, value) {same_cell}",
            "UPDATE OR REPLACE ledger_fact SET id = id",
        ]
    for statement in replacing:
        assert refused(statement), statement
    assert FactCell.objects.get().value == 1_000_000


def test_truncate_is_refused(one_of_each: Fact) -> None:
    if connection.vendor != "postgresql":
        with pytest.raises(DatabaseError, match="syntax"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE ledger_fact")  # SQLite knows no such word, so there is nothing to guard
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a waiting foreign key would refuse before the guard does
    for table in tables():
        assert refused(f'TRUNCATE "{table}" CASCADE'), table


def test_a_detail_of_the_journal_may_be_erased() -> None:
    write_batch(SYSTEM, action="test.note", rows=[], after={"name": "someone"})
    assert JournalDetail.objects.count() == 1
    JournalDetail.objects.all().delete()
    assert JournalDetail.objects.count() == 0


def test_a_lost_or_altered_guard_is_named() -> None:
    lift_guards()
    assert missing_guards() == guard_names()
    install()
    name = "samaki_guard_ledger_fact_change" if connection.vendor == "postgresql" else "samaki_guard_ledger_fact_update"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f'ALTER TABLE ledger_fact DISABLE TRIGGER "{name}"')
        else:
            cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(f'CREATE TRIGGER "{name}" BEFORE UPDATE ON ledger_fact BEGIN SELECT 1; END')
    assert missing_guards() == [name]
    install()
    assert missing_guards() == []


def test_guards_are_lost_with_a_rebuilt_table_and_come_back_with_migrate(committing: None) -> None:
    new = make_small_world()
    publish_batch(
        SYSTEM,
        action="test.fact",
        facts=[NewFact(indicator="TRAINED", body="PC1", first_month=24180, last_month=24180, value=0)],
        plan=new.plan,
    )
    old, longer = Fact._meta.get_field("locator"), models.CharField(max_length=121, blank=True)
    longer.set_attributes_from_name("locator")
    with connection.schema_editor() as editor:
        editor.alter_field(Fact, old, longer)
        editor.alter_field(Fact, longer, old)
    if connection.vendor == "sqlite":
        assert [name for name in missing_guards() if "_fact_" in name]
        assert not refused("UPDATE ledger_fact SET id = id")
    call_command("migrate", verbosity=0)
    assert missing_guards() == []
    assert refused("UPDATE ledger_fact SET id = id")
    assert refused("DELETE FROM ledger_fact")
