"""What a reader could work out of a page about a small count that is hidden from them: nothing."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from samaki.core.actor import SYSTEM
from samaki.insight.pitt.changes import _fell
from samaki.insight.pitt.table import HIDDEN
from samaki.ledger.rules import NewFact
from samaki.ledger.services.facts import publish_batch
from tests.cast import client_of

pytestmark = pytest.mark.usefixtures("loaded")
PLAN = "npa-2014-2018"
MONTH = 2016 * 12


def report(indicator: str, place: str, value: int, *, body: str, **more: Any) -> None:
    fact = NewFact(
        indicator=indicator, body=body, place=place, first_month=MONTH, last_month=MONTH, value=value * 10**6, **more
    )
    publish_batch(SYSTEM, action="report.approve", facts=[fact], plan=PLAN)


def figure(client: Client, indicator: str, **asked: str) -> str:
    """The words of a figure's page, as of the end of 2016 with today's knowledge."""
    question = {"period": "2016", "as_of": "2016-12-31", "known": "2030-01-01", **asked}
    answer = client.get(f"/figure/{PLAN}/{indicator}/", question)
    assert answer.status_code == 200
    page = re.sub(r"<svg.*?</svg>|<head>.*?</head>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_side_of_a_rate_is_hidden_though_the_rate_is_unknown() -> None:
    report("S4-6", "KH-02", 7391, body="PCCT-02")
    assert "7,391" in figure(client_of("monitoring_officer"), "S4-7", place="KH-02")
    assert "7,391" not in figure(client_of("reader"), "S4-7", place="KH-02")


def test_a_total_beside_its_parts_is_hidden_with_its_parts() -> None:
    report("S4-3", "KH-0202", 1117, body="DCCT-0202")
    report("S4-3", "KH-02", 1238, body="PCCT-02", includes_lower=True)
    report("S4-3", "KH-12", 3000, body="PCCT-12")
    officer, reader = figure(client_of("monitoring_officer"), "S4-3"), figure(client_of("reader"), "S4-3")
    assert "4,238" in officer
    assert "4,238" in reader
    for value in ("1,238", "1,117", "121"):
        assert value in officer
        assert value not in reader


def test_what_changed_does_not_tell_a_bodys_count_by_how_a_total_moved() -> None:
    report("S4-3", "KH-12", 3000, body="PCCT-12")
    report("S4-3", "KH-02", 7, body="PCCT-02")
    asked = {"as_of": "2016-12-31", "known": "2030-01-01", "since": "2025-01-01"}
    pages = [client_of(role).get(f"/changes/{PLAN}/", asked).content.decode() for role in ("auditor", "reader")]
    assert ["3,007" in page for page in pages] == [True, False]
    assert "is-hidden" in pages[1] or ">hidden<" in pages[1]


def test_nothing_is_said_to_have_fallen_that_is_hidden_now() -> None:
    assert _fell(Decimal(30), Decimal(29))
    assert _fell(Decimal(30), None)
    assert not _fell(Decimal(30), HIDDEN)
