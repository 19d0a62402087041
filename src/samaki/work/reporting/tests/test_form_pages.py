"""The form as a plain form and for a script; the report read; files; paper. Sizes and queries held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from samaki.core.remembered import forget_everything
from samaki.work.reporting.models import OtherWork, Report, ReportEvent, ReportFile, ReportLine, ReportWord
from samaki.work.reporting.services import give_back

from .test_saving import begun, save
from .world import MARCH, World

HERE = "/reports/small/PC1/2018-03/"
PDF = b"%PDF-1.4 minutes"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path
    with translation.override("en"):
        yield


def client(world: World, name: str) -> Client:
    found = Client()
    found.cookies["django_language"] = "en"
    found.force_login(world.accounts[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def posted(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address, {name.replace("__", ":"): value for name, value in fields.items()})


def sent(client: Client, *changes: dict[str, Any]) -> Any:
    return client.post(f"{HERE}save/", json.dumps({"changes": changes}), content_type="application/json")


def test_a_form_nobody_has_begun_is_shown_and_makes_no_row(world: World) -> None:
    page = client(world, "pc1.reporter").get(HERE)
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("March 2018", 'data-piece="line:TRAINED"', "Nothing to report for March 2018", "Due Tuesday 10 April",
                  'name="line:TRAINED|cell.sex.female"', "S1-a-1", "Submit for signature"):  # fmt: skip
        assert words in text, words
    assert not Report.objects.exists()


def test_a_month_before_that_nobody_approved_yet_is_not_called_unreported(world: World) -> None:
    save(world, begun(world, "PC1", "pc1.reporter", MARCH - 1), "line:TRAINED", value="57")
    text = client(world, "pc1.reporter").get(HERE).content.decode()
    assert "February: <b>not approved yet</b>" in text
    assert "March 2017: <b>none reported</b>" in text


def test_a_plain_post_saves_everything(world: World) -> None:
    me = client(world, "pc1.reporter")
    event = uuid4()
    fields = {
        "line:TRAINED|version": "0", "line:TRAINED|value": "64", "line:TRAINED|cell.sex.female": "40",
        "line:TRAINED|kind": "number", "line:DAYS|kind": "nil", "word:challenges|text": "Rain.",
        f"event:{event}|title": "Market day", f"event:{event}|first_day": "19-03-2018",
        f"other:{event}|what": "Stand", f"other:{uuid4()}|what": "", "word:nothing|version": "0",
        "file": SimpleUploadedFile("minutes.pdf", PDF),
    }  # fmt: skip
    assert me.post(f"{HERE}save/?at=group-S1", {})["Location"].endswith(f"{HERE}#group-S1")
    assert "#" not in me.post(f"{HERE}save/?at=//elsewhere", {})["Location"]
    answer = me.post(f"{HERE}save/", fields)
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    assert ReportLine.objects.get(indicator__code="TRAINED").value == 64_000_000
    assert ReportLine.objects.get(indicator__code="DAYS").kind == "nil"
    assert (ReportWord.objects.count(), ReportEvent.objects.count(), OtherWork.objects.count()) == (1, 1, 1)
    file = ReportFile.objects.get()
    page = me.get(HERE).content.decode()
    for words in ('value="64"', "Rain.", "Market day", "minutes.pdf", "Saved on the server"):
        assert words in page, words
    download = me.get(f"{HERE}files/{file.uid}/")
    assert b"".join(download.streaming_content) == PDF  # type: ignore[attr-defined]
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Disposition"].startswith("attachment")
    assert client(world, "pc2.reporter").get(f"{HERE}files/{file.uid}/").status_code == 404
    assert me.post(f"{HERE}files/{file.uid}/remove/").status_code == 302
    assert ReportFile.objects.get().is_removed


def test_what_is_wrong_stands_at_its_field_and_stops_submitting(world: World) -> None:
    me = client(world, "pc1.reporter")
    answer = me.post(f"{HERE}submit/", {"line:TRAINED|value": "40", "line:TRAINED|cell.sex.female": "43"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#TRAINED-value"' in text
    assert 'id="TRAINED-value"' in text
    assert "The cells add up to 43, more than the total you typed (40)." in text
    assert 'value="40"' in text
    assert Report.objects.get().state == "draft"
    answer = me.post(f"{HERE}submit/", {"line:TRAINED|version": "1", "line:TRAINED|value": "43", "key": str(uuid4())})
    assert answer.status_code == 302
    assert Report.objects.get().state == "submitted"


def test_two_people_on_one_line_both_see_both(world: World) -> None:
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:TRAINED", value="14")
    answer = client(world, "two.posts").post(f"{HERE}save/", {"line:TRAINED|version": "0", "line:TRAINED|value": "12"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="12"' in text
    assert "pc1.reporter saved “14” here" in text
    assert ReportLine.objects.get().value == 14_000_000


def test_a_script_saves_piece_by_piece(world: World) -> None:
    me = client(world, "pc1.reporter")
    assert sent(me).json() == {"results": []}
    assert not Report.objects.exists()
    answer = sent(me, {"key": "line:TRAINED", "version": 0, "typed": {"value": "many"}})
    assert answer.status_code == 200
    result = answer.json()["results"][0]
    assert (result["status"], result["version"], result["problems"][0]["field"]) == ("wrong", 1, "value")
    assert (
        sent(me, {"key": "line:TRAINED", "version": 1, "typed": {"value": "5"}}).json()["results"][0]["status"]
        == "saved"
    )
    conflict = sent(client(world, "two.posts"), {"key": "line:TRAINED", "version": 1, "typed": {"value": "6"}})
    assert conflict.status_code == 409
    assert conflict.json()["results"][0]["typed"] == {"value": "5"}
    Report.objects.update(state="submitted")
    assert sent(me).status_code == 410
    assert sent(me, {"key": "line:TRAINED", "version": 2, "typed": {"value": "6"}}).status_code == 410


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"changes": 3}', b'{"changes": [1]}', b"\xff", b"[" * 5000])
def test_what_is_no_json_of_ours_is_refused(world: World, body: bytes) -> None:
    answer = client(world, "pc1.reporter").post(f"{HERE}save/", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["what"]


def test_who_may_not_write_is_told(world: World) -> None:
    for name, status in (("pc1.chair", 403), ("gs.approver", 403), ("pc2.reporter", 404), ("reader", 404)):
        assert client(world, name).post(f"{HERE}save/", {}).status_code == status, name
        assert sent(client(world, name), {"key": "line:TRAINED", "version": 0, "typed": {}}).status_code == status
    assert Client().post(f"{HERE}save/", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/reports/small/PC1/2018-05/", 400, "has not begun"),
        ("/reports/small/PC1/2019-03/", 400, "outside the plan"),
        ("/reports/small/PC1/2018-Q2/", 200, "LAW"),
        ("/reports/small/PC1/2018-13/", 404, "no such report"),
        ("/reports/small/PC1/never/", 404, "no such report"),
        ("/reports/small/PC1/9999-12/", 404, "no such report"),
        ("/reports/late/?period=2018-03..9999-12", 404, "no such report"),
        ("/reports/none/PC1/2018-03/", 404, "no plan"),
        ("/reports/small/PC9/2018-03/", 404, "no body"),
        ("/reports/small/NC/2018-03/", 404, "no such report"),
    ],
)
def test_addresses_that_lead_nowhere_say_so(world: World, address: str, status: int, words: str) -> None:
    answer = client(world, "pc1.reporter").get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_others_read_the_report_as_it_stands(world: World) -> None:
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:VICTIMS", value="3", note="Two of them children.")
    save(world, report, "word:challenges", text="Rain.")
    Report.objects.update(state="submitted")
    for name in ("pc1.reporter", "pc1.chair", "gs.approver", "auditor"):
        text = client(world, name).get(HERE).content.decode()
        for words in ("Two of them children.", "Rain.", 'id="VICTIMS"', "missing", "Where it stands"):
            assert words in text, (name, words)
    assert client(world, "pc2.reporter").get(HERE).status_code == 404


def test_paper_is_blank_or_filled(world: World) -> None:
    me = client(world, "pc1.reporter")
    blank = me.get(f"{HERE}paper/").content.decode()
    assert "TRAINED" in blank
    save(world, begun(world, "PC1", "pc1.reporter"), "line:TRAINED", value="64")
    assert "<b>64</b>" in me.get(f"{HERE}paper/").content.decode()
    assert "<b>64</b>" not in me.get(f"{HERE}paper/?blank=1").content.decode()


def test_queries_do_not_grow_with_what_is_in_the_form(world: World) -> None:
    me = client(world, "pc1.reporter")
    report = begun(world, "PC1", "pc1.reporter")
    save(world, report, "line:TRAINED", value="1")

    def queries() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as caught:
            assert me.get(HERE).status_code == 200
        return len(caught)

    before = queries()
    for key in ("line:VICTIMS", "line:DAYS", f"other:{uuid4()}", f"event:{uuid4()}", "word:challenges"):
        save(world, report, key, value="1", what="x", title="y", text="z")
    assert queries() == before
    assert before <= 60


def test_a_short_form_is_light_and_large(world: World) -> None:
    page = client(world, "cc111.reporter").get("/reports/small/CC111/2018-03/").content
    assert b"is-large" in page
    assert b"6 days late" in page
    assert len(page) < 30_000


def test_another_line_and_an_event_without_script(world: World) -> None:
    text = client(world, "pc1.reporter").get(f"{HERE}?add=TRAINED").content.decode()
    assert text.count('|indicator" value="TRAINED"') == 2  # the further line, and the template for a script
    assert 'name="event:' in client(world, "pc1.reporter").get(f"{HERE}?add=event").content.decode()


def test_an_event_that_another_body_reported_is_taken_over(world: World) -> None:
    other = begun(world, "DC11", "dc11.reporter")
    event = uuid4()
    save(world, other, f"event:{event}", name="dc11.reporter", title="Market day", first_day="2018-03-19", place="D11")
    me = client(world, "pc1.reporter")
    assert "Market day" not in me.get(HERE).content.decode()
    Report.objects.filter(pk=other.pk).update(state="signed")
    assert f"?take={event}" in me.get(HERE).content.decode()
    assert me.post(f"{HERE}save/?take={event}", {}).status_code == 302
    assert ReportEvent.objects.filter(uid=event).count() == 2
    assert me.post(f"{HERE}save/?take={uuid4()}", {}).status_code == 404


def test_march_is_what_the_day_says() -> None:
    assert MARCH == 2018 * 12 + 2


def test_saving_one_line_asks_the_database_little(world: World) -> None:
    me = client(world, "pc1.reporter")
    save(world, begun(world, "PC1", "pc1.reporter"), "line:TRAINED", value="1")
    assert sent(me, {"key": "line:TRAINED", "version": 1, "typed": {"value": "5"}}).status_code == 200
    with CaptureQueriesContext(connection) as caught:
        assert sent(me, {"key": "line:TRAINED", "version": 2, "typed": {"value": "6"}}).status_code == 200
    assert len(caught) <= 15, "\n".join(one["sql"][:120] for one in caught)


def test_a_page_that_submitted_before_never_says_so_of_what_it_did_not_take(world: World) -> None:
    me, once = client(world, "pc1.reporter"), {"line:TRAINED|value": "43", "key": str(uuid4())}
    assert me.post(f"{HERE}submit/", once).status_code == 302
    assert me.post(f"{HERE}submit/", once).status_code == 302  # a hasty second tap
    for more in ({"line:TRAINED|value": "44"}, {"word:challenges|text": "Rain."},
                 {"file": SimpleUploadedFile("minutes.pdf", PDF)}):  # fmt: skip
        late = me.post(f"{HERE}submit/", once | more)
        assert late.status_code == 409
        assert "This report is no draft any more: it has been submitted." in late.content.decode()
    assert "Rain." in me.post(f"{HERE}submit/", once | {"word:challenges|text": "Rain."}).content.decode()
    give_back(world.actor("pc1.chair"), report=Report.objects.get(), reason="Look again")
    late = me.post(f"{HERE}submit/", once | {"line:TRAINED|version": "1", "line:TRAINED|value": "44"})
    assert (late.status_code, Report.objects.get().state) == (422, "draft")
    assert "it came back since. What you typed is saved." in late.content.decode()
    assert ReportLine.objects.get().value == 44_000_000
