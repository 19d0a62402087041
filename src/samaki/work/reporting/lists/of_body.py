"""What a body's page shows of its reports: what it owes, what it sent month by month, what is open, its people by post.

Everybody signed in may see which reports are in, as on the page of a figure; periods, notes, people and telephones only
whoever may read the body's reports; so with excuses, for their reasons.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samaki.calculate.periods import last_month_ended, month_of
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.problems import Refused
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.owed import Owed as OwedShown
from samaki.registry.bodies.owed import OwedFigure
from samaki.registry.bodies.selectors import bodies_once_below
from samaki.registry.people.models import Role
from samaki.registry.people.models.role import RoleName
from samaki.registry.people.rights import may
from samaki.registry.plan.document.model import Deadline, Duty, PlanDocument
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import document_in_force

from ..assigned import names_of as names_of_duties
from ..excused import ExcuseShown, excuses_of
from ..models import ReportStep
from ..services.excusing import EXCUSE
from ..standing import READ, way_of
from .late import due_reports
from .mine import OfBody, counts_of_year, reports_of_body
from .rows import Row
from .where import days_late, due_words, is_sent, square

EVERY: Final[Mapping[str, int]] = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12, "per_survey": 0}
OPEN_SHOWN: Final = 3
HOLES_NAMED: Final = 4
EXCUSES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Year:
    """One year of monthly reports: a square a month, how many were owed, approved, and sent in time."""

    year: int
    squares: Sequence[str]
    owing: int
    approved: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Person:
    """Who holds a post in a body: the post's name, what they do, the telephone."""

    post: Mapping[str, str]
    roles: Sequence[Promise | str]
    phone: str


@dataclass(frozen=True)
class BodyReports:
    """The reports of a body for its page. `of_body`, `people`: None for whoever may not read its reports."""

    template: str
    aside: str
    headline: str
    years: Sequence[Year]
    holes: str
    back: str
    of_body: OfBody | None
    open_shown: Sequence[Row]
    late_below: int
    people: Sequence[Person] | None
    excuses: Sequence[ExcuseShown] = ()
    more_excuses: int = 0
    may_excuse: bool = False


def dues_of_body(actor: Actor, body: Body) -> list[OwedShown]:
    """`body.dues`: what a body owes by the plans in force, by rhythm and deadline."""
    return [one for plan, document in _plans_in_force() for one in _dues(plan, document, body)]


def body_reports(actor: Actor, body: Body) -> BodyReports | None:
    """`body.reports`: what a body sent, for its page; None where it never owed a report."""
    plans = _plans_in_force()
    if not plans:
        return None
    plan = plans[0][0]
    mine = reports_of_body(actor, plan, body)
    way = way_of(plan, body.pk)
    is_reader = may(actor, READ, way.subject)
    excuses = excuses_of(body) if is_reader else []
    if mine is None and not excuses:
        return None
    today = clock.today()
    monthly = sorted((row for row in _all_rows(mine) if row.first == row.last), key=lambda row: row.last)
    due = [row for row in monthly if row.due is not None and row.due < today]
    years = [_year(year, rows) for year, rows in _by_year(monthly, today)]
    open_rows = [one.row for one in mine.open] if mine else []
    return BodyReports(
        template="reporting/of_body.html",
        aside="reporting/of_body_aside.html",
        headline=_headline(mine, due, today) if mine else "",
        years=years,
        holes=_holes(due),
        back=_back(plan, body) if is_reader else "",
        of_body=mine if is_reader else None,
        open_shown=open_rows[:OPEN_SHOWN] if is_reader else [],
        late_below=_late_below(plan, body, today) if is_reader else 0,
        people=_people(body) if is_reader else None,
        excuses=excuses[:EXCUSES_SHOWN],
        more_excuses=max(0, len(excuses) - EXCUSES_SHOWN),
        may_excuse=may(actor, EXCUSE, way.subject),
    )


def _plans_in_force() -> list[tuple[Plan, PlanDocument]]:
    """Return the plans that run today with what is in force, the newest first."""
    month = month_of(clock.today())
    found = []
    for plan in Plan.objects.filter(first_month__lte=month).order_by("-last_month", "code"):
        try:
            found.append((plan, document_in_force(plan)))
        except Refused:
            continue
    return found


