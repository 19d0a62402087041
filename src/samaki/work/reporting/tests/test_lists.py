"""The lists: what is mine, what waits for me, who is late; home and a body's page; their queries do not grow."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import JournalEntry
from samaki.core.remembered import forget_everything
from samaki.ledger.models import Due
from samaki.registry.bodies.models import Body, BodySpan
from samaki.work.reporting.duties import owed_by
from samaki.work.reporting.lists.home import home_reports
from samaki.work.reporting.lists.late import late_list
from samaki.work.reporting.lists.mine import reports_mine
from samaki.work.reporting.lists.waiting import APPROVE, RECEIVE, RETURNED, SIGN, waiting_for
from samaki.work.reporting.lists.where import due_words, where
from samaki.work.reporting.models import Report, ReportHand, ReportNote
from samaki.work.reporting.services import open_reports
from samaki.work.reporting.standing import ways_seen

from .world import KNOWN, MARCH, TODAY, World

State = Report.State
PAGES = ("/", "/reports/", "/reports/waiting/", "/reports/late/")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences that no page asks for are said in English."""
    with override("en"):
        yield


def report(world: World, body: str, state: State = State.DRAFT, *, holder: str = "", **fields: object) -> Report:
    """Return March of a body in a state, written as it would stand there."""
    owing = owed_by(world.plan, world.bodies[body].pk, MARCH, MARCH)
    assert owing
    (made,) = open_reports(SYSTEM, plan=world.plan, owed=[owing])
    sent = dt.date(2018, 4, 2) if state in (State.SIGNED, State.RECEIVED, State.APPROVED) else None
    values = {"state": state, "holder": world.bodies[holder or body], "sent": sent, "first_sent": sent} | fields
    Report.objects.filter(pk=made.pk).update(**values)
    return Report.objects.get(pk=made.pk)


