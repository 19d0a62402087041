"""The reports of the bodies in which somebody holds a post: what is open, what is on its way, what was before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db.models import Count, F, Max, Q

from samaki.calculate.periods import month_of
from samaki.core import clock
from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body
from samaki.registry.people.rights import Subject, may
from samaki.registry.plan.models import Plan

from ..duties import owed, reportable
from ..models import Report, ReportLine, ReportNote
from .rows import Named, Row, names_of, reports_of, rows_of
from .where import is_approved, is_sent

POSTS: Final = frozenset({"reporter", "chair", "reviewer", "approver"})  # roles held for a body's own reports
OPEN_FOR: Final = 12  # months for which an unsent report stands among the open ones
AHEAD: Final = 12  # the longest period that may be running now


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a draft is: lines answered, lines that cannot be read, when it was saved last."""

    filled: int
    wrong: int
    saved: dt.datetime | None


@dataclass(frozen=True)
class Open:
    """A report that its body still has to send: how far it is, and how many notes it came back with."""

    row: Row
    progress: Progress | None
    notes: int

    @property
    def address(self) -> str:
        """Where one goes on with it: a withdrawn one is opened anew first."""
        return f"{self.row.address}correct/" if self.row.where.is_withdrawn else self.row.address

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.row.owed.indicators) if self.row.owed else 0


@dataclass(frozen=True)
class OfBody:
    """One body's reports of one plan. `running`: their periods have begun and not ended; `years`: the newest first."""

    plan: Plan
    named: Named
    may_write: bool
    may_sign: bool
    open: Sequence[Open]
    running: Sequence[Row]
    on_the_way: Sequence[Row]
    years: Sequence[tuple[int, Sequence[Row]]]

    @property
    def next(self) -> Open | None:
        """The one to do first."""
        return self.open[0] if self.open else None


def bodies_held(actor: Actor) -> frozenset[int]:
    """Return the bodies in which an actor holds a post for reports (database keys): no query."""
    return frozenset(grant.body for grant in actor.grants if grant.role in POSTS and grant.body is not None)


def reports_mine(actor: Actor, plans: Sequence[Plan], *, history: bool = True) -> list[OfBody]:
    """Return the reports of the actor's bodies that owe any: for each plan a fixed number of queries."""
    held = bodies_held(actor)
    names = names_of(held) if held else {}
    return [found for plan in plans for found in _of_plan(actor, plan, names, history=history)]


def reports_of_body(actor: Actor, plan: Plan, body: Body) -> OfBody | None:
    """Return one body's reports of a plan, whoever asks; None where it never owed nor reported any."""
    return next(iter(_of_plan(actor, plan, names_of([body.pk]), history=True)), None)


def _of_plan(actor: Actor, plan: Plan, names: Mapping[int, Named], *, history: bool) -> list[OfBody]:
    if not names:
        return []
    today = clock.today()
    month = month_of(today)
    first = plan.first_month if history else max(plan.first_month, month - OPEN_FOR)
    last = min(month + AHEAD, plan.last_month)
    owing = reportable(plan, owed(plan, first=first, last=last, bodies=list(names)), today)
    rows = rows_of(plan, owing, reports_of(plan, first, last, list(names)), names, today)
    begun = [row.report for row in rows if row.report is not None and row.report.state == Report.State.DRAFT]
    progress, notes = _progress(begun), notes_on(begun)
    found = []
    for body in sorted(names, key=lambda key: names[key].body.order):
        own = [row for row in rows if row.named.body.pk == body]
        if own:
            found.append(_of_body(actor, plan, names[body], own, progress, notes, month))
    return found


def _of_body(
    actor: Actor,
    plan: Plan,
    named: Named,
    rows: Sequence[Row],
    progress: Mapping[int, Progress],
    notes: Mapping[int, int],
    month: int,
) -> OfBody:
    unsent = [row for row in rows if _is_unsent(row) and row.last >= month - OPEN_FOR]
    running = [row for row in unsent if row.report is None and row.last >= month]
    to_send = [row for row in unsent if row not in running]
    on_the_way = [row for row in rows if row.report is not None and row.report.state in ON_THE_WAY]
    left = [row for row in rows if row not in unsent and row not in on_the_way]
    subject = Subject(named.body.pk)
    return OfBody(
        plan=plan,
        named=named,
        may_write=may(actor, "report.write", subject),
        may_sign=may(actor, "report.sign", subject),
        open=[_open(row, progress, notes) for row in sorted(to_send, key=_urgency)],
        running=running,
        on_the_way=on_the_way,
        years=_by_year(left),
    )


ON_THE_WAY: Final = frozenset({Report.State.SUBMITTED, Report.State.SIGNED, Report.State.RECEIVED})


def _is_unsent(row: Row) -> bool:
    """Say whether a report is still to be sent; a withdrawn one is, where it is owed."""
    if row.report is None or row.report.state == Report.State.DRAFT:
        return True
    return row.report.state == Report.State.WITHDRAWN and row.owed is not None


def nearness(row: Row, today: dt.date) -> int:
    """Return how many days a report's day is away, past or to come: the nearest is the one to do first."""
    return abs((row.due - today).days) if row.due else 0


def _urgency(row: Row) -> tuple[bool, int]:
    """What came back goes first, then what is due around now."""
    returned = row.report is not None and row.report.returned
    return not returned, nearness(row, clock.today())


def _open(row: Row, progress: Mapping[int, Progress], notes: Mapping[int, int]) -> Open:
    key = row.report.pk if row.report else 0
    return Open(row, progress.get(key), notes.get(key, 0))


def _by_year(rows: Sequence[Row]) -> list[tuple[int, Sequence[Row]]]:
    ordered = sorted(rows, key=lambda row: (row.last, row.first), reverse=True)
    return [(year, list(its)) for year, its in groupby(ordered, key=lambda row: row.last // 12)]


def _progress(reports: Collection[Report]) -> dict[int, Progress]:
    """Return how far drafts are, by report: one query."""
    if not reports:
        return {}
    answered = Q(is_wrong=False) & ~Q(kind=ReportLine.Kind.NONE)
    counts = (
        ReportLine.objects.filter(report__in=reports, is_removed=False)
        .order_by()
        .values("report_id")
        .annotate(
            filled=Count("indicator_id", filter=answered, distinct=True),
            wrong=Count("pk", filter=Q(is_wrong=True)),
            last=Max("saved"),
        )
    )
    return {one["report_id"]: Progress(one["filled"], one["wrong"], one["last"]) for one in counts}


def notes_on(reports: Collection[Report]) -> Counter[int]:
    """Return with how many notes drafts came back, by report: one query."""
    returned = [report.pk for report in reports if report.returned]
    if not returned:
        return Counter()
    sent = ReportNote.objects.filter(report__in=returned, sent__isnull=False, version=F("report__version") - 1)
    return Counter(sent.values_list("report_id", flat=True))


def counts_of_year(rows: Sequence[Row]) -> tuple[int, int, int]:
    """Return of some rows how many were owed by today or sent, are approved, and left their body in time."""
    today = clock.today()
    owing = [row for row in rows if row.owed is not None and (is_sent(row.report) or row.owed.due < today)]
    in_time = [
        row for row in owing if row.report and row.report.first_sent and row.due and row.report.first_sent <= row.due
    ]
    return len(owing), sum(is_approved(row.report) for row in owing), len(in_time)
