"""The pages of places."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.registry.places.services import load_places
from tests.cast import client_of


@pytest.mark.django_db
class PagesOfPlaces(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_places(SYSTEM, known=dt.date(2015, 2, 28))

    def setUp(self) -> None:
        self.reader = client_of("reader")

    def page(self, address: str) -> str:
        answer = self.reader.get(address)
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    def test_every_page_says_where_the_list_comes_from(self) -> None:
        for address in ("/places/", "/places/KH-12/", "/places/KH-0203/", "/places/KH-020301/"):
            page = self.page(address)
            assert "General Directorate of Digital Economy" in page
            assert "The values are reproduced unmodified." in page

    def test_a_place_shows_where_it_lay_and_what_left_it(self) -> None:
        district = self.page("/places/KH-2501/")
        assert district.index("December 2013") < district.index("January 2014")
        assert "Kampong Cham" in district
        assert "/places/KH-2507/" in self.page("/places/KH-03/")
        assert "Where it lay" not in self.page("/places/KH-02/")

    def test_other_spellings_and_both_languages_stand_on_the_page(self) -> None:
        page = self.page("/places/KH-18/")
        assert "Preah Sihanouk" in page
        assert "ព្រះសីហនុ" in page

    def test_another_case_or_a_name_leads_to_the_right_address(self) -> None:
        for written in ("kh-17", "Siem Reap"):
            answer = self.reader.get(f"/places/{written}/")
            assert (answer.status_code, answer.headers["Location"]) == (302, "/places/KH-17/")

    def test_an_unknown_place_is_a_page_that_says_what_was_meant(self) -> None:
        for written in ("KH-1", "%00", "%FF", "x" * 500):
            answer = self.reader.get(f"/places/{written}/")
            assert answer.status_code == 404
            assert "There is no place with the code" in answer.content.decode()
        assert "KH-01" in self.reader.get("/places/KH-1/").content.decode()

    def test_the_number_of_queries_is_the_same_for_a_province_of_two_districts_and_of_fourteen(self) -> None:
        counts = []
        for address in ("/places/KH-23/", "/places/KH-02/"):
            self.page(address)
            with CaptureQueriesContext(connection) as queries:
                self.page(address)
            counts.append(len(queries))
        assert counts[0] == counts[1]
        assert counts[0] <= 15

    def test_in_khmer_the_page_is_khmer(self) -> None:
        page = client_of("reader", "km").get("/places/KH-02/").content.decode()
        assert 'lang="km"' in page
        assert "Where the list comes from" not in page
