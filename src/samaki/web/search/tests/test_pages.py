"""The search page over the real places and a whole mechanism."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from samaki.registry.bodies.tests.specs import load_mechanism
from tests.cast import client_of


@pytest.mark.django_db
class SearchPage(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_mechanism()

    def setUp(self) -> None:
        self.reader = client_of("reader")

    def page(self, typed: str, **more: str) -> str:
        answer = self.reader.get("/search/", {"q": typed, **more})
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    def test_names_codes_and_spellings_find_bodies_and_places(self) -> None:
        for typed, address in (
            ("គជបជ", "/bodies/NCCT/"),
            ("គ.ជ.ប.ជ", "/bodies/NCCT/"),
            ("ncct", "/bodies/NCCT/"),
            ("kratie", "/places/KH-10/"),
            ("Kratié", "/places/KH-10/"),
            ("ក្រចេះ", "/places/KH-10/"),
            ("siem reap", "/places/KH-17/"),
            ("siemreap", "/bodies/PCCT-17/"),
            ("pcct-17", "/bodies/PCCT-17/"),
            ("kh-០១", "/places/KH-01/"),
            ("ឧត្តរមានជ័យ", "/places/KH-22/"),
            ("ឧត្ដរមានជ័យ", "/places/KH-22/"),
        ):
            assert f'href="{address}"' in self.page(typed), typed

    def test_hits_are_grouped_counted_and_marked_with_the_parent_beside(self) -> None:
        page = self.page("kampong cham")
        assert re.search(r"Places <small[^>]*>6</small>", page)
        assert "<mark>Kampong</mark> <mark>Cham</mark>" in page or "<mark>Kampong Cham</mark>" in page
        assert page.index("/places/KH-03/") < page.index("/places/KH-0305/"), "the larger place comes first"
        assert 'class="absent">Cambodia</span>' in page
        assert "kind=places" in page
        assert page.count('<li class="hit">') == 8
        assert self.page("kampong cham", kind="places").count('<li class="hit">') == 6

    def test_nothing_typed_and_nothing_found_are_said(self) -> None:
        assert "What are you looking for?" in self.page("")
        assert "What are you looking for?" in self.page(" ។ ​")
        assert "Nothing speaks of zzzz" in self.page("zzzz")

    def test_whatever_is_typed_is_answered(self) -> None:
        for typed in (
            "%",
            "_",
            "'",
            '"',
            "\\",
            "<script>",
            "\0",
            "\ud800".encode("utf-8", "replace").decode(),
            "ក" * 400,
            "🙂",
        ):
            assert "<script>" not in self.page(typed)
        assert self.reader.get("/search/?q=%FF%FE&kind=%00").status_code == 200
        assert "Only the first 200 characters" in self.page("a" * 201)

    def test_the_number_of_queries_does_not_grow_with_the_hits(self) -> None:
        counts = []
        for typed in ("kampong cham", "a"):
            self.page(typed)
            with CaptureQueriesContext(connection) as queries:
                self.page(typed)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        with CaptureQueriesContext(connection) as queries:
            self.page("")
        assert len(queries) <= 3, "session, account and roles"

    def test_help_pages_are_found(self) -> None:
        assert 'href="/help/rights/"' in self.page("who may")

    def test_in_khmer_the_khmer_name_comes_first(self) -> None:
        page = client_of("reader", "km").get("/search/", {"q": "KH-10"}).content.decode()
        assert page.index("ក្រចេះ") < page.index("Kratie")
