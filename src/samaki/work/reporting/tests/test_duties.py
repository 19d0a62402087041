"""What is owed and by when, which way a report goes, and beginning and finding one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.core.remembered import forget_everything
from samaki.ledger.models import Due
from samaki.ledger.services import excuse
from samaki.registry.bodies.models import BodySpan
from samaki.registry.plan.document.model import Deadline
from samaki.work.reporting.duties import Owed, day_due, owed, owed_by, reportable
from samaki.work.reporting.models import Report
from samaki.work.reporting.selectors import months_named, report_at, report_for
from samaki.work.reporting.services import open_reports
from samaki.work.reporting.standing import way_of, ways_of
from samaki.work.reporting.when import When

from .world import MARCH, TODAY, World


def of(world: World, body: str, first: int = MARCH, last: int = MARCH) -> Owed | None:
    return owed_by(world.plan, world.bodies[body].pk, first, last)


def codes(world: World, one: Owed | None) -> list[str]:
    names = {indicator.pk: code for code, indicator in world.indicators.items()}
    return [names[key] for key in one.indicators] if one else []


@pytest.mark.parametrize(
    ("rule", "day", "after", "last", "due"),
    [
        ("last_day_of_period", None, None, MARCH - 1, dt.date(2018, 2, 28)),
        ("day_of_month_after_period", 3, 1, MARCH, dt.date(2018, 4, 3)),
        ("day_of_month_after_period", 31, 1, MARCH, dt.date(2018, 4, 30)),
        ("day_of_month_after_period", 31, 3, 2017 * 12 + 11, dt.date(2018, 3, 31)),
        ("days_after_publication", None, None, MARCH, dt.date(2018, 3, 31)),
    ],
)
def test_day_due(rule: str, day: int | None, after: int | None, last: int, due: dt.date) -> None:
    deadline = Deadline(code="x", name={}, rule=rule, basis="source", day=day, months_after=after)  # type: ignore[arg-type]
    assert day_due(deadline, last) == due


class TestOwed:
    def test_duties_of_one_rhythm_are_one_report_due_on_the_earliest_day(self, world: World) -> None:
        one = of(world, "TWG")
        assert one
        assert (one.due, one.is_assumed) == (dt.date(2018, 3, 31), False)
        assert (codes(world, one), one.duties) == (["TRAINED", "DAYS"], ("DU-TWG", "DU-TWG-DAYS"))

    def test_a_quarter_stands_beside_its_months(self, world: World) -> None:
        found = owed(world.plan, first=MARCH, last=MARCH, bodies=[world.bodies["PC1"].pk])
        assert [(one.first, one.last, codes(world, one)) for one in found] == [
            (MARCH, MARCH, ["TRAINED", "VICTIMS", "DAYS"]),
            (MARCH - 2, MARCH, ["LAW"]),
        ]
        assert (found[1].due, found[1].is_assumed) == (dt.date(2018, 5, 31), True)

    def test_ordered_by_day_then_body_and_only_of_the_months_asked_for(self, world: World) -> None:
        found = owed(world.plan, first=MARCH - 1, last=MARCH + 1)
        assert [(one.due, one.body) for one in found] == sorted((one.due, one.body) for one in found)
        assert {one.last for one in found} == {MARCH - 1, MARCH, MARCH + 1}

    def test_excused_indicators_are_left_out_and_with_the_last_the_report(self, world: World) -> None:
        body = world.bodies["PC1"]
        months = {"first_month": MARCH, "last_month": MARCH}
        excuse(SYSTEM, body, reason="flood", indicator=world.indicators["DAYS"], **months)
        assert codes(world, of(world, "PC1")) == ["TRAINED", "VICTIMS"]
        excuse(SYSTEM, body, reason="flood", **months)
        assert of(world, "PC1") is None
        assert of(world, "PC1", MARCH - 2, MARCH), "the quarter is longer than what is excused"

    def test_a_due_that_has_ended_is_owed_to_its_end(self, world: World) -> None:
        due = Due.objects.get(body=world.bodies["DC11"])
        ended = Due(
            body=due.body, indicator=due.indicator, every=1, first_month=due.first_month, last_month=MARCH - 1,
            duty=due.duty,
        )  # fmt: skip
        write_batch(SYSTEM, action="test.dues", rows=[ended], known=TODAY, source="test")
        assert of(world, "DC11", MARCH - 1, MARCH - 1)
        assert of(world, "DC11") is None
        before = owed(world.plan, first=MARCH, last=MARCH, bodies=[due.body_id], known_on=dt.date(2018, 4, 8))
        assert len(before) == 1

    def test_a_body_owes_only_while_it_stands(self, world: World) -> None:
        span = BodySpan.objects.get(body=world.bodies["DC11"])
        ended = BodySpan(
            body=span.body, place=span.place, area_parent=span.area_parent, first_month=span.first_month,
            last_month=MARCH - 1,
        )  # fmt: skip
        write_batch(SYSTEM, action="test.bodies", rows=[ended], known=TODAY, source="test")
        assert of(world, "DC11", MARCH - 1, MARCH - 1)
        assert of(world, "DC11") is None

    def test_only_begun_periods_can_be_reported(self, world: World) -> None:
        found = owed(world.plan, first=MARCH, last=MARCH + 9, bodies=[world.bodies["PC1"].pk])
        begun = reportable(world.plan, found, TODAY)
        assert [(one.first, one.last) for one in begun] == [
            (MARCH, MARCH), (MARCH + 1, MARCH + 1), (MARCH - 2, MARCH), (MARCH + 1, MARCH + 3),
        ]  # fmt: skip

    def test_queries_do_not_grow(self, world: World) -> None:
        of(world, "PC1")  # reads the plan's document once for all
        forget_everything()
        with CaptureQueriesContext(connection) as one:
            of(world, "PC1")
        forget_everything()
        with CaptureQueriesContext(connection) as all_of_them:
            owed(world.plan, first=MARCH - 2, last=MARCH + 9)
        assert len(one) == len(all_of_them) == 6
        with CaptureQueriesContext(connection) as again:
            owed(world.plan, first=MARCH - 2, last=MARCH + 9)
        assert len(again) == 1


class TestWay:
    @pytest.mark.parametrize(
        ("body", "way"),
        [
            ("CC111", ["DC11", "PC1"]),
            ("DC11", ["PC1"]),
            ("WG1", ["PC1"]),
            ("PC1", ["GS"]),
            ("TWG", ["GS"]),
            ("COURT1", ["MOJ", "GS"]),
            ("MOJ", ["GS"]),
            ("NGO1", ["TWG", "GS"]),
            ("GS", ["GS"]),
        ],
    )
    def test_goes_by_the_duties_up_to_who_publishes(self, world: World, body: str, way: list[str]) -> None:
        key = world.bodies[body].pk
        found = way_of(world.plan, key)
        assert list(found.bodies) == [world.bodies[code].pk for code in way]
        assert found.subject.above_in_area >= set(found.bodies) - {key}
        assert found == ways_of(world.plan, [one.pk for one in world.bodies.values()])[key]

    def test_without_publisher_and_duty_the_parent_publishes(self, world: World) -> None:
        world.bodies["GS"].kind.__class__.objects.update(publisher="")
        moj = world.bodies["MOJ"].pk
        assert way_of(world.plan, moj).bodies == (world.bodies["NC"].pk,)
        assert way_of(world.plan, world.bodies["NC"].pk).bodies == (world.bodies["NC"].pk,)

    def test_next_body(self, world: World) -> None:
        way = way_of(world.plan, world.bodies["CC111"].pk)
        district, province = way.bodies
        assert [way.after(one) for one in (way.body, district, province)] == [district, province, None]
        assert way.after(world.bodies["PC2"].pk) == province, "it waits where the way leads no more"

    def test_above_by_theme_are_also_the_themes_of_the_bodies_above(self, world: World) -> None:
        assert way_of(world.plan, world.bodies["COURT1"].pk).subject.above_in_theme == {world.bodies["TWG"].pk}

    def test_queries_do_not_grow(self, world: World) -> None:
        with CaptureQueriesContext(connection) as queries:
            ways_of(world.plan, [one.pk for one in world.bodies.values()])
        assert len(queries) <= 9


class TestOpening:
    def test_makes_what_is_missing_once(self, world: World) -> None:
        actor, one = world.actor("pc1.reporter"), of(world, "PC1")
        assert one
        first = open_reports(actor, plan=world.plan, owed=[one])
        assert first == open_reports(actor, plan=world.plan, owed=[one]) == list(Report.objects.all())
        report = first[0]
        assert (report.state, report.holder_id, report.since) == ("draft", one.body, TODAY)
        assert report.uid == Report.uid_of("SMALL", "pc1", MARCH, MARCH)

    def test_refuses_others_bodies_and_periods_to_come(self, world: World) -> None:
        actor, one = world.actor("pc1.reporter"), of(world, "PC1", MARCH + 2, MARCH + 2)
        other = of(world, "PC2")
        assert one
        assert other
        with pytest.raises(Forbidden):
            open_reports(actor, plan=world.plan, owed=[other])
        with pytest.raises(Refused) as refusal:
            open_reports(actor, plan=world.plan, owed=[one])
        assert [problem.code for problem in refusal.value.problems] == ["report.not_begun"]
        earlier = When(known=dt.date(2018, 3, 1), source="test")
        running = of(world, "PC1", MARCH + 1, MARCH + 1)
        assert running
        assert open_reports(actor, plan=world.plan, owed=[running])
        with pytest.raises(Refused):
            open_reports(actor, plan=world.plan, owed=[running], when=earlier)
        assert Report.objects.count() == 1


class TestReportAt:
    def test_finds_what_is_owed_and_what_is_there(self, world: World) -> None:
        actor = world.actor("pc1.reporter")
        plan, owing, report = report_at(actor, plan="SMALL", body="pc1", period="2018-Q1")
        assert (plan, report) == (world.plan, None)
        assert owing
        assert codes(world, owing) == ["LAW"]
        (made,) = open_reports(actor, plan=world.plan, owed=[owing])
        assert report_at(actor, plan="small", body="PC1", period="២០១៨-Q1")[2] == made
        assert report_for(actor, made.uid) == made

    @pytest.mark.parametrize(
        ("user", "sees"),
        [("pc1.reporter", True), ("gs.approver", True), ("monitoring", True), ("auditor", True),
         ("cc111.reporter", False), ("pc2.reporter", False), ("twg.reviewer", False), ("reader", False),
         ("administrator", False)],
    )  # fmt: skip
    def test_only_the_ladder_sees_it(self, world: World, user: str, sees: bool) -> None:
        owing = of(world, "PC1")
        assert owing
        (made,) = open_reports(SYSTEM, plan=world.plan, owed=[owing])
        actor = world.actor(user)
        if sees:
            assert report_for(actor, made.uid) == made
            return
        with pytest.raises(NotFound):
            report_for(actor, made.uid)
        with pytest.raises(NotFound):
            report_at(actor, plan="small", body="PC1", period="2018-03")

    def test_a_body_on_the_way_sees_what_does_not_lie_below_it(self, world: World) -> None:
        assert report_at(world.actor("twg.reviewer"), plan="small", body="NGO1", period="2018-03")

    @pytest.mark.parametrize("period", ["2018-13", "plan", "to_date", "2018-H1", "..", "2018-05..2018-03", "x\0", ""])
    def test_no_such_period(self, world: World, period: str) -> None:
        with pytest.raises(NotFound):
            report_at(SYSTEM, plan="small", body="PC1", period=period)

    def test_periods_without_a_usual_name(self, world: World) -> None:
        assert months_named(world.plan, "2018-02..2018-04")[:2] == (MARCH - 1, MARCH + 1)
