"""A small installation for tests with a real browser: our own server on the country of `world.py`, people signed in.

Run as a module it fills the installation of the environment and prints {"sessions": {user name: key}}.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PEOPLE = ("pc1.reporter", "two.posts", "pc2.reporter", "dc11.reporter", "cc111.reporter", "auditor")

LEAVING = ", leaving"  # a second session of the same person, for a test that signs out


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the session of each person."""

    address: str
    sessions: Mapping[str, str]


@contextmanager
def small_installation(folder: Path) -> Iterator[Installation]:
    """Fill an installation in the folder, serve it on a free port, and stop it at the end."""
    from tests.serving import free_port, serving

    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "COV_", "COVERAGE"))
    }
    environment |= {
        "SAMAKI_DATA_DIR": str(folder),
        "SAMAKI_DEMO": "1",
        "SAMAKI_TODAY": "2018-04-09",
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "samaki.config.settings",
    }
    root = Path(__file__).resolve().parents[5]
    made = subprocess.run([sys.executable, "-m", __name__], env=environment, cwd=root, capture_output=True, check=False)
    if made.returncode:
        raise RuntimeError(made.stderr.decode())
    with serving(environment, folder / "server.log"):
        yield Installation(f"http://127.0.0.1:{port}", json.loads(made.stdout)["sessions"])


def _fill() -> None:
    """Make tables, country and sessions in the installation of the environment."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from samaki.config import tables

    from .world import make_world

    tables.make_tables()
    world = make_world()
    sessions = {}
    for name in [*PEOPLE, *(f"{name}{LEAVING}" for name in PEOPLE)]:
        account, session = world.accounts[name.removesuffix(LEAVING)], SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        sessions[name] = session.session_key
    print(json.dumps({"sessions": sessions}))


if __name__ == "__main__":
    _fill()
