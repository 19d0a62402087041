"""Up the ladder and back: every step of a report, who may take it, and what each refusal says."""

from __future__ import annotations

import pytest

from samaki.core.models import Batch, JournalEntry
from samaki.ledger.check import Check

from ..models import Report, ReportStep
from ..services import approve_reports
from .acting import again, approved, opened, received, signed, standing, write
from .world import TODAY, World


class TestTheWayUp:
    def test_a_report_is_written_signed_and_approved_and_its_figures_count(self, world: World) -> None:
        report = opened(world)
        write(world, report, TRAINED="12", VICTIMS="3")
        signed(world, report)
        (report,) = again([report])
        assert (report.state, report.holder.code, report.sent) == ("signed", "GS", TODAY)
        batch = approve_reports(world.actor("gs.approver"), reports=[report])
        (report,) = again([report])
        assert (report.state, report.holder.code, report.approved_version) == ("approved", "PC1", 1)
        assert standing() == {"TRAINED": 12, "VICTIMS": 3}
        assert batch is not None
        assert batch.journal.action == "report.approve"
        assert batch.journal.detail.after == {"/reports/small/PC1/2018-03/": {"state": "approved", "version": 1}}
        assert [(step.action, step.before, step.after) for step in report.steps.all()] == [
            ("submit", "draft", "submitted"),
            ("sign", "submitted", "signed"),
            ("approve", "signed", "approved"),
        ]
        assert list(Check().faults()) == []
