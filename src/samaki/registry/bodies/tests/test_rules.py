"""Expanding what a plan says of its bodies over the places."""

from __future__ import annotations

from samaki.registry.bodies.rules import (
    BodySpec,
    KindSpec,
    PlaceInfo,
    PlannedBody,
    expand,
    joined,
    problems_of,
    problems_of_planned,
)

COUNTRY = PlaceInfo(code="XX", level="country", name={"en": "Land", "km": "ដែនដី"})
EAST = PlaceInfo(
    code="XX-01", level="province", name={"en": "East", "km": "កើត"}, parent="XX", parent_name=COUNTRY.name
)
CAPITAL = PlaceInfo(
    code="XX-02", level="province", name={"en": "Capital", "km": "ក្រុង"}, type="capital", parent="XX", first_month=100
)
TOWN_BEFORE = PlaceInfo(
    code="XX-0201", level="district", name={"en": "Town"}, parent="XX-01", parent_name=EAST.name, last_month=99
)
TOWN_AFTER = PlaceInfo(
    code="XX-0201", level="district", name={"en": "Town"}, parent="XX-02", parent_name=CAPITAL.name, first_month=100
)
PLACES = [COUNTRY, EAST, CAPITAL, TOWN_BEFORE, TOWN_AFTER]
KIND = KindSpec(code="C", name={"en": "Committee"})
TOP = BodySpec(code="TOP", kind="C", name={"en": "Top"})
PROVINCES = BodySpec(
    code="P-{place}",
    kind="C",
    one_per="province",
    name={"en": "Committee of {name}", "km": "គណៈកម្មាធិការ{name}"},
    names_by_type={"capital": {"en": "Committee of the city"}},
    area_parent="TOP",
)
TOWNS = BodySpec(
    code="D-{place}", kind="C", one_per="district", name={"en": "{name}, {parent_name}"}, area_parent="P-{parent}"
)


def all_of(*specs: BodySpec, first_month: int = 0) -> list[PlannedBody]:
    return joined(expand(specs, PLACES, first_month))


def codes_of(*specs: BodySpec) -> list[str]:
    problems = [*problems_of([KIND], specs, levels=["country", "province", "district"], places=["XX", "XX-01"])]
    return [problem.code for problem in problems or problems_of_planned(all_of(*specs))]


def test_a_spec_without_one_per_is_one_body_in_the_whole_country() -> None:
    (top,) = all_of(TOP, first_month=7)
    assert (top.code, top.place, top.first_month, top.last_month) == ("TOP", "XX", 7, None)


def test_one_per_province_fills_code_names_and_parents() -> None:
    east, capital = all_of(PROVINCES, first_month=50)
    assert (east.code, east.name, east.area_parent) == (
        "P-01",
        {"en": "Committee of East", "km": "គណៈកម្មាធិការកើត"},
        "TOP",
    )
    assert capital.name == {"en": "Committee of the city"}
    assert (east.first_month, capital.first_month) == (50, 100), "a place that begins later has its body later"


def test_a_body_of_a_place_that_moved_has_two_stretches() -> None:
    before, after = all_of(TOWNS)
    assert (before.area_parent, before.first_month, before.last_month) == ("P-01", 0, 99)
    assert (after.area_parent, after.first_month, after.last_month) == ("P-02", 100, None)
    assert (before.name, after.name) == ({"en": "Town, East"}, {"en": "Town, Capital"})
    assert [body.area_parent for body in all_of(TOWNS, first_month=100)] == ["P-02"]


def test_stretches_that_differ_in_nothing_are_one() -> None:
    (town,) = all_of(BodySpec(code="D-{place}", kind="C", one_per="district", name={"en": "{name}"}, area_parent="TOP"))
    assert (town.first_month, town.last_month) == (0, None)


def test_months_of_the_spec_end_the_body() -> None:
    spec = BodySpec(
        code="D-{place}", kind="C", one_per="district", name={"en": "x"}, area_parent="P-{parent}", last_month=120
    )
    assert [(body.first_month, body.last_month) for body in all_of(spec)] == [(0, 99), (100, 120)]


def test_all_is_well_in_a_plan_without_mistakes() -> None:
    assert codes_of(TOP, PROVINCES, TOWNS) == []


def test_each_mistake_is_named() -> None:
    assert codes_of(BodySpec(code="A", kind="NONE", name={"en": "x"})) == ["body.kind"]
    assert codes_of(BodySpec(code="A-{place}", kind="C", one_per="village", name={"en": "x"})) == ["body.level"]
    assert codes_of(BodySpec(code="A", kind="C", place="XX-77", name={"en": "x"})) == ["body.place"]
    assert codes_of(BodySpec(code="A", kind="C", name={"en": "{name}"})) == ["body.pattern"]
    assert codes_of(BodySpec(code="A", kind="C", one_per="province", name={"en": "x"})) == ["body.pattern"]
    assert codes_of(TOP, BodySpec(code="top", kind="C", name={"en": "x"})) == ["body.twice"]
    assert codes_of(BodySpec(code="A B", kind="C", name={"en": "x"})) == ["body.code"]
    assert codes_of(BodySpec(code="A", kind="C", name={"en": "x"}, area_parent="GONE")) == ["body.parent"]
    wrong_kind = KindSpec(code="K", name={"en": "x"}, is_a="NONE")
    assert [problem.code for problem in problems_of([wrong_kind], [], levels=[], places=[])] == ["kind.is_a"]


def test_a_circle_is_named_once_in_each_ladder() -> None:
    one = BodySpec(code="ONE", kind="C", name={"en": "x"}, area_parent="TWO", theme_parent="ONE")
    two = BodySpec(code="TWO", kind="C", name={"en": "x"}, area_parent="ONE")
    three = BodySpec(code="THREE", kind="C", name={"en": "x"}, area_parent="ONE")
    problems = list(problems_of_planned(all_of(one, two, three)))
    assert [problem.code for problem in problems] == ["body.circle", "body.circle"]
    assert "ONE, TWO" in problems[0].what
