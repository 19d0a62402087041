"""Loading the bodies of a plan."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from samaki.calculate.periods import month_at
from samaki.core.actor import SYSTEM, Actor
from samaki.core.batches import write_batch
from samaki.core.problems import Forbidden, Refused
from samaki.registry.bodies.models import Body, BodyKind, BodySpan, Post
from samaki.registry.bodies.rules import BodySpec, PostSpec
from samaki.registry.bodies.services import load_bodies
from samaki.registry.bodies.tests.specs import BODIES, FIRST, KINDS, KNOWN, load_mechanism
from samaki.registry.places.services import load_places

pytestmark = pytest.mark.django_db


def load(bodies: list[BodySpec], known: dt.date = KNOWN, first_month: int = FIRST) -> list[BodySpan]:
    return load_bodies(SYSTEM, kinds=KINDS, bodies=bodies, known=known, first_month=first_month, source="review")


def test_the_whole_mechanism_is_loaded_once() -> None:
    new = load_mechanism()
    counts = {kind.code: kind.bodies.count() for kind in BodyKind.objects.all()}
    assert counts == {
        "NCCT": 1, "GS": 1, "TWG": 6, "PCCT": 25, "PCCT-WG": 150, "DCCT": 210, "CCCT": 1661, "MINISTRY": 6,
    }  # fmt: skip
    assert new == Body.objects.count() == BodySpan.objects.count() == 2060
    assert load_mechanism() == 0
    assert Post.objects.count() == 2


def test_names_codes_and_parents_come_from_the_places() -> None:
    load_mechanism()
    capital = Body.objects.get(code="PCCT-12")
    assert capital.name["en"] == "MCCT Phnom Penh"
    span = BodySpan.objects.select_related("place", "area_parent", "theme_parent").get(body__code="PCCT-02-PREV")
    assert span.area_parent is not None
    assert span.theme_parent is not None
    assert (span.place.code, span.area_parent.code, span.theme_parent.code) == ("KH-02", "PCCT-02", "TWG-PREV")
    commune = BodySpan.objects.select_related("area_parent").get(body__code="CCCT-020101")
    assert commune.area_parent is not None
    assert commune.area_parent.code == "DCCT-0201"
    assert "គជបជ" in Body.objects.get(code="NCCT").search_key, "the short name is found without its dots"


def test_bodies_of_a_district_that_moved_moved_with_it() -> None:
    load_mechanism(first_month=month_at(2013, 1))
    spans = BodySpan.objects.filter(body__code="DCCT-2501").order_by("first_month")
    assert list(spans.values_list("area_parent__code", "first_month", "last_month")) == [
        ("PCCT-03", month_at(2013, 1), month_at(2013, 12)),
        ("PCCT-25", month_at(2014, 1), None),
    ]
    assert BodySpan.objects.get(body__code="PCCT-25").first_month == month_at(2014, 1)


def test_a_changed_plan_gives_only_what_is_new_and_keeps_what_it_leaves_out() -> None:
    load_mechanism()
    secretariat = next(spec for spec in BODIES if spec.code == "NCCT-GS")
    moved = dataclasses.replace(secretariat, area_parent="", facts={"seat": {"en": "Elsewhere"}})
    changed = [moved if spec is secretariat else spec for spec in BODIES if not spec.code.startswith("CCCT")]
    rows = load(changed, known=dt.date(2016, 1, 1))
    assert [row.body.code for row in rows] == ["NCCT-GS"]
    write_batch(SYSTEM, action="bodies.load", rows=rows, known=dt.date(2016, 1, 1))
    assert load(changed) == []
    assert Body.objects.get(code="NCCT-GS").facts == {"seat": {"en": "Elsewhere"}}
    assert Body.objects.filter(kind__code="CCCT").count() == 1661


def test_changed_posts_are_written_anew() -> None:
    load_mechanism()
    committee = BODIES[0]
    fewer = dataclasses.replace(committee, posts=[PostSpec(role="chair", title={"en": "Chair"})])
    load([fewer, *BODIES[1:]])
    assert list(Post.objects.values_list("role", "title", "order")) == [("chair", {"en": "Chair"}, 1)]


def test_nothing_is_written_where_something_is_wrong() -> None:
    with pytest.raises(Refused) as refusal:
        load(BODIES)
    assert refusal.value.problems[0].code == "bodies.places", "places come first"
    load_places(SYSTEM, known=KNOWN)
    wrong = [
        BodySpec(code="A", kind="NCCT", name={"en": "x"}, area_parent="NOBODY", where="bodies.yaml:3"),
        BodySpec(
            code="B", kind="NCCT", name={"en": "x"}, posts=[PostSpec(role="chair", title={"en": "x"}, of_body="Q")]
        ),
    ]
    with pytest.raises(Refused) as refusal:
        load(wrong)
    assert [problem.code for problem in refusal.value.problems] == ["body.parent", "body.office"]
    assert refusal.value.problems[0].where == "bodies.yaml:3"
    assert not Body.objects.exists()


def test_who_may_not_load_is_told_so() -> None:
    with pytest.raises(Forbidden):
        load_bodies(
            Actor(account=None, name="nobody"), kinds=KINDS, bodies=BODIES, known=KNOWN, first_month=FIRST, source=""
        )
