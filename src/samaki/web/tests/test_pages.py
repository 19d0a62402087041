"""The frame: language, headers, error pages, home."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.utils import translation
from django.utils.html import escape

from samaki.core import clock
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.web import errors
from samaki.web.middleware import CompressedPages, RefusalsAsPages
from samaki.web.navigation import ALL_PLACES, current_place
from tests.cast import CAST, STRANGER, account_of_role, client_of

pytestmark = pytest.mark.django_db


def test_khmer_comes_first_and_english_on_demand() -> None:
    client = Client()
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="km">' in page
    assert "ដៃច្រើន ផែនការតែមួយ" in page
    client.get("/language/en/?next=/accounts/login/")
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "gone_to"),
    [
        ("/pitt/?year=2016&lang=x", "/pitt/?year=2016&lang=x"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_the_language_switch_keeps_the_address_and_stays_here(wanted: str, gone_to: str) -> None:
    answer = Client().get("/language/en/", {"next": wanted})
    assert answer.status_code == 302
    assert answer["Location"] == gone_to
    assert answer.cookies["django_language"].value == "en"


def test_an_unknown_language_is_not_found_and_sets_nothing() -> None:
    answer = Client().get("/language/fr/")
    assert answer.status_code == 404
    assert "django_language" not in answer.cookies


def test_the_switch_on_a_page_leads_back_to_it_with_its_filters() -> None:
    page = client_of("reader", "km").get("/help/rights/?a=1&b=2").content.decode()
    assert 'href="/language/en/?next=%2Fhelp%2Frights%2F%3Fa%3D1%26b%3D2"' in page


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nothing/", "/health/"])
def test_every_answer_carries_its_protection(path: str) -> None:
    answer = client_of("reader").get(path)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_pages_of_members_stay_out_of_shared_caches() -> None:
    assert "no-store" in client_of("reader").get("/")["Cache-Control"]


def test_a_stranger_is_sent_to_the_door_and_comes_back() -> None:
    answer = Client().get("/help/rights/?x=1")
    assert answer["Location"] == "/accounts/login/?next=/help/rights/%3Fx%3D1"


def test_a_part_of_a_page_makes_the_whole_page_go_to_the_door() -> None:
    answer = Client().get("/help/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "sent", [{"content_type": "application/json"}, {"content_type": "text/plain", "HTTP_ACCEPT": "application/json"}]
)
def test_a_script_is_told_that_the_session_ended_and_never_redirected(sent: dict[str, str]) -> None:
    answer = Client().post("/help/", data=b"{}", **sent)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.json()["sign_in"] == "/accounts/login/"
    assert answer.json()["problem"]


def test_what_one_account_typed_is_not_taken_from_another() -> None:
    client = client_of("reader")
    mine, other = account_of_role("reader").pk, account_of_role("auditor").pk
    assert client.get("/help/", headers={"X-Samaki-Account": str(mine)}).status_code == 200
    answer = client.get("/help/", headers={"X-Samaki-Account": str(other)})
    assert answer.status_code == 401
    assert "omebody else" in answer.json()["problem"]


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize("role", CAST)
def test_a_wrong_address_has_a_page_in_our_look(role: str, language: str) -> None:
    answer = client_of(role, language).get("/no/such/page/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert {"km": "គ្មានអ្វីនៅអាសយដ្ឋាននេះទេ", "en": "There is nothing at this address"}[language] in page
    assert "masthead" in page
    assert ("main-nav" in page) is (role != STRANGER)


@override_settings(DEBUG=False)
def test_a_failure_has_a_page_that_asks_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]
    with django_assert_num_queries(0):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert "masthead" not in answer.content.decode()


@pytest.mark.parametrize(("kind", "status"), [(NotFound, 404), (Forbidden, 403), (Refused, 422)])
def test_refusals_are_json_for_a_script(kind: type[Refused], status: int) -> None:
    request = RequestFactory().post("/", data=b"{}", content_type="application/json")
    answer = RefusalsAsPages(lambda _request: HttpResponse()).process_exception(
        request, kind.because("code", "The river is closed.", mend="Take the bridge.")
    )
    assert answer is not None
    assert answer.status_code == status
    problem = {"code": "code", "where": "", "what": "The river is closed.", "mend": "Take the bridge."}
    assert json.loads(answer.content) == {"problems": [problem]}


@pytest.mark.parametrize(("kind", "status"), [(NotFound, 404), (Forbidden, 403), (Refused, 400)])
def test_refusals_become_pages_with_their_reasons(kind: type[Refused], status: int) -> None:
    request = client_of("reader").get("/").wsgi_request
    refusal = kind.because("code", "The river is <closed>.", mend="Take the bridge.")
    answer = RefusalsAsPages(lambda _request: errors.not_found(_request)).process_exception(request, refusal)
    assert answer is not None
    assert answer.status_code == status
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "The river is &lt;closed&gt;." in page
    assert "Take the bridge." in page


def test_other_exceptions_pass() -> None:
    request = RequestFactory().get("/")
    assert RefusalsAsPages(lambda _r: errors.not_found(_r)).process_exception(request, ValueError()) is None


def test_a_foreign_host_is_refused() -> None:
    assert Client().get("/accounts/login/", headers={"host": "elsewhere.example"}).status_code == 400


def test_home_greets_the_post_and_says_when_there_is_none() -> None:
    assert "Cast auditor" in client_of("auditor").get("/").content.decode()
    from samaki.registry.people.models import Role

    client = client_of("auditor")
    Role.objects.update(first_day="2018-01-01", last_day=clock.today() - dt.timedelta(days=1))
    for address in ("/", "/reports/", "/help/rights/"):
        assert "Your post ended on" in client.get(address).content.decode(), address
    Role.objects.all().delete()
    assert "Your account holds no post today." in client.get("/").content.decode()
    assert "Your post ended on" not in client.get("/reports/").content.decode()
    assert client.get("/help/rights/").status_code == 403


def test_the_number_of_queries_of_home_is_small(django_assert_max_num_queries: Any) -> None:
    client = client_of("auditor")
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get("/")


def test_the_table_of_rights_is_the_one_the_program_reads() -> None:
    from samaki.registry.people.rights import RIGHTS

    page = client_of("reader").get("/help/rights/").content.decode()
    with translation.override("en"):
        assert all(escape(str(right.about)) in page for right in RIGHTS.values())


@pytest.mark.parametrize(
    ("path", "place"),
    [("/", "/"), ("/figure/x/y/", "/pitt/"), ("/places/", "/bodies/"), ("/help/", ""), ("/plan/x/", "/plan/")],
)
def test_each_page_belongs_to_one_place(path: str, place: str) -> None:
    assert current_place(path, ALL_PLACES) == place


def test_health_answers_without_signing_in() -> None:
    assert Client().get("/health/").content == b"ok\n"


def test_health_says_when_the_database_does_not_answer() -> None:
    from django.db import DatabaseError, connection

    def silent(*_query: Any) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(silent):
        assert Client().get("/health/").status_code == 503


def test_pages_are_sent_compressed_and_evidence_as_it_was_received() -> None:
    page = Client(headers={"accept-encoding": "gzip"}).get("/accounts/login/")
    assert page.headers["Content-Encoding"] == "gzip"
    assert "ដៃច្រើន" in gzip.decompress(page.content).decode()
    assert "Accept-Encoding" in page.headers["Vary"]
    request = RequestFactory(headers={"accept-encoding": "gzip"}).get("/evidence/")
    kept = CompressedPages(lambda _request: HttpResponse(b"%PDF" * 200, content_type="application/pdf"))(request)
    assert not kept.has_header("Content-Encoding")
