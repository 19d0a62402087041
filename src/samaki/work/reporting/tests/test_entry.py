"""What the form asks of the country's plan, and how what is typed is read. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from samaki.registry.plan.document import read_folder
from samaki.work.reporting.entry import Entry, read_entry
from samaki.work.reporting.fields import Field, fields_of
from samaki.work.reporting.typed_number import number_typed

ONE = 1_000_000
PLAN = Path(__file__).resolve().parents[5] / "plans" / "cambodia-npa-2014-2018"
REACHED = "cell.sex_x_age_group."


@pytest.fixture(scope="module")
def fields() -> Mapping[str, Field]:
    document = read_folder(PLAN).versions[0].plan
    assert document is not None
    return fields_of(document)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(field: Field, **typed: str) -> Entry:
    return read_entry(field, {name.replace("__", "."): text for name, text in typed.items()})


def test_what_the_system_counts_or_divides_nobody_is_asked(fields: Mapping[str, Field]) -> None:
    assert not {"M-2", "M-3", "S1-12", "S3-6"} & set(fields)
    assert {"M-1", "S2-5", "S4-14"} <= set(fields)


def test_a_cross_stands_for_its_margins_and_the_longer_list_goes_down(fields: Mapping[str, Field]) -> None:
    reached = fields["S2-5"]
    assert [grid.code for grid in reached.grids] == ["outreach_mode", "sex_x_age_group"]
    grid = reached.grids[1]
    assert [choice.code for choice in grid.down] == ["female", "male", "other", "unknown"]
    assert grid.cell("female", "child") == "female+child"
    ages = next(grid for grid in fields["S4-1"].grids if grid.code == "sex_x_age")
    assert (len(ages.down), len(ages.across)) == (7, 4)
    assert ages.cell("under_15", "female") == "female+under_15"
    assert "age_published" not in fields["S4-1"].sets
    # Age by the exact rule gives child or adult too.
    assert {one.code for one in fields["S4-1"].derived} == {"sex", "age", "age_group"}


def test_kind_of_body_is_known_and_not_asked(fields: Mapping[str, Field]) -> None:
    assert fields["M-1"].grids == ()
    entry = read_entry(fields["M-1"], {"value": "2"}, kind_of_body="PCCT")
    assert entry.cells == (("kind_of_body", "mpcct", 2 * ONE),)


def test_every_cell_of_a_grid_is_one_the_ledger_knows(fields: Mapping[str, Field]) -> None:
    for field in fields.values():
        for grid in field.grids:
            assert set(grid.cells) == set(field.sets[grid.code]), field.code


@pytest.mark.parametrize(
    ("text", "number"),
    [("64", "64"), (" ៦៤ ", "64"), ("1,234.5", "1234.5"), ("1 234 567", "1234567"), ("\u2212 3", "-3"), ("០", "0"),
     ("12\u200b", "12"), ("5.", "5"), (".5", "0.5")],
)  # fmt: skip
def test_numbers_as_people_type_them(text: str, number: str) -> None:
    assert number_typed(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "what"),
    [("twelve", "word"), ("1e3", "word"), ("1,5", "comma"), ("1.234.567", "comma"), ("12 34", "comma"), ("NaN", "word"),
     ("12 persons", "word"), ("0,500", "comma"), ("0 500", "comma"), ("9" * 1000, "word")],
)  # fmt: skip
def test_what_may_mean_two_things_is_not_guessed(text: str, what: str) -> None:
    assert number_typed(text) == what


@pytest.mark.parametrize(
    ("typed", "where", "code"),
    [
        ({"value": "many"}, "value", "entry.word"),
        ({"value": "-1"}, "value", "entry.negative"),
        ({"value": "1.5"}, "value", "entry.fraction"),
        ({"value": "100000000001"}, "value", "entry.too_large"),
        ({"value": "40", f"{REACHED}female+child": "43"}, "value", "entry.cells_above_total"),
        ({f"{REACHED}female+child": "x"}, f"{REACHED}female+child", "entry.word"),
        ({f"{REACHED}female+giant": "1"}, f"{REACHED}female+giant", "entry.cell"),
        ({"value": "3", "kind": "nil"}, "value", "entry.figure_and_none"),
        ({"kind": "none", "why": "because"}, "why", "entry.reason"),
        ({"kind": "perhaps"}, "kind", "entry.kind"),
        ({"cell.outreach_mode.meeting": "3", f"{REACHED}male+adult": "4"}, "value", "entry.sums_differ"),
        ({"value": "9", f"{REACHED}female+child": "5", "cell.sex.female": "4"}, "cell.sex.female", "entry.margin"),
    ],
)
def test_each_mistake_is_said_once_at_its_field(
    fields: Mapping[str, Field], typed: Mapping[str, str], where: str, code: str
) -> None:
    field = fields["S2-5"]
    typed = {name.replace("meeting", next(iter(sorted(field.sets["outreach_mode"])))): v for name, v in typed.items()}
    entry = read_entry(field, typed)
    assert [(problem.where, problem.code) for problem in entry.problems] == [(where, code)]
    assert entry.value is None


def test_the_sentence_names_both_numbers(fields: Mapping[str, Field]) -> None:
    typed = {"value": "1,040", f"{REACHED}female+child": "1043"}
    problem = read_entry(fields["S2-5"], typed).problems[0]
    assert problem.what.startswith("The cells add up to 1,043, more than the total you typed (1,040).")


def test_cells_alone_make_the_total_and_their_margins(fields: Mapping[str, Field]) -> None:
    entry = read_entry(fields["S2-5"], {f"{REACHED}female+child": "១៣", f"{REACHED}female+adult": "15"})
    assert (entry.kind, entry.value) == ("number", 28 * ONE)
    assert ("sex", "female", 28 * ONE) in entry.cells
    assert ("age_group", "child", 13 * ONE) in entry.cells


def test_a_number_nothing_and_no_answer_are_three_things(fields: Mapping[str, Field]) -> None:
    field = fields["S2-4"]
    assert read(field, value="0").value == 0
    assert read(field, kind="nil").kind == "nil"
    assert (read(field).kind, read(field, kind="number").kind) == ("none", "none")
    assert read(field, kind="none", why="not_sent").why == "not_sent"


def test_a_stage_is_its_place_in_the_list(fields: Mapping[str, Field]) -> None:
    assert read(fields["S2-3"], value="consultation").value == 2 * ONE
    assert read(fields["S2-3"], value="2").problems[0].code == "entry.stage"


def test_money_has_fractions_and_several_services_may_exceed_persons(fields: Mapping[str, Field]) -> None:
    assert read(fields["M-10"], value="1,000.5").value == 1_000_500_000
    cells = sorted(fields["S4-3"].sets["services_received"])[:2]
    typed = {"value": "3", **{f"cell.services_received.{cell}": "3" for cell in cells}}
    assert read_entry(fields["S4-3"], typed).problems == ()
    del typed["value"]
    assert read_entry(fields["S4-3"], typed).problems[0].code == "entry.total_missing"
