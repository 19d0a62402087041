"""What waits for somebody: reports to sign, to receive, to approve; those that came back; with what is odd marked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from samaki.core import clock
from samaki.core.actor import Actor
from samaki.registry.bodies.models import BodyKind
from samaki.registry.plan.models import Plan

from .. import rules
from ..content import pieces_of
from ..doubts import doubts_of
from ..duties import owed
from ..models import Report, ReportHand, ReportLine
from ..standing import Way, ways_of
from .mine import notes_on
from .rows import Named, Row, names_of, rows_of

SIGN, APPROVE, RECEIVE, RETURNED = "sign", "approve", "receive", "returned"
ACTS: Final = (SIGN, APPROVE, RECEIVE)
MOST: Final = 100  # reports that one page looks into
ABOVE: Final = (Report.State.SIGNED, Report.State.RECEIVED)
SIGNERS: Final = frozenset({"chair"})
DECIDERS: Final = frozenset({"reviewer", "approver"})
WRITERS: Final = frozenset({"reporter"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One report that waits for somebody: `act` is what they do with it, `odd` how many things to look at first.

    `own_hand`: they entered or signed it, so that somebody else must approve; `only_review`: they may return it, not
    approve. `notes`: of one that came back. `late`: it left its body late.
    """

    act: str
    row: Row
    odd: int = 0
    notes: int = 0
    own_hand: bool = False
    only_review: bool = False

    @property
    def report(self) -> Report:
        """The report; something that waits has been begun."""
        assert self.row.report is not None
        return self.row.report

    @property
    def may_tick(self) -> bool:
        """Whether it may be decided together with others: nothing odd, nothing changed after approval."""
        plain = self.report.intent == Report.Intent.REPORT
        return plain and not (self.odd or self.own_hand or self.only_review)

    @property
    def page(self) -> str:
        """Where one decides about it."""
        return self.row.address if self.act == RETURNED else f"{self.row.address}{PAGES[self.act]}/"


PAGES: Final = {SIGN: "sign", APPROVE: "review", RECEIVE: "review"}


@dataclass(frozen=True)
class Group:
    """Reports of one kind of body that wait for the same act."""

    kind: BodyKind
    waiting: Sequence[Waiting]


@dataclass(frozen=True)
class WaitingList:
    """What waits, the longest first. `more`: how many beyond those that one page looks into."""

    today: dt.date
    waiting: Sequence[Waiting]
    more: int = 0

    def of(self, *acts: str) -> list[Waiting]:
        """Return those that wait for these acts."""
        return [one for one in self.waiting if one.act in acts]

    def groups(self, act: str) -> list[Group]:
        """Return those that wait for an act, by kind of body."""
        found: dict[int, list[Waiting]] = defaultdict(list)
        for one in self.of(act):
            found[one.row.named.body.kind_id].append(one)
        groups = [Group(its[0].row.named.body.kind, its) for its in found.values()]
        return sorted(groups, key=lambda group: group.kind.rank)

    @property
    def count(self) -> int:
        """How many wait for a decision; those that came back apart."""
        return len(self.of(*ACTS)) + self.more


def waiting_for(actor: Actor, *, look_inside: bool = True) -> WaitingList:
    """Return what waits for an actor. A fixed number of queries for each plan; `look_inside`: say what is odd."""
    today = clock.today()
    asked = _asked(actor)
    if asked is None:
        return WaitingList(today, [])
    found = Report.objects.filter(asked).select_related("plan", "body__kind", "holder").order_by("since", "pk")
    count = found.count()
    reports = list(found[:MOST])
    by_plan: dict[Plan, list[Report]] = defaultdict(list)
    for report in reports:
        by_plan[report.plan].append(report)
    hands = set(
        ReportHand.objects.filter(report__in=reports, account=actor.account).values_list("report_id", flat=True)
    )
    waiting = [one for plan, its in by_plan.items() for one in _of_plan(actor, plan, its, hands, look_inside)]
    waiting.sort(key=lambda one: (one.report.since, one.report.pk))
    return WaitingList(today, waiting, more=count - len(reports))


def _asked(actor: Actor) -> Q | None:
    """Return which reports may wait for an actor, by the bodies in which they hold a post."""
    signs, decides, writes = (_bodies(actor, roles) for roles in (SIGNERS, DECIDERS, WRITERS))
    if not signs | decides | writes:
        return None
    return (
        Q(state=Report.State.SUBMITTED, body__in=signs)
        | Q(state__in=ABOVE, holder__in=decides)
        | Q(state=Report.State.DRAFT, returned=True, body__in=writes)
    )


def _bodies(actor: Actor, roles: frozenset[str]) -> frozenset[int]:
    held = {grant.body or grant.theme for grant in actor.grants if grant.role in roles}
    return frozenset(body for body in held if body is not None)


def _of_plan(
    actor: Actor, plan: Plan, reports: Sequence[Report], hands: set[int], look_inside: bool
) -> Iterator[Waiting]:
    today = clock.today()
    bodies = {report.body_id for report in reports}
    ways, names = ways_of(plan, bodies), names_of(bodies)
    rows = {row.report.pk: row for row in _rows(plan, reports, names, today) if row.report is not None}
    odd = _odd(reports, rows) if look_inside else {}
    notes = notes_on(reports)
    for report in reports:
        row = rows[report.pk]
        if report.state == Report.State.DRAFT:
            yield Waiting(RETURNED, row, notes=notes[report.pk])
            continue
        act = _act(report, ways[report.body_id])
        if act == APPROVE:
            is_own = report.pk in hands
            may_approve = rules.may_take(actor, rules.APPROVE, report, ways[report.body_id])
            yield Waiting(act, row, odd.get(report.pk, 0), own_hand=is_own, only_review=not may_approve)
        elif rules.may_take(actor, rules.ACTS[act], report, ways[report.body_id]):
            yield Waiting(act, row, odd.get(report.pk, 0))


def _act(report: Report, way: Way) -> str:
    if report.state == Report.State.SUBMITTED:
        return SIGN
    return APPROVE if rules.next_body(way, report.holder_id) is None else RECEIVE


def _rows(plan: Plan, reports: Sequence[Report], names: Mapping[int, Named], today: dt.date) -> list[Row]:
    first, last = min(one.last_month for one in reports), max(one.last_month for one in reports)
    keys = {(one.body_id, one.first_month, one.last_month): one for one in reports}
    owing = [
        one for one in owed(plan, first=first, last=last, bodies=list(names)) if (one.body, one.first, one.last) in keys
    ]
    return rows_of(plan, owing, keys, names, today)


def _odd(reports: Sequence[Report], rows: Mapping[int, Row]) -> dict[int, int]:
    """Return how many things to look at each report has: doubts of the plan's checks, and lines not answered."""
    looked = [one for one in reports if one.state != Report.State.DRAFT]
    if not looked:
        return {}
    pieces = pieces_of(looked)
    doubts = doubts_of(looked, pieces=pieces)
    found = {}
    for report in looked:
        owing = rows[report.pk].owed
        answered = {line.indicator_id for line in pieces[report.pk].lines if line.kind != ReportLine.Kind.NONE}
        silent = (
            0 if pieces[report.pk].says_nothing_to_report or owing is None else len(set(owing.indicators) - answered)
        )
        found[report.pk] = len({doubt.key for doubt in doubts[report.pk]}) + silent
    return found
