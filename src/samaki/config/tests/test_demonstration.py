"""The demonstration's history: one seed makes the same again, figures equal their reports, everything is marked."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client, override_settings

from samaki.config.demonstration.described import Description, months_of
from samaki.config.demonstration.dice import Dice
from samaki.config.demonstration.figures import Figures, Reporter
from samaki.config.demonstration.make import make_history
from samaki.config.demonstration.past import Past
from samaki.core.models import Batch
from samaki.ledger.check import Check
from samaki.ledger.models import Event, EventLink, Excuse, Fact
from samaki.registry.bodies.models import Body
from samaki.registry.people.models import Account
from samaki.work.reporting.doubts import doubts_of
from samaki.work.reporting.models import Report, ReportEvent, ReportLine, ReportNote, ReportStep

TODAY = dt.date(2018, 4, 9)
PLAN = "npa-2014-2018"
MILLION = 10**6
State = Report.State


# Pure


def test_dice_with_one_name_fall_alike_and_deal_out_a_total_whole() -> None:
    weights = {"a": 5, "b": 3, "c": 1}
    for total in (0, 1, 59, 61, 5000):
        dealt = Dice(1, "x", total).dealt(total, weights)
        assert sum(dealt.values()) == total
        assert dealt == Dice(1, "x", total).dealt(total, weights)
    assert Dice(1, "x").between(1, 10**6) != Dice(2, "x").between(1, 10**6)


def test_the_seed_makes_the_same_figures_on_every_machine(project: Path) -> None:
    description = Description.read(project / "demonstration")
    figures = Figures(description)
    commune, province = Reporter("CCCT-170704", ("CCCT",)), Reporter("PCCT-17", ("PCCT",), 132)
    drawn = [
        figures.lines(reporter, month, month, codes)
        for reporter, codes in ((commune, ["S2-4", "S2-5"]), (province, ["M-10", "M-11", "S2-4", "S2-5", "S3-7"]))
        for month in range(months_of("2015-01").first, months_of("2018-02").last + 1)
    ]
    numbers = [value for lines in drawn for line in lines.values() for name, value in line.items() if name != "kind"]
    assert all(number.isdigit() for number in numbers)
    digest = hashlib.sha256(json.dumps(drawn, sort_keys=True).encode()).hexdigest()
    assert digest[:16] == DIGEST


DIGEST = "4262b1fa638b9549"


# With the small history


@pytest.fixture(scope="module")
def _history(django_db_setup: None, django_db_blocker: Any, project: Path) -> Iterator[list[str]]:
    """The plan, the accounts and the small history, whose making is cut short once and goes on."""
    from samaki.core.actor import SYSTEM
    from samaki.ledger.published import load_published
    from samaki.registry.people.demonstration import make_demonstration_accounts
    from samaki.registry.plan.services import load_plan

    said: list[str] = []
    folder = project / "plans" / "cambodia-npa-2014-2018"
    own_day = override_settings(DEMONSTRATION=True, DEMONSTRATION_DAY=TODAY)
    with django_db_blocker.unblock(), own_day, transaction.atomic():
        load_plan(SYSTEM, folder=folder)
        load_published(SYSTEM, folder=folder / "published", known_by=TODAY)
        make_demonstration_accounts(project / "demonstration")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Past, "_run", _cut_short)
            with pytest.raises(KeyboardInterrupt):
                make_history(said.append, project / "demonstration", "small")
        assert Report.objects.count() == 0, "a step that was cut short leaves nothing"
        make_history(said.append, project / "demonstration", "small")
        yield said
        transaction.set_rollback(True)


def _cut_short(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def history(_history: list[str], db: None, settings: Any) -> list[str]:
    """What was said while the history was made; it is there."""
    settings.DEMONSTRATION, settings.DEMONSTRATION_DAY = True, TODAY
    return _history


def report_of(body: str, month: str) -> Report:
    months = months_of(month)
    return Report.objects.get(body__code=body, first_month=months.first, last_month=months.last)


def client_of_post(user_name: str) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(
        Account.objects.get(user_name=user_name), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_each_step_is_taken_once_and_a_restart_changes_nothing(history: list[str], project: Path) -> None:
    assert sum("excuses" in line for line in history) == 1
    before = Batch.objects.count(), ReportStep.objects.count()
    said: list[str] = []
    make_history(said.append, project / "demonstration", "small")
    assert (said, (Batch.objects.count(), ReportStep.objects.count())) == ([], before)


def test_a_demonstration_before_its_history_has_none(history: list[str], project: Path, settings: Any) -> None:
    settings.DEMONSTRATION_DAY = dt.date(2016, 1, 1)
    said: list[str] = []
    make_history(said.append, project / "demonstration")
    assert said == ["The demonstration's day lies before its history ends: none is made."]


def test_the_ledger_is_whole(history: list[str]) -> None:
    assert list(Check().faults()) == []


def test_what_was_drawn_is_what_stands(history: list[str], project: Path) -> None:
    figures = Figures(Description.read(project / "demonstration", "small"))
    month = months_of("2018-01").first
    for fact in Fact.objects.filter(indicator__code="S2-4", first_month=month, kind="value").select_related(
        "body__kind"
    ):
        kind = fact.body.kind.code
        if kind in ("CCCT", "DCCT"):
            typed = figures.lines(Reporter(fact.body.code, (kind,)), month, month, ["S2-4"])["S2-4"]
            assert typed.get("value") == str((fact.value or 0) // MILLION)


def test_a_line_of_the_table_equals_the_sum_of_its_reports(
    history: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Added up by hand: the lines of the approved reports of one province's bodies, and of nothing else."""
    from samaki import cli

    for indicator in ("S2-4", "S2-5", "M-11"):
        lines = ReportLine.objects.filter(
            report__approved_version__isnull=False,
            report__state=State.APPROVED,
            report__body__code__regex=r"^[A-Z]+-17",
            report__first_month__gte=2018 * 12,
            indicator__code=indicator,
            kind=ReportLine.Kind.NUMBER,
            is_removed=False,
        )
        by_hand = lines.aggregate(sum=Sum("value"))["sum"]
        assert by_hand
        arguments = ["pitt", "--plan", PLAN, "--place", "KH-17", "--as-of", TODAY.isoformat(), "--format", "csv"]
        assert cli.run([*arguments, "--as", "auditor"]) == 0
        printed = io.StringIO(capsys.readouterr().out.lstrip("\ufeff"))
        row = next(row for row in csv.DictReader(printed) if row["indicator"] == indicator)
        assert int(row["2018_actual"]) * MILLION == by_hand
        assert row["illustrative"] == "yes"


