"""The table and its files, from a made-up world: no database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.utils import translation

from samaki.calculate.answers import Answer
from samaki.insight.pitt.cells import SeesAll
from samaki.insight.pitt.formats import FORMATS
from samaki.insight.pitt.formats.lines import header
from samaki.insight.pitt.markup import RowWriter
from samaki.insight.pitt.sheets import Sheet
from samaki.insight.pitt.table import exact_text

from .small_world import ask


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


class SeesNothingProtected(SeesAll):
    """A reader outside every ladder."""

    def sees(self, sheet: Sheet, answer: Answer) -> bool:
        """Only what is not protected."""
        return not sheet.protected

    def sees_other(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        """The same."""
        return not sheet.protected


def cells_of(code: str, **asked: Any) -> Any:
    """The cells of one row."""
    return next(row for row in ask(**asked).rows() if row.code == code).cells


def test_a_cell_holds_exact_and_shown_values() -> None:
    cell = cells_of("TRAIN")["2016"]
    assert (cell.actual, cell.target, cell.achieved) == (Decimal(1120), Decimal(300), Decimal("373.333333333333"))
    assert cell.shown == ("300", "1,120", "373.3 %")
    assert (cell.status, cell.k, cell.n, cell.partial) == ("met", 0, 2, True)


def test_to_date_has_the_actual_of_the_plan_and_the_target_of_what_has_begun() -> None:
    cells = cells_of("TRAIN")
    assert cells["to_date"].actual == cells["plan"].actual == Decimal(1200)
    assert (cells["to_date"].target, cells["plan"].target) == (Decimal(600), Decimal(1200))


def test_each_absence_has_its_own_word() -> None:
    assert cells_of("VICTIMS", year=2016)["2016-Q1"].shown.actual == "by year only"
    assert cells_of("LATER")["2016"].shown.actual == "not measurable yet"
    assert cells_of("TRAIN")["2017"].shown.actual == "not due"
    assert cells_of("VICTIMS")["2015"].shown.actual == "no value"
    assert cells_of("VICTIMS")["2016"].shown.target == "no target"


def test_a_stage_is_exact_by_code_and_shown_by_name() -> None:
    cell = cells_of("LAW")["2016"]
    assert (cell.actual, cell.target, cell.status) == ("draft", "approved", "not_met")
    with translation.override("km"):
        assert cells_of("LAW", lang="km")["2016"].shown.actual == "សេចក្តីព្រាង"


def test_a_shown_percentage_never_contradicts_its_status() -> None:
    cell = cells_of("RATE")["2016"]
    assert exact_text(cell.actual) == "66.6666665"
    assert cell.status != "met"
    assert (cell.shown.actual, cell.shown.target) == ("66.67", "66.7")
    assert cell.shown.achieved == "99.95 %"


def test_another_source_stands_beside_with_its_difference_and_a_note() -> None:
    table = ask()
    cell = next(row for row in table.rows() if row.code == "VICTIMS").cells["2016"]
    [other] = cell.other_sources
    assert (other.label, other.value, other.difference) == ("police", Decimal(244), Decimal(-54))
    assert cell.notes == ("a",)
    assert table.notes[0].text == "2016: police says 244, 54 fewer; shown beside, never added."


def test_earlier_knowledge_gives_the_earlier_table() -> None:
    as_of = dt.date(2016, 12, 31)
    earlier = ask(known_on=dt.date(2016, 8, 31), as_of=as_of)
    later = ask(known_on=dt.date(2017, 1, 1), as_of=as_of)
    by_position = ask(at=8, as_of=as_of)

    def train(table: Any) -> Any:
        return next(row for row in table.rows() if row.code == "TRAIN").cells["2015"].actual

    assert (train(earlier), train(later), train(by_position)) == (90, 80, 90)


def test_what_may_not_be_seen_is_a_word_in_every_format() -> None:
    table = ask(sight=SeesNothingProtected())
    cell = next(row for row in table.rows() if row.code == "VICTIMS").cells["2016"]
    assert (cell.actual, cell.shown.actual, cell.other_sources[0].value) == ("hidden", "hidden", "hidden")
    for name in ("csv", "json", "table"):
        text = FORMATS[name].write(table).decode()
        assert "hidden" in text
        assert "298" not in text
        assert "244" not in text
    html = "".join(RowWriter(table, plan="p", suffix="").write(row) for row in table.rows())
    assert 'absent is-hidden">hidden' in html
    assert "298" not in html


def test_filters_keep_what_was_asked_for() -> None:
    assert [row.code for row in ask(strategy="S1").rows()] == ["TRAIN", "LAW"]
    assert [row.code for row in ask(level="process").rows()] == ["LAW", "RATE"]
    assert [row.code for row in ask(key=True).rows()] == ["TRAIN"]
    assert [row.code for row in ask(readiness="not_measurable").rows()] == ["LATER"]
    assert [row.code for row in ask(status="not_met", year=2016).rows()] == ["LAW"]


def test_csv_is_one_header_and_one_line_an_indicator() -> None:
    table = ask(year=2016)
    data = FORMATS["csv"].write(table)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [line[0] for line in lines] == ["indicator", "TRAIN", "LAW", "VICTIMS", "RATE", "LATER"]
    assert lines[0][-3:] == ["illustrative", "question", "position"]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert lines[1][2] == "'=Persons trained"
    assert lines[1][-3:] == ["yes", table.question, "9"]


def test_every_format_says_the_same_cell_for_cell() -> None:
    table = ask(year=2016)
    names = header(table)
    csv_lines = list(csv.DictReader(io.StringIO(FORMATS["csv"].write(table).decode("utf-8-sig"))))
    document = json.loads(FORMATS["json"].write(table))
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(table)))
    figures, exact, definitions = book.worksheets
    assert figures.freeze_panes == "D3"
    compared = 0
    for number, (line, row) in enumerate(zip(csv_lines, document["rows"], strict=True)):
        assert line["indicator"] == row["indicator"] == figures.cell(number + 3, 1).value
        in_excel = dict(zip(names, [cell.value for cell in figures[number + 3]], strict=True))
        in_exact = dict(zip(names, [cell.value for cell in exact[number + 2]], strict=True))
        for period, column in row["columns"].items():
            for part in ("target", "actual", "achieved"):
                assert line[f"{period}_{part}"] == (column[part] or "")
                assert line[f"{period}_{part}_shown"] == column["shown"][part] == in_excel[f"{period}_{part}_shown"]
                assert (in_exact[f"{period}_{part}"] or "") == (column[part] or "")
                found = in_excel[f"{period}_{part}"]
                assert isinstance(found, int | float | str | None)
                if isinstance(found, int | float):
                    assert float(column[part]) == found
                else:
                    assert column[part] == found
                compared += 1
            assert line[f"{period}_status"] == column["status"] == in_excel[f"{period}_status"]
            assert in_excel[f"{period}_reported_k"] == column["reported"]["k"] == int(line[f"{period}_reported_k"])
            assert in_excel[f"{period}_reported_n"] == column["reported"]["n"] == int(line[f"{period}_reported_n"])
    assert compared == 5 * len(table.columns) * 3
    assert definitions.cell(2, 1).value == "TRAIN"


def test_the_same_question_gives_the_same_bytes() -> None:
    for name, kind in FORMATS.items():
        assert kind.write(ask(year=2016)) == kind.write(ask(year=2016)), name


def test_the_json_has_exactly_the_stated_shape() -> None:
    document = json.loads(FORMATS["json"].write(ask()))
    assert list(document) == ["question", "position", "rows"]
    row = document["rows"][2]
    assert list(row) == ["indicator", "illustrative", "columns"]
    assert list(row["columns"]) == ["2014", "2015", "2016", "2017", "2018", "plan", "to_date"]
    assert row["columns"]["2016"] == {
        "target": None,
        "actual": "298",
        "achieved": None,
        "status": "no_verdict",
        "reported": {"k": 0, "n": 0},
        "partial": False,
        "open": False,
        "other_sources": {"police": "244"},
        "shown": {"target": "no target", "actual": "298", "achieved": "no percentage"},
    }


def test_the_page_shows_the_same_figures() -> None:
    table = ask(year=2016)
    writer = RowWriter(table, plan="made-up", suffix=table.question)
    for row in table.rows():
        html = writer.write(row)
        for cell in row.cells.values():
            if cell.actual is not None:
                assert f">{cell.shown.actual}</a>" in html
            if isinstance(cell.achieved, Decimal):
                assert cell.shown.achieved in html
            if cell.target is not None:
                assert cell.shown.target in html


def test_original_and_revised_targets_stand_side_by_side() -> None:
    both = cells_of("TRAIN", targets="both", as_of=dt.date(2018, 12, 31))["2018"]
    assert both.original is not None
    assert (both.target, both.original.target) == (Decimal(500), Decimal(300))
    assert cells_of("TRAIN", targets="original", as_of=dt.date(2018, 12, 31))["2018"].target == Decimal(300)
    table = ask(targets="both", as_of=dt.date(2018, 12, 31), year=2018)
    html = "".join(RowWriter(table, plan="p", suffix="").write(row) for row in table.rows())
    assert "originally 300: " in html
