"""What hostile hands send: foreseen uids, more than any form has, pages used twice, requests that are not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from samaki.core.problems import Forbidden, Refused
from samaki.ledger.line_stories import LineStory
from samaki.ledger.models import Fact
from samaki.ledger.selectors import facts_with_story
from samaki.registry.people.models import Role
from samaki.work.reporting.models import OtherWork, Report, ReportFile, ReportLine, ReportWord
from samaki.work.reporting.nearby import nearby_events
from samaki.work.reporting.services import add_file, approve_reports, choose_total_or_parts, correct_report
from samaki.work.reporting.telling import line_stories

from .acting import approved, opened, refused, signed, type_in, write
from .test_form_pages import HERE, PDF, client, posted, sent
from .test_saving import begun, save
from .world import MARCH, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path
    with translation.override("en"):
        yield


def test_nobody_takes_the_uid_that_another_body_s_line_will_have(world: World) -> None:
    mine = begun(world, "PC1", "pc1.reporter")
    theirs = Report.uid_of("small", "PC2", MARCH, MARCH)
    for report in (theirs, mine.uid):
        foreseen = ReportLine.uid_of(report, "TRAINED")
        with pytest.raises(Refused):
            save(world, mine, f"line:{foreseen}", indicator="TRAINED", value="3")
    assert save(world, begun(world, "PC2", "pc2.reporter"), "line:TRAINED", name="pc2.reporter", value="5").version == 1


def test_too_many_pieces_are_refused_not_left_out(world: World) -> None:
    me = client(world, "pc1.reporter")
    answer = sent(me, *({"key": f"other:{uuid4()}", "version": 0, "typed": {"what": "x"}} for _ in range(301)))
    assert (answer.status_code, OtherWork.objects.count()) == (422, 0)
    fields = {f"other__{uuid4()}|what": "mine to keep" for _ in range(301)}
    page = posted(me, f"{HERE}save/", **fields)
    assert (page.status_code, OtherWork.objects.count()) == (422, 0)


def test_a_form_of_files_sent_for_json_is_refused(world: World) -> None:
    answer = client(world, "pc1.reporter").post(
        f"{HERE}save/", {"file": SimpleUploadedFile("a.pdf", PDF)}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422


def test_what_is_typed_after_submitting_is_never_said_to_be_saved(world: World) -> None:
    save(world, begun(world, "PC1", "pc1.reporter"), "line:TRAINED", value="3")
    Report.objects.update(state="submitted")
    page = posted(client(world, "pc1.reporter"), f"{HERE}save/", **{"word__challenges|text": "Typed too late."})
    assert page.status_code == 409
    assert "no draft any more" in page.content.decode()
    assert "Typed too late." in page.content.decode()
    assert not ReportWord.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr("samaki.ledger.files.LARGEST", 100)
    monkeypatch.setattr("samaki.work.reporting.views.form_files.add_file", lambda *_a, **_k: read.append(1))
    me = client(world, "pc1.reporter")
    answer = me.post(
        f"{HERE}files/",
        {"file": SimpleUploadedFile("a.pdf", PDF + bytes(200)), "uid": str(uuid4())},
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, read, ReportFile.objects.count()) == (422, [], 0)
    assert answer.json()["problems"][0]["code"] == "evidence.too_large"


def test_a_draft_is_its_body_s_own_until_it_is_submitted(world: World) -> None:
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:VICTIMS", value="3", note="Two of them children.")
    other = uuid4()
    save(world, report, f"other:{other}", what="A quiet visit.")
    file = add_file(world.actor("pc1.reporter"), report=report, name="list.pdf", content=PDF)
    pages = ("", "paper/", "review/", "versions/", f"attach/{other}/", f"files/{file.uid}/")
    secrets = ("Two of them children.", "A quiet visit.", "list.pdf", "<b>3</b>")

    def told(name: str) -> list[tuple[str, str]]:
        answers = {page: client(world, name).get(f"{HERE}{page}") for page in pages}
        texts = {page: str(answer.getvalue() or answer.headers) for page, answer in answers.items()}
        return [(page, one) for page, text in texts.items() for one in (*secrets, "minutes") if one in text]

    for name in ("gs.approver", "monitoring", "auditor"):
        assert told(name) == [], name
        assert "is being written" in client(world, name).get(HERE).content.decode()
    refused_page = posted(client(world, "gs.approver"), f"{HERE}approve/", shown="2018-01-01T00:00:00+07:00")
    assert refused_page.status_code == 409
    assert not [one for one in secrets if one in refused_page.content.decode()]
    assert told("pc1.chair")
    Report.objects.update(state="submitted")
    assert told("gs.approver")


def test_a_correction_shows_those_above_what_was_approved(world: World) -> None:
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:TRAINED", value="3", note="Counted twice.")
    add_file(world.actor("pc1.reporter"), report=report, name="first.pdf", content=PDF)
    (report,) = approved(world, report)
    story = story_told(world, "gs.approver")
    assert (story.words, [paper.name for paper in story.papers]) == ("Counted twice.", ["first.pdf"])
    report = correct_report(world.actor("pc1.reporter"), report=report, reason="Miscounted.")
    save(world, report, "line:TRAINED", 1, value="4", note="Not yet sure.")
    add_file(world.actor("pc1.reporter"), report=report, name="second.pdf", content=PDF + b"2")
    story = story_told(world, "gs.approver")
    assert (story.words, [paper.name for paper in story.papers]) == ("", ["first.pdf"])
    assert story_told(world, "pc1.chair").words == "Not yet sure."
    page = client(world, "gs.approver").get(f"{HERE}versions/").content.decode()
    assert "Counted twice." in page
    assert "Not yet sure." not in page
    assert client(world, "gs.approver").get(f"{HERE}files/{report.files.first().uid}/").status_code == 200  # type: ignore[union-attr]
    assert client(world, "gs.approver").get(f"{HERE}files/{report.files.last().uid}/").status_code == 404  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("place", "P2", "This place cannot stand here"),
        ("event", "0f9a7c1e-5b1d-4f3a-9c55-2f6f0d3c8a11", "no such event"),
    ],
)
def test_a_line_with_a_foreign_place_or_event_still_opens_in_its_form(
    world: World, field: str, text: str, words: str
) -> None:
    me = client(world, "pc1.reporter")
    begun(world, "PC1", "pc1.reporter")
    line = {"key": "line:TRAINED", "version": 0, "typed": {"value": "3", field: text}}
    assert sent(me, line).json()["results"][0]["status"] == "wrong"
    page = me.get(HERE)
    assert page.status_code == 200
    assert words in page.content.decode()


@pytest.mark.parametrize("indicator", ["VICTIMS", "TRAINED"])
def test_words_of_a_line_are_the_ladder_s(world: World, indicator: str) -> None:
    report, event = begun(world, "PC1", "pc1.reporter"), str(uuid4())
    save(world, report, f"event:{event}", title="Three girls found at the river", first_day="2018-03-05", place="P1")
    save(world, report, f"line:{indicator}", value="3", note="Sisters of one village.", event=event)
    approved(world, report)
    fact = Fact.objects.get(indicator__code=indicator)

    def words(name: str) -> tuple[str, str]:
        story = facts_with_story(world.actor(name), [fact.pk])[fact.pk]
        return story.version.note.get("en", ""), story.event

    for name in ("reader", "pc2.reporter", "administrator"):
        assert words(name) == ("", ""), name
    for name in ("pc1.chair", "gs.approver", "auditor"):
        assert words(name) == ("Sisters of one village.", "Three girls found at the river"), name


def test_nobody_chooses_whether_the_total_they_entered_counts(world: World) -> None:
    report = opened(world)
    type_in(world, report, {"line:TRAINED": {"value": "9", "includes_lower": "1"}})
    approved(world, report)
    line = ReportLine.objects.get(indicator__code="TRAINED")
    writer = world.accounts["pc1.reporter"]
    Role.objects.create(account=writer, role="approver", body=world.bodies["PC1"], first_day=dt.date(2018, 1, 1))
    with pytest.raises(Forbidden, match="You entered"):
        choose_total_or_parts(world.actor("pc1.reporter"), line=line, count_parts=True, reason="Mine to say.")
    page = client(world, "pc1.reporter").get(f"{HERE}review/").content.decode()
    assert f"choose/{line.uid}/" not in page
    choose_total_or_parts(world.actor("pc1.approver"), line=line, count_parts=True, reason="The parts are complete.")


def test_a_body_of_the_whole_country_is_not_near_to_every_event(world: World) -> None:
    other = begun(world, "DC11", "dc11.reporter")
    save(
        world,
        other,
        f"event:{uuid4()}",
        name="dc11.reporter",
        title="At the river",
        first_day="2018-03-19",
        place="D11",
    )
    Report.objects.update(state="signed")

    def near(body: str, place: str) -> list[str]:
        report = Report(plan=world.plan, body=world.bodies[body], first_month=MARCH, last_month=MARCH)
        return [event.title for event in nearby_events(report, world.places[place].pk)]

    assert near("PC1", "P1") == ["At the river"]
    assert near("NGO1", "KH") == near("PC2", "P2") == []


def story_told(world: World, name: str) -> LineStory:
    line = ReportLine.objects.get(indicator__code="TRAINED").line
    return line_stories(world.actor(name), [line])[line]


def test_a_page_used_once_does_not_speak_for_more_reports_or_other_people(world: World) -> None:
    one, other = opened(world), opened(world, "PC2", "pc2.reporter")
    write(world, one, TRAINED="3")
    write(world, other, "pc2.reporter", TRAINED="4")
    signed(world, one)
    signed(world, other, body="pc2")
    key = UUID(int=7)
    approver = world.actor("gs.approver")
    batch = approve_reports(approver, reports=[one], key=key)
    assert approve_reports(approver, reports=[one], key=key) == batch
    assert refused(lambda: approve_reports(approver, reports=[one, other], key=key)) == ["report.key_used"]
    other.refresh_from_db()
    assert other.state == "signed"
    stranger = replace(approver, account=world.accounts["gs.chair"].pk)
    assert refused(lambda: approve_reports(stranger, reports=[one], key=key)) == ["report.key_used"]
