"""Several reports at once, corrections, versions, events and other work: through the pages."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from samaki.ledger.models import EventLink
from samaki.registry.plan.models import Indicator, Output, Strategy

from ..address import address_of_report
from ..models import OtherWork, Report
from ..services import approve_reports, sign_reports, submit_reports
from .acting import again, approved, opened, received, signed, standing, type_in, write
from .test_review_pages import AT, client, fields, queries
from .world import MARCH, World

LIST = "/reports/waiting/"


def ticked(act: str, *reports: Report) -> dict[str, object]:
    """Return what the list of waiting reports posts."""
    seen = {f"seen.{report.uid}": report.revision for report in reports}
    return {"act": act, "key": str(uuid4()), "report": [str(report.uid) for report in reports], **seen}


def two_signed(world: World) -> list[Report]:
    """Return two reports of PC1 that wait with GS."""
    reports = [opened(world, month=month) for month in (MARCH - 1, MARCH)]
    for report in reports:
        write(world, report, TRAINED="5")
    signed(world, *reports)
    return again(reports)


class TestSeveral:
    def test_all_are_approved_in_one_batch_and_twice_is_once(self, world: World) -> None:
        reports = two_signed(world)
        officer, posted = client(world, "gs.approver"), ticked("approve", *reports)
        for _tap in range(2):
            answer = officer.post("/reports/several/", posted)
            assert (answer.status_code, answer["Location"]) == (302, LIST)
        assert {report.state for report in again(reports)} == {Report.State.APPROVED}
        assert standing() == {"TRAINED": 10}

    def test_one_that_changed_stops_all_and_is_named_with_its_reason(self, world: World) -> None:
        reports = two_signed(world)
        officer, posted = client(world, "gs.approver"), ticked("approve", *reports)
        answer = officer.post("/reports/several/", {**posted, f"seen.{reports[1].uid}": "1"})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert f'<a href="{AT}">Report of PC1 for March 2018</a>' in text
        assert "This report has changed since you opened the page." in text
        assert {report.state for report in again(reports)} == {Report.State.SIGNED}
        assert f'name="report" value="{reports[0].uid}" checked' in text  # what nothing stands against is offered
        assert f'value="{reports[1].uid}"' not in text

    def test_one_of_ones_own_stops_all_with_403(self, world: World) -> None:
        from samaki.registry.people.models import Role

        from ..services import sign_reports

        reports = [opened(world, month=month) for month in (MARCH - 1, MARCH)]
        for report in reports:
            write(world, report, TRAINED="5")
        submit_reports(world.actor("pc1.reporter"), reports=reports)
        Role.objects.create(
            account=world.accounts["gs.approver"], role="chair", body=world.bodies["PC1"], first_day="2014-01-01"
        )
        sign_reports(world.actor("pc1.chair"), reports=reports[:1])
        sign_reports(world.actor("gs.approver"), reports=reports[1:])
        reports = again(reports)
        answer = client(world, "gs.approver").post("/reports/several/", ticked("approve", *reports))
        assert (answer.status_code, "somebody else must approve it" in answer.content.decode()) == (403, True)
        assert {report.state for report in again(reports)} == {Report.State.SIGNED}

    def test_signing_several_and_what_is_no_list(self, world: World) -> None:
        reports = [opened(world, month=month) for month in (MARCH - 1, MARCH)]
        for report in reports:
            write(world, report, TRAINED="5")
        submit_reports(world.actor("pc1.reporter"), reports=reports)
        chair, reports = client(world, "pc1.chair"), again(reports)
        assert chair.post("/reports/several/", ticked("sign")).status_code == 422
        assert chair.post("/reports/several/", {**ticked("sign"), "report": ["x"]}).status_code == 404
        assert chair.post("/reports/several/", {**ticked("sign"), "report": [str(uuid4())]}).status_code == 404
        assert chair.post("/reports/several/", ticked("burn", *reports)).status_code == 404
        assert chair.post("/reports/several/", ticked("approve", *reports)).status_code == 403
        assert client(world, "pc2.chair").post("/reports/several/", ticked("sign", *reports)).status_code == 404
        assert chair.post("/reports/several/", ticked("sign", *reports)).status_code == 302
        assert {report.state for report in again(reports)} == {Report.State.SIGNED}


class TestAfterApproval:
    def test_a_correction_walks_again_and_both_versions_stand_beside_each_other(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="12", VICTIMS="3")
        approved(world, report)
        alone = client(world, "gs.approver").get(AT + "versions/").content.decode()
        assert "Version 1: there is no other to compare it with." in alone
        assert alone.count(">12<") == 1
        reporter = client(world, "pc1.reporter")
        page = reporter.get(AT + "correct/").content.decode()
        posted = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        empty = reporter.post(AT + "correct/", {**posted, "reason": ""})
        assert (empty.status_code, "Say why, in a few words." in empty.content.decode()) == (422, True)
        for _tap in range(2):
            answer = reporter.post(AT + "correct/", {**posted, "reason": "Two were counted twice"})
            assert (answer.status_code, answer["Location"]) == (302, AT)
        write(world, report, TRAINED="10")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        chairs = client(world, "pc1.chair").get(AT + "sign/").content.decode()
        sign_reports(world.actor("pc1.chair"), reports=[report])
        officer = client(world, "gs.approver")
        review = officer.get(AT + "review/").content.decode()
        for deciding in (chairs, review):
            assert '<span class="check">12 approved, now <b>10</b></span>' in deciding
            assert "<span>3 approved, unchanged</span>" in deciding
            assert f"{AT}versions/?left=1&amp;right=2" in deciding
        assert "Two were counted twice" in review
        versions = officer.get(AT + "versions/?left=1&right=2").content.decode()
        assert "1 thing changed." in versions
        changed, same = versions[versions.index(">Changed<") :].split(">The same<")
        assert ("TRAINED" in changed, ">12<" in changed, ">10<" in changed) == (True, True, True)
        assert "VICTIMS" in same
        assert officer.post(AT + "approve/", fields(review, AT + "approve/")).status_code == 302
        assert standing() == {"TRAINED": 10, "VICTIMS": 3}
        assert officer.get(AT + "versions/?left=7").status_code == 404

    def test_a_withdrawal_and_giving_it_up(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="12")
        approved(world, report)
        reporter = client(world, "pc1.reporter")
        for path in ("withdraw/", "drop/", "withdraw/"):
            page = reporter.get(AT + path).content.decode()
            posted = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
            assert reporter.post(AT + path, {**posted, "reason": "Of another month"}).status_code == 302, path
        chair, officer = client(world, "pc1.chair"), client(world, "gs.approver")
        page = chair.get(AT + "sign/").content.decode()
        assert "March 2018 is to be withdrawn" in page
        assert "12 approved, to be withdrawn" in page
        assert "Of another month" in page
        assert chair.post(AT + "sign/", fields(page, AT + "sign/")).status_code == 302
        page = officer.get(AT + "review/").content.decode()
        assert "PC1 asks to withdraw March 2018" in page
        assert officer.post(AT + "approve/", fields(page, AT + "approve/")).status_code == 302
        assert standing() == {}
        assert "not approved" not in reporter.get(AT + "correct/").content.decode()  # it may come back

    def test_a_draft_cannot_be_corrected_and_the_page_says_why(self, world: World) -> None:
        opened(world)
        page = client(world, "pc1.reporter").get(AT + "correct/").content.decode()
        assert "this one is draft" in page
        assert "<textarea" not in page


def reported_event(world: World, body: str, who: str, title: str, value: str) -> UUID:
    """Return the uid of an event that a body's report of March speaks of, not yet submitted."""
    report, event = opened(world, body, who), uuid4()
    type_in(world, report, {
        f"event:{event}": {"title": title, "first_day": "19-03-2018", "place": "P1"},
        "line:TRAINED": {"value": value, "event": str(event)},
    }, who)  # fmt: skip
    return event


