"""Who sees a small count: the ladder everything, everybody else large national totals and what was published."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import READER, SYSTEM, Actor, Grant
from samaki.core.batches import write_batch
from samaki.core.problems import Forbidden, NotFound
from samaki.core.remembered import forget_everything
from samaki.ledger.models import Evidence, Fact
from samaki.ledger.protection import Part, Protection, bodies_in_ladder, protection_for
from samaki.ledger.selectors import evidence_for, facts_with_story
from samaki.ledger.services import NewFact, publish_batch, store_evidence, supersede
from tests.small_world import DOCUMENT, JANUARY_2014, SmallWorld, plan_version

pytestmark = pytest.mark.django_db

ONE = 1_000_000
Y2015 = (JANUARY_2014 + 12, JANUARY_2014 + 23)
Y2016 = (JANUARY_2014 + 24, JANUARY_2014 + 35)
FEMALE = ("sex", "female")
VICTIMS = NewFact(
    indicator="VICTIMS", body="PC1", first_month=Y2015[0], last_month=Y2015[0], value=4 * ONE, source="ncct"
)
VALUE, SMALL = Decimal(40), Decimal(4)


def holder(small: SmallWorld, role: str, body: str = "NC") -> Actor:
    return Actor(account=None, name=role, grants=(Grant(role, small.bodies[body].pk),))


def publish(small: SmallWorld, *facts: NewFact) -> None:
    publish_batch(SYSTEM, action="test.fact", facts=facts, plan=small.plan)


@pytest.fixture
def values(small: SmallWorld) -> SmallWorld:
    """Of 2015 what PC1, its group and a district reported; of 2016 what was published."""
    publish(small, VICTIMS, replace(VICTIMS, body="DC11"), replace(VICTIMS, body="WG1", value=32 * ONE))
    paper = store_evidence(SYSTEM, name="paper.pdf", content=b"%PDF-", is_published=True)
    printed = replace(VICTIMS, body="NC", first_month=Y2016[0], last_month=Y2016[1], value=3 * ONE, evidence=paper)
    publish(small, printed, replace(printed, place="P2"))
    return small


def see(values: SmallWorld, actor: Actor, place: str = "KH") -> Protection:
    return protection_for(actor, values.plan, values.places[place])


class TestOutsideTheLadder:
    def test_an_unprotected_indicator_is_open(self, values: SmallWorld) -> None:
        assert see(values, READER, "P1").visible("TRAINED", SMALL, months=Y2015, cell=FEMALE)

    def test_a_large_national_total_shows_and_a_small_one_does_not(self, values: SmallWorld) -> None:
        sight = see(values, READER)
        assert sight.visible("VICTIMS", Decimal(10), months=Y2015, source="ncct")
        assert not sight.visible("VICTIMS", Decimal(9), months=Y2015, source="ncct")

    def test_a_true_zero_is_hidden_unless_the_plan_says_otherwise(self, values: SmallWorld) -> None:
        sight = see(values, READER)
        assert not sight.visible("VICTIMS", Decimal(0), months=Y2015)
        shows_zero = replace(sight, rules=replace(sight.rules, show_zero=True))
        assert shows_zero.visible("VICTIMS", Decimal(0), months=Y2015)

    def test_nothing_of_a_part_or_a_cell_shows_whatever_its_size(self, values: SmallWorld) -> None:
        assert not see(values, READER, "P1").visible("VICTIMS", VALUE, months=Y2015, source="ncct")
        assert not see(values, READER).visible("VICTIMS", VALUE, months=Y2015, source="ncct", cell=FEMALE)

    def test_no_value_is_nothing_to_hide(self, values: SmallWorld) -> None:
        assert see(values, READER, "P1").visible("VICTIMS", None, months=Y2015)

    def test_what_was_published_shows_for_any_place_with_its_cells(self, values: SmallWorld) -> None:
        sight = see(values, READER, "P2")
        assert sight.visible("VICTIMS", Decimal(3), months=Y2016, source="ncct")
        assert sight.visible("VICTIMS", Decimal(3), months=Y2016, source="ncct", cell=FEMALE)
        nation = see(values, READER)
        assert nation.visible("VICTIMS", Decimal(6), months=Y2016, source="ncct")
        both_years = (Y2015[0], Y2016[1])
        assert not nation.visible("VICTIMS", Decimal(7), months=both_years, source="ncct")

    def test_a_value_of_another_place_shows_only_where_it_was_published(self, values: SmallWorld) -> None:
        sight = see(values, READER)
        assert sight.visible("VICTIMS", VALUE, months=Y2016, source="ncct", speaks_elsewhere=True)
        assert not sight.visible("VICTIMS", VALUE, months=Y2015, source="ncct", speaks_elsewhere=True)

    def test_a_rate_shows_where_both_its_sides_do(self, values: SmallWorld) -> None:
        sight = see(values, READER)
        whole, female = Part("VICTIMS", VALUE), Part("VICTIMS", VALUE, FEMALE)
        assert sight.is_protected("SHARE")
        assert not sight.visible("SHARE", Decimal(50), months=Y2015, parts=(female, whole))
        assert not sight.visible("SHARE", Decimal(50), months=Y2015)
        assert sight.visible("SHARE", Decimal(50), months=Y2015, parts=(whole, whole))
        assert not sight.visible("SHARE", Decimal(50), months=Y2015, parts=(whole, Part("VICTIMS", SMALL)))
        assert sight.visible("SHARE", Decimal(50), months=Y2016, parts=(female, whole))

    def test_a_higher_floor_of_the_indicator_holds(self, values: SmallWorld) -> None:
        sight = see(values, READER)
        higher = replace(sight, rules=replace(sight.rules, floors={"VICTIMS": 50}))
        assert not higher.visible("VICTIMS", VALUE, months=Y2015)


class TestInsideTheLadder:
    @pytest.mark.parametrize("role", ["auditor", "monitoring_officer"])
    def test_the_office_and_auditors_see_everything(self, values: SmallWorld, role: str) -> None:
        assert see(values, holder(values, role), "D11").visible("VICTIMS", SMALL, months=Y2015, cell=FEMALE)

    def test_a_committee_sees_its_area_and_not_the_nation(self, values: SmallWorld) -> None:
        chair = holder(values, "chair", "PC1")
        assert see(values, chair, "P1").visible("VICTIMS", SMALL, months=Y2015, cell=FEMALE)
        assert see(values, chair, "D11").visible("VICTIMS", SMALL, months=Y2015)
        assert not see(values, chair).visible("VICTIMS", SMALL, months=Y2015, source="ncct")
        assert not see(values, holder(values, "chair", "PC2"), "P1").visible("VICTIMS", SMALL, months=Y2015)

    def test_a_district_does_not_see_what_lies_above_it(self, values: SmallWorld) -> None:
        reporter = holder(values, "reporter", "DC11")
        assert see(values, reporter, "D11").visible("VICTIMS", SMALL, months=Y2015)
        assert not see(values, reporter, "P1").visible("VICTIMS", SMALL, months=Y2015)

    def test_a_working_group_sees_its_theme(self, values: SmallWorld) -> None:
        keys = {code: body.pk for code, body in values.bodies.items()}
        assert bodies_in_ladder(holder(values, "chair", "TWG")) == {keys["TWG"], keys["WG1"]}
        below = {keys[code] for code in ("PC1", "WG1", "DC11", "DC12")}
        assert bodies_in_ladder(holder(values, "chair", "PC1")) == below

    def test_a_reader_and_an_administrator_have_no_ladder(self, values: SmallWorld) -> None:
        for role in ("reader", "administrator"):
            assert bodies_in_ladder(holder(values, role)) == frozenset()


def test_a_table_costs_the_same_queries_whatever_the_ledger_holds(values: SmallWorld) -> None:
    chair = holder(values, "chair", "PC1")

    def queries() -> int:
        forget_everything()
        with CaptureQueriesContext(connection) as seen:
            see(values, chair, "P1")
        return len(seen)

    before = queries()
    publish(values, *(replace(VICTIMS, body=body, value=ONE) for body in ("PC1", "PC2", "DC12") for _ in range(5)))
    assert queries() == before <= 8


class TestStories:
    def test_tells_every_version_with_its_batch(self, values: SmallWorld) -> None:
        fact = Fact.objects.get(body__code="PC1")
        supersede(SYSTEM, fact.line, changes={"value": 9 * ONE}, reason="recount")
        story = facts_with_story(SYSTEM, [fact.pk])[fact.pk]
        assert [(version.value, version.batch.reason) for version in story.versions] == [
            (4 * ONE, ""),
            (9 * ONE, "recount"),
        ]
        assert story.version.fact == fact.pk

    def test_hides_a_protected_value_from_those_outside(self, values: SmallWorld) -> None:
        own, printed = Fact.objects.get(body__code="PC1"), Fact.objects.filter(body__code="NC").first()
        assert printed is not None
        stories = facts_with_story(READER, [own.pk, printed.pk])
        assert stories[own.pk].version.is_hidden
        assert stories[own.pk].version.value is None
        assert stories[printed.pk].version.value == 3 * ONE
        assert stories[printed.pk].may_open
        chair = facts_with_story(holder(values, "chair", "PC1"), [own.pk])
        assert chair[own.pk].version.value == 4 * ONE

    def test_hides_what_any_version_of_the_plan_protects(self, values: SmallWorld) -> None:
        opened = [sheet | {"protected": False} for sheet in DOCUMENT["indicators"]]
        revised = DOCUMENT | {"version": {"number": 2, "in_force": "2017-01-01"}, "indicators": opened}
        write_batch(SYSTEM, action="test.plan", rows=[plan_version(values.plan, revised, 2)], source="test")
        values.indicators["VICTIMS"].protected = False
        values.indicators["VICTIMS"].save()
        own = Fact.objects.get(body__code="PC1")
        assert facts_with_story(READER, [own.pk])[own.pk].version.is_hidden
        assert not see(values, READER, "P1").visible("VICTIMS", VALUE, months=Y2015)

    def test_costs_the_same_queries_for_one_fact_as_for_many(self, values: SmallWorld) -> None:
        publish(values, *(replace(VICTIMS, cells=(("sex", "female", ONE),)) for _ in range(20)))
        facts = list(Fact.objects.order_by("-pk").values_list("pk", flat=True)[:20])

        def queries(asked: list[int]) -> int:
            with CaptureQueriesContext(connection) as seen:
                facts_with_story(SYSTEM, asked)
            return len(seen)

        assert queries(facts[:1]) == queries(facts)


class TestEvidence:
    def test_opens_where_it_was_published_or_in_the_ladder(self, values: SmallWorld) -> None:
        own = store_evidence(SYSTEM, name="minutes.txt", content=b"minutes")
        publish(values, replace(VICTIMS, evidence=own))
        paper = Evidence.objects.get(name="paper.pdf")
        assert evidence_for(READER, paper.uid) == paper
        assert evidence_for(holder(values, "chair", "PC1"), own.uid) == own
        assert evidence_for(holder(values, "auditor"), own.uid) == own
        for outside in (READER, holder(values, "chair", "PC2")):
            with pytest.raises(NotFound):
                evidence_for(outside, own.uid)

    def test_a_paper_of_several_bodies_opens_where_all_of_them_are_in_the_ladder(self, values: SmallWorld) -> None:
        shared = store_evidence(SYSTEM, name="both.txt", content=b"both provinces")
        publish(values, replace(VICTIMS, evidence=shared), replace(VICTIMS, body="PC2", evidence=shared))
        chair, officer = holder(values, "chair", "PC1"), holder(values, "monitoring_officer")
        with pytest.raises(NotFound):
            evidence_for(chair, shared.uid)
        assert evidence_for(officer, shared.uid) == shared
        own = Fact.objects.get(evidence=shared, body__code="PC1").pk
        assert not facts_with_story(chair, [own])[own].may_open
        assert facts_with_story(officer, [own])[own].may_open

    def test_personal_evidence_is_refused_with_the_reason(self, values: SmallWorld) -> None:
        own = store_evidence(SYSTEM, name="names.txt", content=b"names", is_personal=True)
        publish(values, replace(VICTIMS, evidence=own))
        with pytest.raises(Forbidden, match="personal"):
            evidence_for(holder(values, "chair", "PC1"), own.uid)
        with pytest.raises(NotFound):
            evidence_for(READER, own.uid)
