"""How a test that must commit cleans up after itself: the guards are lifted for the moment of the flush.

Nothing under src/ can do this. Django's flush ends with `post_migrate`, which puts the guards back.
"""

from __future__ import annotations

from django.db import connections

from samaki.ledger.guard import PREFIX


def lift_guards(using: str = "default") -> None:
    """Drop every guard of the ledger from the database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {PREFIX}() CASCADE")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s", [f"{PREFIX}%"])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