def test_nothing_illustrative_is_without_its_mark(history: list[str]) -> None:
    from_reports = Fact.objects.filter(batch__action="report.approve")
    assert from_reports.count() > 400
    assert not from_reports.exclude(evidence__is_illustrative=True).exclude(kind=Fact.WITHDRAWAL).exists()
    assert not from_reports.exclude(batch__source__startswith="Illustrative demonstration").exists()
    published = Fact.objects.exclude(batch__action="report.approve")
    assert not published.filter(evidence__is_illustrative=True).exists()
    mixed = set(from_reports.filter(kind="value").values_list("indicator__code", flat=True))
    assert not mixed & set(published.values_list("indicator__code", flat=True)), (
        "nothing made up beside published figures"
    )
    reader = client_of_post("reader")
    assert "illustrative figures" in reader.get(f"/pitt/{PLAN}/").content.decode()
    figure = reader.get(f"/figure/{PLAN}/S2-5/", {"place": "KH-17", "period": "2018"}).content.decode()
    assert figure.count("is-illustrative") > 1
    assert "Illustrative demonstration" in figure
    assert "is-illustrative" not in reader.get(f"/figure/{PLAN}/S3-1/", {"period": "2017"}).content.decode()


def test_the_figures_are_plausible_by_the_plans_own_checks(history: list[str]) -> None:
    reports = list(Report.objects.filter(state=State.APPROVED).select_related("plan", "body__kind", "holder"))
    doubts = [doubt for found in doubts_of(reports).values() for doubt in found]
    assert len(doubts) * 50 < ReportLine.objects.filter(report__in=reports).count()


def test_the_open_month_stands_as_described(history: list[str]) -> None:
    secretary = Body.objects.get(code="PCCT-17")
    waiting = Report.objects.filter(holder=secretary, state__in=(State.SIGNED, State.RECEIVED))
    assert sorted(waiting.values_list("body__code", flat=True)) == ["DCCT-1701", "DCCT-1706", "DCCT-1707"]
    march = report_of("PCCT-17", "2018-03")
    wrong = ReportLine.objects.filter(report=march, is_wrong=True)
    assert march.state == State.DRAFT
    assert [line.indicator.code for line in wrong] == ["S2-5"]
    assert ReportLine.objects.get(report=march, indicator__code="S3-7").author_name == "deputy-secretary"
    february = report_of("PCCT-17", "2018-02")
    assert (february.state, february.returned, february.version) == (State.DRAFT, True, 2)
    assert [note.key for note in ReportNote.objects.filter(report=february)] == ["line:S3-10"]
    puok = report_of("DCCT-1707", "2018-03")
    assert (puok.version, puok.since) == (2, dt.date(2018, 4, 8))
    assert not Report.objects.filter(body__code="CCCT-170704", first_month=march.first_month).exists()
    communes = Report.objects.filter(body__code__startswith="CCCT-17", first_month=march.first_month)
    assert (communes.count(), communes.filter(state=State.APPROVED).count()) == (63, 57)


def test_one_event_is_reported_twice_and_waits_to_be_joined(history: list[str]) -> None:
    events = ReportEvent.objects.filter(report__first_month=months_of("2018-03").first)
    assert {event.report.body.code for event in events} == {"DCCT-1706", "DCCT-1707"}
    assert {event.first_day for event in events} == {dt.date(2018, 3, 19)}
    assert not Event.objects.filter(uid__in=[event.uid for event in events]).exists(), "not approved yet"
    assert not EventLink.objects.exists()


def test_accounts_act_where_they_hold_the_post(history: list[str]) -> None:
    steps = ReportStep.objects.filter(report=report_of("PCCT-17", "2018-02")).order_by("pk")
    assert [(step.action, step.actor_name) for step in steps] == [
        ("submit", "secretary"), ("sign", "governor"), ("return", "gs-officer")
    ]  # fmt: skip
    approved = ReportStep.objects.filter(report__body__code="DCCT-1702", action="approve")
    assert set(approved.values_list("actor_name", flat=True)) == {"secretary"}


def test_who_has_no_history_is_excused_and_owes_april(history: list[str]) -> None:
    other = Excuse.objects.get(body__code="CCCT-010201")
    assert (other.first_month, other.last_month) == (months_of("2015-01").first, months_of("2018-03").first)
    assert not Excuse.objects.filter(body__code="CCCT-170704", last_month__gte=months_of("2018-01").first).exists()
    assert Body.objects.get(code="CCCT-170704").phone
