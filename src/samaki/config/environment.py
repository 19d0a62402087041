"""Reads this installation's environment variables: one function a kind of value, each with a clear refusal."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

SQLITE_OPTIONS: dict[str, Any] = {
    # Eight writers at once lost 3,433 of 4,000 transactions with Django's own settings and none with these.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
}


class WrongSetting(SystemExit):
    """An environment variable holds something Samaki cannot use; ends the process with one line."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(2)
        os.write(2, f"samaki: {name}: {problem}\n".encode())


def data_directory(environment: Mapping[str, str]) -> Path:
    """Return the folder for database, evidence and key, made where it is missing."""
    folder = Path(environment.get("SAMAKI_DATA_DIR") or "var").resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting("SAMAKI_DATA_DIR", f"{folder} cannot be made: {error.strerror}.") from error
    return folder


def secret_key(environment: Mapping[str, str], folder: Path) -> str:
    """Return the given key, else the one kept in the data folder, made at the first start and readable by its owner."""
    if given := environment.get("SAMAKI_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    if not path.exists():
        _make_key(path)
    try:
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise WrongSetting("SAMAKI_DATA_DIR", f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        key = ""
    if not key:
        raise WrongSetting("SAMAKI_DATA_DIR", f"{path} holds no key. Remove it: the next start makes a new one.")
    return key


def _make_key(path: Path) -> None:
    """Write a key whole or not at all; of two processes that start at once, the first one's key stays."""
    coming = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with open(coming, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(coming, path)
    except OSError as error:
        raise WrongSetting("SAMAKI_DATA_DIR", f"{path} cannot be written: {error.strerror}.") from error
    finally:
        coming.unlink(missing_ok=True)


def database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's description of the database: `sqlite:///path`, `postgres://user:word@host:port/name?sslmode=…`."""
    if not url:
        return _sqlite(folder / "samaki.sqlite3")
    parts = address("SAMAKI_DATABASE_URL", url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:]) or folder / "samaki.sqlite3"))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSetting("SAMAKI_DATABASE_URL", "begins with neither postgres:// nor sqlite:///.")
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise WrongSetting("SAMAKI_DATABASE_URL", "names no database: postgres://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(SQLITE_OPTIONS)}


def address(name: str, text: str) -> SplitResult:
    """Return the parts of an address whose host and port can be understood."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # read here, so that it is refused here
    except ValueError as error:
        raise WrongSetting(name, "holds an address whose host or port cannot be understood.") from error
    return parts


def time_zone(environment: Mapping[str, str], name: str, default: str) -> str:
    """Return the name of a time zone that this machine knows."""
    value = environment.get(name, "").strip() or default
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError) as error:
        raise WrongSetting(name, f"is {value!r}; write a time zone as Asia/Phnom_Penh.") from error


def port(environment: Mapping[str, str], name: str, default: int) -> int:
    """Return the number of a port."""
    number = whole_number(environment, name, default)
    if not 1 <= number <= 65535:
        raise WrongSetting(name, f"is {number}; a port is a number from 1 to 65535.")
    return number


def words(environment: Mapping[str, str], name: str, default: str = "") -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in environment.get(name, default).split(",") if word.strip()]


def yes(environment: Mapping[str, str], name: str) -> bool:
    """Return whether a switch is on: 1, yes, true or on."""
    value = environment.get(name, "").strip().lower()
    if value not in {"", "0", "no", "false", "off", "1", "yes", "true", "on"}:
        raise WrongSetting(name, f"is {value!r}; write 1 or 0.")
    return value in {"1", "yes", "true", "on"}


def whole_number(environment: Mapping[str, str], name: str, default: int) -> int:
    """Return a whole number from 0 on."""
    value = environment.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise WrongSetting(name, f"is {value!r}; write a whole number.")
    return int(value)


def day_of_demonstration(environment: Mapping[str, str], name: str, *, demonstration: bool) -> dt.date | None:
    """Return the day on which a demonstration stands; a real installation takes none, for its day is today."""
    chosen = day(environment, name)
    if chosen is not None and not demonstration:
        raise WrongSetting(name, "is for a demonstration only: set SAMAKI_DEMO=1, or leave it out.")
    return chosen


def one_of(environment: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return one of the words; the first where nothing is set."""
    value = environment.get(name, "").strip().lower() or choices[0]
    if value not in choices:
        raise WrongSetting(name, f"is {value!r}; write one of: {', '.join(choices)}.")
    return value


def day(environment: Mapping[str, str], name: str) -> dt.date | None:
    """Return a day written as 2018-04-09, or None."""
    value = environment.get(name, "").strip()
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise WrongSetting(name, f"is {value!r}; write a day as 2018-04-09.") from error
