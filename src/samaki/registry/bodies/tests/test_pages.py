"""The pages of bodies."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.registry.bodies.services import load_bodies
from samaki.registry.bodies.tests.specs import BODIES, FIRST, KINDS, KNOWN, load_mechanism
from samaki.registry.places.services import load_places
from tests.cast import client_of


@pytest.mark.django_db
class PagesOfBodies(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_mechanism()

    def setUp(self) -> None:
        self.reader = client_of("reader")

    def page(self, address: str) -> str:
        answer = self.reader.get(address)
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    def test_the_overview_weaves_six_themes_through_four_levels(self) -> None:
        page = self.page("/bodies/")
        headline = re.sub(r"\s+", " ", page[page.index("<h1>") : page.index("</h1>")])
        assert "6 themes run down through 4 levels, from the nation to 1,661 communes" in headline
        weave = page[page.index('<table class="weave') : page.index("</table>")]
        assert weave.count('<th scope="row"') == 4
        assert weave.count("<td>") == 12
        assert weave.count('<td colspan="6">') == 2
        assert weave.index("Working group PREV") < weave.index("Working group VP"), "in the order of the plan"

    def test_the_overview_says_that_members_stated_and_posts_listed_differ(self) -> None:
        assert "27 members are stated; the posts listed come to 2." in self.page("/bodies/")

    def test_the_committees_stand_with_the_districts_and_communes_of_their_province(self) -> None:
        page = self.page("/bodies/")
        assert re.search(r'KH-02</span> <a href="/bodies/PCCT-02/">.*?14 · 103', page, re.DOTALL)

    def test_a_list_has_pages_and_keeps_its_question_in_the_address(self) -> None:
        page = self.page("/bodies/?kind=ccct&page=34")
        assert "Page 34 of 34" in page
        assert "kind=ccct&amp;page=33" in page
        assert "CCCT-250714" in page
        assert "DCCT-0201" in self.page("/bodies/?kind=CCCT&place=KH-0201"), "the body above stands beside the name"
        assert "14" in self.page("/bodies/?kind=DCCT&place=KH-02").split("</h1>")[0]

    def test_a_list_is_sorted_by_name_on_demand(self) -> None:
        page = self.page("/bodies/?kind=PCCT&sort=name")
        assert page.index("/bodies/PCCT-12/") < page.index("/bodies/PCCT-01/") < page.index("/bodies/PCCT-02/")
        khmer = client_of("reader", "km").get("/bodies/?kind=PCCT&sort=name").content.decode()
        assert khmer.index("/bodies/PCCT-03/") < khmer.index("/bodies/PCCT-10/")

    def test_nonsense_in_the_address_of_a_list_is_answered(self) -> None:
        for query in ("page=x&kind=PCCT", "page=-3&kind=PCCT", "page=999999999999&kind=PCCT", "sort=x&kind=PCCT"):
            assert self.reader.get(f"/bodies/?{query}").status_code == 200
        for query in ("kind=%00", "kind=none", "place=none"):
            assert self.reader.get(f"/bodies/?{query}").status_code in (200, 404)
        assert "Choose one of" in self.reader.get("/bodies/?kind=none").content.decode()

    def test_one_body_shows_where_it_stands_its_posts_and_what_the_source_says(self) -> None:
        page = self.page("/bodies/NCCT/")
        for words in ("Ministry of Interior headquarters", "Minister of Interior", "Vice-Chair", "January 2014", "820"):
            assert words in page
        group = self.page("/bodies/PCCT-02-PREV/")
        assert "Above it in area: PCCT Battambang." in group
        assert "Above it in its theme: Working group PREV." in group
        assert "Holds a post in:" in self.page("/bodies/MoEYS/")

    def test_another_case_leads_to_the_right_address_and_an_unknown_code_says_what_was_meant(self) -> None:
        answer = self.reader.get("/bodies/pcct-17/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/bodies/PCCT-17/")
        answer = self.reader.get("/bodies/PCT-17/")
        assert answer.status_code == 404
        assert "PCCT-17" in answer.content.decode()
        for written in ("%00", "%FF", "x" * 300):
            assert self.reader.get(f"/bodies/{written}/").status_code == 404

    def test_a_place_lists_its_bodies(self) -> None:
        assert "/bodies/PCCT-02-PREV/" in self.page("/places/KH-02/")

    def test_the_khmer_pages_hold_no_english_sentence(self) -> None:
        khmer = client_of("reader", "km")
        for address in ("/bodies/", "/bodies/?kind=DCCT", "/bodies/NCCT/", "/bodies/CCCT-020101/"):
            page = khmer.get(address).content.decode()
            for words in ("The two ladders", "Above it", "Sorted by", "What the source says"):
                assert words not in page


@pytest.mark.django_db
class QueriesOfPages(TestCase):
    def queries(self, address: str) -> int:
        reader = client_of("reader")
        reader.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(address).status_code == 200
        return len(queries)

    def test_the_number_of_queries_does_not_grow_with_the_bodies(self) -> None:
        load_places(SYSTEM, known=KNOWN)
        few = [spec for spec in BODIES if not spec.code.startswith(("DCCT", "CCCT"))]
        rows = load_bodies(SYSTEM, kinds=KINDS, bodies=few, known=KNOWN, first_month=FIRST, source="")
        write_batch(SYSTEM, action="bodies.load", rows=rows, known=KNOWN)
        addresses = ("/bodies/", "/bodies/?kind=PCCT", "/bodies/NCCT-GS/", "/places/KH-02/")
        before = [self.queries(address) for address in addresses]
        load_mechanism()
        assert [self.queries(address) for address in addresses] == before
        assert max(before) <= 18

    def test_a_page_without_bodies_says_why_it_is_empty(self) -> None:
        page = client_of("reader").get("/bodies/").content.decode()
        assert "No bodies are known yet" in page