def client_of(world: World, user_name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(world.accounts[user_name], backend=settings.AUTHENTICATION_BACKENDS[0])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def headline(text: str) -> str:
    return text[text.index("<h1>") + 4 : text.index("</h1>")].strip()


class TestWhere:
    def test_lateness_goes_by_what_left_the_body(self, world: World) -> None:
        owing = owed_by(world.plan, world.bodies["CC111"].pk, MARCH, MARCH)
        assert (where(None, owing, TODAY).late, where(None, owing, TODAY).look) == (6, "is-late")
        signed = report(world, "CC111", State.SIGNED, holder="DC11", since=dt.date(2018, 4, 5))
        found = where(signed, owing, TODAY)
        assert (found.late, found.stitches, found.square, found.words) == (0, 3, "waiting", "waits 4 days")

    def test_what_is_being_corrected_still_stands_approved(self, world: World) -> None:
        corrected = report(world, "CC111", State.DRAFT, approved_version=1, first_sent=TODAY, intent="correction")
        assert where(corrected, None, TODAY).square == "approved"
        withdrawn = report(world, "CC112", State.WITHDRAWN, approved_version=1, withdrawn=TODAY)
        assert where(withdrawn, None, TODAY).square == "missing"

    @pytest.mark.parametrize(
        ("days", "words"), [(-1, "late by 1 day"), (0, "due today"), (1, "due tomorrow"), (3, "due 12 April")]
    )
    def test_due_words(self, days: int, words: str) -> None:
        assert due_words(TODAY + dt.timedelta(days), TODAY) == words


class TestLate:
    def test_shows_whose_report_has_not_left_them_by_kind(self, world: World) -> None:
        report(world, "CC111", State.SIGNED, holder="DC11")
        report(world, "DC11")
        found = late_list(world.actor("pc1.reporter"), world.plan)
        late = [
            (kind.kind.code, [row.named.body.code for group in kind.groups for row in group.rows])
            for kind in found.kinds
        ]
        assert late == [("GROUP", ["WG1"]), ("DC", ["DC11", "DC12"]), ("CC", ["CC112"])]
        assert (found.count, found.owing) == (4, 5)
        assert next(iter(found.rows)).where.late == 3

    def test_only_of_the_own_ladder(self, world: World) -> None:
        seen = {row.named.body.code for row in late_list(world.actor("pc2.reporter"), world.plan).rows}
        assert seen == {"DC21"}
        assert not late_list(world.actor("reader"), world.plan).sees
        assert late_list(world.actor("auditor"), world.plan).count > 5

    def test_by_place_and_month(self, world: World) -> None:
        client = client_of(world, "auditor")
        text = page(client, "/reports/late/?place=P2&period=2018-02")
        assert "1 report" not in headline(text)
        assert "February 2018" in headline(text)
        assert "DC21" in text
        assert "DC11" not in text
        assert client.get("/reports/late/?place=NOWHERE").status_code == 404
        assert client.get("/reports/late/?period=2018-77").status_code == 404

    def test_the_message_is_there_to_copy_in_khmer_with_an_english_gloss(self, world: World) -> None:
        text = page(client_of(world, "pc1.reporter"), "/reports/late/?message=CC112")
        assert 'data-copy="message-CC112-' in text
        assert "សូមអរគុណ" in text
        assert "has not yet received your report for March 2018, which was due on 3 April 2018, 6 days ago" in text

    def test_nobody_writes_a_message_to_their_own_body(self, world: World) -> None:
        text = page(client_of(world, "cc111.reporter"), "/reports/late/")
        assert "One report for March 2018 is late" in headline(text)
        for words in ("message-CC111", "Copy message", "Telegram"):
            assert words not in text

    def test_the_kinds_that_are_named_and_the_others_make_the_whole(self, world: World) -> None:
        found = late_list(world.actor("auditor"), world.plan)
        largest = sorted((kind.late for kind in found.kinds), reverse=True)
        rest = sum(largest[2:])
        said = headline(page(client_of(world, "auditor"), "/reports/late/"))
        assert rest > 1
        assert said.endswith(f", {rest} others")


class TestWaiting:
    def test_each_sees_what_waits_for_their_act(self, world: World) -> None:
        report(world, "CC111", State.SUBMITTED)
        report(world, "CC112", State.SIGNED, holder="DC11")
        report(world, "DC12", State.SIGNED, holder="PC1")
        acts = {
            user: [(one.act, one.row.named.body.code) for one in waiting_for(world.actor(user)).waiting]
            for user in ("cc111.chair", "dc11.reviewer", "pc1.approver", "pc1.reporter", "gs.approver", "auditor")
        }
        assert acts == {
            "cc111.chair": [(SIGN, "CC111")],
            "dc11.reviewer": [(RECEIVE, "CC112")],
            "pc1.approver": [(APPROVE, "DC12")],
            "pc1.reporter": [],
            "gs.approver": [],
            "auditor": [],
        }

    def test_own_hands_and_odd_things_cannot_be_ticked(self, world: World) -> None:
        made = report(world, "DC12", State.SIGNED, holder="PC1")
        ReportHand.objects.create(report=made, account=world.accounts["pc1.approver"])
        (one,) = waiting_for(world.actor("pc1.approver")).waiting
        assert one.own_hand
        assert one.odd == 1, "its line is not answered"
        assert not one.may_tick

    def test_what_came_back_shows_its_notes(self, world: World) -> None:
        made = report(world, "PC1", State.DRAFT, returned=True, version=2, since=dt.date(2018, 4, 6))
        ReportNote.objects.create(
            report=made, key="line:TRAINED", version=1, body=world.bodies["GS"], author_name="gs", text="Why?",
            written="2018-04-06T10:00:00Z", sent=dt.date(2018, 4, 6),
        )  # fmt: skip
        (one,) = waiting_for(world.actor("pc1.reporter")).waiting
        assert (one.act, one.notes) == (RETURNED, 1)
        home = home_reports(world.actor("pc1.reporter"))
        assert home is not None
        assert home.headline.startswith("One report came back to you.")
        assert home.tasks[0].sentence == "Answer 1 note on March 2018"

    def test_the_page_offers_to_decide_several(self, world: World) -> None:
        made = report(world, "CC111", State.SUBMITTED)
        text = page(client_of(world, "cc111.chair"), "/reports/waiting/?tick=all")
        assert headline(text).startswith("One report waits for you.")
        assert f'name="seen.{made.uid}"' not in text, "its line is not answered, so it is looked at first"
        assert "/reports/small/CC111/2018-03/sign/" in text


class TestMine:
    def test_posts_in_several_bodies_each_with_their_periods(self, world: World) -> None:
        report(world, "WG1", State.SIGNED, holder="PC1")
        found = reports_mine(world.actor("two.posts"), [world.plan])
        assert [one.named.body.code for one in found] == ["PC1", "WG1"]
        months = [(one.row.first, one.row.last) for one in found[0].open]
        assert months == [(MARCH, MARCH), (MARCH - 1, MARCH - 1), (MARCH - 2, MARCH), (MARCH - 2, MARCH - 2)]
        assert next(row.last for row in found[0].running) == MARCH + 1
        assert [row.last for row in found[1].on_the_way] == [MARCH]

    def test_the_page_and_the_way_to_the_paper(self, world: World) -> None:
        client = client_of(world, "pc1.reporter")
        assert "to be sent" in headline(page(client, "/reports/"))
        assert client.get("/reports/paper/")["Location"] == "/reports/small/PC1/2018-03/paper/"
        assert client_of(world, "reader").get("/reports/").status_code == 403
        assert page(client_of(world, "auditor"), "/reports/")


class TestHome:
    def test_what_blocks_others_comes_first_and_the_headline_says_it(self, world: World) -> None:
        for body in ("DC11", "DC12"):
            report(world, body, State.SIGNED, holder="PC1")
        text = page(client_of(world, "pc1.approver"), "/")
        assert headline(text).startswith("2 reports wait for you.")
        assert text.index("Review DC11 and DC12") < text.index("late")
        own = page(client_of(world, "pc1.reporter"), "/")
        assert "The report for March 2018 is due tomorrow." in headline(own)
        assert "Begin the report for March 2018" in own

    def test_the_cloth_has_a_square_for_each_body_below(self, world: World) -> None:
        report(world, "CC111", State.APPROVED, approved_version=1)
        home = home_reports(world.actor("pc1.reporter"))
        assert home is not None
        assert home.cloth is not None
        assert [(row.name, list(row.squares)) for row in home.cloth.rows] == [
            ("DC11", ["approved", "missing"]), ("GROUP", ["missing"]), ("DC", ["missing"]),
        ]  # fmt: skip

    def test_who_reads_no_reports_keeps_a_home_and_the_bodies(self, world: World) -> None:
        text = page(client_of(world, "reader"), "/")
        assert 'href="/bodies/"' in text
        assert 'href="/reports/"' not in text
        own = page(client_of(world, "pc1.chair", "km"), "/")
        assert 'href="/reports/"' in own
        assert own.count("<li><a href=") >= 4

    @pytest.mark.parametrize("language", ["en", "km"])
    @pytest.mark.parametrize("user", ["pc1.chair", "gs.approver", "monitoring", "auditor", "administrator", "reader"])
    def test_every_role_in_both_languages(self, world: World, user: str, language: str) -> None:
        assert headline(page(client_of(world, user, language), "/"))


class TestBodyPage:
    def test_says_what_it_sent_owes_and_who_is_there(self, world: World) -> None:
        report(world, "PC1", State.APPROVED, approved_version=1)
        text = page(client_of(world, "gs.approver"), "/bodies/PC1/")
        assert headline(text).startswith("PC1 has sent 0 of 2 monthly reports since 2018; ")
        assert "Never sent" in text
        assert "pc1.chair" in text
        assert "pc1.chair" not in page(client_of(world, "reader"), "/bodies/PC1/")

    def test_the_number_is_changed_by_those_who_may_and_journalled(self, world: World) -> None:
        client = client_of(world, "pc1.reporter")
        assert client.post("/bodies/PC1/phone/", {"phone": "០១២ 345 678"}).status_code == 302
        assert Body.objects.get(code="PC1").phone == "012 345 678"
        assert JournalEntry.objects.filter(action="body.contact", subject="PC1").count() == 1
        answer = client.post("/bodies/PC1/phone/", {"phone": "call me"})
        assert answer.status_code == 422
        assert b"call me" in answer.content
        assert client.post("/bodies/PC2/phone/", {"phone": "012 345 678"}).status_code == 403
        assert client_of(world, "reader").post("/bodies/PC1/phone/", {"phone": ""}).status_code == 403
        assert Body.objects.get(code="PC1").phone == "012 345 678"
        for user, is_seen in {"pc1.reporter": True, "gs.approver": True, "reader": False}.items():
            assert ("012 345 678" in page(client_of(world, user), "/bodies/PC1/")) is is_seen


class TestQueries:
    def test_do_not_grow_with_the_bodies(self, world: World) -> None:
        more_communes(world, 31, "MANY")  # so many that the list groups them
        report(world, "DC11", State.SIGNED, holder="PC1")
        report(world, "PC2", State.SIGNED, holder="GS")
        keys = [(user, address) for user in ("pc1.approver", "gs.approver", "monitoring") for address in PAGES]
        before = {key: queries(world, *key) for key in keys}
        for body in more_communes(world, 40, "MORE")[:10]:
            bodies = {**world.bodies, body.code: body}
            report(replace(world, bodies=bodies), body.code, State.SIGNED, holder="PC1")
        assert {key: queries(world, *key) for key in keys} == before
        assert waiting_for(world.actor("pc1.approver")).count == 11
        assert len(ways_seen(world.actor("pc1.approver"), world.plan)) > 40


def queries(world: World, user: str, address: str) -> int:
    client = client_of(world, user)
    client.get(address)
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def more_communes(world: World, count: int, name: str) -> list[Body]:
    """Put communes below a district, each of which owes what the others owe."""
    kind, place = world.bodies["CC111"].kind, world.places["C111"]
    one = Due.objects.get(body=world.bodies["CC111"])
    bodies = Body.objects.bulk_create(
        Body(code=f"{name}{number}", kind=kind, order=100 + number, name={"en": f"{name} {number}"}, search_key="more")
        for number in range(count)
    )
    spans = [BodySpan(body=body, place=place, area_parent=world.bodies["DC12"], first_month=0) for body in bodies]
    dues = [
        Due(body=body, indicator=one.indicator, every=1, first_month=one.first_month, duty=one.duty) for body in bodies
    ]
    write_batch(SYSTEM, action="test.bodies", rows=spans, known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.dues", rows=dues, known=KNOWN, source="test")
    return bodies
