"""Makes a table's cell from an answer of the calculation, hiding first what the one who asks may not see."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from samaki.calculate.answers import NOT_BROKEN_DOWN, Answer
from samaki.calculate.model import Id
from samaki.calculate.periods import month_name
from samaki.calculate.rounding import DECIMALS, rounded
from samaki.core import formats

from . import shown
from .sheets import Sheet
from .table import HIDDEN, SIGNS, Absence, Cell, Exact, Hedge, Other, Shown


class Sight(Protocol):
    """What one actor may see of one place: asked once per table, answers per cell without another query."""

    def sees(self, sheet: Sheet, answer: Answer) -> bool:
        """Whether the figure may be seen."""

    def sees_other(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        """Whether what another source says beside it may be seen."""

    def sees_cell(self, sheet: Sheet, answer: Answer, breakdown: str, cell: str) -> bool:
        """Whether one breakdown cell may be seen."""


class SeesAll:
    """Sees everything: for tests, and for who may."""

    def sees(self, sheet: Sheet, answer: Answer) -> bool:
        """Yes."""
        return True

    def sees_other(self, sheet: Sheet, answer: Answer, label: str) -> bool:
        """Yes."""
        return True

    def sees_cell(self, sheet: Sheet, answer: Answer, breakdown: str, cell: str) -> bool:
        """Yes."""
        return True


class CellMaker:
    """Makes the cells of one table. `source_name` gives a source label in words, `place_name` a place's name."""

    def __init__(
        self,
        sight: Sight,
        *,
        source_name: Callable[[str], str] = str,
        place_name: Callable[[Id], str] = str,
        breakdown: str = "",
    ) -> None:
        self._sight = sight
        self._source_name = source_name
        self._place_name = place_name
        self._breakdown = breakdown
        self._no_target = _("no target")
        self._no_percentage = _("no percentage")
        self._absences = {kind: shown.absence(kind) for kind in shown.ABSENCE_WORDS}
        self._hidden = self._absences[HIDDEN]

    def cell(self, sheet: Sheet, answer: Answer, original: Answer | None = None) -> Cell:
        """One cell. `original` is the same figure judged by the targets before any revision."""
        hidden = answer.actual is not None and not self._sight.sees(sheet, answer)
        absence = HIDDEN if hidden else absence_of(answer)
        status: str = answer.status or "no_verdict"
        if hidden and status != "no_verdict":
            status = HIDDEN
        target, said = plain(answer.target), answer.shown
        hedge: Hedge = "" if absence else hedge_of(sheet, answer)
        exact = answer.exact_achieved
        achieved: Exact = None if exact is None else plain_number(rounded(exact, DECIMALS))
        if hidden and achieved is not None:
            achieved = HIDDEN
        return Cell(
            period=answer.period.name,
            target=target,
            actual=HIDDEN if hidden else plain(answer.actual),
            achieved=achieved,
            status=status,
            shown=Shown(
                self._no_target if target is None else self._value(sheet, said.target, target=True),
                self._absences[absence] if absence else self._hedged(self._value(sheet, said.actual), hedge),
                self._achieved(said.achieved, achieved),
            ),
            k=answer.k,
            n=answer.n,
            excused=answer.excused,
            partial=answer.partial or "partial" in answer.marks,
            open=answer.open,
            absence=absence,
            other_sources=self._others(sheet, answer),
            marks=() if hidden else tuple(sorted(answer.marks)),
            hedge=hedge,
            reached="" if hidden or answer.reached is None else month_name(answer.reached),
            stated_target=plain(answer.stated_target),
            breakdown=self._cells(sheet, answer, self._breakdown),
            original=None if original is None else self.cell(sheet, original),
        )

    @staticmethod
    def _hedged(text: str, hedge: Hedge) -> str:
        return f"{SIGNS[hedge]} {text}" if hedge else text

    def _achieved(self, percent: Decimal | None, exact: Exact) -> str:
        if exact == HIDDEN:
            return self._hidden
        return self._no_percentage if percent is None else shown.achieved(percent)

    def _value(self, sheet: Sheet, value: Exact, *, target: bool = False) -> str:
        if isinstance(value, Decimal):
            whole = target and value == value.to_integral_value()
            return shown.number(value) if whole or not sheet.is_percent else formats.number(value)
        return shown.value(value, stages=sheet.stages)

    def _others(self, sheet: Sheet, answer: Answer) -> tuple[Other, ...]:
        found = []
        in_order = sorted((answer.other_sources or {}).items(), key=lambda one: (one[1].place is not None, one[0]))
        for label, other in in_order:
            seen = self._sight.sees_other(sheet, answer, label)
            sees_both = seen and self._sight.sees(sheet, answer)
            difference = other.difference if sees_both else None
            found.append(
                Other(
                    label=label,
                    name=self._source_name(label),
                    value=plain(other.value) if seen else HIDDEN,
                    difference=plain(difference),
                    place="" if other.place is None else self._place_name(other.place),
                    shown=self._value(sheet, other.value) if seen else self._hidden,
                    shown_difference="" if difference is None else self._value(sheet, abs(difference)),
                )
            )
        return tuple(found)

    def breakdowns(self, sheet: Sheet, answer: Answer) -> dict[str, tuple[tuple[str, str], ...]]:
        """Every set of a figure that has a value in some cell: names and shown values, *not broken down* last."""
        stated = {
            code: values
            for code, values in (answer.sets or {}).items()
            if any(value is not None for cell, value in values.items() if cell != NOT_BROKEN_DOWN)
        }
        return {code: self._cells(sheet, answer, code) for code in stated}

    def _cells(self, sheet: Sheet, answer: Answer, breakdown: str) -> tuple[tuple[str, str], ...]:
        values = (answer.sets or {}).get(breakdown)
        if not values:
            return ()
        names = sheet.sets.get(breakdown, {})
        found = []
        for code in (*names, *(code for code in values if code not in names)):
            value = values.read(code)
            if value is None:
                continue
            seen = self._sight.sees_cell(sheet, answer, breakdown, code)
            name = _("not broken down") if code == NOT_BROKEN_DOWN else shown.localised(names.get(code, {"en": code}))
            found.append((name, self._value(sheet, value) if seen else self._hidden))
        return tuple(found)


def absence_of(answer: Answer) -> Absence:
    """Why a figure has no value; empty where it has one."""
    if answer.actual is not None:
        return ""
    if answer.status in ("not_measurable", "not_due"):
        return answer.status
    if answer.not_available:
        return "coarse"
    if answer.n:
        return "nil" if answer.k == answer.n else "missing"
    return "no_value"


def hedge_of(sheet: Sheet, answer: Answer) -> Hedge:
    """The source's word for a number, "at least" or "about" (docs/explain/numbers.md, "Lines and periods").

    Of a sum, the weaker word of its parts; a quotient is *about*, for a part that is at least so much may lie below.
    """
    if not isinstance(answer.actual, Decimal):
        return ""
    if "approximate" in answer.marks or ("at_least" in answer.marks and sheet.formula is not None):
        return "approximate"
    return "at_least" if "at_least" in answer.marks else ""


def plain(value: Exact) -> Exact:
    """An exact value without zeros at its end."""
    return plain_number(value) if isinstance(value, Decimal) else value


def plain_number(value: Decimal | None) -> Decimal | None:
    """A decimal without zeros at its end and without an exponent."""
    if value is None:
        return None
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
