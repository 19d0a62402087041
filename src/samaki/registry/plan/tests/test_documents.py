"""The canonical document and the folder say the same, in both directions, whatever wrote the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from samaki.core.problems import Refused
from samaki.registry.plan.document import (
    Known,
    canonical_bytes,
    check,
    export,
    from_document,
    read_folder,
    to_document,
)
from samaki.registry.plan.document.calculation import to_calculate
from samaki.registry.plan.document.yaml_writer import scalar

HERE = Path(__file__).parent
PLANS = sorted(path.parent for path in (HERE.parents[4] / "plans").glob("*/plan.yaml"))
FOLDERS = [HERE / "small_plan", *PLANS]


def documents(folder: Path) -> list[dict[str, object]]:
    return [to_document(version.plan) for version in read_folder(folder).versions if version.plan]


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_export_means_the_same_and_its_export_has_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    stated = documents(folder)
    export(stated, tmp_path / "one")
    again = documents(tmp_path / "one")
    assert [canonical_bytes(document) for document in again] == [canonical_bytes(document) for document in stated]
    export(again, tmp_path / "two")
    assert all_bytes(tmp_path / "two") == all_bytes(tmp_path / "one")
    assert check(tmp_path / "one") == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_document_read_back_is_the_same(folder: Path) -> None:
    for document in documents(folder):
        assert to_document(from_document(json.loads(canonical_bytes(document)))) == document


@pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)
def test_the_shipped_plans_have_no_problem_and_every_text_in_both_languages(folder: Path) -> None:
    assert check(folder) == []


def test_a_revision_holds_only_what_it_changes(tmp_path: Path) -> None:
    first, second = documents(HERE / "small_plan")
    targets = [{sheet["code"]: sheet.get("targets") for sheet in one["indicators"]} for one in (first, second)]  # type: ignore[attr-defined]
    assert targets[0]["TRAINED"] == {"2015": "100", "2016-H1": "60", "2016-H2": "60", "2017": "150"}
    assert targets[1]["TRAINED"] == {"2015": "100", "2016-H1": "60", "2016-H2": "90"}
    assert "COST" in targets[0]
    assert "COST" not in targets[1]
    export([first, second], tmp_path / "out")
    revised = (tmp_path / "out" / "versions" / "2" / "indicators" / "changes.yaml").read_text(encoding="utf-8")
    assert "definition" not in revised
    assert "removed: true" in revised


def test_what_a_default_says_is_left_out_of_the_document() -> None:
    (first, _second) = documents(HERE / "small_plan")
    share = next(sheet for sheet in first["indicators"] if sheet["code"] == "WOMEN")  # type: ignore[attr-defined]
    assert "counts" not in share
    assert "key" not in share


def test_an_export_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(Refused):
        export(documents(HERE / "small_plan"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_something_that_is_no_document_is_refused() -> None:
    with pytest.raises(Refused):
        from_document({"plan": {"code": "x"}})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain words", "plain words"),
        ("01", '"01"'),
        ("no", '"no"'),
        ("none", '"none"'),
        ("100", "100"),
        ("1.10", '"1.10"'),
        ("2016-07", "2016-07"),
        ("2016-Q1", '"2016-Q1"'),
        ("ends:", '"ends:"'),
        ("ភាសា", "ភាសា"),
        (True, "true"),
    ],
)
def test_a_value_is_quoted_where_a_reader_could_misread_it(value: object, written: str) -> None:
    assert scalar(value) == written


def test_rules_and_targets_reach_the_calculation() -> None:
    plan = read_folder(HERE / "small_plan").versions[0].plan
    assert plan is not None
    version = to_calculate(plan, position=7)
    trained, law, women = (version.indicators[code] for code in ("TRAINED", "LAW", "WOMEN"))
    assert (trained.spread_even, trained.direction, trained.target_kind) == (True, "increase", "per_period")
    assert [(target.period.name, target.value, target.place) for target in version.targets["TRAINED"]] == [
        ("2015", 100_000_000, None),
        ("2016-H1", 60_000_000, None),
        ("2016-H2", 60_000_000, None),
        ("2017", 150_000_000, None),
        ("2016", 20_000_000, "KH-02"),
    ]
    assert law.stages == ("nothing", "drafted", "in_force")
    assert law.baseline == 0
    assert women.formula is not None
    assert women.formula.numerator == ("VICTIMS", "sex", "female")
    assert version.position == 7
    assert version.thresholds.on_track == 80


def test_places_are_looked_up_only_where_they_are_known() -> None:
    folder = HERE / "small_plan"
    assert check(folder) == []
    found = check(folder, Known(places={"KH"}, levels=("country",)))
    assert sorted((one.code, one.file) for one in found) == [
        ("unknown-level", "bodies.yaml"),
        ("unknown-level", "indicators/all.yaml"),
        ("unknown-place", "indicators/all.yaml"),
    ]
