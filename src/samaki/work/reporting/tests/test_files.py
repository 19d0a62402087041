"""Files that come with a report: what they say they are, kept once, taken out and yet on record."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings

from samaki.core.models import JournalEntry
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.ledger.models import Evidence
from samaki.work.reporting.address import address_of_report
from samaki.work.reporting.models import Report, ReportFile
from samaki.work.reporting.services import add_file, remove_file

from .test_saving import begun, save
from .world import World

PDF = b"%PDF-1.4 minutes"
JPEG = b"\xff\xd8\xff\xe0 a photograph"
pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world: World, settings: LazySettings, tmp_path: Path) -> Report:
    settings.EVIDENCE_DIR = tmp_path
    return begun(world, "PC1", "pc1.reporter")


def test_a_photograph_goes_with_its_line(world: World, report: Report) -> None:
    save(world, report, "line:TRAINED", value="3")
    actor = world.actor("pc1.reporter")
    file = add_file(actor, report=report, name="../../etc/list.JPG", content=JPEG, line="line:TRAINED")
    assert (file.evidence.name, file.evidence.media_type) == ("list.JPG", "image/jpeg")
    assert file.line is not None
    assert file.line.value == 3_000_000


def test_the_same_file_twice_is_once(world: World, report: Report) -> None:
    actor, uid = world.actor("pc1.reporter"), uuid4()
    first = add_file(actor, report=report, name="a.pdf", content=PDF, uid=uid)
    assert add_file(actor, report=report, name="a.pdf", content=PDF, uid=uid) == first
    assert (ReportFile.objects.count(), Evidence.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("run.exe", b"MZ", "file.ending"),
        ("list", JPEG, "file.ending"),
        ("photo.jpg", PDF, "file.type"),
        ("figures.xlsx", b"PK\x03\x04 no workbook", "file.type"),
        ("page.csv", b"\x00\x01", "file.type"),
        ("empty.pdf", b"", "evidence.empty"),
        ("large.pdf", PDF + bytes(10 * 1024 * 1024), "evidence.too_large"),
    ],
)
def test_what_is_not_taken_is_said(world: World, report: Report, name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_file(world.actor("pc1.reporter"), report=report, name=name, content=content)
    assert refused.value.problems[0].code == code
    assert not ReportFile.objects.exists()


def test_taken_out_it_stays_on_record(world: World, report: Report) -> None:
    actor = world.actor("pc1.reporter")
    file = add_file(actor, report=report, name="a.pdf", content=PDF)
    with pytest.raises(Forbidden):
        remove_file(world.actor("gs.approver"), file=file.uid)
    with pytest.raises(NotFound):
        remove_file(world.actor("pc2.reporter"), file=file.uid)
    remove_file(actor, file=file.uid)
    assert list(ReportFile.objects.values_list("is_removed", flat=True)) == [True]
    entry = JournalEntry.objects.filter(action="report.take_out_file").select_related("detail").get()
    assert (entry.subject, entry.detail.before["name"]) == (address_of_report(report), "a.pdf")


def test_a_report_that_is_no_draft_takes_none(world: World, report: Report) -> None:
    Report.objects.update(state=Report.State.SIGNED)
    with pytest.raises(Refused):
        add_file(world.actor("pc1.reporter"), report=report, name="a.pdf", content=PDF)
