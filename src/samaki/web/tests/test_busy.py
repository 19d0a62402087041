"""A database that others hold too long is said to be busy: nothing was done, and the same may work in a moment."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from samaki.web.middleware import RefusalsAsPages


def test_a_database_held_by_others_is_said_to_be_busy(tmp_path: Path) -> None:
    one, other = (
        sqlite3.connect(tmp_path / "held.sqlite3", timeout=0, isolation_level=None, check_same_thread=False)
        for _side in range(2)
    )
    one.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as refused:
        other.execute("BEGIN IMMEDIATE")
    held = OperationalError("as Django says it")
    held.__cause__ = refused.value
    middleware = RefusalsAsPages(lambda _request: HttpResponse())
    answer = middleware.process_exception(RequestFactory().post("/"), held)
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert middleware.process_exception(RequestFactory().post("/"), OperationalError("no such table")) is None
    one.close()
    other.close()
