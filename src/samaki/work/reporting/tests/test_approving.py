"""What an approval makes of lines: kinds, labels, events, totals, files; overlaps refused; marks of those above."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.utils import translation

from samaki.calculate.calculator import Calculator
from samaki.calculate.model import MILLION
from samaki.calculate.periods import Period
from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import JournalEntry
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.insight.engine.world import load_world
from samaki.ledger.check import Check
from samaki.ledger.models import Event, EventLink, Fact, LowerChoice
from samaki.ledger.services import NewFact, publish_batch, store_evidence
from samaki.registry.plan.models import Output, Plan, Strategy

from ..models import OtherWork, Report, ReportFile, ReportLine
from ..services import (
    approve_reports,
    attach_other_work,
    choose_total_or_parts,
    correct_report,
    join_reported_events,
    separate_reported_events,
)
from ..shared_events import own_uid
from ..when import When
from .acting import approved, opened, received, signed, standing, type_in, write
from .world import MARCH, TODAY, World


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def counted(world: World) -> float:
    """Return how many were trained in March in the whole country, in units."""
    answer = Calculator(load_world(world.plan)).answer("TRAINED", "KH", Period(MARCH, MARCH, "March"))
    return float(answer.actual or 0)


class TestKinds:
    def test_a_number_counts_zero_too_nothing_to_report_is_nil_and_not_answered_is_no_fact(self, world: World) -> None:
        report = opened(world)
        type_in(world, report, {
            "line:TRAINED": {"value": "0"}, "line:VICTIMS": {"kind": "nil"}, "line:DAYS": {"kind": "none", "note": "?"},
        })  # fmt: skip
        approved(world, report)
        assert standing() == {"TRAINED": 0, "VICTIMS": "nil"}

    def test_the_tick_speaks_for_every_owed_line_that_says_nothing(self, world: World) -> None:
        report, reporter = opened(world), world.actor("pc1.reporter")
        type_in(world, report, {"word:nothing": {"text": "1"}, "line:TRAINED": {"kind": "none", "why": "not_counted"}})
        approved(world, report)
        nothing = {"VICTIMS": "nil", "DAYS": "nil"}
        assert standing() == nothing
        correct_report(reporter, report=report, reason="There were none")
        type_in(world, report, {"line:TRAINED": {}})
        approved(world, report)
        assert standing() == {"TRAINED": "nil", **nothing}
        correct_report(reporter, report=report, reason="There were victims")
        type_in(world, report, {"word:nothing": {"text": ""}, "line:VICTIMS": {"value": "2"}})
        approved(world, report)
        assert standing() == {"VICTIMS": 2}
        assert list(Check().faults()) == []

    def test_a_line_carries_cells_note_and_the_label_of_its_duty(self, world: World) -> None:
        report = opened(world)
        type_in(world, report, {
            "line:VICTIMS": {"value": "3", "cell.sex.female": "2", "note": "By name in the annex"},
            "line:TRAINED": {"value": "1"},
        })  # fmt: skip
        approved(world, report)
        victims, trained = Fact.objects.get(indicator__code="VICTIMS"), Fact.objects.get(indicator__code="TRAINED")
        assert (victims.source, victims.note, trained.source) == ("ncct", "By name in the annex", "")
        assert list(victims.cells.values_list("breakdown", "cell", "value")) == [("sex", "female", 2 * MILLION)]

    def test_an_added_line_taken_out_again_is_withdrawn(self, world: World) -> None:
        report, added = opened(world), f"line:{uuid4()}"
        type_in(
            world,
            report,
            {"line:TRAINED": {"value": "3"}, added: {"indicator": "TRAINED", "value": "4", "place": "D11"}},
        )
        approved(world, report)
        assert standing() == {"TRAINED": 7}
        correct_report(world.actor("pc1.reporter"), report=report, reason="Twice the same")
        type_in(world, report, {added: {"indicator": "TRAINED", "removed": "1"}})
        approved(world, report)
        assert standing() == {"TRAINED": 3}


class TestFiles:
    def test_a_fact_rests_on_the_file_of_its_line_or_of_the_report(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="3", VICTIMS="1")
        line = report.reportlines.get(indicator__code="TRAINED")
        for name, of in (("list.txt", line), ("report.txt", None)):
            evidence = store_evidence(SYSTEM, name=name, content=name.encode())
            ReportFile.objects.create(report=report, line=of, evidence=evidence, added=evidence.received)
        approved(world, report)
        names = dict(Fact.objects.values_list("indicator__code", "evidence__name"))
        assert names == {"TRAINED": "list.txt", "VICTIMS": "report.txt"}

    def test_what_stands_in_for_a_missing_file_makes_no_new_version_later(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="3", VICTIMS="1")
        signed(world, report)
        made_up = store_evidence(SYSTEM, name="made up.txt", content=b"made up", is_illustrative=True)
        approve_reports(world.actor("gs.approver"), reports=[report], when=When(TODAY, "Made up", made_up))
        assert set(Fact.objects.values_list("evidence__name", flat=True)) == {"made up.txt"}
        correct_report(world.actor("pc1.reporter"), report=report, reason="Correction")
        write(world, report, TRAINED="4")
        approved(world, report)
        assert Fact.objects.filter(indicator__code="VICTIMS").count() == 1


class TestOverlaps:
    def test_a_month_inside_a_year_that_stands_is_refused_and_the_other_named(self, world: World) -> None:
        year = NewFact(
            indicator="TRAINED", body="PC1", first_month=MARCH - 2, last_month=MARCH + 9, value=9 * MILLION,
            locator="/reports/small/PC1/2018/#TRAINED",
        )  # fmt: skip
        batch = publish_batch(SYSTEM, action="test", facts=[year], plan=world.plan)
        report = opened(world)
        write(world, report, TRAINED="3", VICTIMS="1")
        signed(world, report)
        with pytest.raises(Refused) as refusal:
            approve_reports(world.actor("gs.approver"), reports=[report])
        (problem,) = refusal.value.problems
        assert (problem.code, problem.where) == ("report.overlap", "line:TRAINED")
        assert "March 2018 overlaps January to December 2018" in problem.what
        assert "/reports/small/PC1/2018/#TRAINED" in problem.mend
        line = Fact.objects.get(batch=batch).line
        gone = NewFact(
            indicator="TRAINED", body="PC1", first_month=MARCH - 2, last_month=MARCH + 9, kind=Fact.WITHDRAWAL,
            line=line,
        )  # fmt: skip
        publish_batch(SYSTEM, action="test", facts=[gone], plan=world.plan)
        approve_reports(world.actor("gs.approver"), reports=[report])
        assert standing() == {"TRAINED": 3, "VICTIMS": 1}


class TestEvents:
    def test_two_reports_of_one_event_are_joined_and_separated(self, world: World) -> None:
        uids = []
        for body, who, boss in (("CC111", "cc111", "pc1.approver"), ("PC1", "pc1", "gs.approver")):
            report, event = opened(world, body, f"{who}.reporter"), uuid4()
            type_in(world, report, {f"event:{event}": {"title": "Fair", "first_day": "2018-03-02"}}, f"{who}.reporter")
            line = {"line:TRAINED": {"value": "40", "event": str(event)}}
            type_in(world, report, line, f"{who}.reporter")
            _passed_on(world, report, who)
            approve_reports(world.actor(boss), reports=[report])
            uids.append(event)
        assert list(Event.objects.order_by("pk").values_list("uid", "title", "lead__code")) == [
            (uids[0], "Fair", "CC111"), (uids[1], "Fair", "PC1"),
        ]  # fmt: skip
        assert set(Fact.objects.values_list("event__uid", flat=True)) == set(uids)
        officer = world.actor("monitoring")
        with pytest.raises(Forbidden):
            join_reported_events(world.actor("gs.approver"), event=uids[0], into=uids[1], reason="The same fair")
        with pytest.raises(Refused, match="Say why"):
            join_reported_events(officer, event=uids[0], into=uids[1], reason=" ")
        with pytest.raises(NotFound):
            join_reported_events(officer, event=uuid4(), into=uids[1], reason="The same fair")
        join_reported_events(officer, event=uids[0], into=uids[1], reason="The same fair")
        with pytest.raises(Refused, match="one already"):
            join_reported_events(officer, event=uids[1], into=uids[0], reason="The same fair")
        separate_reported_events(officer, event=uids[1], into=uids[0], reason="Two fairs")
        with pytest.raises(Refused, match="not joined"):
            separate_reported_events(officer, event=uids[0], into=uids[1], reason="Two fairs")
        assert EventLink.objects.count() == 2
        assert list(Check().faults()) == []

    def test_an_event_is_recorded_once_whichever_report_comes_first(self, world: World) -> None:
        event = str(uuid4())
        for month in (MARCH, MARCH - 1):
            report = opened(world, month=month)
            type_in(world, report, {f"event:{event}": {"title": "Fair"}})
            type_in(world, report, {"line:TRAINED": {"value": "40", "event": event}})
            approved(world, report)
        assert Event.objects.get().uid == UUID(event)
        assert Fact.objects.filter(event__uid=event).count() == 2

    @pytest.mark.parametrize("first", ["DC11", "PC1"])
    def test_an_event_taken_over_counts_once_with_the_value_of_who_reported_it_first(
        self, world: World, first: str
    ) -> None:
        event = uuid4()
        own, people = own_uid(event, "PC1"), {"DC11": "pc1.approver", "PC1": "gs.approver"}
        for body, value in (("DC11", "45"), ("PC1", "50")):
            report = opened(world, body, f"{body.lower()}.reporter")
            type_in(world, report, {
                f"event:{event}": {"title": "Fair"}, "line:TRAINED": {"value": value, "event": str(event)},
            }, f"{body.lower()}.reporter")  # fmt: skip
            signed(world, report, body=body.lower())
        for body in sorted(people, key=lambda one: one != first):
            approve_reports(world.actor(people[body]), reports=list(Report.objects.filter(body__code=body)))
        link = EventLink.objects.get()
        assert (link.event.uid, link.into.uid, link.kind) == (own, event, EventLink.JOIN)
        assert counted(world) == 45
        officer = world.actor("monitoring")
        separate_reported_events(officer, event=own, into=event, reason="Two fairs")
        assert counted(world) == 95
        report = Report.objects.select_related("plan", "body").get(body__code="PC1")
        correct_report(world.actor("pc1.reporter"), report=report, reason="Counted again")
        type_in(world, report, {"line:TRAINED": {"value": "52", "event": str(event)}})
        approved(world, report)
        assert counted(world) == 97, "what was separated stays separate"
        join_reported_events(officer, event=event, into=own, reason="One fair, the province's figure")
        assert counted(world) == 52
        assert list(Check().faults()) == []

    def test_events_recorded_under_one_uid_before_count_on_and_a_correction_parts_them(self, world: World) -> None:
        event, report = str(uuid4()), opened(world)
        shared = Event(uid=UUID(event), title="Fair", lead=world.bodies["DC11"])
        write_batch(SYSTEM, action="test", rows=[shared], known=TODAY, source="test")
        type_in(world, report, {
            f"event:{event}": {"title": "Fair"}, "line:TRAINED": {"value": "40", "event": event},
        })  # fmt: skip
        approved(world, report)
        assert set(EventLink.objects.values_list("into__uid", flat=True)) == {shared.uid}
        assert Fact.objects.get().event_id != shared.pk


class TestMarks:
    def test_a_total_that_includes_lower_bodies_may_be_counted_by_its_parts(self, world: World) -> None:
        report = opened(world)
        type_in(world, report, {"line:TRAINED": {"value": "9", "includes_lower": "1"}, "line:VICTIMS": {"value": "1"}})
        signed(world, report)
        line = ReportLine.objects.get(indicator__code="TRAINED")
        approver = world.actor("gs.approver")
        with pytest.raises(Refused, match="approved first"):
            choose_total_or_parts(approver, line=line, count_parts=True, reason="The parts are complete")
        approve_reports(approver, reports=[report])
        assert Fact.objects.get(indicator__code="TRAINED").includes_lower
        with pytest.raises(Forbidden):
            choose_total_or_parts(world.actor("pc1.reporter"), line=line, count_parts=True, reason="x")
        with pytest.raises(Refused, match="Say why"):
            choose_total_or_parts(approver, line=line, count_parts=True, reason="")
        choose_total_or_parts(approver, line=line, count_parts=True, reason="The parts are complete")
        with pytest.raises(Refused, match="already"):
            choose_total_or_parts(approver, line=line, count_parts=True, reason="Sent twice")
        assert LowerChoice.objects.get().count_parts
        other = ReportLine.objects.get(indicator__code="VICTIMS")
        with pytest.raises(Refused, match="nothing to choose"):
            choose_total_or_parts(approver, line=other, count_parts=True, reason="x")

    def test_other_work_is_attached_to_a_line_of_the_plan_and_taken_off(self, world: World) -> None:
        report = opened(world)
        type_in(world, report, {f"other:{uuid4()}": {"what": "A play about trafficking"}})
        work, officer = OtherWork.objects.get(), world.actor("monitoring")
        trained = world.indicators["TRAINED"]
        with pytest.raises(Refused, match="still being written"):
            attach_other_work(officer, work=work, indicator=trained)
        signed(world, report)
        with pytest.raises(Forbidden):
            attach_other_work(world.actor("gs.approver"), work=work, indicator=trained)
        elsewhere = Plan.objects.create(code="other", title={}, first_month=1, last_month=2)
        strategy = Strategy.objects.create(plan=elsewhere, code="S", title={})
        foreign = Output.objects.create(plan=elsewhere, strategy=strategy, code="O", title={})
        with pytest.raises(Refused, match="another plan"):
            attach_other_work(officer, work=work, output=foreign)
        assert attach_other_work(officer, work=work, indicator=trained).attached_indicator == trained
        assert attach_other_work(officer, work=work).attached_indicator is None
        assert JournalEntry.objects.filter(action="report.attach").count() == 2


def _passed_on(world: World, report: object, who: str) -> None:
    (received if who == "cc111" else signed)(world, report)  # type: ignore[arg-type]
