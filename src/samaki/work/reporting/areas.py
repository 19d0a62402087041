"""The plan's checks that compare totals of one area: at review, because other bodies report the other indicator.

A total is the sum of what stands in the ledger for the area and the places in it, with the lines of the report at hand
in place of its own earlier ones. Docs: docs/explain/reports.md, "The form".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from samaki.calculate.versions import Knowledge, standing_versions
from samaki.ledger.models import Fact
from samaki.registry.places.selectors import Division, division
from samaki.registry.plan.document.model import Check

from .content import Pieces
from .history import COLUMNS, History, fact_of
from .models import Report, ReportLine

MONTHS_OF_YEAR: Final = 12


class Value(NamedTuple):
    """A value that stands: of which plan and indicator, body and place, for which months."""

    plan: int
    code: str
    body: int
    place: int
    first: int
    last: int
    value: int


class Areas:
    """What stands in the areas of some reports, for the indicators that their area checks compare: three queries."""

    def __init__(self, reports: Sequence[Report], histories: Mapping[int, History]) -> None:
        checks = {check.code: check for history in histories.values() for check in checks_of_areas(history)}
        codes: set[str] = {code for check in checks.values() for code in (check.indicator, *check.other)}
        self._values = list(_values(reports, codes)) if reports and codes else []
        self._divisions: dict[int, Division] = {}

    def total(self, report: Report, lines: Sequence[ReportLine], code: str, place: int, check: Check) -> int | None:
        """Return the total of an indicator in an area for the check's time; None where nothing stands."""
        first = report.first_month // MONTHS_OF_YEAR * MONTHS_OF_YEAR if check.over == "year_to_date" else None
        first = 0 if check.over == "to_date" else report.first_month if first is None else first
        found = [
            one.value
            for one in self._values
            if one.plan == report.plan_id
            and one.code == code
            and first <= one.first
            and one.last <= report.last_month
            and self._lies_in(one.place, place, report.last_month)
            and not (one.body == report.body_id and (one.first, one.last) == (report.first_month, report.last_month))
        ]
        found += [
            line.value
            for line in lines
            if line.indicator.code == code
            and line.value is not None
            and self._lies_in(line.place_id, place, report.last_month)
        ]
        return sum(found) if found else None

    def _lies_in(self, place: int, area: int, month: int) -> bool:
        if month not in self._divisions:
            self._divisions[month] = division(month)
        return place == area or area in self._divisions[month].above(place)


def checks_of_areas(history: History) -> list[Check]:
    """Return the checks of a plan that compare totals of an area."""
    return [check for check in history.document.checks if check.scope == "area"]


def broken_in_area(
    areas: Areas, report: Report, pieces: Pieces, history: History
) -> Iterator[tuple[ReportLine, Check, int, int | None]]:
    """Yield each line whose area check speaks: with the indicator's total and that of the others."""
    lines = [line for line in pieces.lines if not line.is_removed and line.value is not None]
    checks = checks_of_areas(history)
    for line in lines:
        for check in checks:
            if check.indicator != line.indicator.code:
                continue
            own = areas.total(report, lines, check.indicator, line.place_id, check) or 0
            others = [areas.total(report, lines, code, line.place_id, check) for code in check.other]
            stated = [other for other in others if other is not None]
            other = sum(stated) if stated else None
            if check.rule == "at_most" and other is not None and own > other:
                yield line, check, own, other
            if check.rule == "goes_with" and (line.value or 0) > 0 and not other:
                yield line, check, own, None


def _values(reports: Sequence[Report], codes: set[str]) -> Iterator[Value]:
    january = min(report.first_month for report in reports) // MONTHS_OF_YEAR * MONTHS_OF_YEAR
    rows = Fact.objects.filter(
        indicator__code__in=codes,
        indicator__plan__in={report.plan_id for report in reports},
        last_month__gte=january,
        last_month__lte=max(report.last_month for report in reports),
    )
    facts = standing_versions((fact_of(row) for row in rows.order_by().values_list(*COLUMNS)), Knowledge())
    for fact in facts.values():
        if fact.value is not None:
            plan, code = fact.indicator  # type: ignore[misc]
            yield Value(plan, code, fact.body, fact.place, fact.first, fact.last, fact.value)  # type: ignore[arg-type, has-type]
