"""What is owed, by whom, for which period, due when: derived from the ledger's dues and the plan's deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Final, NamedTuple

from samaki.calculate.periods import month_end, month_of
from samaki.ledger.excuses import ExcuseKey, standing_excuses
from samaki.ledger.models import Due, Excuse
from samaki.registry.bodies.selectors import Rung, rungs_of
from samaki.registry.places.rules import version_at
from samaki.registry.plan.document.model import Deadline, PlanDocument
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import document_of, in_force_of

from .ground import Ground, ground_of

OWED_KEPT: Final = 200  # answers that are remembered


@dataclass(frozen=True, slots=True)
class Owed:
    """One body's report for one period: its indicators (database keys, in the plan's order) and the day it is due.

    All duties of one rhythm make one report; it is due on the earliest of their days. `is_assumed`: the day is not in
    the source. `duties` are the codes of the plan's duties.
    """

    body: int
    first: int
    last: int
    due: dt.date
    is_assumed: bool
    indicators: tuple[int, ...]
    duties: tuple[str, ...]


def owed(
    plan: Plan,
    *,
    first: int,
    last: int,
    bodies: Collection[int] | None = None,
    known_on: dt.date | None = None,
) -> list[Owed]:
    """Return every report owed for periods that end in these months, by day due, then body: at most six queries.

    What all bodies owe, or a single one, is remembered until the ledger moves.
    Excused ones are left out, and what this system counts itself; a body owes only while it stands. Periods that have
    not begun are there too: see `reportable`. docs/explain/reports.md, "What is owed".
    """
    ground = ground_of(plan)
    if bodies is not None and len(bodies) != 1:
        return _owed(ground, first, last, bodies, known_on)
    key = (first, last, known_on, None if bodies is None else next(iter(bodies)))
    found = ground.owed.get(key)
    if found is None:
        if len(ground.owed) >= OWED_KEPT:
            ground.owed.clear()
        found = ground.owed[key] = _owed(ground, first, last, bodies, known_on)
    return list(found)


def _owed(
    ground: Ground, first: int, last: int, bodies: Collection[int] | None, known_on: dt.date | None
) -> list[Owed]:
    plan = ground.plan
    spans = _spans(plan, last, bodies, known_on)
    if not spans:
        return []
    calendar = _Calendar(ground, first, last, known_on)
    excuses = _excuses(plan, bodies, known_on)
    rungs = rungs_of(None if bodies is None else list(bodies), known_on=known_on)
    found: list[Owed] = []
    for body, owing in spans.items():
        reports: Sequence[_Report] = calendar.reports(tuple(owing))
        if body in excuses:
            reports = calendar.excused(reports, excuses[body])
        found.extend(Owed(body, *report) for report in _while_standing(reports, rungs.get(body, ())))
    found.sort(key=attrgetter("due", "body"))
    return found


def owed_by(plan: Plan, body: int, first: int, last: int) -> Owed | None:
    """Return what one body owes for exactly this period, or None."""
    return next((one for one in owed(plan, first=last, last=last, bodies=[body]) if one.first == first), None)


def reportable(plan: Plan, owed: Sequence[Owed], today: dt.date) -> list[Owed]:
    """Keep the periods that have begun and lie in the plan."""
    return [one for one in owed if has_begun(plan, one.first, one.last, today)]


def has_begun(plan: Plan, first: int, last: int, today: dt.date) -> bool:
    """Say whether these months lie in the plan and the first of them has begun."""
    return plan.first_month <= first <= month_of(today) and last <= plan.last_month


class _Span(NamedTuple):
    """An indicator (database key) that a body owes every so many months, by which duty."""

    every: int
    first: int
    last: int | None
    indicator: int
    duty: str


class _Report(NamedTuple):
    """What `Owed` says without its body: the bodies of one kind share it."""

    first: int
    last: int
    due: dt.date
    is_assumed: bool
    indicators: tuple[int, ...]
    duties: tuple[str, ...]


def _spans(
    plan: Plan, last: int, bodies: Collection[int] | None, known_on: dt.date | None
) -> Mapping[int, Iterable[_Span]]:
    """Return what each body owes: of each indicator, rhythm and first month the due known last."""
    rows = Due.objects.filter(indicator__plan=plan, first_month__lte=last)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    if known_on is not None:
        rows = rows.filter(batch__known__lte=known_on)
    newest: dict[int, dict[tuple[int, int, int], _Span]] = {}
    fields = rows.order_by("batch__known", "batch__position", "pk").values_list(
        "body_id", "every", "first_month", "last_month", "indicator_id", "duty"
    )
    for body, every, first, ended, indicator, duty in fields:
        one = _Span(every, first, ended, indicator, duty)
        newest.setdefault(body, {})[one.indicator, one.every, one.first] = one
    return {body: spans.values() for body, spans in newest.items()}


def _excuses(plan: Plan, bodies: Collection[int] | None, known_on: dt.date | None) -> dict[int, list[ExcuseKey]]:
    rows = Excuse.objects.filter(indicator__plan=plan) | Excuse.objects.filter(indicator=None)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    if known_on is not None:
        rows = rows.filter(batch__known__lte=known_on)
    found: dict[int, list[ExcuseKey]] = {}
    for one in standing_excuses(rows):
        found.setdefault(one.body, []).append(one)
    return found


class _Calendar:
    """The periods that end in some months of a plan, with the days by which they are due."""

    def __init__(self, ground: Ground, first: int, last: int, known_on: dt.date | None) -> None:
        self._first, self._last = first, last
        self._order = {key: one.order for key, one in ground.indicators_by_key.items()}
        self._versions = [one for one in ground.versions if known_on is None or one.batch.known <= known_on]
        self.reports = cache(self._reports)
        self._day = cache(self._day_of)

    def _reports(self, spans: tuple[_Span, ...]) -> tuple[_Report, ...]:
        """Return the reports of whoever owes just this."""
        parts: dict[tuple[int, int], dict[int, str]] = {}
        for span in spans:
            for months in self._periods(span):
                parts.setdefault(months, {})[span.indicator] = span.duty
        return tuple(self._report(months, duties) for months, duties in sorted(parts.items()))

    def _report(self, months: tuple[int, int], duties: Mapping[int, str]) -> _Report:
        codes = tuple(sorted({duty for duty in duties.values() if duty}))
        due, is_assumed = min(self._day(duty, months[1]) for duty in codes or ("",))
        indicators = tuple(sorted(duties, key=lambda one: self._order.get(one, 0)))
        return _Report(*months, due, is_assumed, indicators, codes)

    def excused(self, reports: Iterable[_Report], excuses: Sequence[ExcuseKey]) -> list[_Report]:
        """Return the reports without the indicators that are excused; without any left they are not owed."""
        kept = []
        for report in reports:
            here = [one for one in excuses if one.first <= report.first and report.last <= one.last]
            without = {one.indicator for one in here}
            left = tuple(one for one in report.indicators if None not in without and one not in without)
            if left:
                kept.append(report._replace(indicators=left))
        return kept

    def _periods(self, span: _Span) -> list[tuple[int, int]]:
        """Return the periods of a due that end in the months asked for, and not after its own end."""
        if span.every < 1:
            return []
        length = span.every - 1
        skipped = max(0, -(-(self._first - length - span.first) // span.every))
        end = self._last if span.last is None else min(self._last, span.last)
        starts = range(span.first + skipped * span.every, end - length + 1, span.every)
        return [(start, start + length) for start in starts]

    def _day_of(self, duty: str, last: int) -> tuple[dt.date, bool]:
        """Return the day by which a duty's period is due, and whether that day is assumed."""
        end = month_end(last)
        deadline = _deadlines(document_of(in_force_of(self._versions, end))).get(duty) if self._versions else None
        return (end, True) if deadline is None else (day_due(deadline, last), deadline.basis != "source")


def day_due(deadline: Deadline, last: int) -> dt.date:
    """Return the day by which a period that ends with this month is due; a day the month lacks is its last."""
    if deadline.rule != "day_of_month_after_period" or deadline.day is None:
        return month_end(last)
    end = month_end(last + (deadline.months_after or 0))
    return end.replace(day=min(deadline.day, end.day))


def _deadlines(document: PlanDocument) -> Mapping[str, Deadline]:
    """Return the deadline of each duty, by the duty's code."""
    by_code = {deadline.code: deadline for deadline in document.deadlines}
    return {duty.code: by_code[duty.deadline] for duty in document.duties if duty.deadline in by_code}


def _while_standing(reports: Iterable[_Report], rungs: Sequence[Rung]) -> Iterable[_Report]:
    """Keep the reports of months at whose end the body stands."""
    if len(rungs) == 1 and rungs[0].last is None:
        return [report for report in reports if rungs[0].first <= report.last]
    return [report for report in reports if version_at(rungs, report.last) is not None]
