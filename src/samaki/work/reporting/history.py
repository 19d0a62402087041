"""What a body reported before, beside what it writes now: the period before, a year ago, since January, the target.

From the ledger's standing versions alone: what was approved. A number of queries that does not grow with reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, NamedTuple, cast

from django.db.models import Q

from samaki.calculate import model as calculate
from samaki.calculate.over_time import Amount, combine
from samaki.calculate.versions import Knowledge, standing_versions
from samaki.core.actor import Actor
from samaki.ledger.models import Fact
from samaki.ledger.protection import SMALL
from samaki.registry.people.rights import may
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.document.model import Indicator

from .fields import Field, fields_of
from .ground import Ground, grounds_of
from .models import NOTHING_STANDS, Report
from .standing import Way

YEAR: Final = 12
VALUES_KEPT: Final = 500  # reports whose past is remembered
Months = tuple[int, int]


class Past(NamedTuple):
    """What stands for a period, in millionths; `is_nil`: *nothing to report*."""

    value: int | None
    is_nil: bool = False


ValuesOfBody = dict[str, dict[Months, dict[int, Past]]]  # by indicator, period, place
Values = dict[tuple[int, int], ValuesOfBody]  # by plan and body


class Target(NamedTuple):
    """A target as decided (a number, or a stage's code); of which period; whether the plan's whole area means it."""

    amount: str
    period: str
    is_whole: bool


@dataclass(frozen=True)
class History:
    """What one report's body reported before, by indicator code, and what the plan says of it."""

    report: Report
    document: PlanDocument
    values: Mapping[str, Mapping[Months, Mapping[int, Past]]] = field(default_factory=dict)

    @property
    def fields(self) -> Mapping[str, Field]:
        """The plan's fields in force at the period's end."""
        return fields_of(self.document)

    @property
    def months(self) -> Months:
        """The report's own months."""
        return self.report.first_month, self.report.last_month

    @property
    def period_before(self) -> Months:
        """The period of the same length just before."""
        length = self.report.last_month - self.report.first_month + 1
        return self.report.first_month - length, self.report.last_month - length

    @property
    def year_before(self) -> Months:
        """The same period of the year before."""
        return self.report.first_month - YEAR, self.report.last_month - YEAR

    def at(self, code: str, months: Months, place: int | None = None) -> Past | None:
        """Return what stands for a period: of one place (its key), or of all together; None where nothing does."""
        found = self.values.get(code, {}).get(months)
        if not found:
            return None
        return found.get(place) if place is not None else _together(found.values(), self.fields.get(code))

    def before(self, code: str, place: int | None = None) -> Past | None:
        """Return what stands for the period before."""
        return self.at(code, self.period_before, place)

    def a_year_ago(self, code: str, place: int | None = None) -> Past | None:
        """Return what stands for the same period a year ago."""
        return self.at(code, self.year_before, place)

    def since(self, code: str, first: int, place: int | None = None) -> Amount | None:
        """Return what the periods from a month on, up to the report's own, come to over time; None without any."""
        periods = sorted(
            months for months in self.values.get(code, {}) if months[0] >= first and months[1] < self.report.first_month
        )
        values = [past.value for months in periods if (past := self.at(code, months, place)) and past.value is not None]
        rule = self.fields[code].over_time if code in self.fields else "sum"
        if not values:
            return None
        if rule in ("latest", "running_total"):
            return values[-1]
        return combine(values, rule)  # type: ignore[arg-type]

    def since_january(self, code: str) -> Amount | None:
        """Return what the year came to before this report; None in January, and where nothing stands."""
        return self.since(code, self.report.first_month // YEAR * YEAR)

    def overlapping(self, code: str, place: int) -> Months | None:
        """Return another period that shares months with the report's own and has a value for the place, or None."""
        first, last = self.months
        for months, places in self.values.get(code, {}).items():
            past = places.get(place)
            if months != self.months and months[0] <= last and first <= months[1] and past and past.value is not None:
                return months
        return None

    def target(self, code: str, place: str = "") -> Target | None:
        """Return the target of the report's year: that of the place (code) where the plan states one, else the whole's.

        Of a level or a stage the last one before stands where the year has none (docs/explain/numbers.md, "Targets").
        """
        sheet = next((one for one in self.document.indicators if one.code == code), None)
        if sheet is None:
            return None
        year = str(self.report.last_month // YEAR)
        for table, is_whole in ((sheet.place_targets.get(place), False), (sheet.targets, True)):  # type: ignore[call-overload]
            found = _target(sheet, table or {}, year)
            if found is not None:
                return Target(found[1], found[0], is_whole)
        return None


def open_months(history: History) -> set[Months]:
    """Return which of the periods shown beside a report have one of their own that nobody has approved: one query."""
    beside, report = {history.period_before, history.year_before}, history.report
    written = Report.objects.filter(
        plan=report.plan_id, body=report.body_id, last_month__in=[last for _first, last in beside],
    ).filter(NOTHING_STANDS).exclude(state=Report.State.WITHDRAWN)  # fmt: skip
    return beside & set(written.values_list("first_month", "last_month"))


def history_of(
    reports: Sequence[Report],
    *,
    known_on: dt.date | None = None,
    grounds: Mapping[int, Ground] | None = None,
) -> Mapping[int, History]:
    """Return the history of each report (loaded with its plan) by its key: three queries, whatever their number.

    That of a single report is remembered. Give the plans' `grounds` where they are at hand.
    """
    grounds = grounds or grounds_of({report.plan for report in reports})
    documents = {report.pk: grounds[report.plan_id].document(report.last_month) for report in reports}
    if len(reports) == 1 and known_on is None:
        [report] = reports
        values = _remembered_values(report, documents[report.pk], grounds[report.plan_id])
        return {report.pk: History(report, documents[report.pk], values)}
    found = _values(reports, documents.values(), known_on)
    return {
        report.pk: History(report, documents[report.pk], found.get((report.plan_id, report.body_id), {}))
        for report in reports
    }


def _remembered_values(report: Report, document: PlanDocument, ground: Ground) -> ValuesOfBody:
    key = (report.body_id, (report.first_month, report.last_month))
    values = ground.values.get(key)
    if values is None:
        values = _values([report], [document], None).get((report.plan_id, report.body_id), {})
        if len(ground.values) >= VALUES_KEPT:
            ground.values.clear()
        ground.values[key] = values
    return values


def sees_small(actor: Actor, way: Way) -> bool:
    """Say whether an actor sees the protected figures of the body whose way this is."""
    return may(actor, SMALL, way.subject)


def _values(reports: Sequence[Report], documents: Iterable[PlanDocument], known_on: dt.date | None) -> Values:
    """Return what stands, by plan and body, then indicator, period and place: one query."""
    if not reports:
        return {}
    to_date = {code for document in documents for check in document.checks if check.over == "to_date"
               for code in (check.indicator, *check.other)}  # fmt: skip
    oldest = min(report.first_month for report in reports) - YEAR
    january = oldest // YEAR * YEAR
    rows = Fact.objects.filter(
        Q(last_month__gte=january) | Q(indicator__code__in=to_date),
        body__in={report.body_id for report in reports},
        indicator__plan__in={report.plan_id for report in reports},
        last_month__lte=max(report.last_month for report in reports) + YEAR,
    )
    if known_on is not None:
        rows = rows.filter(batch__known__lte=known_on)
    found: Values = {}
    facts = (fact_of(row) for row in rows.order_by().values_list(*COLUMNS))
    for fact in standing_versions(facts, Knowledge()).values():
        if fact.kind != Fact.WITHDRAWAL:
            plan, code = cast("tuple[int, str]", fact.indicator)
            body, place = cast("int", fact.body), cast("int", fact.place)
            periods = found.setdefault((plan, body), {}).setdefault(code, {})
            places = periods.setdefault((fact.first, fact.last), {})
            places[place] = _added(places.get(place), Past(fact.value, fact.kind == Fact.NIL))
    return found


COLUMNS: Final = (
    "pk", "line", "kind", "indicator__plan_id", "indicator__code", "body_id", "place_id", "first_month", "last_month",
    "value", "batch__position", "batch__known",
)  # fmt: skip


def fact_of(row: tuple[Any, ...]) -> calculate.Fact:
    """Return a row of `COLUMNS` as the calculation takes it; its indicator is (plan, code)."""
    pk, line, kind, plan, code, body, place, first, last, value, position, known = row
    return calculate.Fact(
        pk, line, kind, (plan, code), body, place, first, last, None, None, None, None, False, value, None,
        position, known,
    )  # fmt: skip


def _added(one: Past | None, other: Past) -> Past:
    """Two lines of one body for one place and period are added; nothing to report adds nothing."""
    if one is None or one.value is None:
        return other if one is None or other.value is not None else one
    return one if other.value is None else Past(one.value + other.value)


def _together(pasts: Collection[Past], asked: Field | None) -> Past:
    """Add what stands for several places; of stages the least."""
    values = [past.value for past in pasts if past.value is not None]
    if not values:
        return next(iter(pasts))
    return Past(min(values) if asked is not None and asked.stages else sum(values))


def _target(sheet: Indicator, table: Mapping[Any, Any], year: str) -> tuple[str, str] | None:
    if year in table:
        return year, str(table[year])
    if sheet.target_kind != "level":
        return None
    earlier = [name for name in table if len(name) == len(year) and name < year]
    return (max(earlier), str(table[max(earlier)])) if earlier else None


def exact(amount: Amount) -> Fraction:
    """Return an amount in millionths as a number of its unit."""
    return Fraction(amount, calculate.MILLION)
