"""The page of the journal: what it tells, what it leaves out, how it is searched, and what that costs."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samaki.core import clock, journal
from samaki.core.actor import SYSTEM
from samaki.core.models import JournalDetail, JournalEntry
from samaki.ledger.services import store_evidence
from samaki.registry.bodies.services import change_phone
from samaki.registry.people import services
from samaki.work.reporting.rules import ACTS as STEPS
from samaki.work.reporting.services import return_report, sign_reports, submit_reports
from samaki.work.reporting.tests.acting import opened, signed, write
from samaki.work.reporting.tests.world import MARCH, TODAY, World, make_world

from ..asked import Asked
from ..selectors import AT_ONCE, page_of
from ..words import ACTS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARCH_OF_PC1 = "/reports/small/PC1/2018-03/"


@pytest.fixture
def world(db: None, settings: LazySettings, tmp_path: Path) -> World:
    settings.DEMONSTRATION_DAY, settings.EVIDENCE_DIR = TODAY, tmp_path
    return make_world()


def client_of(world: World, name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(world.accounts[name], backend=BACKEND)
    client.cookies["django_language"] = language
    return client


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="row-(\d+)"', text)]


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/journal/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def returned(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="4")
    signed(world, report)
    return_report(world.actor("gs.approver"), report=report, reason="the lady of house 7")


def test_each_change_says_who_when_before_and_after_and_opens_what_it_was_done_to(world: World) -> None:
    returned(world)
    text = page(client_of(world, "auditor"), "?about=pc1")
    assert re.findall(r"<h3>(Report \w+)", text) == ["Report returned", "Report signed", "Report submitted"]
    assert f'<a href="{MARCH_OF_PC1}">PC1, March 2018</a>' in text
    assert "the lady of house 7" in text
    assert re.search(r'State</th><td><span class="was">submitted</span></td><td>signed</td>', text)


def test_words_of_reports_names_of_files_and_addresses_of_people_stay_where_they_are(world: World) -> None:
    returned(world)
    store_evidence(world.actor("pc1.reporter"), name="list of Srey Mom.pdf", content=b"%PDF-1.4 x", citation="x")
    journal.record(SYSTEM, action="report.take_out_file", subject=MARCH_OF_PC1, before={"name": "Srey Mom.png"})
    journal.record(SYSTEM, action="due.excuse", subject="PC1", reason="the clerk is ill")
    services.invite_account(SYSTEM, user_name="new.one", name={"en": "New"}, email="somebody@example.org")
    for name, reads in (("administrator", False), ("auditor", True)):
        client = client_of(world, name)
        answer = client.get("/journal/?format=csv")
        assert isinstance(answer, StreamingHttpResponse)
        for text in (page(client), b"".join(answer.streaming_content).decode()):  # type: ignore[arg-type]
            assert ("the lady of house 7" in text) == ("the clerk is ill" in text) == reads
            assert "Srey Mom" not in text
            assert "somebody@" not in text
            assert "hidden" in text
        assert (f'href="{MARCH_OF_PC1}"' in page(client)) == reads


def test_several_at_once_are_one_row_that_each_of_them_finds(world: World) -> None:
    reports = [opened(world, month=month) for month in (MARCH - 1, MARCH)]
    for report in reports:
        write(world, report, TRAINED="4")
    submit_reports(world.actor("pc1.reporter"), reports=reports)
    entry = JournalEntry.objects.get(action="report.submit")
    client = client_of(world, "auditor")
    assert numbers(page(client, f"?about={MARCH_OF_PC1}")) == [entry.pk]
    text = page(client, f"?row={entry.pk}")
    assert "2 reports" in text
    assert "2 times" in text
    assert text.count('">PC1, ') == 2


def test_who_stands_in_is_told_with_the_one_it_is_for(world: World) -> None:
    chair, reporter = world.accounts["pc1.chair"], world.accounts["pc1.reporter"]
    services.give_role(
        SYSTEM, account=reporter, role="chair", body=world.bodies["PC1"], last_day=TODAY, acting_for=chair
    )
    report = opened(world)
    write(world, report, TRAINED="4")
    submit_reports(world.actor("pc1.reporter"), reports=[report])
    sign_reports(world.actor("pc1.reporter"), reports=[report])
    text = page(client_of(world, "auditor"), "?action=report.sign")
    assert "in the stead of pc1.chair" in text


def test_filters_narrow_and_pages_follow_without_a_gap(world: World) -> None:
    for number in range(2 * AT_ONCE + 5):
        journal.record(SYSTEM, action="account.language", subject=f"one.{number % 2}")
    change_phone(world.actor("pc1.reporter"), body=world.bodies["PC1"], phone="012 345 678")
    client = client_of(world, "administrator")
    seen: list[int] = []
    query = "?action=account.language&who=system"
    while query:
        text = page(client, query)
        seen += numbers(text)
        older = re.search(r'class="button" href="(\?[^"]+before=\d+)"', text)
        query = older[1].replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 2 * AT_ONCE + 5
    assert seen == sorted(seen, reverse=True)
    assert len(numbers(page(client, "?about=one.1&action=account.language"))) == AT_ONCE
    assert "012345678" in page(client, "?about=PC1").replace(" ", "")
    today, after = (f"{clock.now().date() + dt.timedelta(days=days):%d-%m-%Y}" for days in (-1, 2))
    assert "<p>Language chosen · one.1</p>" in page(client, "?about=one.1&action=account.language")
    assert numbers(page(client, f"?from={today}&to={after}"))
    assert numbers(page(client, "?from=01-01-0001"))
    assert not numbers(page(client, f"?from={after}"))
    assert not numbers(page(client, f"?to={'01-01-2020'}"))


@pytest.mark.parametrize("query", ["?action=x", "?from=31-02-2018", "?from=02-02-2018&to=01-02-2018", "?before=x"])
def test_what_cannot_be_asked_is_said(world: World, query: str) -> None:
    assert client_of(world, "auditor").get(f"/journal/{query}").status_code == 400


def test_an_erased_detail_is_said_to_be_erased(world: World) -> None:
    entry = journal.record(SYSTEM, action="role.give", subject="x", after={"role": "chair"})
    JournalDetail.objects.filter(entry=entry).delete()
    assert "has been erased" in page(client_of(world, "auditor"), f"?row={entry.pk}")


def test_the_queries_do_not_grow_with_the_rows(world: World) -> None:
    returned(world)
    actor = world.actor("auditor")
    counts = []
    for more in (0, 40):
        for _one in range(more):
            journal.record(
                SYSTEM, action="event.join", subject=str(uuid4()), before={"body": "PC2"}, after={"one_with": "x"}
            )
        with CaptureQueriesContext(connection) as queries:
            page_of(actor, Asked())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_every_act_has_its_words(project: Any) -> None:
    source = Path(project) / "src" / "samaki"
    written = {f"report.{name}" for name in STEPS}
    for path in source.rglob("*.py"):
        if "tests" not in path.parts and "examples" not in path.parts:
            written |= set(re.findall(r'\baction="([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
    assert written <= set(ACTS)
