"""The database's tables: are they there, are they of this version, make them."""

from __future__ import annotations

import importlib
import importlib.util

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from samaki.core.problems import Refused


def is_new() -> bool:
    """Say whether the database holds no table of ours yet."""
    return "django_migrations" not in connection.introspection.table_names()


def waiting_migrations() -> list[str]:
    """Return the names of the migrations that this version has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def make_tables() -> list[str]:
    """Bring the tables to this version, with the cache table and the guards of the ledger; return what was done."""
    waiting = waiting_migrations()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    if importlib.util.find_spec("samaki.ledger.guard"):
        importlib.import_module("samaki.ledger.guard").install()
    return waiting


def ensure_tables() -> None:
    """Make the tables of an empty database; refuse one that another version of Samaki made."""
    if is_new():
        make_tables()
        return
    waiting = waiting_migrations()
    if waiting:
        raise Refused.because(
            "tables",
            f"The tables were made by another version of Samaki; waiting: {', '.join(waiting)}.",
            mend="Keep a copy of the database, then run: samaki migrate",
        )
