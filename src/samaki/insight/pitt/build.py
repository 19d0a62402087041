"""Puts a question to the calculation, cell by cell, and makes the table of the answers.

Needs no database: whoever calls has fetched the world (insight.engine) and knows what the asker may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import Id
from samaki.calculate.periods import TO_DATE, Period, parse_period

from . import shown
from .cells import CellMaker
from .illustrations import Illustrations
from .notes import lettered
from .parts import Parts
from .question import Question
from .sheets import Heading, Sheet
from .table import Cell, Column, Group, LocalText, Row, Table, columns_of


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything a table is made of, fetched beforehand. `position` is the one the answer stands on."""

    question: Question
    calculator: Calculator
    sheets: Sequence[Sheet]
    place: Id
    ladder: Id | None
    position: int
    cells: CellMaker
    parts: Mapping[tuple[str, str], Sequence[Parts]] = field(default_factory=dict)
    set_names: Mapping[str, LocalText] = field(default_factory=dict)
    illustrations: Illustrations = field(default_factory=Illustrations)

    @property
    def plan_period(self) -> Period:
        """The plan's months."""
        return self.calculator.world.plan_period


def build_table(setting: Setting) -> Table:
    """The table of a question."""
    question = setting.question
    period = setting.plan_period
    columns = columns_of(range(period.first // 12, period.last // 12 + 1), question.year)
    judged = str(question.year) if question.year is not None else TO_DATE
    periods = _periods(columns, period)
    rows = [_row(setting, sheet, periods) for sheet in wanted(setting.sheets, question)]
    if question.status:
        rows = [row for row in rows if row.status(judged) == question.status]
    rows, notes = lettered(rows, columns, setting.parts, setting.set_names)
    return Table(
        question=question.text(),
        position=setting.position,
        lang=question.lang,
        columns=columns,
        groups=_groups(rows, {sheet.heading.code: sheet.heading for sheet in setting.sheets}),
        judged=judged,
        notes=notes,
    )


def build_row(setting: Setting, sheet: Sheet, periods: Iterable[Period] = ()) -> Row:
    """One row: an indicator's years, the whole plan, the plan to date; or the periods given."""
    named = {one.name: one for one in periods}
    if named:
        return _row(setting, sheet, named)
    period = setting.plan_period
    columns = columns_of(range(period.first // 12, period.last // 12 + 1), setting.question.year)
    return _row(setting, sheet, _periods(columns, period))


def parts_of(sheet: Sheet) -> tuple[str, ...]:
    """The indicators a formula is divided from, each once."""
    written = () if sheet.formula is None else sheet.formula[:2]
    return tuple(dict.fromkeys(part.partition("[")[0].strip() for part in written))


def _periods(columns: Sequence[Column], plan: Period) -> Mapping[str, Period]:
    return {column.code: parse_period(column.code, plan) for column in columns}


def wanted(sheets: Iterable[Sheet], question: Question) -> list[Sheet]:
    """The indicators a question asks for, before any figure is known."""
    tests: list[tuple[str, Callable[[Sheet], str]]] = [
        (question.strategy, lambda sheet: sheet.heading.code),
        (question.level, lambda sheet: sheet.level),
        (question.readiness, lambda sheet: sheet.readiness),
    ]
    return [
        sheet
        for sheet in sheets
        if all(not asked or take(sheet) == asked for asked, take in tests)
        and (not question.key or sheet.key)
        and (not question.breakdown or question.breakdown in sheet.sets)
    ]


def _row(setting: Setting, sheet: Sheet, periods: Mapping[str, Period]) -> Row:
    return Row(
        code=sheet.code,
        title=sheet.title,
        strategy=sheet.heading.code,
        unit=shown.unit(sheet.unit, sheet.counts, sheet.currency),
        source=sheet.source,
        frequency=str(shown.FREQUENCY_WORDS.get(sheet.frequency, sheet.frequency)),
        responsible=sheet.responsible,
        responsible_name=shown.localised(sheet.responsible_name),
        baseline=sheet.baseline,
        baseline_shown=sheet.baseline_shown,
        level=sheet.level,
        readiness=sheet.readiness,
        key=sheet.key,
        illustrative=sheet.illustrative,
        is_percent=sheet.is_percent,
        definition=sheet.definition,
        parts=parts_of(sheet),
        cells={code: _cell(setting, sheet, period) for code, period in periods.items()},
    )


def _cell(setting: Setting, sheet: Sheet, period: Period) -> Cell:
    versions = setting.question.targets
    original = _answer(setting, sheet, period, original=True) if versions != "in_force" else None
    if versions == "original" and original is not None:
        return _marked(setting, sheet, period, setting.cells.cell(sheet, original), original)
    answer = _answer(setting, sheet, period)
    return _marked(setting, sheet, period, setting.cells.cell(sheet, answer, original), answer)


def _marked(setting: Setting, sheet: Sheet, period: Period, cell: Cell, answer: Answer) -> Cell:
    codes = parts_of(sheet) or (sheet.code,)
    told = setting.illustrations.mark(setting.calculator, codes, setting.place, period, setting.ladder, answer)
    return replace(cell, illustrative=True) if told else cell


def _answer(setting: Setting, sheet: Sheet, period: Period, *, original: bool = False) -> Answer:
    return setting.calculator.answer(
        sheet.ident,
        setting.place,
        period,
        original=original,
        cells=bool(setting.question.breakdown),
        ladder=setting.ladder,
    )


def _groups(rows: Sequence[Row], headings: Mapping[str, Heading]) -> list[Group]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.strategy, []).append(row)
    return [Group(code, headings[code].title, group) for code, group in found.items()]


__all__ = ["Column", "Setting", "build_table", "wanted"]
