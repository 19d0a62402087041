"""Environment variables: what they mean, and the one line where they mean nothing."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path
from typing import Any

import pytest

from samaki.config import environment as env


def test_without_an_address_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    described = env.database("", tmp_path)
    assert described["NAME"] == tmp_path / "samaki.sqlite3"
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in described["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://u:p%40ss@db.example:5433/samaki?sslmode=require",
         {"HOST": "db.example", "PORT": "5433", "USER": "u", "PASSWORD": "p@ss", "NAME": "samaki"}),
        ("postgresql://localhost/samaki", {"HOST": "localhost", "PORT": "", "USER": "", "NAME": "samaki"}),
        ("postgres:///samaki?host=/run/postgresql", {"HOST": "/run/postgresql", "NAME": "samaki"}),
        ("sqlite:////srv/other.sqlite3", {"NAME": Path("/srv/other.sqlite3")}),
    ],
)  # fmt: skip
def test_addresses_of_databases(url: str, expected: dict[str, Any], tmp_path: Path) -> None:
    described = env.database(url, tmp_path)
    assert {name: described[name] for name in expected} == expected


def test_options_of_the_address_reach_the_driver(tmp_path: Path) -> None:
    assert env.database("postgres://h/n?sslmode=require", tmp_path)["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize("url", ["mysql://h/n", "postgres://host", "samaki.sqlite3"])
def test_a_wrong_address_ends_with_one_line(url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        env.database(url, tmp_path)
    assert ended.value.code == 2
    line = capfd.readouterr().err
    assert line.count("\n") == 1
    assert "SAMAKI_DATABASE_URL" in line


def test_the_key_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    key = env.secret_key({}, tmp_path)
    assert len(key) > 50
    assert env.secret_key({}, tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert env.secret_key({"SAMAKI_SECRET_KEY": "given"}, tmp_path) == "given"


@pytest.mark.parametrize("written", [b"", b"\xff\xfe"])
def test_a_key_file_without_a_key_is_said(written: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret-key").write_bytes(written)
    with pytest.raises(SystemExit):
        env.secret_key({}, tmp_path)
    assert "holds no key" in capfd.readouterr().err


@pytest.mark.parametrize(("value", "meaning"), [("1", True), ("Yes", True), ("", False), ("0", False), ("off", False)])
def test_switches(value: str, meaning: bool) -> None:
    assert env.yes({"SAMAKI_DEMO": value}, "SAMAKI_DEMO") is meaning


@pytest.mark.parametrize(("call", "value"), [(env.yes, "perhaps"), (env.whole_number, "-1"), (env.day, "9 April")])
def test_other_values_are_refused(call: Any, value: str) -> None:
    with pytest.raises(SystemExit):
        call({"X": value}, "X", *([0] if call is env.whole_number else []))


def test_only_a_demonstration_has_its_own_day(capfd: pytest.CaptureFixture[str]) -> None:
    chosen = {"SAMAKI_TODAY": "2018-04-09"}
    assert env.day_of_demonstration(chosen, "SAMAKI_TODAY", demonstration=True) == dt.date(2018, 4, 9)
    assert env.day_of_demonstration({}, "SAMAKI_TODAY", demonstration=False) is None
    with pytest.raises(SystemExit) as ended:
        env.day_of_demonstration(chosen, "SAMAKI_TODAY", demonstration=False)
    assert ended.value.code == 2
    assert capfd.readouterr().err.startswith("samaki: SAMAKI_TODAY: is for a demonstration only")


def test_a_word_among_words(capfd: pytest.CaptureFixture[str]) -> None:
    assert env.one_of({}, "X", ("whole", "small")) == "whole"
    assert env.one_of({"X": " Small "}, "X", ("whole", "small")) == "small"
    with pytest.raises(SystemExit):
        env.one_of({"X": "huge"}, "X", ("whole", "small"))
    assert "whole, small" in capfd.readouterr().err


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit):
        env.data_directory({"SAMAKI_DATA_DIR": str(tmp_path / "file" / "var")})
    assert "SAMAKI_DATA_DIR" in capfd.readouterr().err


def test_lists_and_numbers() -> None:
    assert env.words({"X": "a, b,,c "}, "X") == ["a", "b", "c"]
    assert env.whole_number({"X": "3"}, "X", 0) == 3
    assert env.whole_number({}, "X", 7) == 7
    assert env.day({"X": "2018-04-09"}, "X") == dt.date(2018, 4, 9)
    assert env.day({}, "X") is None
