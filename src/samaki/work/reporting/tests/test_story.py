"""A figure's source one click away: form, line, who, when; and what is on the way beside k of n."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from samaki.core.remembered import forget_everything
from samaki.ledger.line_stories import line_stories
from samaki.ledger.models import Fact

from ..services import (
    approve_reports,
    correct_report,
    drop_changes,
    return_report,
    sign_reports,
    submit_reports,
    withdraw_report,
    write_note,
)
from ..telling import on_the_way
from ..when import When
from .acting import again, approved, opened, received, signed, type_in, write
from .test_review_pages import AT, client, queries
from .world import MARCH, World


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(world: World, name: str, fact: Fact) -> list[str]:
    """Return what somebody learns of the hands a fact went through."""
    story = line_stories(world.actor(name), [fact.line])[fact.line]
    return [f"{hand.what} {hand.when:%d-%m} {hand.who}".strip() for hand in story.hands[fact.batch.position]]


def test_a_version_names_its_own_hands_to_the_ladder_and_only_days_to_others(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    signed(world, report)
    write_note(world.actor("gs.approver"), report=report, key="line:TRAINED", text="Both days?")
    return_report(world.actor("gs.approver"), report=again([report])[0])
    approved(world, *again([report]))
    first = Fact.objects.get()
    hands = [
        "Entered 09-04 pc1.reporter", "Submitted 09-04 pc1.reporter", "Signed 09-04 pc1.chair",
        "Approved 09-04 gs.approver",
    ]  # fmt: skip
    for name in ("pc1.chair", "gs.approver", "monitoring", "auditor"):
        assert told(world, name, first) == hands
    correct_report(world.actor("pc1.reporter"), report=report, reason="Counted twice")
    write(world, report, TRAINED="11")
    approved(world, *again([report]))
    second = Fact.objects.order_by("pk").last()
    assert second is not None
    assert second.line == first.line
    assert told(world, "auditor", second) == ["Opened for correction 09-04 pc1.reporter", *hands]
    assert told(world, "auditor", first) == hands  # of the version that was typed over since
    assert told(world, "reader", second) == [
        "Opened for correction 09-04", "Submitted 09-04", "Signed 09-04", "Approved 09-04",
    ]  # fmt: skip
    story = line_stories(world.actor("auditor"), [first.line])[first.line]
    assert (story.form, story.address) == ("Report of PC1 for March 2018", f"{AT}#TRAINED")
    assert [(one.text, one.who) for one in story.remarks] == [("Both days?", "gs.approver")]
    outside = line_stories(world.actor("reader"), [first.line])[first.line]
    assert (outside.address, outside.remarks, outside.papers) == ("", [], [])


def test_entered_is_the_day_of_typing_and_the_person_who_typed(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    submitted, signature = When(dt.date(2018, 4, 3), "paper"), When(dt.date(2018, 4, 4), "paper")
    submit_reports(world.actor("pc1.reporter"), reports=[report], when=submitted)
    sign_reports(world.actor("pc1.chair"), reports=[report], when=signature)
    return_report(world.actor("gs.approver"), report=again([report])[0], reason="Page 2 is missing")
    write(world, report, "two.posts", DAYS="3")
    approved(world, *again([report]))
    trained, days = (Fact.objects.get(indicator__code=code) for code in ("TRAINED", "DAYS"))
    assert told(world, "auditor", trained)[0] == "Entered 03-04 pc1.reporter"
    assert told(world, "auditor", days)[0] == "Entered 09-04 two.posts"
    correct_report(world.actor("pc1.reporter"), report=report, reason="Counted twice")
    write(world, report, TRAINED="11")
    drop_changes(world.actor("pc1.reporter"), report=again([report])[0])
    assert told(world, "auditor", trained)[0] == "Entered 03-04 pc1.reporter"


def test_a_figure_opens_the_version_that_counts_while_a_later_one_is_written(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    approved(world, report)
    correct_report(world.actor("pc1.reporter"), report=again([report])[0], reason="Counted twice")
    write(world, report, TRAINED="11")
    officer, fact = client(world, "gs.approver"), Fact.objects.get()
    address = line_stories(world.actor("gs.approver"), [fact.line])[fact.line].address
    assert address == f"{AT}versions/?one=1#TRAINED"
    page = officer.get(address).content.decode()
    assert '<tr id="TRAINED">' in page
    assert (">12<" in page, ">11<" in page) == (True, False)
    assert "This version counts. A later one is being written, since 9 April 2018." in page
    assert "What counts now: version 1" in officer.get(AT).content.decode()
    signed(world, *again([report]))
    assert "A later one is on its way" in officer.get(address).content.decode()
    assert officer.get(f"{AT}versions/?one=7").status_code == 404


def test_a_withdrawn_figure_still_opens_to_its_form(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    approved(world, report)
    chain = Fact.objects.get().line
    withdraw_report(world.actor("pc1.reporter"), report=again([report])[0], reason="Of another month")
    sign_reports(world.actor("pc1.chair"), reports=[report])
    approve_reports(world.actor("gs.approver"), reports=[report])
    story = line_stories(world.actor("auditor"), [chain])[chain]
    assert story.address == f"{AT}#TRAINED"
    ended = Fact.objects.order_by("pk").last()
    assert ended is not None
    assert [hand.what for hand in story.hands[ended.batch.position]] == ["Withdrawal asked for", "Signed", "Approved"]


def test_many_lines_cost_as_many_queries_as_one(world: World) -> None:
    reports = [opened(world, month=month) for month in (MARCH - 2, MARCH - 1, MARCH)]
    for report in reports:
        write(world, report, TRAINED="12", DAYS="3")
    approved(world, *reports)
    lines = list(Fact.objects.values_list("line", flat=True))

    def asked(some: list[object]) -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as found:
            line_stories(world.actor("auditor"), some)  # type: ignore[arg-type]
        return len(found)

    assert asked(lines[:1]) == asked(lines) <= 20


def test_the_figures_page_opens_each_fact_to_its_line(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    approved(world, report)
    address = "/figure/small/TRAINED/?period=2018-03"
    page = client(world, "auditor").get(address).content.decode()
    panel = page[page.index('<ol class="source-chain">') : page.index("</ol>")]
    order = [panel.index(f"<h3>{title}</h3>") for title in ("Fact", "Line", "Evidence as received", "Who and when")]
    assert order == sorted(order)
    assert f'<a href="{AT}#TRAINED">Report of PC1 for March 2018, TRAINED</a>' in panel
    assert "<dt>Approved</dt><dd>9 April 2018 · gs.approver</dd>" in panel
    outside = client(world, "reader").get(address).content.decode()
    assert "Report of PC1 for March 2018, TRAINED" in outside
    assert AT not in outside
    assert "pc1.chair" not in outside
    few = queries(client(world, "auditor"), address)
    for month in (MARCH - 2, MARCH - 1):
        earlier = opened(world, month=month)
        write(world, earlier, TRAINED="5")
        approved(world, earlier)
    assert queries(client(world, "auditor"), "/figure/small/TRAINED/?period=2018") == few


def test_what_is_sent_but_not_approved_stands_apart(world: World) -> None:
    reader = world.actor("reader")
    report, lower = opened(world), opened(world, "CC111", "cc111.reporter")
    write(world, report, TRAINED="12")
    type_in(world, lower, {"word:nothing": {"text": "1"}}, "cc111.reporter")
    assert on_the_way(reader, world.plan, first=MARCH, last=MARCH) == {}
    submit_reports(world.actor("pc1.reporter"), reports=[report])
    received(world, lower)
    assert on_the_way(reader, world.plan, first=MARCH, last=MARCH) == {"TRAINED": 2}
    assert on_the_way(reader, world.plan, first=MARCH, last=MARCH, place=world.places["D11"]) == {"TRAINED": 1}
    assert on_the_way(reader, world.plan, first=MARCH, last=MARCH, place=world.places["P2"]) == {}
    assert on_the_way(reader, world.plan, first=MARCH + 1, last=MARCH + 2) == {}
    page = client(world, "reader").get("/figure/small/TRAINED/?period=2018-03").content.decode()
    assert "2 more sent, not yet approved" in page
    assert "2 more sent" in client(world, "reader").get("/pitt/small/?year=2018").content.decode()
    sign_reports(world.actor("pc1.chair"), reports=[report])
    approve_reports(world.actor("gs.approver"), reports=[report])
    assert on_the_way(reader, world.plan, first=MARCH, last=MARCH) == {"TRAINED": 1}
