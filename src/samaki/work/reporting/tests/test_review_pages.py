"""The pages of whoever signs, reviews, approves and joins: who reaches them, what a tap does, what a refusal keeps."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.models import JournalEntry
from samaki.ledger.models import Fact
from samaki.registry.people.models import Account, Role
from samaki.registry.people.rights import may
from samaki.registry.people.selectors import actor_of_account
from samaki.registry.people.services import give_role

from .. import services
from ..address import address_of_report
from ..models import Report, ReportNote
from ..services import approve_reports, sign_reports, submit_reports
from .acting import again, approved, opened, received, signed, standing, type_in, write
from .world import MARCH, World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AT = "/reports/small/PC1/2018-03/"


def client(world: World, name: str, language: str = "en") -> Client:
    """Return somebody signed in."""
    found = Client()
    found.cookies["django_language"] = language
    found.force_login(world.accounts[name], backend=BACKEND)
    return found


def fields(text: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the first form that goes to an address, as a browser would send them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', text, re.DOTALL)
    assert form, f"no form to {action}"
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]))


@pytest.fixture
def submitted(world: World) -> Report:
    """A report of PC1 for March that waits for its signature."""
    report = opened(world)
    write(world, report, TRAINED="12", VICTIMS="3")
    submit_reports(world.actor("pc1.reporter"), reports=[report])
    return again([report])[0]


@pytest.fixture
def sent(world: World, submitted: Report) -> Report:
    """The same, signed: it waits with GS, which publishes."""
    sign_reports(world.actor("pc1.chair"), reports=[submitted])
    return again([submitted])[0]


class TestWhoReachesWhat:
    @pytest.mark.parametrize(
        ("path", "roles"),
        [
            ("sign/", {"pc1.chair": 200}),
            ("give-back/", {"pc1.chair": 200}),
            ("delegate/", {"pc1.chair": 200}),
            ("review/", {"gs.approver": 200, "monitoring": 200}),
            ("return/", {"gs.approver": 200, "monitoring": 200}),
            ("approve/", {"gs.approver": 200, "monitoring": 200}),
            ("correct/", {"pc1.reporter": 200, "two.posts": 200}),
            ("withdraw/", {"pc1.reporter": 200, "two.posts": 200}),
            ("drop/", {"pc1.reporter": 200, "two.posts": 200}),
            ("versions/", dict.fromkeys(
                ("pc1.reporter", "two.posts", "pc1.chair", "pc1.approver", "gs.approver", "gs.chair", "monitoring",
                 "auditor"), 200)),
        ],
    )  # fmt: skip
    def test_a_page_of_a_report(self, world: World, submitted: Report, path: str, roles: dict[str, int]) -> None:
        # Not theirs to see: 404; seen but not theirs to do: 403.
        hidden = {"cc111.reporter", "dc11.reviewer", "pc2.chair", "twg.reviewer", "reader", "administrator"}
        for name in ("pc1.reporter", "pc1.chair", "gs.approver", "monitoring", "auditor", "two.posts", *hidden):
            expected = roles.get(name, 404 if name in hidden else 403)
            assert client(world, name).get(AT + path).status_code == expected, (name, path)

    def test_the_page_of_events_is_the_monitoring_officers(self, world: World) -> None:
        for name in world.accounts:
            expected = 200 if name == "monitoring" else 403
            assert client(world, name).get("/reports/events/").status_code == expected, name

    def test_a_report_that_nobody_has_begun_has_nothing_to_sign(self, world: World) -> None:
        assert client(world, "pc1.chair").get(AT + "sign/").status_code == 404
        assert client(world, "pc1.chair").get("/reports/small/PC1/2018-13/sign/").status_code == 404

    def test_what_acts_does_not_answer_to_a_look(self, world: World, sent: Report) -> None:
        officer = client(world, "gs.approver")
        for path in ("note/", f"note/{uuid4()}/drop/", f"choose/{uuid4()}/"):
            assert officer.get(AT + path).status_code == 405
        assert officer.get("/reports/several/").status_code == 405
        officer.get(AT + "approve/")
        officer.get(AT + "receive/")
        assert again([sent])[0].state == Report.State.SIGNED


class TestSigning:
    def test_two_taps_sign_and_the_same_page_twice_is_once(self, world: World, submitted: Report) -> None:
        chair = client(world, "pc1.chair")
        page = chair.get(AT + "sign/").content.decode()
        assert "March 2018 waits for your signature." in page
        assert "3 lines: 2 filled, 1 missing." in page
        posted = fields(page, AT + "sign/")
        for _tap in range(2):
            answer = chair.post(AT + "sign/", posted)
            assert (answer.status_code, answer["Location"]) == (302, "/reports/waiting/")
        report = again([submitted])[0]
        assert (report.state, report.revision) == (Report.State.SIGNED, submitted.revision + 1)

    def test_without_a_dialog_the_button_leads_to_the_same_page_that_asks(
        self, world: World, submitted: Report
    ) -> None:
        page = client(world, "pc1.chair").get(AT + "sign/?ask=sign").content.decode()
        assert page.count("Yes, sign") == 2  # in the page, and in the dialog
        assert f'href="{AT}sign/?ask=sign"' in page

    def test_what_changed_meanwhile_is_said_and_nothing_signed(self, world: World, submitted: Report) -> None:
        chair = client(world, "pc1.chair")
        posted = fields(chair.get(AT + "sign/").content.decode(), AT + "sign/")
        other = client(world, "pc1.chair")
        back = fields(other.get(AT + "give-back/").content.decode(), AT + "give-back/")
        assert other.post(AT + "give-back/", {**back, "reason": "VICTIMS again"}).status_code == 302
        write(world, submitted, VICTIMS="4")
        submit_reports(world.actor("pc1.reporter"), reports=again([submitted]))
        answer = chair.post(AT + "sign/", posted)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "This report has changed since you opened the page." in text
        assert "Changed since you opened the page" in text
        assert "Given back by pc1.chair" in text
        assert "VICTIMS, by pc1.reporter" in text
        assert again([submitted])[0].state == Report.State.SUBMITTED
        assert chair.post(AT + "sign/", fields(text, AT + "sign/")).status_code == 302

    def test_giving_back_needs_a_reason_and_the_page_comes_back_with_it(self, world: World, submitted: Report) -> None:
        chair = client(world, "pc1.chair")
        posted = fields(chair.get(AT + "give-back/").content.decode(), AT + "give-back/")
        answer = chair.post(AT + "give-back/", {**posted, "reason": " "})
        assert (answer.status_code, "Say why, in a few words." in answer.content.decode()) == (422, True)
        stale = chair.post(AT + "give-back/", {**posted, "seen": "999", "reason": "Count the <girls> again"})
        assert (stale.status_code, "Count the &lt;girls&gt; again" in stale.content.decode()) == (409, True)
        assert chair.post(AT + "give-back/", {**posted, "reason": "Count again"}).status_code == 302
        report = again([submitted])[0]
        assert (report.state, report.returned, report.version) == (Report.State.DRAFT, True, 2)

    def test_a_colleague_signs_for_the_chair_until_a_day(self, world: World, submitted: Report) -> None:
        chair, address = client(world, "pc1.chair"), AT + "delegate/"
        page = chair.get(address).content.decode()
        assert 'value="pc1.approver"' in page
        assert 'value="pc2.chair"' not in page
        wrong = chair.post(address, {"account": "pc2.chair", "last_day": "yesterday"})
        text = wrong.content.decode()
        assert (wrong.status_code, "Choose who is to sign." in text, 'value="yesterday"' in text) == (422, True, True)
        assert chair.post(address, {"account": "pc1.approver", "last_day": "១៥-០៤-២០១៨"}).status_code == 302
        role = Role.objects.get(account=world.accounts["pc1.approver"], role="chair")
        assert (str(role.last_day), role.acting_for) == ("2018-04-15", world.accounts["pc1.chair"])
        deputy = client(world, "pc1.approver")
        posted = fields(deputy.get(AT + "sign/").content.decode(), AT + "sign/")
        page = deputy.get(AT + "sign/").content.decode()
        assert "pc1.approver signs for pc1.chair until 15 April 2018." in page
        assert "delegate/" not in page  # what would be refused is not offered
        assert "only they can name another" in deputy.get(address).content.decode()
        assert deputy.post(AT + "sign/", posted).status_code == 302
        signature = "Signed by pc1.approver, for pc1.chair"
        assert f"{signature}, who let them until 15 April 2018" in chair.get(AT).content.decode()
        assert chair.post(f"{address}take-back/", {"account": "pc1.approver"}).status_code == 302
        assert not may(actor_of_account(world.accounts["pc1.approver"]), "report.sign")
        assert JournalEntry.objects.filter(action="role.end", subject="pc1.approver").count() == 1
        page = chair.get(AT).content.decode()
        assert (signature in page, f'href="{address}"' in page) == (True, True)
        assert chair.post(f"{address}take-back/", {"account": "pc1.approver"}).status_code == 422


class TestReviewing:
    def test_the_page_shows_each_line_beside_what_went_before(self, world: World) -> None:
        for month, value in ((MARCH - 2, "8"), (MARCH - 1, "20")):
            before = opened(world, month=month)
            write(world, before, TRAINED=value)
            approved(world, before)
        report = opened(world)
        write(world, report, TRAINED="12")
        type_in(world, report, {"line:DAYS": {"kind": "none", "why": "not_sent", "note": "asked twice"}})
        signed(world, report)
        page = client(world, "gs.approver").get(AT + "review/").content.decode()
        row = page[page.index('id="line-TRAINED"') : page.index("</tr>", page.index('id="line-TRAINED"'))]
        assert re.search(r"<b>\s*12\s*</b>", row), row
        assert all(value in row for value in (">20</a>", "no value")), row  # February; nothing a year ago
        assert re.search(r"40\s*<span", row), row  # 8 + 20 + 12 since January
        days = page[page.index('id="line-DAYS"') : page.index("</tr>", page.index('id="line-DAYS"'))]
        assert "missing" in days
        assert "asked twice" in days
        assert "Of its last 2 reports 2 came late, 0 went back." in page
        assert "3 lines from PC1" in page

    def test_notes_go_with_the_return_and_stay_beside_their_line(self, world: World, sent: Report) -> None:
        officer = client(world, "gs.approver")
        assert 'id="note-text"' in officer.get(AT + "review/?note=line-TRAINED").content.decode()
        empty = officer.post(AT + "note/", {"piece": "line:TRAINED", "text": " "})
        assert (empty.status_code, "Write what must be mended." in empty.content.decode()) == (422, True)
        saved = officer.post(AT + "note/", {"piece": "line:TRAINED", "text": "Both days?"})
        assert (saved.status_code, saved["Location"]) == (302, f"{AT}review/#line-TRAINED")
        officer.post(AT + "note/", {"piece": "word:challenges", "text": "Say more"})
        officer.post(AT + "note/", {"piece": "", "text": "Thank you"})
        page = officer.get(AT + "review/").content.decode()
        assert "3 notes saved" in page
        assert "Both days?" not in client(world, "monitoring").get(AT + "review/").content.decode()
        monitoring = Account.objects.get(user_name="monitoring")
        give_role(SYSTEM, account=monitoring, role="reviewer", body=world.bodies["GS"])
        seen_by_a_colleague = client(world, "monitoring").get(AT + "review/").content.decode()
        assert ("Both days?" in seen_by_a_colleague, seen_by_a_colleague.count("Not sent yet: it goes")) == (True, 2)
        one = ReportNote.objects.get(key="word:challenges")
        assert client(world, "monitoring").post(f"{AT}note/{one.uid}/drop/").status_code == 403
        assert officer.post(f"{AT}note/{one.uid}/drop/", {"piece": one.key}).status_code == 302
        posted = fields(page, AT + "return/")
        for _tap in range(2):
            assert officer.post(AT + "return/", posted).status_code == 302
        assert again([sent])[0].state == Report.State.DRAFT
        form = client(world, "pc1.reporter").get(AT).content.decode()
        assert "<li>Thank you</li>" in form  # on the whole: it stands at no line
        assert '<a href="#TRAINED">TRAINED. Both days?</a>' in form
        submit_reports(world.actor("pc1.reporter"), reports=again([sent]))
        sign_reports(world.actor("pc1.chair"), reports=again([sent]))
        later = officer.get(AT + "review/").content.decode()
        assert "Both days?" in later
        assert "sent back on 9 April 2018 with version 1" in later

    def test_a_return_without_any_word_comes_back_asking_for_one(self, world: World, sent: Report) -> None:
        officer = client(world, "gs.approver")
        posted = fields(officer.get(AT + "review/").content.decode(), AT + "return/")
        answer = officer.post(AT + "return/", posted)
        assert (answer.status_code, "write a note on a line, or a reason" in answer.content.decode()) == (422, True)

    def test_approving_makes_the_figures_count_once(self, world: World, sent: Report) -> None:
        officer = client(world, "gs.approver")
        posted = fields(officer.get(AT + "review/").content.decode(), AT + "approve/")
        for _tap in range(2):
            assert officer.post(AT + "approve/", posted).status_code == 302
        assert standing() == {"TRAINED": 12, "VICTIMS": 3}
        assert Fact.objects.count() == 2
        again_later = officer.post(AT + "approve/", {**posted, "key": str(uuid4())})
        assert again_later.status_code == 409

    def test_what_changed_meanwhile_is_not_approved(self, world: World, sent: Report) -> None:
        officer = client(world, "gs.approver")
        posted = fields(officer.get(AT + "review/").content.decode(), AT + "approve/")
        assert officer.post(AT + "approve/", {**posted, "seen": "1"}).status_code == 409
        assert not Fact.objects.exists()

    def test_nobody_approves_what_they_signed_and_the_page_says_so(self, world: World, submitted: Report) -> None:
        Role.objects.create(
            account=world.accounts["gs.approver"], role="chair", body=world.bodies["PC1"], first_day="2014-01-01"
        )
        sign_reports(world.actor("gs.approver"), reports=[submitted])
        officer = client(world, "gs.approver")
        page = officer.get(AT + "review/").content.decode()
        assert "You entered, submitted or signed this report" in page
        assert f'action="{AT}approve/"' not in page
        answer = officer.post(AT + "approve/", {"key": str(uuid4()), "seen": submitted.revision + 1})
        assert answer.status_code == 403
        assert "somebody else must approve it" in answer.content.decode()
        assert not Fact.objects.exists()

    def test_a_body_between_receives_and_passes_on(self, world: World) -> None:
        report = opened(world, "CC111", "cc111.reporter")
        write(world, report, "cc111.reporter", TRAINED="4")
        signed(world, report, body="cc111")
        at = address_of_report(report)
        between = client(world, "dc11.reviewer")
        page = between.get(at + "review/").content.decode()
        assert f'action="{at}approve/"' not in page
        assert between.post(at + "receive/", fields(page, at + "receive/")).status_code == 302
        held = again([report])[0]
        assert (held.state, held.holder.code) == (Report.State.RECEIVED, "PC1")
        assert "It is received, with PC1" in between.get(at + "review/").content.decode()

    def test_a_total_that_includes_lower_bodies_stands_beside_its_parts(self, world: World) -> None:
        lower = opened(world, "CC111", "cc111.reporter")
        write(world, lower, "cc111.reporter", TRAINED="4")
        approve_reports(world.actor("pc1.approver"), reports=received(world, lower))
        report = opened(world)
        type_in(world, report, {"line:TRAINED": {"value": "10", "includes_lower": "1"}})
        approved(world, report)
        officer = client(world, "gs.approver")
        page = officer.get(AT + "review/").content.decode()
        assert "The total says 10; what lower bodies sent comes to 4, a difference of +6." in page
        action = re.search(rf'action="({AT}choose/[^"]+)"', page)
        assert action, page
        empty = officer.post(action[1], {"count": "parts", "reason": ""})
        assert empty.status_code == 422
        assert officer.post(action[1], {"count": "parts", "reason": "Complete"}).status_code == 302
        assert "The parts count." in officer.get(AT + "review/").content.decode()

    def test_the_pages_ask_as_often_with_a_long_history_many_lines_and_bodies_below(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="12")
        signed(world, report)
        few = queries(client(world, "gs.approver"), AT + "review/")
        for month in (MARCH - 2, MARCH - 1):
            before = opened(world, month=month)
            write(world, before, TRAINED="9", VICTIMS="2", DAYS="4")
            approved(world, before)
        for body, who in (("CC111", "cc111.reporter"),):
            lower = opened(world, body, who)
            write(world, lower, who, TRAINED="4")
            approve_reports(world.actor("pc1.approver"), reports=received(world, lower))
        for key in ("line:TRAINED", "line:VICTIMS", "word:challenges"):
            services.write_note(world.actor("gs.approver"), report=report, key=key, text="?")
        many = queries(client(world, "gs.approver"), AT + "review/")
        assert many <= few + 2, (few, many)
        assert many <= 80, many


def queries(someone: Client, path: str) -> int:
    """Return how often a page asks the database, the second time it is opened."""
    someone.get(path)
    with CaptureQueriesContext(connection) as found:
        assert someone.get(path).status_code == 200
    return len(found)
