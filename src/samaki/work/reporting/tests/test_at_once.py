"""Several people at the same moment: a report is decided once, and a key counts once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import LazySettings

from samaki.core.problems import Refused
from samaki.ledger.check import Check
from samaki.ledger.models import Fact
from samaki.ledger.throwaway import throwaway_database
from tests.at_once import at_once

from ..models import ReportStep
from ..services import approve_reports, return_report, sign_reports, submit_reports
from .acting import again, opened, standing, write
from .world import MARCH, TODAY, World, make_world

PEOPLE = 6


@pytest.fixture
def own_world(db: None, settings: LazySettings) -> Iterator[World]:
    """A country in a database of its own, of the kind the tests run on, that keeps what is committed."""
    settings.DEMONSTRATION_DAY = TODAY
    with throwaway_database():
        yield make_world()


def test_a_report_is_submitted_approved_and_returned_once(own_world: World) -> None:
    march, february = opened(own_world), opened(own_world, month=MARCH - 1)
    for report in (march, february):
        write(own_world, report, TRAINED="5")
    reporter, approver = own_world.actor("pc1.reporter"), own_world.actor("gs.approver")

    key = uuid4()
    assert at_once(*[lambda: submit_reports(reporter, reports=[march], key=key)] * PEOPLE) == []
    submit_reports(reporter, reports=[february])
    assert march.versions.count() == 1

    sign_reports(own_world.actor("pc1.chair"), reports=[march, february])
    raised = at_once(
        *[lambda: approve_reports(approver, reports=[march, february])] * 3,
        *[lambda: approve_reports(approver, reports=[february, march])] * 2,
        lambda: return_report(approver, report=february, reason="Count again"),
    )
    # Either the return came first (then nothing is approved), or one approval did: never both, never twice.
    assert all(isinstance(error, Refused) for error in raised)
    states = {report.state for report in again([march, february])}
    if states == {"approved"}:
        assert len(raised) == PEOPLE - 1
        assert standing() == {"TRAINED": 10}
        assert Fact.objects.count() == 2
    else:
        assert states == {"signed", "draft"}
        assert len(raised) == PEOPLE - 1
        assert Fact.objects.count() == 0
    assert ReportStep.objects.filter(action="submit").count() == 2
    assert list(Check().faults()) == []
