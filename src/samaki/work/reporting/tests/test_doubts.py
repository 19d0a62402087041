"""The plan's checks over a report: what must be mended and what asks for words. History from the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from samaki.core.actor import SYSTEM
from samaki.ledger.rules import NewFact
from samaki.ledger.services.facts import publish_batch, withdraw_line
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.plan.document import PlanDocument, read_folder
from samaki.registry.plan.models import Indicator
from samaki.work.reporting.assigned import assigned_to, names_of
from samaki.work.reporting.content import Pieces
from samaki.work.reporting.doubts import Doubt, doubts_in, doubts_of, must_be_mended
from samaki.work.reporting.entry import read_entry
from samaki.work.reporting.history import History, Past, history_of
from samaki.work.reporting.models import Report, ReportLine, ReportWord

from .test_saving import begun, save
from .world import MARCH, World

ONE = 1_000_000
PLAN = Path(__file__).resolve().parents[5] / "plans" / "cambodia-npa-2014-2018"


@pytest.fixture(scope="module")
def plan() -> PlanDocument:
    document = read_folder(PLAN).versions[0].plan
    assert document is not None
    return document


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def said(plan: PlanDocument, typed: Mapping[str, Mapping[str, str]], **before: int) -> list[Doubt]:
    """Return the doubts of a March report of a province, with these values (by code) in February."""
    body = Body(code="PCCT-17", kind=BodyKind(code="PCCT"))
    report = Report(uid=Report.uid_of("P", "B", MARCH, MARCH), body=body, first_month=MARCH, last_month=MARCH)
    past = {code.replace("_", "-"): {(MARCH - 1, MARCH - 1): {1: Past(value * ONE)}} for code, value in before.items()}
    history = History(report, plan, past)
    lines: list[ReportLine] = []
    for code, text in typed.items():
        entry = read_entry(history.fields[code], text)
        assert entry.problems == ()
        line = ReportLine(
            report=report, indicator=Indicator(pk=len(lines) + 1, code=code), uid=ReportLine.uid_of(report.uid, code)
        )
        line.place_id = 1
        line.kind, line.value, line.cells, line.note = entry.kind, entry.value, list(entry.cells), entry.note
        lines.append(line)
    return list(doubts_in(report, Pieces(lines=lines), history))


def test_a_step_is_said_in_numbers(plan: PlanDocument) -> None:
    doubts = said(plan, {"S3-7": {"value": "200"}}, S3_7=30)
    assert [(one.key, one.check, one.what) for one in doubts] == [("line:S3-7", "C-S3-7-2", "6.7 times February (30).")]
    assert doubts[0].is_open
    explained = said(plan, {"S3-7": {"value": "200", "note": "A national course."}}, S3_7=30)
    assert [one.is_open for one in explained] == [False]


def test_small_steps_are_no_doubt(plan: PlanDocument) -> None:
    assert said(plan, {"S3-7": {"value": "40"}}, S3_7=4) == []


def test_outside_the_range_of_the_definition_nothing_helps(plan: PlanDocument) -> None:
    doubts = said(plan, {"M-13": {"value": "2", "note": "Two."}})
    assert [(one.severity, one.is_open) for one in doubts] == [("must_fix", True)]
    assert doubts[0].what == "2 is outside the usual range, 0 to 1."


def test_one_indicator_against_another(plan: PlanDocument) -> None:
    alone = said(plan, {"S2-5": {"value": "64"}})
    assert [one.check for one in alone] == ["C-S2-5-3"]
    assert said(plan, {"S2-5": {"value": "64"}, "S2-4": {"value": "2"}}) == []
    more = said(plan, {"S4-6": {"value": "5"}, "S4-5": {"value": "3"}})
    assert [(one.check, one.must_be_mended) for one in more] == [("C-S4-6-3", True)]
    assert "S4-6 5, S4-5 3" in more[0].what


def test_money_spent_is_seen_against_the_year(plan: PlanDocument) -> None:
    typed = {"M-11": {"value": "100"}, "M-10": {"value": "0"}}
    assert said(plan, typed, M_10=150, M_11=20) == []
    assert [one.check for one in said(plan, typed, M_10=110, M_11=20)] == ["C-M-11-3"]


def test_what_is_hardly_broken_down_asks_for_words(plan: PlanDocument) -> None:
    typed = {"S2-5": {"value": "50", "cell.sex_x_age_group.female+child": "40"}, "S2-4": {"value": "1"}}
    assert [one.what for one in said(plan, typed)] == ["10 of 50 are not broken down."]
    typed["S2-5"]["cell.sex_x_age_group.male+child"] = "6"
    assert said(plan, typed) == []


def test_a_plan_names_a_body_by_its_kinds(plan: PlanDocument) -> None:
    kind = next(one for one in plan.kinds if one.is_a)
    assert names_of(plan, "X-1", kind.code) == {"X-1", kind.code, kind.is_a}
    assert {one.code for one in assigned_to(plan, {"MoLVT"})} >= {"S1-e-1", "S1-f"}


@pytest.mark.django_db
def test_history_is_what_stands(world: World) -> None:
    report = begun(world, "PC1", "pc1.reporter")

    def fact(code: str, month: int, value: int, **more: str) -> NewFact:
        return NewFact(indicator=code, body="PC1", first_month=month, last_month=month, value=value * ONE, **more)  # type: ignore[arg-type]

    facts = [
        fact("TRAINED", MARCH - 1, 57),
        fact("TRAINED", MARCH - 2, 61),
        fact("TRAINED", MARCH - 12, 50),
        fact("TRAINED", MARCH - 1, 9, place="D11"),
        fact("DAYS", MARCH - 2, 4),
        fact("DAYS", MARCH - 1, 7),
    ]
    publish_batch(SYSTEM, action="test", facts=facts, plan=world.plan)
    with CaptureQueriesContext(connection) as caught:
        history = history_of([report])[report.pk]
    assert len(caught) == 3  # head of the ledger, versions, facts
    own = world.places["P1"].pk
    assert (history.before("TRAINED"), history.before("TRAINED", own)) == (Past(66 * ONE), Past(57 * ONE))
    assert history.a_year_ago("TRAINED") == Past(50 * ONE)
    assert history.since_january("TRAINED") == 127 * ONE
    assert history.since_january("DAYS") == 5_500_000
    assert history.before("VICTIMS") is None
    assert history.target("TRAINED") is None
    from samaki.ledger.models import Fact

    withdraw_line(SYSTEM, Fact.objects.get(value=57 * ONE).line, reason="test")
    assert history_of([report])[report.pk].before("TRAINED", own) is None


@pytest.mark.django_db
def test_doubts_of_many_reports_in_as_many_queries(world: World) -> None:
    reports = [begun(world, body, f"{body.lower()}.reporter") for body in ("PC1", "PC2")]
    for report in reports:
        save(world, report, "line:TRAINED", name=f"{report.body.code.lower()}.reporter", value="5")
        save(world, report, "word:nothing", name=f"{report.body.code.lower()}.reporter", text="1")
    reports = list(Report.objects.select_related("plan", "body__kind"))
    with CaptureQueriesContext(connection) as one:
        doubts_of(reports[:1])
    with CaptureQueriesContext(connection) as both:
        found = doubts_of(reports)
    assert len(one) == len(both) <= 9
    assert [[doubt.key for doubt in each] for each in found.values()] == [["word:nothing"], ["word:nothing"]]
    assert [problem.where for problem in must_be_mended(reports[0])] == ["word:nothing|text"]
    ReportWord.objects.all().delete()
    assert must_be_mended(reports[0]) == []


@pytest.mark.django_db
def test_a_reviewer_sees_totals_of_the_area(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from samaki.registry.plan.document.model import Check
    from samaki.work.reporting import areas

    check = Check(code="C-1", indicator="TRAINED", rule="at_most", other=("DAYS",), scope="area", severity="explain")  # type: ignore[arg-type]
    monkeypatch.setattr(areas, "checks_of_areas", lambda history: [check])
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:TRAINED", value="5")
    report = Report.objects.select_related("plan", "body__kind").get()
    assert doubts_of([report], with_areas=True)[report.pk] == []
    lower = NewFact(indicator="DAYS", body="DC11", first_month=MARCH, last_month=MARCH, value=3 * ONE)
    publish_batch(SYSTEM, action="test", facts=[lower], plan=world.plan)
    assert [one.what for one in doubts_of([report], with_areas=True)[report.pk]] == [" (TRAINED 5, DAYS 3)"]
    assert doubts_of([report])[report.pk] == []
