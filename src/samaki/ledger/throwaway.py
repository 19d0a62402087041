"""A database that lives as long as a `with` block: for worked examples and for tests that must commit.

It is of the same kind as the installation's: a SQLite file in a temporary folder, or a database of its own on the same
PostgreSQL server. The installation's data is never touched.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from samaki.core.problems import Refused

ALIAS = "default"


@contextlib.contextmanager
def throwaway_database() -> Iterator[dict[str, Any]]:
    """Make `default` a new, migrated and empty database for a while; yield Django's description of it.

    Raises Refused where the PostgreSQL server does not let this user make a database.
    """
    usual = connections[ALIAS]
    described = dict(connections.settings[ALIAS])
    with _made(described) as own:
        connections.settings[ALIAS] = own
        del connections[ALIAS]
        try:
            call_command("migrate", verbosity=0, interactive=False)
            yield own
        finally:
            connections[ALIAS].close()
            connections.settings[ALIAS] = described
            connections[ALIAS] = usual


@contextlib.contextmanager
def _made(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if described["ENGINE"].endswith("sqlite3"):
        with tempfile.TemporaryDirectory(prefix="samaki-") as folder:
            yield {**described, "NAME": str(Path(folder) / "throwaway.sqlite3")}
        return
    name = f"samaki_throwaway_{uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}"')
    try:
        yield {**described, "NAME": name, "CONN_MAX_AGE": 0}
    finally:
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(statement: str) -> None:
    """Run a statement outside of any one database of the server."""
    try:
        with connections[ALIAS]._nodb_cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        raise Refused.because(
            "throwaway",
            _("A throw-away database cannot be made: %(why)s.") % {"why": str(error).strip()},
            mend=_("Give the database user the right to create databases."),
        ) from error
