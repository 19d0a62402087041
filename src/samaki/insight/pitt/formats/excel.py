"""The tracking table as an Excel workbook: real numbers, header frozen, both languages, a sheet of definitions.

A number whose decimals a spreadsheet cannot hold exactly (more than 15 digits) still stands in full in the column
`exact` of the second sheet, which repeats the CSV. Text is always written as text: nothing runs as a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.insight.pitt import shown
from samaki.insight.pitt.table import HIDDEN, Column, Row, Table

from .lines import ABOUT, OF_A_PERIOD, Content, as_text, header, lines

# A workbook carries a day of making; the same question must give the same bytes, so it is always this one.
MADE: Final = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no time zone
FIXED_COLUMNS: Final = 3
HEADER_ROWS: Final = 2
_WIDTHS: Final = {"indicator": 10, "title_km": 46, "title_en": 46, "strategy": 9, "question": 40}


def write(table: Table) -> bytes:
    """Write the workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": _sheet_word("Tracking table"), "created": MADE, "comments": table.question})
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "plain": book.add_format({"valign": "top"}),
        "whole": book.add_format({"valign": "top", "num_format": "#,##0"}),
        "broken": book.add_format({"valign": "top", "num_format": "#,##0.0###########"}),
    }
    _write_table(book.add_worksheet(_sheet_word("Tracking table")), table, looks)
    _write_exact(book.add_worksheet(_sheet_word("Exact values")), table, looks)
    _write_definitions(book.add_worksheet(_sheet_word("Definitions")), table, looks)
    book.close()
    return buffer.getvalue()


def _sheet_word(english: str) -> str:
    """The name of a sheet in the language in use."""
    return {
        "Tracking table": _("Tracking table"),
        "Exact values": _("Exact values"),
        "Definitions": _("Definitions"),
    }[english]


def _write_table(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    names = header(table)
    for at, (km, en) in enumerate(zip(_titles(table, "km"), _titles(table, "en"), strict=True)):
        sheet.write_string(0, at, km, looks["head"])
        sheet.write_string(1, at, en, looks["head"])
        sheet.set_column(at, at, _WIDTHS.get(names[at], 14))
    for below, line in enumerate(lines(table), start=HEADER_ROWS):
        for at, content in enumerate(line.contents):
            _write(sheet, below, at, content, looks)
    sheet.freeze_panes(HEADER_ROWS, FIXED_COLUMNS)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEADER_ROWS - 1)


def _write_exact(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    for at, name in enumerate(header(table)):
        sheet.write_string(0, at, name, looks["head"])
    for below, line in enumerate(lines(table), start=1):
        for at, content in enumerate(line.contents):
            sheet.write_string(below, at, as_text(content), looks["plain"])
    sheet.freeze_panes(1, 1)


def _write_definitions(sheet: Any, table: Table, looks: dict[str, Any]) -> None:
    heads = (
        ("សូចនាករ", "Indicator"),
        ("ឈ្មោះ (ខ្មែរ)", "Title (Khmer)"),
        ("ឈ្មោះ (អង់គ្លេស)", "Title (English)"),
        ("និយមន័យ (ខ្មែរ)", "Definition (Khmer)"),
        ("និយមន័យ (អង់គ្លេស)", "Definition (English)"),
    )
    for at, (km, en) in enumerate(heads):
        sheet.write_string(0, at, f"{km} / {en}", looks["head"])
        sheet.set_column(at, at, 12 if at == 0 else 50)
    row_number = 1
    for row in table.rows():
        texts = [row.code, *_both(row.title), *_both(row.definition)]
        for at, text in enumerate(texts):
            sheet.write_string(row_number, at, text, looks["wrap"])
        row_number += 1
    row_number += 1
    for name, meaning in _explained(table):
        sheet.write_string(row_number, 0, name, looks["plain"])
        sheet.write_string(row_number, 1, meaning, looks["wrap"])
        row_number += 1
    sheet.freeze_panes(1, 1)


def _both(text: Any) -> list[str]:
    return [text.get("km", ""), text.get("en", "")]


def _explained(table: Table) -> list[tuple[str, str]]:
    illustrative = [row.code for row in table.rows() if row.is_illustrative]
    return [
        (_("question"), table.question),
        (_("position"), str(table.position)),
        (_("illustrative"), ", ".join(illustrative) or _("none")),
        *[(shown.status(code), code) for code in shown.STATUS_WORDS],
        *[(note.letter, note.text) for note in table.notes],
    ]


def _write(sheet: Any, row: int, column: int, content: Content, looks: dict[str, Any]) -> None:
    if isinstance(content, bool):
        sheet.write_boolean(row, column, content, looks["plain"])
    elif isinstance(content, int):
        sheet.write_number(row, column, content, looks["whole"])
    elif isinstance(content, Decimal):
        look = looks["whole"] if content == content.to_integral_value() else looks["broken"]
        sheet.write_number(row, column, float(content), look)  # the format's own number; exact text on the next sheet
    elif content:
        sheet.write_string(row, column, content, looks["plain"])
    else:
        sheet.write_blank(row, column, None, looks["plain"])


def _titles(table: Table, lang: str) -> list[str]:
    """The header in one language."""
    with translation.override(lang):
        words = _column_words()
        titles = [words[name] for name, _take in ABOUT]
        for column in table.columns:
            titles += [f"{_period(column)}: {words[end]}" for end, _take in OF_A_PERIOD]
        return [*titles, words["illustrative"], words["question"], words["position"]]


def _column_words() -> dict[str, str]:
    return {
        "indicator": _("Indicator"),
        "title_km": _("Title in Khmer"),
        "title_en": _("Title in English"),
        "strategy": _("Strategy"),
        "unit": _("Unit"),
        "source": _("Source"),
        "frequency": _("Frequency"),
        "responsible": _("Responsible"),
        "baseline": _("Baseline"),
        "baseline_shown": _("Baseline as shown"),
        "target": _("target"),
        "target_shown": _("target as shown"),
        "actual": _("actual"),
        "actual_shown": _("actual as shown"),
        "achieved": _("percent of target"),
        "achieved_shown": _("percent of target as shown"),
        "status": _("status"),
        "reported_k": _("reported"),
        "reported_n": _("owed"),
        "partial": _("partial"),
        "open": _("period open"),
        "other_sources": _("other sources"),
        "illustrative": _("Illustrative"),
        "question": _("Question"),
        "position": _("Position"),
    }


def _period(column: Column) -> str:
    return {"plan": _("Whole plan"), "to_date": _("To date")}.get(column.code, column.code)


__all__ = ["HIDDEN", "Row", "write"]
