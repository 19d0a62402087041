"""Finding a place, and the division as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import TestCase

from samaki.calculate.periods import month_at
from samaki.core.actor import SYSTEM, Actor
from samaki.core.problems import Forbidden, NotFound
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import division, places_for, resolve_place
from samaki.registry.places.services import load_places


@pytest.mark.django_db
class FindingPlaces(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_places(SYSTEM, known=dt.date(2015, 2, 28))

    def test_codes_match_without_regard_to_case_and_digits(self) -> None:
        for written in ("KH-02", "kh-02", " kh-02 ", "kh-០២"):
            assert resolve_place(written).code == "KH-02"

    def test_a_name_or_another_spelling_finds_its_place_the_larger_of_several(self) -> None:
        assert resolve_place("Battambang").code == "KH-02"
        assert resolve_place("Kratié").code == resolve_place("kratie").code == "KH-10"
        assert resolve_place("Preah Sihanouk").code == "KH-18"
        assert resolve_place("ភ្នំពេញ").code == "KH-12"

    def test_what_is_not_there_says_what_was_meant(self) -> None:
        for written, meant in (
            ("KH-2", "KH-02"),
            ("Batambang", "KH-02"),
            ("Chrey", "KH-020204"),
            ("KH-0299", "KH-02"),
        ):
            with pytest.raises(NotFound) as refusal:
                resolve_place(written)
            problem = refusal.value.problems[0]
            assert written in problem.what
            assert meant in problem.mend
        with pytest.raises(NotFound):
            resolve_place("\0" + "x" * 10_000)

    def test_the_division_is_that_of_the_month_and_of_what_was_known(self) -> None:
        keys = dict(Place.objects.values_list("code", "pk"))
        before, after = division(month_at(2013, 12)), division(month_at(2014, 1))
        assert before.parents[keys["KH-2501"]] == keys["KH-03"]
        assert after.parents[keys["KH-2501"]] == keys["KH-25"]
        assert keys["KH-25"] not in before.parents
        assert before.above(keys["KH-250101"]) == [keys["KH-2501"], keys["KH-03"], keys["KH"]]
        assert len(after.below(keys["KH"])) == 1896
        assert len(before.below(keys["KH-03"])) == len(after.below(keys["KH-03"])) + 7 + 71
        assert division(month_at(2018, 1), known_on=dt.date(2015, 2, 27)).parents == {}
        assert division(month_at(2018, 1), position=0).parents == {}

    def test_the_division_is_read_once_and_then_remembered(self) -> None:
        division(month_at(2018, 1))
        with self.assertNumQueries(1):
            division(month_at(2018, 1))

    def test_nobody_may_read_nothing(self) -> None:
        with pytest.raises(Forbidden):
            places_for(Actor(account=None, name="nobody"))
