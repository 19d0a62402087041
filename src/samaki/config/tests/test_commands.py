"""The command line from outside: help, exit codes, one line for each refusal, an empty folder, a set-up cut short."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from samaki.core.commands import Groups, Parser


def samaki(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SAMAKI_")}
    return subprocess.run(
        [sys.executable, "-m", "samaki.cli", *arguments],
        env={**clean, "SAMAKI_DATA_DIR": str(folder), "SAMAKI_PLANS_DIR": str(folder / "none"), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_help_names_the_groups_and_shows_examples(tmp_path: Path) -> None:
    outcome = samaki(tmp_path, "--help")
    assert outcome.returncode == 0
    assert "examples:" in outcome.stdout
    for group in ("setup", "serve", "migrate", "accounts"):
        assert group in outcome.stdout
    assert "samaki accounts invite admin" in samaki(tmp_path, "accounts", "invite", "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [(), ("sing",), ("accounts",), ("serve", "--port", "many"), ("serve", "--port", "65536"),
     ("serve", "--workers", "0"), ("ledger", "batches", "--last", "99999999999999999999")],
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    outcome = samaki(tmp_path, *arguments)
    assert outcome.returncode == 2
    assert outcome.stderr.count("\n") == 1
    assert "--help" in outcome.stderr


def test_a_refusal_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    outcome = samaki(tmp_path, "accounts", "invite", "admin")
    assert outcome.returncode == 2
    assert outcome.stderr == "samaki: A new account needs its first role. Add --role administrator\n"


def test_a_command_on_an_empty_folder_makes_the_tables_first(tmp_path: Path) -> None:
    invited = samaki(tmp_path, "accounts", "invite", "admin", "--role", "administrator", "--name", "Administrator")
    assert invited.returncode == 0, invited.stderr
    assert "/accounts/invitation/" in invited.stdout
    assert "administrator" in samaki(tmp_path, "accounts", "list").stdout


def test_setting_up_twice_changes_nothing_and_finds_other_data_untouched(tmp_path: Path) -> None:
    samaki(tmp_path, "accounts", "invite", "admin", "--role", "administrator")
    before = samaki(tmp_path, "accounts", "list").stdout
    again = samaki(tmp_path, "setup", SAMAKI_DEMO="1")
    assert again.returncode == 0, again.stderr
    assert samaki(tmp_path, "accounts", "list").stdout == before


def test_a_set_up_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    samaki(tmp_path, "migrate")
    (tmp_path / "set-up-unfinished").touch()
    outcome = samaki(tmp_path, "setup", SAMAKI_DEMO="1")
    assert "21 demonstration accounts made." in outcome.stdout
    assert not (tmp_path / "set-up-unfinished").exists()


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    outcome = samaki(tmp_path, "accounts", "list", SAMAKI_DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("samaki: The database did not answer")
    assert outcome.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "environment",
    [{"PORT": "eighty"}, {"PORT": "0"}, {"SAMAKI_TIME_ZONE": "Mars/Base"}, {"SAMAKI_PUBLIC_URL": "http://[::1"},
     {"SAMAKI_DATABASE_URL": "postgres://h:many/n"}, {"SAMAKI_DATABASE_URL": "postgres://[::1/n"}],
)  # fmt: skip
def test_a_setting_that_means_nothing_is_one_line(tmp_path: Path, environment: dict[str, str]) -> None:
    outcome = samaki(tmp_path, "accounts", "list", **environment)
    assert (outcome.returncode, outcome.stderr.count("\n")) == (2, 1), outcome.stderr
    assert outcome.stderr.startswith(f"samaki: {next(iter(environment))}: ")


def test_an_address_that_cannot_be_listened_on_is_one_line(tmp_path: Path) -> None:
    samaki(tmp_path, "migrate")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        outcome = samaki(tmp_path, "serve", "--port", port)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(f"samaki: --address 127.0.0.1 --port {port}: ")
    assert outcome.stderr.count("\n") == 1


def test_a_file_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    assert samaki(tmp_path, "migrate").returncode == 0
    with Path("/dev/full").open("w") as full:  # a disk without room for what is printed
        outcome = subprocess.run(
            [sys.executable, "-m", "samaki.cli", "accounts", "--help"],
            env={**os.environ, "SAMAKI_DATA_DIR": str(tmp_path)}, stdout=full, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    assert "Traceback" not in outcome.stderr
    assert samaki(tmp_path, "plan", "check", "/proc/1/mem/x").returncode == 2


def test_tables_whose_making_was_cut_short_are_made_to_the_end(tmp_path: Path) -> None:
    samaki(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "samaki.sqlite3")) as database, database:
        database.execute("DROP TABLE samaki_cache")
        database.execute("DROP TABLE django_session")
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert samaki(tmp_path, "accounts", "list").returncode == 0


def test_tables_of_a_newer_version_are_refused(tmp_path: Path) -> None:
    samaki(tmp_path, "migrate")
    with closing(sqlite3.connect(tmp_path / "samaki.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '0999_later', '2030-01-01')"
        )
    for command in (("accounts", "list"), ("migrate",), ("setup",)):
        outcome = samaki(tmp_path, *command)
        assert (outcome.returncode, outcome.stderr.count("\n")) == (2, 1)
        assert "core.0999_later" in outcome.stderr


def test_rooms_share_a_group() -> None:
    groups = Groups(Parser(prog="samaki"))
    first = groups.group("plan", "Plans.")
    assert groups.group("plan", "Plans again.") is first
    groups.command("sing", "Sing.")
    assert groups.names() == {"plan", "sing"}
