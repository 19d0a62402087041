"""The rows of the table as HTML, written in one go.

A template tag per cell would cost a quarter of the page's time at 300 indicators (bench/pitt.py); everything else of
the page is a template. Whatever comes from data passes `escape`, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from . import shown
from .table import Cell, Column, Row, Table

# Absences that say nothing about this cell in particular: the status of the row says the word, the cell keeps a dash.
_DASHES: Final = frozenset({"no_value", "not_measurable", ""})
_NOTHING: Final = frozenset({"no_value", ""})


class Words:
    """The words of a table in the language in use, escaped once for all its cells."""

    def __init__(self) -> None:
        self.colon = escape(_(":"))
        self.partial = escape(_("partial"))
        self.hedges = {hedge: escape(word) for hedge, word in shown.HEDGE_WORDS.items()}
        self.open = escape(_("period open"))
        self.target = escape(_("target"))
        self.actual = escape(_("Actual {year}"))
        self.target_of = escape(_("Target {year}"))
        self.achieved = escape(_("Achieved"))
        self.plan_target = escape(_("Plan target"))
        self.to_date = escape(_("To date"))
        self.whole_plan = escape(_("Whole plan"))
        self.quarter = escape(_("Q{number}"))
        self.quarters = escape(_("Quarters of {year}"))
        self.reported = escape(_("reported"))
        self.none_due = escape(_("none due"))
        self.k_of_n = escape(_("{k} of {n}"))
        self.excused = escape(_("{count} excused"))
        self.on_the_way = escape(_("{count} more sent"))
        self.of_target = escape(_("{percent} of {target}"))
        self.of_target_so_far = escape(_("{percent} of {target} so far"))
        self.original = escape(_("originally {target}: {percent}"))
        self.illustrative = escape(_("illustrative"))
        self.illustrative_figures = escape(_("illustrative figures"))
        self.years_and_quarters = escape(_("years and quarters"))
        self.statuses = {code: escape(shown.status(code)) for code in shown.STATUS_WORDS}
        self.absences = {kind: escape(shown.absence(kind)) for kind in shown.ABSENCE_WORDS}
        self.no_target = _dash(escape(_("no target")))
        self.no_percentage = _dash(escape(_("no percentage")))
        self.bar = escape(_("{percent} of the whole-plan target"))
        self.about = escape(_("Source: {source}. Responsible: {responsible}. Baseline: {baseline}."))
        self.baseline = escape(_("baseline {value}"))
        self.no_baseline = escape(_("none in the source"))


class RowWriter:
    """Writes the rows of one table; `suffix` is what every figure's address says of the question.

    `on_the_way`: by indicator, how many reports of the judged period are sent but not yet approved.
    """

    def __init__(self, table: Table, *, plan: str, suffix: str, on_the_way: Mapping[str, int] | None = None) -> None:
        self._table = table
        self._on_the_way = on_the_way or {}
        self._words = Words()
        self._plan = escape(plan)
        self._suffix = escape(f"&{suffix}" if suffix else "")
        self._columns = table.columns
        self._rows = {row.code: row for row in table.rows()}
        self._chosen = next((column.year for column in table.columns if column.kind == "quarter"), "")

    def write(self, row: Row) -> SafeString:
        """One `<tr>`."""
        return mark_safe("".join(self._parts(row)))  # noqa: S308 - every piece is escaped where it enters

    def _parts(self, row: Row) -> Iterator[str]:
        judged = row.cells[self._table.judged]
        status = judged.status
        yield f'<tr id="{escape(row.code)}">{self._head(row)}'
        yield (
            f'<td class="span-2 status-cell"><span class="status is-{status.replace("_", "-")}">'
            f"{self._words.statuses[status]}</span></td>"
        )
        quarters: list[Column] = []
        for column in self._columns:
            if column.kind == "quarter":
                quarters.append(column)
            elif column.year and column.year == self._chosen:
                yield from self._quarters(row, quarters)
                yield from self._chosen_year(row, row.cells[column.code])
            elif column.kind == "year":
                yield f'<td class="number in-detail"><span class="period-label">{column.code}</span>'
                yield f"{self._figure(row, row.cells[column.code])}{self._beside_target(row.cells[column.code])}</td>"
        yield from self._whole_plan(row, row.cells["plan"], row.cells["to_date"])
        yield f'<td class="number reported span-2">{self._reported(row, judged)}</td></tr>\n'

    def _head(self, row: Row) -> str:
        words = self._words
        title = escape(shown.localised(row.title))
        about = words.about.format(
            source=escape(row.source),
            responsible=escape(row.responsible_name),
            baseline=escape(row.baseline_shown) if row.baseline is not None else words.no_baseline,
        )
        only_figures = words.illustrative_figures if row.illustrative_figures == "all" else ""
        mark = words.illustrative if row.illustrative else only_figures
        tag = f' <span class="tag is-illustrative">{mark}</span>' if mark else ""
        baseline = ""
        if row.baseline is not None:
            baseline = f'<span class="under-figure">{words.baseline.format(value=escape(row.baseline_shown))}</span>'
        return (
            f'<th scope="row" class="indicator span-4"><a href="/plan/{self._plan}/indicator/{escape(row.code)}/">'
            f'<span class="plan-code">{escape(row.code)}</span> {title}</a>{baseline}'
            f"<details><summary>{escape(row.unit)}, {escape(row.frequency)}{tag}"
            f'<span class="narrow-only">{words.colon} {words.years_and_quarters}</span></summary>{about}</details></th>'
        )

    def _quarters(self, row: Row, quarters: Sequence[Column]) -> Iterator[str]:
        cells = [row.cells[column.code] for column in quarters]
        kinds = {cell.absence for cell in cells}
        one = kinds.pop() if len(kinds) == 1 else ""
        if one not in _NOTHING and all(cell.actual is None for cell in cells):
            label = self._words.quarters.format(year=self._chosen)
            yield (
                f'<td colspan="4" class="chosen-year in-detail span-4"><span class="period-label">{label}</span>'
                f'<span class="absent is-coarse">{self._words.absences[one]}</span></td>'
            )
            return
        for column, cell in zip(quarters, cells, strict=True):
            label = f"{self._words.quarter.format(number=column.code[6:])} {column.year}"
            yield f'<td class="number chosen-year in-detail"><span class="period-label">{label}</span>'
            yield f"{self._figure(row, cell)}{self._beside_target(cell)}</td>"

    def _chosen_year(self, row: Row, cell: Cell) -> Iterator[str]:
        words, year = self._words, self._chosen
        target = words.no_target if cell.target is None else escape(cell.shown.target)
        is_word = " is-word" if isinstance(cell.actual, str) else ""
        yield f'<td class="number chosen-year target"><span class="period-label">{words.target_of.format(year=year)}'
        yield f"</span>{target}{self._original(cell)}</td>"
        yield f'<td class="number chosen-year actual{is_word}"><span class="period-label">'
        yield f"{words.actual.format(year=year)}</span>{self._figure(row, cell)}{self._breakdown(cell)}</td>"
        yield f'<td class="number chosen-year percent"><span class="period-label">{words.achieved}</span>'
        yield f"{self._percent(cell)}</td>"

    def _whole_plan(self, row: Row, plan: Cell, to_date: Cell) -> Iterator[str]:
        words = self._words
        target = words.no_target if plan.target is None else escape(plan.shown.target)
        yield f'<td class="number in-detail"><span class="period-label">{words.plan_target}</span>{target}</td>'
        yield f'<td class="number in-detail"><span class="period-label">{words.to_date}</span>'
        so_far = ""
        if isinstance(to_date.achieved, Decimal):
            said = words.of_target_so_far.format(
                percent=escape(to_date.shown.achieved), target=escape(to_date.shown.target)
            )
            so_far = f'<span class="under-figure">{said}</span>'
        yield f"{self._figure(row, to_date)}{so_far}</td>"
        yield self._bar(plan)

    def _bar(self, cell: Cell) -> str:
        bar = shown.bar(cell)
        if bar is None:
            return f'<td class="number plan-bar is-empty">{self._percent(cell)}</td>'
        partial = " is-partial" if cell.partial else ""
        said = escape(cell.shown.achieved)
        of_target = self._words.of_target.format(percent=said, target=escape(cell.shown.target))
        return (
            f'<td class="number plan-bar span-4">'
            f'<span class="period-label">{self._words.whole_plan}: {of_target}</span>'
            f'<span class="wide-only">{said}</span><svg class="bullet" viewBox="0 0 100 10" preserveAspectRatio="none" '
            f'role="img" aria-label="{self._words.bar.format(percent=said)}"><line x1="0" y1="5" x2="100" y2="5"/>'
            f'<line class="bullet-actual{partial}" x1="0" y1="5" x2="{bar.reached}" y2="5"/>'
            f'<line class="bullet-target" x1="{bar.mark}" y1="-2" x2="{bar.mark}" y2="12"/></svg></td>'
        )

    def _figure(self, row: Row, cell: Cell) -> str:
        """The actual with its letters and marks, opening to where it comes from; or the word for its absence."""
        words = self._words
        address = f"/figure/{self._plan}/{escape(row.code)}/?period={cell.period}{self._suffix}"
        letters = f"<sup>{escape(', '.join(cell.notes))}</sup>" if cell.notes else ""
        if cell.actual is None or cell.is_hidden:
            beside = cell.other_sources[0] if cell.other_sources and not cell.is_hidden else None
            if beside is not None:  # only another source speaks: its figure, soft, its name below
                return (
                    f'<a class="figure was" href="{address}">{escape(beside.shown)}</a>{letters}'
                    f'<span class="under-figure">{escape(beside.name)}</span>'
                )
            return f"{self._absent(cell)}{letters}"
        under = f'<span class="under-figure">{words.hedges[cell.hedge]}</span>' if cell.hedge else ""
        if cell.partial:
            under += f'<span class="under-figure partial">{words.partial}</span>'
        if cell.open and cell.period not in ("plan", "to_date"):
            under += f'<span class="under-figure">{words.open}</span>'
        if cell.illustrative and row.illustrative_figures == "some":
            under += f'<span class="under-figure"><span class="tag is-illustrative">{words.illustrative}</span></span>'
        return f'<a class="figure" href="{address}">{escape(cell.figure)}</a>{letters}{under}'

    def _absent(self, cell: Cell) -> str:
        kind = cell.absence or "no_value"
        if kind == "not_due" and cell.target is not None:  # to come: its target stands in its place
            return f'{escape(cell.shown.target)}<span class="under-figure">{self._words.target}</span>'
        word = self._words.absences[kind]
        if kind in _DASHES:
            return _dash(word)
        look = {"missing": " is-missing", "hidden": " is-hidden"}.get(kind, "")
        return f'<span class="absent{look}">{word}</span>'

    def _beside_target(self, cell: Cell) -> str:
        """Below a figure: its percent of target; or the target alone where there is no percentage."""
        words = self._words
        if cell.target is None or (cell.absence == "not_due" and not cell.other_sources):
            return ""
        target = escape(cell.shown.target)
        if cell.achieved is None:
            return f'<span class="under-figure">{words.target} {target}</span>'
        said = words.of_target.format(percent=escape(cell.shown.achieved), target=target)
        return f'<span class="under-figure">{said}</span>'

    def _original(self, cell: Cell) -> str:
        first = cell.original
        if first is None or (first.target, first.achieved) == (cell.target, cell.achieved):
            return ""
        said = self._words.original.format(target=escape(first.shown.target), percent=escape(first.shown.achieved))
        return f'<span class="under-figure was">{said}</span>'

    def _breakdown(self, cell: Cell) -> str:
        return "".join(
            f'<span class="under-figure">{escape(name)} {escape(value)}</span>' for name, value in cell.breakdown
        )

    def _percent(self, cell: Cell) -> str:
        return self._words.no_percentage if cell.achieved is None else escape(cell.shown.achieved)

    def _reported(self, row: Row, cell: Cell) -> str:
        """Reported k of n; of a formula its parts', for it is never owed itself."""
        parts = [self._rows[code] for code in row.parts if code in self._rows]
        if parts and not cell.n:
            said = [(part.code, self._k_of_n(part, part.cells[cell.period])) for part in parts]
            return "".join(
                f'<span class="under-figure">{escape(code)}{self._words.colon} {text}</span>' for code, text in said
            )
        return self._k_of_n(row, cell)

    def _k_of_n(self, row: Row, cell: Cell) -> str:
        words = self._words
        if not cell.n:
            return f'<span class="absent">{words.none_due}</span>'
        excused = ""
        if cell.excused:
            excused = f'<span class="under-figure">{words.excused.format(count=cell.excused)}</span>'
        waiting = self._on_the_way.get(row.code)
        if waiting:
            excused += f'<span class="under-figure">{words.on_the_way.format(count=waiting)}</span>'
        said = words.k_of_n.format(k=f"{cell.k:,}", n=f"{cell.n:,}")
        return f'<span class="narrow-only">{words.reported} </span>{said}{excused}'


def _dash(word: str) -> str:
    return (
        f'<span class="absent"><span aria-hidden="true">{shown.DASH}</span>'
        f'<span class="visually-hidden">{word}</span></span>'
    )
