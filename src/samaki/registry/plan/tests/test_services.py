"""A folder becomes batches, once; what is in force fills the tables; what was known when can be asked."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from samaki.core.actor import READER, SYSTEM
from samaki.core.models import Batch
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import PlaceSpan
from samaki.registry.plan.models import Indicator, Output, Plan, PlanVersion, Strategy
from samaki.registry.plan.selectors import (
    document_in_force,
    indicators_for,
    plan_for,
    recorded_documents,
    to_calculate,
    version_in_force,
)
from samaki.registry.plan.services import export_plan, load_plan

SMALL = Path(__file__).parent / "small_plan"
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """Return the small plan, loaded."""
    return load_plan(SYSTEM, folder=SMALL).plan


def test_each_version_is_one_batch_known_on_its_day(plan: Plan) -> None:
    batches = Batch.objects.filter(action="plan.load").order_by("position")
    assert [batch.known for batch in batches] == [dt.date(2015, 2, 1), dt.date(2016, 8, 1)]
    assert list(PlanVersion.objects.filter(plan=plan).values_list("number", "in_force")) == [
        (1, dt.date(2015, 1, 1)),
        (2, dt.date(2016, 7, 1)),
    ]
    assert (plan.code, plan.first_month, plan.last_month) == ("small-plan", 2015 * 12, 2017 * 12 + 11)


def test_bodies_are_known_with_the_plan_one_per_place(plan: Plan) -> None:
    span = BodySpan.objects.get(body__code="PCCT-02")
    assert span.batch.known == dt.date(2015, 2, 1)
    assert (span.place.code, span.first_month) == ("KH-02", plan.first_month)
    assert span.area_parent is not None
    assert span.area_parent.code == "OWNER"
    assert Body.objects.filter(kind__code="PCCT").count() == 25


def test_loading_again_writes_nothing(plan: Plan) -> None:
    before = Batch.objects.count()
    again = load_plan(SYSTEM, folder=SMALL)
    assert (list(again.written), list(again.there)) == ([], [1, 2])
    assert Batch.objects.count() == before


def test_tables_follow_the_version_in_force_and_lose_no_line(plan: Plan) -> None:
    assert [strategy.code for strategy in Strategy.objects.filter(plan=plan)] == ["S1"]
    assert [output.strategy.code for output in Output.objects.filter(plan=plan)] == ["S1"]
    lines = dict(Indicator.objects.filter(plan=plan).values_list("code", "in_force"))
    assert lines.pop("COST") is False
    assert set(lines.values()) == {True}
    assert [line.code for line in indicators_for(READER, plan)] == [
        "TRAINED",
        "STAFF",
        "RATE",
        "LAW",
        "VICTIMS",
        "WOMEN",
    ]
    victims = Indicator.objects.get(plan=plan, code="VICTIMS")
    assert (victims.protected, victims.floor) == (True, 12)


def test_the_version_in_force_depends_on_the_day_and_on_what_was_known(plan: Plan) -> None:
    assert version_in_force(plan, dt.date(2016, 6, 30)).number == 1
    assert version_in_force(plan, dt.date(2016, 7, 1)).number == 2
    assert version_in_force(plan, dt.date(2016, 7, 1), known_on=dt.date(2016, 7, 31)).number == 1
    first = PlanVersion.objects.get(plan=plan, number=1).batch.position
    assert version_in_force(plan, dt.date(2017, 1, 1), position=first).number == 1
    assert version_in_force(plan, dt.date(2014, 1, 1)).number == 1
    assert document_in_force(plan).version.number == 2


def test_before_it_was_known_the_plan_is_not_there(plan: Plan) -> None:
    with pytest.raises(NotFound, match=r"1 February 2015|ថ្ងៃទី១ ខែកុម្ភៈ"):
        version_in_force(plan, known_on=dt.date(2015, 1, 31))


def test_a_version_as_the_calculation_takes_it(plan: Plan) -> None:
    version = version_in_force(plan)
    assert to_calculate(version).position == version.batch.position
    assert "COST" not in to_calculate(version).indicators


def test_codes_match_without_regard_to_case_and_the_nearest_is_named(plan: Plan) -> None:
    assert plan_for(READER, "SMALL-Plan") == plan
    with pytest.raises(NotFound, match="small-plan"):
        plan_for(READER, "smal-plan")


def test_a_recorded_version_never_changes(plan: Plan, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "other"))
    sheets = folder / "indicators" / "all.yaml"
    sheets.write_text(sheets.read_text(encoding="utf-8").replace("2017: 150", "2017: 151"), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_plan(SYSTEM, folder=folder)
    assert refusal.value.problems[0].code == "plan.version-differs"
    assert PlanVersion.objects.count() == 2


def test_a_new_version_is_recorded_beside_those_that_are_there(plan: Plan, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "next"))
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(
        f"{text}- {{number: 3, in_force: 2017-01-01, known: 2017-01-05}}\n", encoding="utf-8"
    )
    (folder / "versions" / "3").mkdir()
    (folder / "versions" / "3" / "plan.yaml").write_text("title: {en: Renamed, km: ប្តូរឈ្មោះ}\n", encoding="utf-8")
    loaded = load_plan(SYSTEM, folder=folder)
    assert (list(loaded.written), list(loaded.there)) == ([3], [1, 2])
    plan.refresh_from_db()
    assert plan.title["en"] == "Renamed"


def test_a_folder_with_a_problem_writes_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "spoilt"))
    (folder / "bodies.yaml").write_text("kinds: []\nbodies: []\n", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_plan(SYSTEM, folder=folder)
    assert len(refusal.value.problems) > 5
    assert not Plan.objects.exists()
    assert not Batch.objects.exists()


def test_a_version_known_only_tomorrow_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "early"))
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(text.replace("known: 2016-08-01", "known: 2999-08-01"), encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        load_plan(SYSTEM, folder=folder)
    assert [problem.code for problem in refusal.value.problems] == ["plan.known-later"]


def test_a_plan_known_before_one_that_is_loaded_already_knows_its_places_and_bodies(tmp_path: Path) -> None:
    later = Path(shutil.copytree(SMALL, tmp_path / "later"))
    text = (later / "plan.yaml").read_text(encoding="utf-8")
    text = text.replace("known: 2015-02-01", "known: 2016-02-01").replace("code: ", "code: later-", 1)
    (later / "plan.yaml").write_text(text, encoding="utf-8")
    load_plan(SYSTEM, folder=later)
    load_plan(SYSTEM, folder=SMALL)
    assert {span.batch.known for span in PlaceSpan.objects.filter(place__code="KH-02").select_related("batch")} == {
        dt.date(2015, 2, 1), dt.date(2016, 2, 1),
    }  # fmt: skip
    body = BodySpan.objects.filter(batch__known=dt.date(2015, 2, 1))
    assert body.count() == BodySpan.objects.filter(batch__known=dt.date(2016, 2, 1)).count() > 0


def test_a_reader_may_not_load() -> None:
    with pytest.raises(Forbidden):
        load_plan(READER, folder=SMALL)


def test_the_export_of_what_is_recorded_can_be_loaded_and_is_known(plan: Plan, tmp_path: Path) -> None:
    export_plan(READER, code="SMALL-PLAN", folder=tmp_path / "out")
    again = load_plan(SYSTEM, folder=tmp_path / "out")
    assert list(again.written) == []
    assert len(recorded_documents(plan)) == 2
