"""Who owes what since when: the reports that have not left their bodies, by kind of body and place.

A country may have thousands of them: kinds with many late bodies are grouped by what lies above them, and where even
that is too long for a page, by larger place, as links.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from django.utils.translation import ngettext

from samaki.calculate.periods import last_month_ended
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import FEW, Ladders, ladders
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import Division, division
from samaki.registry.plan.models import Plan

from ..duties import Owed, owed
from ..models import Report
from ..standing import bodies_seen
from .rows import Named, Row, names_of, report_of, reports_of, rows_of
from .where import days_late

FLAT: Final = 30  # up to so many bodies of one kind stand in one table
ROWS_OF_A_PAGE: Final = 150
EARLIER: Final = 6  # months back that are counted beside


@dataclass(frozen=True)
class Group:
    """Late reports of one kind below one body, or in one place: how many, of how many that owe one.

    `rows` where there is room on the page; else the group is a link to its place.
    """

    late: int
    owing: int
    above: Named | None = None
    place: Place | None = None
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Kind:
    """Late reports of one kind of body; `since`: the days on which they were due, with how many each.

    `is_flat`: one table holds all of them. `is_assumed`: a day is not in the source.
    """

    kind: BodyKind
    late: int
    since: Sequence[tuple[dt.date, int]]
    groups: Sequence[Group]
    is_flat: bool
    is_assumed: bool


@dataclass(frozen=True)
class LateList:
    """The late list of the periods that end in one month. `owing`: how many reports were owed by today.

    `earlier`: the months before, with how many of their reports are still late (None: too many bodies to count here).
    `sees`: whether the actor sees any body at all.
    """

    plan: Plan
    month: int
    today: dt.date
    place: Place | None
    kinds: Sequence[Kind]
    owing: int
    earlier: Sequence[tuple[int, int | None]] = ()
    sees: bool = True

    @property
    def count(self) -> int:
        """How many reports are late."""
        return sum(kind.late for kind in self.kinds)

    @property
    def rows(self) -> Iterator[Row]:
        """Every report that the page shows by itself."""
        return (row for kind in self.kinds for group in kind.groups for row in group.rows)

    @property
    def is_assumed(self) -> bool:
        """Whether a day on the list is not in the source."""
        return any(kind.is_assumed for kind in self.kinds)


class Late(NamedTuple):
    """One report that is late, before it is named."""

    owed: Owed
    report: Report | None


def late_list(actor: Actor, plan: Plan, *, month: int | None = None, place: Place | None = None) -> LateList:
    """Return what is late of the periods that end in a month (the last that ended), of the bodies an actor sees."""
    today = clock.today()
    asked = last_month_ended(today) if month is None else month
    seen = bodies_seen(actor, plan)
    if not seen:
        return LateList(plan, asked, today, place, [], 0, sees=False)
    page = _Page(plan, today, place)
    bodies = seen if place is None else page.within(seen)
    months = range(asked - EARLIER, asked)
    is_short = len(bodies) <= FEW
    due = due_reports(plan, bodies, months[0] if is_short else asked, asked, today)
    late = [one for one in due if days_late(one.report, one.owed, today)]
    owing = [one.owed for one in due if one.owed.last == asked]
    kinds = page.kinds([one for one in late if one.owed.last == asked], owing)
    earlier = Counter(one.owed.last for one in late)
    counts = [(month, earlier[month] if is_short else None) for month in reversed(months)]
    return LateList(plan, asked, today, place, kinds, len(owing), counts)


def due_reports(plan: Plan, bodies: frozenset[int], first: int, last: int, today: dt.date) -> list[Late]:
    """Return what these bodies owed by today for periods that end in these months, with what came of it."""
    few = bodies if len(bodies) <= FEW else None
    reports = reports_of(plan, first, last, few)
    return [
        Late(one, report_of(reports, one))
        for one in owed(plan, first=first, last=last, bodies=few)
        if one.due < today and one.body in bodies
    ]


def others_words(count: int) -> list[str]:
    """Return how many late reports a sentence does not name by kind, so that its numbers add up; nothing for none."""
    said = ngettext("{count} other", "{count} others", count)
    return [said.format(count=formats.in_sentence(count))] if count else []


class _Page:
    """Puts late reports into groups that fit a page: a fixed number of queries."""

    def __init__(self, plan: Plan, today: dt.date, place: Place | None) -> None:
        self._plan, self._today, self._place = plan, today, place

    @cached_property
    def _standing(self) -> Ladders:
        return ladders()

    @cached_property
    def _parts(self) -> Division:
        return division()

    @cached_property
    def _asked(self) -> int | None:
        if self._place is not None:
            return self._place.pk
        return next((one for one, above in self._parts.parents.items() if above is None), None)

    def within(self, bodies: frozenset[int]) -> frozenset[int]:
        """Keep the bodies whose own place is the asked one or lies in it."""
        inside = {self._asked, *self._parts.below(self._asked or 0)}
        rungs = self._standing.rungs
        return frozenset(body for body in bodies if body in rungs and rungs[body].place in inside)

    def kinds(self, late: Sequence[Late], owing: Sequence[Owed]) -> list[Kind]:
        """Return the kinds with late reports, in the plan's order."""
        every = {kind.code: kind for kind in BodyKind.objects.all()}
        wider = {kind.pk: every.get(kind.is_a, kind).pk for kind in every.values()}
        bodies = Body.objects.values_list("pk", "kind_id")
        kind_of = {body: wider[kind] for body, kind in bodies}
        of_kind: dict[int, list[Late]] = defaultdict(list)
        for one in late:
            of_kind[kind_of[one.owed.body]].append(one)
        owe: dict[int, list[Owed]] = defaultdict(list)
        for due in owing:
            owe[kind_of[due.body]].append(due)
        drafts: dict[int, list[_Draft]] = {
            kind: self._drafts(its, owe[kind], len(late) > ROWS_OF_A_PAGE) for kind, its in of_kind.items()
        }
        shown = [one for its in drafts.values() for draft in its for one in draft.shown]
        above = {draft.above for its in drafts.values() for draft in its if draft.above is not None}
        names = names_of({one.owed.body for one in shown} | above)
        places = Place.objects.in_bulk({draft.place for its in drafts.values() for draft in its if draft.place})
        return [
            Kind(
                kind=kind,
                late=len(of_kind[kind.pk]),
                since=sorted(Counter(one.owed.due for one in of_kind[kind.pk]).items()),
                groups=[self._group(draft, names, places) for draft in drafts[kind.pk]],
                is_flat=len(drafts[kind.pk]) == 1 and drafts[kind.pk][0].is_whole,
                is_assumed=any(one.owed.is_assumed for one in of_kind[kind.pk]),
            )
            for kind in every.values()
            if kind.pk in of_kind
        ]

    def _drafts(self, late: Sequence[Late], owing: Sequence[Owed], is_long: bool) -> list[_Draft]:
        if len(late) <= FLAT:
            return [_Draft(late, len(owing), late, is_whole=True)]
        part: Callable[[int], int | None] = self._part if is_long else self._above
        groups: dict[int | None, list[Late]] = defaultdict(list)
        for one in late:
            groups[part(one.owed.body)].append(one)
        owe = Counter(part(due.body) for due in owing)
        drafts = [
            _Draft(its, owe[key], [], place=key) if is_long else _Draft(its, owe[key], its, above=key)
            for key, its in groups.items()
        ]
        return sorted(drafts, key=lambda draft: (-len(draft.late), draft.late[0].owed.body))

    def _above(self, body: int) -> int | None:
        rung = self._standing.rungs.get(body)
        return rung.area_parent if rung else None

    def _part(self, body: int) -> int | None:
        """Return the place one level below the asked one in which a body stands."""
        rung = self._standing.rungs.get(body)
        if rung is None:
            return None
        chain = [rung.place, *self._parts.above(rung.place)]
        at = chain.index(self._asked) if self._asked in chain else len(chain)
        return chain[max(0, at - 1)]

    def _group(self, draft: _Draft, names: Mapping[int, Named], places: Mapping[int, Place]) -> Group:
        reports = {(one.owed.body, one.owed.first, one.owed.last): one.report for one in draft.shown if one.report}
        rows = rows_of(self._plan, [one.owed for one in draft.shown], reports, names, self._today)
        return Group(
            late=len(draft.late),
            owing=draft.owing,
            above=names.get(draft.above or 0),
            place=places.get(draft.place or 0),
            rows=rows,
        )


class _Draft(NamedTuple):
    """A group before its bodies are named."""

    late: Sequence[Late]
    owing: int
    shown: Sequence[Late]
    above: int | None = None
    place: int | None = None
    is_whole: bool = False