@pytest.fixture
def twins(world: World) -> tuple[UUID, UUID]:
    """Two approved events of PC1 and DC11 that look like one."""
    one = reported_event(world, "PC1", "pc1.reporter", "Campaign day, market", "45")
    approved(world, Report.objects.get(body=world.bodies["PC1"]))
    other = reported_event(world, "DC11", "dc11.reporter", "Campaign day in the market", "50")
    report = Report.objects.select_related("plan", "body", "holder").get(body=world.bodies["DC11"])
    signed(world, report, body="dc11")
    approve_reports(world.actor("pc1.approver"), reports=again([report]))
    return one, other


class TestEvents:
    def test_twins_are_proposed_joined_with_a_reason_and_undone(self, world: World, twins: tuple[UUID, UUID]) -> None:
        officer = client(world, "monitoring")
        page = officer.get("/reports/events/").content.decode()
        assert "1 pair of reports may speak of one event." in page
        assert "same place, same days, titles alike, same indicators" in page
        row = page[page.index("<tbody>") : page.index("</tbody>")]
        assert re.search(r">45<.*>50<.*<b>95</b>.*45 or 50", row, re.DOTALL), row
        posted = {"one": str(twins[0]), "other": str(twins[1]), "into": str(twins[1])}
        refused = officer.post("/reports/events/join/", {**posted, "reason": " "})
        assert refused.status_code == 422
        assert officer.post("/reports/events/join/", {**posted, "reason": "One market day"}).status_code == 302
        link = EventLink.objects.get()
        assert (link.event.uid, link.into.uid, link.kind) == (twins[0], twins[1], "join")
        page = officer.get("/reports/events/").content.decode()
        assert "No two reports look like one event." in page
        assert "One market day" in page
        assert "50 counts, of 50 and 45" in page
        undo = fields(page, "/reports/events/separate/")
        assert officer.post("/reports/events/separate/", {**undo, "reason": "Two days after all"}).status_code == 302
        page = officer.get("/reports/events/").content.decode()
        assert "Found to be two events after all" in page
        assert "No two reports look like one event." in page
        again = {**posted, "reason": "One after all"}
        assert officer.post("/reports/events/join/", again).status_code == 302

    def test_others_may_not_and_what_is_no_pair_is_not_found(self, world: World, twins: tuple[UUID, UUID]) -> None:
        posted = {"one": str(twins[0]), "other": str(twins[1]), "into": str(twins[1]), "reason": "x"}
        assert client(world, "gs.approver").post("/reports/events/join/", posted).status_code == 403
        officer = client(world, "monitoring")
        assert officer.post("/reports/events/join/", {**posted, "into": str(uuid4())}).status_code == 404
        assert officer.post("/reports/events/join/", {**posted, "one": "x"}).status_code == 404
        assert not EventLink.objects.exists()

    def test_the_page_asks_as_often_with_more_events(self, world: World, twins: tuple[UUID, UUID]) -> None:
        officer = client(world, "monitoring")
        few = queries(officer, "/reports/events/")
        reported_event(world, "CC111", "cc111.reporter", "Campaign day at the market", "7")
        report = Report.objects.select_related("plan", "body", "holder").get(body=world.bodies["CC111"])
        approve_reports(world.actor("pc1.approver"), reports=received(world, report))
        assert queries(officer, "/reports/events/") == few <= 30


