"""Up the ladder and back through the services: what each step changes, and that a refusal changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from samaki.core.models import JournalEntry
from samaki.core.problems import Forbidden, Refused
from samaki.core.remembered import forget_everything
from samaki.ledger.check import Check
from samaki.ledger.models import Fact
from samaki.ledger.rules_of_plan import newest_rules
from samaki.registry.people.models import Account, Role
from samaki.registry.people.rights import may
from samaki.registry.people.selectors import actor_of_account

from ..duties import owed
from ..models import ReportNote, ReportStep
from ..services import (
    approve_reports,
    delegate_signature,
    drop_note,
    give_back,
    open_reports,
    receive_reports,
    return_report,
    sign_reports,
    submit_reports,
    write_note,
)
from .acting import again, everything, opened, received, refused, signed, standing, type_in, write
from .world import MARCH, TODAY, World


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


class TestTheWayUp:
    def test_a_report_is_written_signed_and_approved_and_its_figures_count(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="12", VICTIMS="3")
        signed(world, report)
        (report,) = again([report])
        assert (report.state, report.holder.code, report.sent, report.first_sent) == ("signed", "GS", TODAY, TODAY)
        batch = approve_reports(world.actor("gs.approver"), reports=[report])
        (report,) = again([report])
        assert (report.state, report.holder.code, report.approved_version) == ("approved", "PC1", 1)
        assert standing() == {"TRAINED": 12, "VICTIMS": 3}
        assert batch is not None
        assert (batch.journal.action, batch.journal.subject) == ("report.approve", "/reports/small/PC1/2018-03/")
        assert batch.journal.detail.before == {"/reports/small/PC1/2018-03/": {"state": "signed", "version": 1}}
        assert batch.journal.detail.after == {"/reports/small/PC1/2018-03/": {"state": "approved", "version": 1}}
        assert list(report.steps.values_list("action", "before", "after", "body__code", "batch")) == [
            ("submit", "draft", "submitted", "PC1", None),
            ("sign", "submitted", "signed", "PC1", None),
            ("approve", "signed", "approved", "GS", batch.pk),
        ]
        assert list(JournalEntry.objects.filter(action__startswith="report.").values_list("action", flat=True)) == [
            "report.submit", "report.sign", "report.approve",
        ]  # fmt: skip
        assert list(Check().faults()) == []

    def test_a_body_between_receives_and_passes_on(self, world: World) -> None:
        report = opened(world, "CC111", "cc111.reporter")
        write(world, report, "cc111.reporter", TRAINED="5")
        received(world, report)
        (report,) = again([report])
        assert (report.state, report.holder.code) == ("received", "PC1")
        assert refused(lambda: receive_reports(world.actor("pc1.approver"), reports=[report])) == [
            "report.publishes_here"
        ]
        approve_reports(world.actor("pc1.approver"), reports=[report])
        assert Fact.objects.get().locator == "/reports/small/CC111/2018-03/#TRAINED"

    def test_the_version_keeps_what_was_submitted(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1,200")
        type_in(world, report, {"word:challenges": {"text": "No fuel"}, "other:" + str(uuid4()): {"what": "A fair"}})
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        version = report.versions.get()
        assert '"value":1200000000' in version.content
        assert "No fuel" in version.content
        assert "A fair" in version.content

    def test_several_reports_are_all_approved_or_none(self, world: World) -> None:
        march, february = opened(world), opened(world, month=MARCH - 1)
        for report in (march, february):
            write(world, report, TRAINED="4")
        signed(world, march, february)
        stale = {march.uid: 0}
        assert refused(lambda: approve_reports(world.actor("gs.approver"), reports=[march, february], seen=stale)) == [
            "report.changed"
        ]
        batch = approve_reports(world.actor("gs.approver"), reports=[march, february])
        assert batch is not None
        assert batch.journal.subject == "2 reports"
        assert {report.state for report in again([march, february])} == {"approved"}
        assert standing() == {"TRAINED": 8}

    def test_of_no_reports_nothing_is_said(self, world: World) -> None:
        before = everything()
        for act in (submit_reports, sign_reports, receive_reports, approve_reports):
            assert not act(world.actor("gs.approver"), reports=[])
        assert everything() == before

    def test_the_queries_of_every_act_do_not_grow_with_the_reports(self, world: World) -> None:
        reporter, chair, approver = (world.actor(name) for name in ("pc1.reporter", "pc1.chair", "gs.approver"))
        months = owed(world.plan, first=MARCH - 2, last=MARCH + 1, bodies=[world.bodies["PC1"].pk])
        months = [one for one in months if one.first == one.last]
        many = open_reports(reporter, plan=world.plan, owed=months)
        assert len(many) == 4
        for report in many:
            write(world, report, TRAINED="4", VICTIMS="2")
            event = f"event:{uuid4()}"
            type_in(world, report, {event: {"title": "Training"}})
        newest_rules(world.plan)  # reads the plan's document once for all
        counts = []
        for some in (many[:1], many[1:]):
            forget_everything()
            with CaptureQueriesContext(connection) as queries:
                submit_reports(reporter, reports=some)
                sign_reports(chair, reports=some)
                approve_reports(approver, reports=some)
            counts.append(len(queries))
        acts_on_several = 3  # each names in the journal which reports it was done to
        assert counts[1] == counts[0] + acts_on_several


class TestOnceAndMeanwhile:
    def test_the_same_key_twice_is_once(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        keys = [uuid4() for _act in range(3)]
        outcomes = []
        for _time in range(2):
            submit_reports(world.actor("pc1.reporter"), reports=[report], key=keys[0])
            sign_reports(world.actor("pc1.chair"), reports=[report], key=keys[1])
            outcomes.append(approve_reports(world.actor("gs.approver"), reports=[report], key=keys[2]))
        assert outcomes[0] == outcomes[1]
        assert ReportStep.objects.count() == 3
        assert Fact.objects.count() == 1

    def test_a_key_that_did_something_else_is_refused(self, world: World) -> None:
        report, key = opened(world), uuid4()
        write(world, report, TRAINED="1")
        submit_reports(world.actor("pc1.reporter"), reports=[report], key=key)
        assert refused(lambda: sign_reports(world.actor("pc1.chair"), reports=[report], key=key)) == ["report.key_used"]

    def test_submitting_twice_is_refused_with_the_state(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        assert refused(lambda: submit_reports(world.actor("pc1.reporter"), reports=[report])) == ["report.not_draft"]

    def test_what_changed_meanwhile_is_not_decided_about(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        (seen,) = again([report])
        give_back(world.actor("pc1.chair"), report=report, reason="Count again")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        assert refused(lambda: sign_reports(world.actor("pc1.chair"), reports=[report], seen=seen.revision)) == [
            "report.changed"
        ]


class TestSubmitting:
    def test_everything_that_is_wrong_is_named_at_its_field(self, world: World) -> None:
        report, other = opened(world), f"other:{uuid4()}"
        write(world, report, TRAINED="twelve", VICTIMS="-3")
        type_in(world, report, {other: {"when": "yesterday"}})
        with pytest.raises(Refused) as refusal:
            submit_reports(world.actor("pc1.reporter"), reports=[report])
        wheres = {problem.where for problem in refusal.value.problems}
        assert {"line:TRAINED|value", "line:VICTIMS|value", f"{other}|what", f"{other}|when"} <= wheres

    def test_an_empty_report_is_refused_unless_it_says_so(self, world: World) -> None:
        report = opened(world)
        reporter = world.actor("pc1.reporter")
        assert refused(lambda: submit_reports(reporter, reports=[report])) == ["report.empty"]
        type_in(world, report, {"word:nothing": {"text": "1"}})
        submit_reports(reporter, reports=[report])

    def test_a_doubt_that_is_not_explained_stops_it(self, world: World) -> None:
        report = opened(world)
        type_in(world, report, {"word:nothing": {"text": "1"}, "line:TRAINED": {"value": "3"}})
        with pytest.raises(Refused) as refusal:
            submit_reports(world.actor("pc1.reporter"), reports=[report])
        assert [(one.code, one.where) for one in refusal.value.problems] == [("check.nothing", "word:nothing|text")]

    def test_of_several_reports_the_refusal_names_which(self, world: World) -> None:
        march, february = opened(world), opened(world, month=MARCH - 1)
        write(world, march, TRAINED="x")
        write(world, february, TRAINED="1")
        with pytest.raises(Refused) as refusal:
            submit_reports(world.actor("pc1.reporter"), reports=[march, february])
        assert refusal.value.problems[0].where == "/reports/small/PC1/2018-03/#line:TRAINED|value"


class TestComingBack:
    def test_given_back_with_a_reason_it_is_a_draft_one_version_on(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        assert refused(lambda: give_back(world.actor("pc1.chair"), report=report, reason=" ")) == [
            "report.without_reason"
        ]
        back = give_back(world.actor("pc1.chair"), report=report, reason="Two trainings are missing")
        assert (back.state, back.version, back.returned) == ("draft", 2, True)
        step = report.steps.last()
        assert step is not None
        assert (step.action, step.version, step.reason) == ("give_back", 1, "Two trainings are missing")

    def test_returned_with_notes_it_goes_home_and_the_notes_with_it(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        signed(world, report)
        approver = world.actor("gs.approver")
        assert refused(lambda: return_report(approver, report=report)) == ["report.without_note"]
        note = write_note(approver, report=report, key="line:trained", text="Who was trained?")
        assert note.key == "line:TRAINED"
        again_written = write_note(approver, report=report, key="line:TRAINED", text="Who was trained, and where?")
        assert again_written.pk == note.pk
        back = return_report(approver, report=report)
        assert (back.state, back.holder_id, back.version, back.returned) == ("draft", report.body_id, 2, True)
        (note,) = ReportNote.objects.all()
        assert (note.text, note.sent, note.version) == ("Who was trained, and where?", TODAY, 1)
        (report,) = signed(world, report)
        assert report.first_sent == TODAY
        approve_reports(approver, reports=[report])
        assert standing() == {"TRAINED": 1}

    def test_notes_are_one_s_own_until_they_are_sent(self, world: World) -> None:
        report = opened(world, "CC111", "cc111.reporter")
        write(world, report, "cc111.reporter", TRAINED="1")
        signed(world, report, body="cc111")
        reviewer, chair = world.actor("dc11.reviewer"), world.actor("cc111.chair")
        assert refused(lambda: write_note(chair, report=report, key="", text="x"), Forbidden) == ["not_allowed"]
        approver = world.actor("pc1.approver")
        assert refused(lambda: write_note(approver, report=report, key="", text="x")) == ["report.not_here"]
        assert refused(lambda: write_note(reviewer, report=report, key="line:NONE", text="x")) == ["note.nowhere"]
        assert refused(lambda: write_note(reviewer, report=report, key="", text=" ")) == ["note.empty"]
        note = write_note(reviewer, report=report, key="", text="x")
        assert refused(lambda: drop_note(approver, note=note.uid), Forbidden) == ["note.not_yours"]
        drop_note(reviewer, note=note.uid)
        note = write_note(reviewer, report=report, key="word:challenges", text="Which?")
        return_report(reviewer, report=report)
        assert refused(lambda: drop_note(reviewer, note=note.uid)) == ["note.sent"]

    def test_a_note_that_was_not_sent_never_goes_with_a_later_return(self, world: World) -> None:
        report = opened(world, "CC111", "cc111.reporter")
        write(world, report, "cc111.reporter", TRAINED="1")
        signed(world, report, body="cc111")
        reviewer, approver = world.actor("dc11.reviewer"), world.actor("pc1.approver")
        write_note(reviewer, report=report, key="", text="Left behind")
        receive_reports(reviewer, reports=[report])
        assert not ReportNote.objects.exists()
        write_note(approver, report=report, key="", text="Left behind too")
        approve_reports(approver, reports=[report])
        assert not ReportNote.objects.exists()


class TestOwnHands:
    def test_nobody_approves_what_they_entered_or_signed(self, world: World) -> None:
        report = opened(world)
        Role.objects.create(
            account=world.accounts["gs.approver"], role="reporter", body=world.bodies["PC1"], first_day=TODAY
        )
        write(world, report, "gs.approver", TRAINED="1")
        signed(world, report)
        approver = world.actor("gs.approver")
        assert refused(lambda: approve_reports(approver, reports=[report]), Forbidden) == ["report.own_hand"]

    def test_a_chief_may_sign_what_they_entered(self, world: World) -> None:
        report = opened(world, "CC111", "cc111.reporter")
        chief = world.accounts["cc111.reporter"]
        Role.objects.create(account=chief, role="chair", body=world.bodies["CC111"], first_day=TODAY)
        write(world, report, "cc111.reporter", TRAINED="1")
        submit_reports(world.actor("cc111.reporter"), reports=[report])
        (report,) = sign_reports(world.actor("cc111.reporter"), reports=[report])
        assert report.state == "signed"

    def test_a_role_that_ended_yesterday_no_longer_counts(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="1")
        submit_reports(world.actor("pc1.reporter"), reports=[report])
        Role.objects.filter(role="chair").update(last_day=TODAY - dt.timedelta(days=1))
        assert refused(lambda: sign_reports(world.actor("pc1.chair"), reports=[report]), Forbidden) == ["not_allowed"]


class TestLettingAnotherSign:
    def test_who_acts_for_the_chair_signs_until_the_day_and_names_nobody_else(self, world: World) -> None:
        chair, account = world.actor("pc1.chair"), world.accounts["pc1.reporter"]
        role = delegate_signature(chair, body=world.bodies["PC1"], account=account, last_day=TODAY)
        assert (role.role, role.acting_for) == ("chair", world.accounts["pc1.chair"])
        assert JournalEntry.objects.filter(action="report.delegate", subject="pc1.reporter").count() == 1
        report = opened(world)
        write(world, report, TRAINED="1")
        acting = actor_of_account(account)
        submit_reports(acting, reports=[report])
        assert sign_reports(acting, reports=[report])[0].state == "signed"
        said = JournalEntry.objects.order_by("pk").values_list("action", "actor_name", "acting_for")
        assert list(said)[-2:] == [
            ("report.submit", "pc1.reporter", ""),
            ("report.sign", "pc1.reporter", "pc1.chair"),
        ]
        other = world.accounts["two.posts"]
        assert refused(lambda: delegate_signature(acting, body=world.bodies["PC1"], account=other, last_day=TODAY)) == [
            "role_acting"
        ]

    @pytest.mark.parametrize(
        ("name", "days", "code"),
        [
            ("pc2.reporter", 1, "role_elsewhere"),
            ("pc1.chair", 1, "role_itself"),
            ("pc1.reporter", -1, "role_days"),
            ("pc1.reporter", 367, "role_days_long"),
        ],
    )
    def test_only_somebody_of_the_body_and_only_days_to_come(
        self, world: World, name: str, days: int, code: str
    ) -> None:
        chair, last = world.actor("pc1.chair"), TODAY + dt.timedelta(days=days)
        assert code in refused(
            lambda: delegate_signature(chair, body=world.bodies["PC1"], account=world.accounts[name], last_day=last)
        )

    @pytest.mark.parametrize("what", ["the role ended", "the account is closed"])
    def test_who_acts_for_the_chair_signs_no_longer_than_the_chair(self, world: World, what: str) -> None:
        account, chair = world.accounts["pc1.reporter"], world.accounts["pc1.chair"]
        later = TODAY + dt.timedelta(days=30)
        delegate_signature(world.actor("pc1.chair"), body=world.bodies["PC1"], account=account, last_day=later)
        assert may(actor_of_account(account), "report.sign")
        if what == "the role ended":
            Role.objects.filter(account=chair).update(last_day=TODAY - dt.timedelta(days=1))
        else:
            Account.objects.filter(pk=chair.pk).update(is_active=False)
        assert not may(actor_of_account(account), "report.sign")
        assert may(actor_of_account(account), "report.submit")

    def test_only_the_chair_of_that_body(self, world: World) -> None:
        account = world.accounts["pc1.reporter"]
        for name in ("pc2.chair", "pc1.reporter", "administrator"):
            actor = world.actor(name)
            assert refused(
                lambda actor=actor: delegate_signature(
                    actor, body=world.bodies["PC1"], account=account, last_day=TODAY
                ),
                Forbidden,
            ) == ["not_allowed"]
