"""The database's tables: are they there, are they of this version, make them."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from samaki.core.problems import Refused
from samaki.ledger import guard


def is_new() -> bool:
    """Say whether the tables were never made to their end: the database is empty, or its making was cut short."""
    return settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names()


def waiting_migrations() -> list[str]:
    """Return the names of the migrations that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_tables() -> list[str]:
    """Bring the tables to this version, with the guards of the ledger and the cache table; return what was done.

    Raises Refused where the tables are newer than this version, or another program's.
    """
    _refuse_unknown()
    waiting = waiting_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    guard.install()
    call_command("createcachetable", verbosity=0)  # last: by it `is_new` knows that all was made
    return waiting


def _refuse_unknown() -> None:
    loader = MigrationExecutor(connection).loader
    unknown = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations))
    if unknown:
        raise Refused.because(
            "tables",
            f"The tables were made by a newer version of Samaki or by another program; unknown: {', '.join(unknown)}.",
            mend="Use that version, or name another database in SAMAKI_DATABASE_URL.",
        )


def ensure_tables() -> None:
    """Make the tables of an empty database; refuse one that another version of Samaki made."""
    if is_new():
        make_tables()
        return
    _refuse_unknown()
    waiting = waiting_migrations()
    if waiting:
        raise Refused.because(
            "tables",
            f"The tables were made by another version of Samaki; waiting: {', '.join(waiting)}.",
            mend="Keep a copy of the database, then run: samaki migrate",
        )
