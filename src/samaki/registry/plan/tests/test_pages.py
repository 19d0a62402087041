"""The pages of the plan that ships: what they say, in both languages, in a constant number of queries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from samaki.core import providers
from samaki.core.actor import READER, SYSTEM
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import document_in_force
from samaki.registry.plan.services import load_plan
from tests.cast import client_of

PLAN = next(path.parent for path in sorted(Path(settings.PLANS_DIR).glob("*/plan.yaml")))


@pytest.mark.django_db
class PagesOfThePlan(TestCase):
    plan: Plan

    @classmethod
    def setUpTestData(cls) -> None:
        cls.plan = load_plan(SYSTEM, folder=PLAN).plan

    def setUp(self) -> None:
        self.readers = {language: client_of("reader", language) for language in ("en", "km")}
        self.document = document_in_force(self.plan)

    def page(self, rest: str = "", language: str = "en") -> str:
        answer = self.readers[language].get(f"/plan/{self.plan.code}/{rest}")
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return answer.content.decode()

    def headline(self, rest: str = "", language: str = "en") -> str:
        page = self.page(rest, language)
        return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", page[page.index("<h1>") : page.index("</h1>")])).strip()

    def test_the_single_plan_is_shown_at_once(self) -> None:
        answer = self.readers["en"].get("/plan/")
        assert answer.status_code == 302
        assert answer["Location"] == f"/plan/{self.plan.code}/"

    def test_a_source_is_said_in_the_readers_language_wherever_another_room_shows_it(self) -> None:
        for language, words in (("en", "review, pp. 5, 10"), ("km", "របាយការណ៍ពិនិត្យ ទំព័រ ៥, ១០")):
            with translation.override(language):
                cited = providers.ask("plan.citer", default=str)
                assert cited("review p. 5, 10") == words
                assert cited("told on the telephone") == "told on the telephone"

    def test_the_tree_counts_what_is_done_and_shows_every_output_and_action(self) -> None:
        outputs = [output for strategy in self.document.strategies for output in strategy.outputs]
        done = sum(1 for output in outputs if output.state == "done")
        page = self.page()
        assert self.headline().startswith(f"Of {len(outputs)} outputs, {done} are done")
        for output in outputs:
            assert f'id="{output.code}"' in page
            for action in output.actions:
                assert f'id="{action.code}"' in page
        for sheet in self.document.indicators:
            assert f"/indicator/{sheet.code}/" in page

    def test_a_codes_case_does_not_matter_and_an_unknown_one_is_explained(self) -> None:
        sheet = self.document.indicators[0]
        answer = self.readers["en"].get(f"/plan/{self.plan.code.upper()}/indicator/{sheet.code.lower()}/")
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"/indicator/{sheet.code}/")
        missing = self.readers["en"].get(f"/plan/{self.plan.code}/indicator/{sheet.code}9/")
        assert missing.status_code == 404
        assert "Did you mean" in missing.content.decode()
        assert self.readers["en"].get("/plan/nothing-of-the-kind/").status_code == 404

    def test_every_indicator_has_its_sheet(self) -> None:
        for sheet in self.document.indicators:
            page = self.page(f"indicator/{sheet.code}/")
            assert sheet.definition["en"][:40].replace("'", "&#x27;").replace('"', "&quot;") in page
            if sheet.targets:
                assert "Invented for demonstration" in page
            if sheet.baseline is None:
                assert "That is not zero." in page

    def test_what_cannot_be_measured_adds_up(self) -> None:
        states = [sheet.readiness.state for sheet in self.document.indicators]
        headline = self.headline("cannot-be-measured/")
        assert f"{states.count('measurable')} of {len(states)} indicators can be measured today" in headline
        page = self.page("cannot-be-measured/")
        assert page.count('<th scope="row"') == len(states) - states.count("measurable")

    def test_all_contradictions_keep_both_readings_and_what_is_missing_follows(self) -> None:
        page = self.page("contradictions/")
        assert page.count('<div class="reading">') == sum(len(item.readings) for item in self.document.contradictions)
        assert len(self.document.contradictions) == 8
        for missing in self.document.missing_pages:
            assert missing.title["en"].replace("&", "&amp;") in page

    def test_recommendations_lead_to_the_indicators_that_answer_them(self) -> None:
        page = self.page("recommendations/")
        for item in self.document.recommendations:
            assert f'id="{item.code}"' in page
        assert "Measured by:" in page

    def test_the_glossary_says_what_nobody_has_confirmed(self) -> None:
        page = self.page("glossary/")
        unreviewed = sum(1 for term in self.document.glossary if term.status == "unreviewed")
        assert page.count(">unreviewed<") == unreviewed

    def test_in_khmer_headlines_have_khmer_digits(self) -> None:
        for rest in ("", "indicators/", "cannot-be-measured/", "contradictions/", "recommendations/", "glossary/"):
            headline = self.headline(rest, "km")
            assert re.search("[\u1780-\u17d3]", headline), headline
            assert not re.search("[0-9]", headline), headline

    def test_the_number_of_queries_does_not_grow_with_the_plan(self) -> None:
        found = {}
        for rest in ("", "indicators/", "cannot-be-measured/", "contradictions/", "recommendations/", "glossary/"):
            self.page(rest)
            with CaptureQueriesContext(connection) as queries:
                self.page(rest)
            found[rest] = len(queries)
        assert len(set(found.values())) == 1, found
        assert max(found.values()) <= 8, found

    def test_search_finds_what_a_plan_holds(self) -> None:
        for kind, word in [("indicators", "victims"), ("strategies", "prevention"), ("outputs", "passport")]:
            group = providers.ask(f"search.{kind}", READER, [(word,)], 5)
            assert group.total >= 1, kind
            assert group.hits[0].address.startswith("/plan/"), kind
        for kind, word in [("statements", "decree"), ("recommendations", "database"), ("documents", "standards")]:
            group = providers.ask(f"search.{kind}", READER, [(word,)], 5)
            assert group.total >= 1, kind
        assert len(list(providers.ask("glossary.words"))) == len(self.document.glossary)

    def test_legal_texts_are_named_for_other_rooms(self) -> None:
        first = self.document.documents[0]
        known, unknown = providers.ask("plan.documents", [first.code, "nothing"])
        assert known["title"] == first.title
        assert known["address"].endswith(f"#{first.code}")
        assert unknown == {"code": "nothing", "title": "nothing"}
