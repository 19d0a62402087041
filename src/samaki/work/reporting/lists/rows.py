"""Joins what is owed with what was reported, and names the bodies as lists name them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from samaki.calculate.periods import month_of
from samaki.core import clock, formats
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import FEW, rungs_of
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.plan.models import Plan

from ..address import address_of
from ..duties import Owed
from ..models import Report
from ..telling import period_words
from .where import Where, where

Key = tuple[int, int, int]  # body, first and last month
# What lists read of a report; the rest stays where it is.
READ_OF_A_REPORT: Final = (
    "uid", "plan", "body", "first_month", "last_month", "state", "intent", "version", "revision", "returned", "holder",
    "since", "sent", "first_sent", "approved_version", "withdrawn",
)  # fmt: skip
SHORT_ENOUGH: Final = 40  # letters of a name that a list shows whole


@dataclass(frozen=True, slots=True)
class Named:
    """A body as lists name it, with its own place (None where it does not stand this month)."""

    body: Body
    place: Place | None

    @property
    def full(self) -> str:
        """Its whole name."""
        return formats.local_text(self.body.name)[0]

    @property
    def short(self) -> str:
        """Its short name, or the name of its place where one such body stands at each place."""
        said = formats.local_text(self.body.facts.get("short_name"))[0]
        if said or self.place is None:
            return said or self.full
        is_the_one_here = self.body.code.endswith(self.place.code.partition("-")[2] or "\n")
        return formats.local_text(self.place.name)[0] if is_the_one_here else self.full

    @property
    def readable(self) -> str:
        """Its name where kinds are mixed: whole where that is short enough."""
        return self.full if len(self.full) <= SHORT_ENOUGH else self.short


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list: what is owed (None: no more), what was reported (None: nothing yet), and how it stands."""

    plan: Plan
    named: Named
    first: int
    last: int
    owed: Owed | None
    report: Report | None
    where: Where

    @property
    def address(self) -> str:
        """The page of the report, begun or not."""
        return address_of(self.plan.code, self.named.body.code, self.first, self.last)

    @property
    def period(self) -> str:
        """Its months in words."""
        return period_words(self.first, self.last)

    @property
    def due(self) -> dt.date | None:
        """The day by which it was or is due."""
        return self.owed.due if self.owed else None


def kind_words(kind: BodyKind, count: int) -> str:
    """Return how many bodies of a kind, inside a sentence: 37 communes."""
    name = formats.local_text(kind.name if count == 1 else kind.all_of_them)[0]
    inside = name[0].lower() + name[1:] if name[1:2].islower() else name
    return _("{count} {kind}").format(count=formats.in_sentence(count), kind=inside)


def reports_of(plan: Plan, first: int, last: int, bodies: Collection[int] | None = None) -> dict[Key, Report]:
    """Return the reports whose period ends in these months, by body and months: one query."""
    found = Report.objects.filter(plan=plan, last_month__range=(first, last)).only(*READ_OF_A_REPORT)
    if bodies is not None and len(bodies) <= FEW:
        found = found.filter(body__in=bodies)
    return {(report.body_id, report.first_month, report.last_month): report for report in found}


def report_of(reports: Mapping[Key, Report], owed: Owed) -> Report | None:
    """Return the report of an obligation, or None where nobody has begun it."""
    return reports.get((owed.body, owed.first, owed.last))


def names_of(bodies: Collection[int]) -> dict[int, Named]:
    """Return the names of bodies by key: three queries."""
    keys = sorted(bodies)
    month = month_of(clock.today())
    rungs = {body: version_at(found, month) for body, found in rungs_of(keys).items()} if keys else {}
    places = Place.objects.select_related("level").in_bulk({rung.place for rung in rungs.values() if rung})
    found = Body.objects.select_related("kind").filter(pk__in=keys)
    return {body.pk: Named(body, places.get(rung.place) if (rung := rungs.get(body.pk)) else None) for body in found}


def rows_of(
    plan: Plan, owed: Iterable[Owed], reports: Mapping[Key, Report], names: Mapping[int, Named], today: dt.date
) -> list[Row]:
    """Return a row for each obligation, in their order, then one for each report of named bodies not owed any more."""
    wanted = list(owed)
    rows = [
        Row(plan, names[one.body], one.first, one.last, one, report, where(report, one, today))
        for one in wanted
        if one.body in names
        for report in (report_of(reports, one),)
    ]
    seen = {(one.body, one.first, one.last) for one in wanted}
    left = [report for key, report in reports.items() if key not in seen and report.body_id in names]
    return rows + rows_of_reports(plan, left, names, today)


def rows_of_reports(plan: Plan, reports: Sequence[Report], names: Mapping[int, Named], today: dt.date) -> list[Row]:
    """Return a row for each report, whatever is owed."""
    return [
        Row(plan, names[one.body_id], one.first_month, one.last_month, None, one, where(one, None, today))
        for one in reports
    ]