class TestOtherWork:
    def test_it_is_listed_attached_by_code_and_taken_off(self, world: World) -> None:
        strategy = Strategy.objects.create(plan=world.plan, code="S2", title={"en": "Prevention"})
        output = Output.objects.create(plan=world.plan, strategy=strategy, code="S2-a", title={"en": "Schools"})
        report, uid = opened(world), uuid4()
        type_in(world, report, {f"other:{uid}": {"what": "Talk at a school", "where": "Puok"}})
        write(world, report, TRAINED="1")
        signed(world, report)
        officer = client(world, "monitoring")
        page = officer.get("/reports/events/").content.decode()
        assert "Talk at a school" in page
        at = f"{AT}attach/{uid}/"
        wrong = officer.post(at, {"line": "S2-z"})
        assert (wrong.status_code, "Did you mean S2-a?" in wrong.content.decode()) == (422, True)
        posted = {**fields(page, at), "line": "s2-A Schools"}
        answer = officer.post(at, posted)
        assert (answer.status_code, answer["Location"]) == (302, "/reports/events/#other")
        assert OtherWork.objects.get(uid=uid).attached_output == output
        assert "Talk at a school" not in officer.get("/reports/events/").content.decode()
        assert officer.post(at, {"line": "TRAINED", "next": "https://elsewhere.example/"})["Location"] == AT
        assert OtherWork.objects.get(uid=uid).attached_indicator == Indicator.objects.get(code="TRAINED")
        officer.post(at, {"line": ""})
        work = OtherWork.objects.get(uid=uid)
        assert (work.attached_output, work.attached_indicator) == (None, None)
        assert client(world, "gs.approver").get(at).status_code == 403
        assert officer.get(f"{AT}attach/{uuid4()}/").status_code == 404


def test_khmer_pages_speak_khmer(world: World) -> None:
    report = opened(world)
    write(world, report, TRAINED="12")
    submit_reports(world.actor("pc1.reporter"), reports=[report])
    page = client(world, "pc1.chair", "km").get(AT + "sign/").content.decode()
    assert "ខែមីនា ឆ្នាំ២០១៨" in page
    for english in ("Give back", "Yes, sign", "Look at these", "waits for your signature", ">missing<"):
        assert english not in page, english
    assert address_of_report(report) == AT
