"""The guard in the database itself: what the ledger holds refuses to be changed or deleted, whoever asks.

SQLite loses a table's triggers, without a word, whenever Django rebuilds the table. So `install` runs after every
`migrate`, and `samaki ledger check` asks `missing_guards`. Docs: docs/explain/records.md, "Facts".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from samaki.core.batches import kinds_of_rows
from samaki.core.models import Batch, JournalEntry, JournalSubject

MESSAGE = "the ledger is append-only"
PREFIX = "samaki_guard"
POSTGRESQL_BODY = f" BEGIN RAISE EXCEPTION '{MESSAGE}: % of %', TG_OP, TG_TABLE_NAME; END "
POSTGRESQL_KIND = 2 + 8 + 16 + 32  # pg_trigger.tgtype: before; delete, update, truncate; once a statement


def guarded_models() -> list[type[models.Model]]:
    """Return what may only be added to: every kind of row of a batch, the batches, the journal, and others.

    A model of a room above says so itself, with `ONLY_ADDED = True`.
    """
    others = [model for model in apps.get_models() if getattr(model, "ONLY_ADDED", False)]
    return [Batch, JournalEntry, JournalSubject, *kinds_of_rows(), *others]


def install(using: str = "default") -> None:
    """Put the guards on every guarded table that exists; what is there already is made anew."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in _statements(connection, _existing(connection)):
            cursor.execute(statement)


def missing_guards(using: str = "default") -> list[str]:
    """Return the names of the guards that are not in the database as they ought to be: absent, altered or off."""
    connection = connections[using]
    found = _found(connection)
    return sorted(name for name, meaning in _expected(connection).items() if found.get(name) != meaning)


def guard_names(using: str = "default") -> list[str]:
    """Return the names of all guards as this kind of database needs them."""
    return sorted(_expected(connections[using]))


def _name(model: type[models.Model], kind: str) -> str:
    return f"{PREFIX}_{model._meta.db_table}_{kind}"


def _existing(connection: BaseDatabaseWrapper) -> list[type[models.Model]]:
    tables = set(connection.introspection.table_names())
    return [model for model in guarded_models() if model._meta.db_table in tables]


def _statements(connection: BaseDatabaseWrapper, guarded: list[type[models.Model]]) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield from _postgresql(guarded)
        return
    for model in guarded:
        for name, definition in _sqlite_triggers(model).items():
            yield f'DROP TRIGGER IF EXISTS "{name}"'
            yield definition


def _postgresql(guarded: list[type[models.Model]]) -> Iterator[str]:
    yield f"CREATE OR REPLACE FUNCTION {PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $${POSTGRESQL_BODY}$$"
    for model in guarded:
        name, table = _name(model, "change"), model._meta.db_table
        yield f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
        yield (
            f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}()"
        )
        # ALWAYS: else a session that calls itself a replica passes by.
        yield f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"'


def _sqlite_triggers(model: type[models.Model]) -> dict[str, str]:
    """Return name to definition of a table's triggers on SQLite."""
    table = model._meta.db_table
    same_row = " OR ".join(f"({_same(key)})" for key in _keys(model))
    moments = {
        "update": "BEFORE UPDATE ON {table} FOR EACH ROW",
        "delete": "BEFORE DELETE ON {table} FOR EACH ROW",
        # INSERT OR REPLACE deletes what stands in its way without firing the trigger against deletion.
        "replace": "BEFORE INSERT ON {table} FOR EACH ROW WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_row})",
    }
    triggers = {}
    for kind, moment in moments.items():
        name = _name(model, kind)
        told = moment.format(table=f'"{table}"', same_row=same_row)
        refusal = f"SELECT RAISE(ABORT, '{MESSAGE}: {kind} of {table}')"
        triggers[name] = f'CREATE TRIGGER "{name}" {told} BEGIN {refusal}; END'
    return triggers


def _keys(model: type[models.Model]) -> Iterator[list[str]]:
    """Yield the columns of each key by which a new row could replace an old one."""
    for field in model._meta.concrete_fields:
        if field.unique and field.column:
            yield [field.column]
    for constraint in model._meta.total_unique_constraints:
        yield [column for name in constraint.fields if (column := model._meta.get_field(name).column)]  # type: ignore[union-attr]


def _same(columns: list[str]) -> str:
    return " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)


def _expected(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the name of each guard and what the database must say of it."""
    if connection.vendor == "postgresql":
        return {
            _name(model, "change"): f"{model._meta.db_table} {POSTGRESQL_KIND} A {POSTGRESQL_BODY}"
            for model in guarded_models()
        }
    return {name: told for model in guarded_models() for name, told in _sqlite_triggers(model).items()}


def _found(connection: BaseDatabaseWrapper) -> dict[str, str]:
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, concat_ws(' ', relname, tgtype, tgenabled, prosrc) FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
        )
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Receive Django's `post_migrate` of the ledger, which comes when all tables have been altered."""
    install(using)
