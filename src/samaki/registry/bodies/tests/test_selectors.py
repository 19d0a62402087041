"""The two ladders, as of a month and a state of knowledge."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import TestCase

from samaki.calculate.periods import month_at
from samaki.core.actor import READER, Actor
from samaki.core.problems import Forbidden, NotFound
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import (
    Ladder,
    bodies_below,
    bodies_for,
    bodies_in,
    bodies_once_below,
    kinds_within,
    ladders,
    resolve_body,
)
from samaki.registry.bodies.tests.specs import load_mechanism
from samaki.registry.places.models import Place

APRIL_2018 = month_at(2018, 4)


@pytest.mark.django_db
class TwoLadders(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_mechanism(first_month=month_at(2013, 1))

    def below(self, code: str, ladder: Ladder, month: int = APRIL_2018) -> set[str]:
        found = bodies_below(READER, resolve_body(code), ladder, month=month)
        return set(found.values_list("code", flat=True))

    def test_below_a_province_in_area_are_its_groups_districts_and_communes(self) -> None:
        below = self.below("PCCT-02", "area")
        assert len(below) == 6 + 14 + 103
        assert {"PCCT-02-PREV", "DCCT-0201", "CCCT-020101"} <= below
        assert "PCCT-03-PREV" not in below
        assert len(self.below("NCCT", "area")) == 2060 - 1 - 6, "ministries stand beside the area ladder"

    def test_below_a_theme_are_its_groups_of_all_provinces(self) -> None:
        below = self.below("TWG-PREV", "theme")
        assert below == {"MoEYS", *(f"PCCT-{number:02}-PREV" for number in range(1, 26))}
        assert self.below("PCCT-02", "theme") == set()

    def test_a_month_before_the_split_has_the_districts_in_the_old_province(self) -> None:
        assert "DCCT-2501" in self.below("PCCT-03", "area", month_at(2013, 12))
        assert "DCCT-2501" not in self.below("PCCT-03", "area")
        assert "CCCT-250101" in self.below("PCCT-25", "area")

    def test_nobody_stands_before_the_first_month_or_before_it_was_known(self) -> None:
        assert ladders(month_at(2012, 12)).rungs == {}
        assert ladders(APRIL_2018, known_on=dt.date(2015, 2, 27)).rungs == {}
        assert ladders(APRIL_2018, position=0).rungs == {}
        assert len(ladders(APRIL_2018, known_on=dt.date(2015, 2, 28)).rungs) == 2060

    def test_above_is_the_way_up(self) -> None:
        keys = dict(Body.objects.values_list("code", "pk"))
        above = ladders(APRIL_2018).above(keys["CCCT-020101"], "area")
        assert above == [keys[code] for code in ("DCCT-0201", "PCCT-02", "NCCT-GS", "NCCT")]

    def test_both_ladders_are_read_once_and_then_remembered(self) -> None:
        body = resolve_body("NCCT")
        ladders(APRIL_2018)
        with self.assertNumQueries(1):
            ladders(APRIL_2018)
        with self.assertNumQueries(2):
            list(bodies_below(READER, body, "area", month=APRIL_2018))

    def test_who_stood_once_below_and_the_lineage_of_one(self) -> None:
        keys = dict(Body.objects.values_list("code", "pk"))
        shown = ladders(APRIL_2018)
        assert bodies_once_below([keys["PCCT-02"]]) >= set(shown.below(keys["PCCT-02"], "area"))
        lineage = shown.lineage(keys["PCCT-02-PREV"])
        assert lineage.area == set(shown.above(keys["PCCT-02-PREV"], "area"))
        assert keys["TWG-PREV"] in lineage.theme

    def test_codes_match_without_regard_to_case(self) -> None:
        assert resolve_body("pcct-០២-prev").code == "PCCT-02-PREV"
        with pytest.raises(NotFound) as refusal:
            resolve_body("PCT-02-PREV")
        assert "PCCT-02-PREV" in refusal.value.problems[0].mend

    def test_bodies_of_a_place_and_kinds_within_a_kind(self) -> None:
        here = bodies_in(READER, Place.objects.get(code="KH-02"))
        assert [body.code for body in here][:2] == ["PCCT-02", "PCCT-02-PREV"]
        assert [kind.code for kind in kinds_within("pcct")] == ["PCCT"]

    def test_who_has_no_role_reads_nothing(self) -> None:
        with pytest.raises(Forbidden):
            bodies_for(Actor(account=None, name="nobody"))
