"""A report that was withdrawn is owed anew: for the lists, home, its body and the figure alike, until it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation

from ..lists.late import late_list
from ..lists.message import message_to
from ..lists.mine import reports_mine
from ..models import Report
from ..services import approve_reports, correct_report, drop_changes, sign_reports, withdraw_report
from ..telling import on_the_way
from .acting import again, approved, opened, signed, standing, write
from .test_review_pages import client
from .world import MARCH, World

FEBRUARY = MARCH - 1


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def withdrawn(world: World) -> Report:
    """Return PC1's report of February, sent in time, withdrawn on 9 April."""
    report = opened(world, month=FEBRUARY)
    write(world, report, TRAINED="12")
    approved(world, report)
    Report.objects.filter(pk=report.pk).update(first_sent=dt.date(2018, 3, 5))
    withdraw_report(world.actor("pc1.reporter"), report=again([report])[0], reason="Of another month")
    sign_reports(world.actor("pc1.chair"), reports=[report])
    approve_reports(world.actor("gs.approver"), reports=[report])
    return again([report])[0]


def late(world: World) -> list[str]:
    """Return what the late list says of PC1 in February."""
    found = late_list(world.actor("gs.approver"), world.plan, month=FEBRUARY)
    return [row.where.late_short for row in found.rows if row.named.body.code == "PC1"]


def test_everybody_is_told_that_it_is_owed_anew_until_it_is_sent(world: World) -> None:
    report = withdrawn(world)
    assert (report.state, report.withdrawn, report.first_sent) == ("withdrawn", dt.date(2018, 4, 9), None)
    assert late(world) == ["withdrawn 9 April, to be sent anew"]
    reporter = world.actor("pc1.reporter")
    (mine,) = reports_mine(reporter, [world.plan])
    (own,) = [one for one in mine.open if one.row.last == FEBRUARY]
    assert own.address.endswith("/2018-02/correct/")
    assert "was withdrawn on 9 April 2018 and has not been sent anew" in message_to(own.row, "GS", "en")
    for address in ("/", "/reports/", "/bodies/PC1/"):
        assert "withdrawn 9 April, to be sent anew" in client(world, "pc1.reporter").get(address).content.decode()
    assert "Withdrawn, to be sent anew: February 2018." in client(world, "reader").get("/bodies/PC1/").content.decode()

    assert "Send February 2018 anew?" in client(world, "pc1.reporter").get(own.address).content.decode()
    correct_report(reporter, report=report, reason="The right figures")
    assert late(world) == ["30 days, begun"]
    write(world, report, TRAINED="14")
    signed(world, *again([report]))
    assert late(world) == []
    assert on_the_way(reporter, world.plan, first=FEBRUARY, last=FEBRUARY) == {"TRAINED": 1}
    approve_reports(world.actor("gs.approver"), reports=[report])
    (report,) = again([report])
    assert (report.stands, report.withdrawn, standing()) == (True, None, {"TRAINED": 14})


def test_given_up_it_is_owed_as_before(world: World) -> None:
    report = withdrawn(world)
    correct_report(world.actor("pc1.reporter"), report=report, reason="The right figures")
    dropped = drop_changes(world.actor("pc1.reporter"), report=again([report])[0])
    assert (dropped.state, dropped.stands) == ("withdrawn", False)
    assert late(world) == ["withdrawn 9 April, to be sent anew"]
