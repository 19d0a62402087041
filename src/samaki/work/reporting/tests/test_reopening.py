"""After approval: corrected, withdrawn, given up; and acts that count by an earlier day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import translation

from samaki.core.models import Batch, JournalEntry
from samaki.ledger.check import Check
from samaki.ledger.models import Fact

from ..chains import lines_of_chains
from ..models import ReportFile
from ..services import (
    add_file,
    approve_reports,
    correct_report,
    drop_changes,
    remove_file,
    sign_reports,
    submit_reports,
    withdraw_report,
)
from ..when import When
from .acting import again, approved, refused, signed, standing, type_in, write, written
from .world import World


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


class TestOpenedAgain:
    def test_a_correction_publishes_only_what_changed(self, world: World) -> None:
        (report,) = approved(world, written(world, TRAINED="12", VICTIMS="3"))
        assert refused(lambda: correct_report(world.actor("pc1.reporter"), report=report, reason="")) == [
            "report.without_reason"
        ]
        draft = correct_report(world.actor("pc1.reporter"), report=report, reason="One training counted twice")
        assert (draft.state, draft.intent, draft.version) == ("draft", "correction", 2)
        assert standing() == {"TRAINED": 12, "VICTIMS": 3}
        write(world, draft, TRAINED="11")
        approved(world, draft)
        assert standing() == {"TRAINED": 11, "VICTIMS": 3}
        assert Fact.objects.count() == 3
        (report,) = again([report])
        assert (report.intent, report.reason, report.approved_version) == ("report", "", 2)

    def test_a_correction_that_changes_nothing_makes_no_batch(self, world: World) -> None:
        (report,) = approved(world, written(world, TRAINED="12"))
        correct_report(world.actor("pc1.reporter"), report=report, reason="I thought so")
        signed(world, report)
        batches = Batch.objects.count()
        assert approve_reports(world.actor("gs.approver"), reports=[report]) is None
        assert Batch.objects.count() == batches
        assert JournalEntry.objects.filter(action="report.approve").count() == 2

    def test_an_emptied_line_is_withdrawn_and_may_come_back_the_same_day(self, world: World) -> None:
        (report,) = approved(world, written(world, TRAINED="12", VICTIMS="3"))
        for value, then in (("", {"VICTIMS": 3}), ("7", {"TRAINED": 7, "VICTIMS": 3})):
            correct_report(world.actor("pc1.reporter"), report=report, reason="Correction")
            type_in(world, report, {"line:TRAINED": {"value": value}})
            approved(world, report)
            assert standing() == then
        assert list(Check().faults()) == []

    def test_a_withdrawal_walks_the_same_way_and_a_correction_brings_it_back(self, world: World) -> None:
        (report,) = approved(world, written(world, TRAINED="12"))
        asked = withdraw_report(world.actor("pc1.reporter"), report=report, reason="Wrong month")
        assert (asked.state, asked.intent, asked.version) == ("submitted", "withdrawal", 2)
        assert report.steps.filter(action="withdraw").values_list("version", flat=True)[0] == 2
        assert report.versions.count() == 2
        sign_reports(world.actor("pc1.chair"), reports=[report])
        assert standing() == {"TRAINED": 12}
        approve_reports(world.actor("gs.approver"), reports=[report])
        assert standing() == {}
        (report,) = again([report])
        assert (report.state, report.holder.code) == ("withdrawn", "PC1")
        assert refused(lambda: withdraw_report(world.actor("pc1.reporter"), report=report, reason="x")) == [
            "report.not_approved"
        ]
        correct_report(world.actor("pc1.reporter"), report=report, reason="It was the right month")
        approved(world, report)
        assert standing() == {"TRAINED": 12}
        chains = set(Fact.objects.values_list("line", flat=True))
        assert len(chains) == 2
        assert lines_of_chains(chains) == dict.fromkeys(chains, report.reportlines.get())
        assert list(Check().faults()) == []

    def test_dropped_changes_leave_the_report_as_it_was_approved(self, world: World) -> None:
        report = written(world, TRAINED="12", VICTIMS="3")
        event, other = f"event:{uuid4()}", f"other:{uuid4()}"
        type_in(world, report, {event: {"title": "Fair"}, other: {"what": "A play"}})
        type_in(world, report, {"line:TRAINED": {"value": "12", "event": event.removeprefix("event:")}})
        (report,) = approved(world, report)
        reporter = world.actor("pc1.reporter")
        before = report.versions.get().content
        correct_report(reporter, report=report, reason="Correction")
        added = f"line:{uuid4()}"
        type_in(world, report, {
            "line:TRAINED": {"value": "99"}, "line:VICTIMS": {}, added: {"indicator": "TRAINED", "value": "5"},
            "word:challenges": {"text": "Rain"}, event: {"title": "Another", "removed": "1"}, other: {"removed": "1"},
        })  # fmt: skip
        dropped = drop_changes(reporter, report=report)
        assert (dropped.state, dropped.intent) == ("approved", "report")
        correct_report(reporter, report=report, reason="Again")
        submit_reports(reporter, reports=[report])
        versions = list(report.versions.values_list("content", flat=True))
        assert versions == [before, before]
        assert standing() == {"TRAINED": 12, "VICTIMS": 3}

    def test_dropped_changes_put_the_files_back(self, world: World) -> None:
        report, reporter = written(world, TRAINED="12"), world.actor("pc1.reporter")
        kept = add_file(reporter, report=report, name="list.txt", content=b"Twelve names")
        (report,) = approved(world, report)
        correct_report(reporter, report=report, reason="Correction")
        remove_file(reporter, file=kept.uid)
        added = add_file(reporter, report=report, name="other.txt", content=b"Eleven names")
        drop_changes(reporter, report=report)
        assert dict(ReportFile.objects.values_list("uid", "is_removed")) == {kept.uid: False, added.uid: True}

    def test_a_withdrawn_report_opened_and_given_up_is_withdrawn_again(self, world: World) -> None:
        (report,) = approved(world, written(world, TRAINED="12"))
        reporter = world.actor("pc1.reporter")
        withdraw_report(reporter, report=report, reason="Wrong")
        sign_reports(world.actor("pc1.chair"), reports=[report])
        assert refused(lambda: drop_changes(reporter, report=report)) == ["report.nothing_to_drop"]
        approve_reports(world.actor("gs.approver"), reports=[report])
        correct_report(reporter, report=report, reason="Or not")
        assert drop_changes(reporter, report=report).state == "withdrawn"


class TestHistory:
    def test_an_act_counts_by_an_earlier_day_with_its_source(self, world: World) -> None:
        report = written(world, TRAINED="1")
        then = When(dt.date(2018, 4, 3), "Made for this test")
        submit_reports(world.actor("pc1.reporter"), reports=[report], when=then)
        (report,) = sign_reports(world.actor("pc1.chair"), reports=[report], when=then)
        assert report.sent == report.since == then.known
        early = replace(then, known=dt.date(2018, 4, 2))
        approver = world.actor("gs.approver")
        assert refused(lambda: approve_reports(approver, reports=[report], when=early)) == ["report.day_reversed"]
        batch = approve_reports(approver, reports=[report], when=then)
        assert batch is not None
        assert (batch.known, batch.source) == (then.known, then.source)
