"""Saving piece by piece: nothing is overwritten in silence, what is wrong is kept, and sent twice it is once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core.problems import Forbidden, Refused
from samaki.core.remembered import forget_everything
from samaki.work.reporting.duties import owed
from samaki.work.reporting.models import OtherWork, Report, ReportEvent, ReportHand, ReportLine, ReportWord
from samaki.work.reporting.services import Change, Conflict, Saved, open_reports, save_changes

from .world import MARCH, World

ONE = 1_000_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World) -> Report:
    """The March report of a provincial committee, just begun."""
    return begun(world, "PC1", "pc1.reporter")


def begun(world: World, body: str, name: str, month: int = MARCH) -> Report:
    owing = owed(world.plan, first=month, last=month, bodies=[world.bodies[body].pk])
    return open_reports(world.actor(name), plan=world.plan, owed=[one for one in owing if one.first == month])[0]


def save(world: World, report: Report, key: str, version: int = 0, name: str = "pc1.reporter", **typed: str) -> Any:
    return save_changes(world.actor(name), changes=[Change(report, key, version, typed)])[0]


def test_a_line_saves_itself_with_its_version(world: World, report: Report) -> None:
    first = save(world, report, "line:TRAINED", **{"value": "64", "cell.sex.female": "40"})  # type: ignore[arg-type]
    assert (first.version, first.problems) == (1, ())
    line = ReportLine.objects.get()
    assert (line.uid, line.value, line.cells) == (
        ReportLine.uid_of(report.uid, "TRAINED"), 64 * ONE, [["sex", "female", 40 * ONE]],
    )  # fmt: skip
    assert line.place == world.places["P1"]
    assert save(world, report, "line:trained", 1, value="65").version == 2
    assert ReportHand.objects.get().account == world.accounts["pc1.reporter"]
    report.refresh_from_db()
    assert report.revision == 2


def test_an_older_version_never_overwrites_a_newer_one(world: World, report: Report) -> None:
    save(world, report, "line:TRAINED", value="14")
    answer = save(world, report, "line:TRAINED", name="two.posts", value="12")
    assert isinstance(answer, Conflict)
    assert (answer.version, answer.typed, answer.author, answer.is_own) == (1, {"value": "14"}, "pc1.reporter", False)
    assert ReportLine.objects.get().value == 14 * ONE
    # The same text is no conflict, nor is what was sent twice.
    again = save(world, report, "line:TRAINED", name="two.posts", value="14", kind="number", note="")
    assert isinstance(again, Saved)
    assert again.version == 1


def test_wrong_text_is_kept_and_said(world: World, report: Report) -> None:
    answer = save(world, report, "line:TRAINED", value="many")
    assert [problem.where for problem in answer.problems] == ["value"]
    line = ReportLine.objects.get()
    assert (line.is_wrong, line.value, line.typed) == (True, None, {"value": "many"})
    assert save(world, report, "line:TRAINED", 1, value="2").problems == ()
    line.refresh_from_db()
    assert (line.is_wrong, line.value) == (False, 2 * ONE)


def test_nothing_typed_makes_no_row(world: World, report: Report) -> None:
    assert save(world, report, "line:TRAINED", value=" ", kind="number").version == 0
    assert not ReportLine.objects.exists()
    report.refresh_from_db()
    assert report.revision == 0


@pytest.mark.parametrize(
    "key", ["line:SHARE", "line:NOWHERE", "line:LAW", "word:poem", "word:action.S9-z", "other:1", "sum:1", ""]
)
def test_a_key_that_means_nothing_is_refused(world: World, report: Report, key: str) -> None:
    with pytest.raises(Refused):
        save(world, report, key, value="1", text="x", what="y")


def test_only_the_body_s_own_reporter_writes_and_only_into_a_draft(world: World, report: Report) -> None:
    for name in ("pc1.chair", "pc2.reporter", "gs.approver", "monitoring"):
        with pytest.raises(Forbidden):
            save(world, report, "line:TRAINED", name=name, value="1")
    Report.objects.update(state=Report.State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        save(world, report, "line:TRAINED", value="1")
    assert [problem.code for problem in refused.value.problems] == ["report.not_draft"]


def test_words_events_and_other_work(world: World, report: Report) -> None:
    event, work, added = uuid4(), uuid4(), uuid4()
    typed = [
        (f"line:{added}", {"indicator": "TRAINED", "value": "5", "event": str(event), "place": "d11"}),
        ("word:challenges", {"text": "No figures from two districts."}),
        ("word:action.S1-a-1", {"text": "On the agenda."}),
        (f"event:{event}", {"title": "Market day", "first_day": "១៩-០៣-២០១៨", "place": "D11"}),
        (f"other:{work}", {"what": "Stand", "when": "soon"}),
        (f"other:{uuid4()}", {"what": "Stand", "when": "01-04-2018"}),
    ]
    answers = save_changes(world.actor("pc1.reporter"), changes=[Change(report, key, 0, text) for key, text in typed])
    assert [answer.key for answer in answers] == [key for key, _text in typed]
    assert [len(answer.problems) for answer in answers if isinstance(answer, Saved)] == [0, 0, 0, 0, 1, 1]
    line = ReportLine.objects.get()
    assert line.event == ReportEvent.objects.get()
    assert (line.place.code, ReportEvent.objects.get().first_day.isoformat()) == ("D11", "2018-03-19")  # type: ignore[union-attr]
    assert list(OtherWork.objects.values_list("is_wrong", flat=True)) == [True, True]
    assert set(ReportWord.objects.values_list("key", flat=True)) == {"challenges", "action.S1-a-1"}
    # An event that a line names stays; without the line it goes.
    assert save(world, report, f"event:{event}", 1, removed="1").problems
    assert save(world, report, f"line:{added}", 1, indicator="TRAINED", removed="1").problems == ()
    line.refresh_from_db()
    assert line.is_removed


def test_a_place_is_ones_own_or_lies_in_it(world: World, report: Report) -> None:
    assert save(world, report, "line:TRAINED", value="1", place="P2").problems[0].where == "place"
    both = {"value": "1", "place": "C111", "includes_lower": "1"}
    assert save(world, report, "line:DAYS", 0, "pc1.reporter", **both).problems[0].where == "includes_lower"


def test_a_line_belongs_to_one_report(world: World, report: Report) -> None:
    added = uuid4()
    save(world, report, f"line:{added}", indicator="TRAINED", value="1")
    other = begun(world, "PC2", "pc2.reporter")
    with pytest.raises(Refused):
        save(world, other, f"line:{added}", name="pc2.reporter", indicator="TRAINED", value="1")


def test_what_no_database_takes_is_cleaned(world: World, report: Report) -> None:
    save(world, report, "word:challenges", text="a\0b\ud800")
    assert ReportWord.objects.get().text == "ab?"


def test_queries_do_not_grow_with_pieces(world: World, report: Report) -> None:
    def queries(*keys: str) -> int:
        changes = [Change(report, key, 0, {"value": "1", "text": "x"}) for key in keys]
        forget_everything()
        with CaptureQueriesContext(connection) as caught:
            save_changes(world.actor("pc1.reporter"), changes=changes)
        return len(caught)

    assert queries("line:TRAINED") == queries("line:VICTIMS", "line:DAYS") <= 30