def _dues(plan: Plan, document: PlanDocument, body: Body) -> Iterator[OwedShown]:
    names = names_of_duties(document, body.code, body.kind.code)
    deadlines = {str(deadline.code): deadline for deadline in document.deadlines}
    groups: dict[tuple[int, str], list[Duty]] = defaultdict(list)
    for duty in document.duties:
        if duty.who in names and (duty.indicators or duty.counted_by_system):
            groups[EVERY[duty.frequency], duty.deadline].append(duty)
    if not groups:
        return
    receiver = way_of(plan, body.pk).bodies[0]
    to = Body.objects.filter(pk=receiver).values_list("code", flat=True).first() if receiver != body.pk else ""
    titles = {str(indicator.code): indicator.name for indicator in document.indicators}
    for (every, code), duties in sorted(groups.items(), key=lambda group: group[0][0] or 99):
        deadline: Deadline | None = deadlines.get(code)
        figures = [
            OwedFigure(indicator, titles.get(indicator, {}), reverse("plan_indicator", args=[plan.code, indicator]))
            for duty in duties
            for indicator in (*duty.indicators, *duty.counted_by_system)
        ]
        assumed = deadline is not None and deadline.basis != "source"
        yield OwedShown(every, figures, deadline.name if deadline else {}, assumed, to or "")


def _all_rows(mine: OfBody | None) -> Iterator[Row]:
    if mine is None:  # excused from everything
        return
    yield from (one.row for one in mine.open)
    yield from mine.running
    yield from mine.on_the_way
    for _year, rows in mine.years:
        yield from rows


def _by_year(rows: Sequence[Row], today: dt.date) -> list[tuple[int, list[Row]]]:
    """Return the monthly rows that are due, sent, or not owed any more, by year."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.due is None or row.due < today or is_sent(row.report):
            found[row.last // 12].append(row)
    return sorted(found.items())


def _year(year: int, rows: Sequence[Row]) -> Year:
    owing, approved, in_time = counts_of_year(rows)
    return Year(year, [square(row.report) for row in rows], owing, approved, in_time)


def _headline(mine: OfBody, due: Sequence[Row], today: dt.date) -> str:
    """Return the state of affairs: how many monthly reports came in, and what is due next."""
    if not due:
        return ""
    said = _("{body} has sent {sent} of {owing} monthly reports since {year}").format(
        body=mine.named.readable,
        sent=formats.in_sentence(sum(is_sent(row.report) for row in due)),
        owing=formats.in_sentence(len(due)),
        year=formats.year(due[0].last // 12),
    )
    following = next((one.row for one in mine.open if not is_sent(one.row.report)), None)
    if following is None or following.due is None:
        return said
    return _("{said}; {period} is {due}").format(
        said=said, period=following.period, due=due_words(following.due, today)
    )


def _holes(due: Sequence[Row]) -> str:
    """Return which months were never sent, the newest first, as far as there is room, and which were withdrawn."""
    missing: list[Row] = []
    withdrawn: list[Row] = []
    for row in reversed(due):
        if not is_sent(row.report):
            (withdrawn if row.report and row.report.withdrawn else missing).append(row)
    return f"{_never_sent(missing)} {_to_send_anew(withdrawn)}".strip()


def _to_send_anew(withdrawn: Sequence[Row]) -> str:
    named = ", ".join(row.period for row in withdrawn)
    return _("Withdrawn, to be sent anew: {named}.").format(named=named) if named else ""


def _never_sent(missing: Sequence[Row]) -> str:
    if not missing:
        return ""
    named = ", ".join(row.period for row in missing[:HOLES_NAMED])
    if len(missing) > HOLES_NAMED:
        what = _("Never sent: {named} and {more} more. They are missing, not zero.")
        return what.format(named=named, more=formats.in_sentence(len(missing) - HOLES_NAMED))
    return _("Never sent: {named}. They are missing, not zero.").format(named=named)


def _back(plan: Plan, body: Body) -> str:
    """Return how often reports came back, and how often they were corrected or withdrawn after approval: one query."""
    steps = ReportStep.objects.filter(report__plan=plan, report__body=body)
    actions = list(steps.filter(action__in=("return", "correct", "withdraw")).values_list("action", flat=True))
    returned, corrected = actions.count("return"), len(actions) - actions.count("return")
    sentences = []
    if returned:
        sentences.append(_("Returned and sent again: {count}.").format(count=formats.in_sentence(returned)))
    if corrected:
        what = _("Opened again after approval: {count}.")
        sentences.append(what.format(count=formats.in_sentence(corrected)))
    return " ".join(sentences)


def _late_below(plan: Plan, body: Body, today: dt.date) -> int:
    """Return how many reports of the last month that ended are late below a body."""
    month = last_month_ended(today)
    below = frozenset(bodies_once_below([body.pk]))
    late = due_reports(plan, below, month, month, today) if below else []
    return sum(days_late(one.report, one.owed, today) > 0 for one in late)


def _people(body: Body) -> list[Person]:
    """Return who holds a post in a body today: one query."""
    roles: dict[Any, list[Promise | str]] = defaultdict(list)
    held = Role.objects.in_force(clock.today()).filter(body=body)
    for role in held.select_related("account").order_by("pk"):
        roles[role.account].append(RoleName(role.role).label)
    return [Person(account.name, its, account.phone) for account, its in roles.items()]
