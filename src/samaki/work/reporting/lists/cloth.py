"""Who has reported, as cloth: whoever reports to a body, each with those who report to it; what is late; dates ahead.

One pass over the month for home: the same bodies, obligations and reports serve all three.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from samaki.calculate.periods import last_month_ended
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import FEW
from samaki.registry.plan.models import Plan

from ..duties import Owed, owed
from ..models import Report
from ..standing import Way, ways_seen
from ..telling import period_words
from .rows import Key, Named, Row, names_of, report_of, reports_of
from .waiting import WaitingList
from .where import days_late, square, where

SQUARES: Final = 60  # more bodies than this are said in words only
DATES: Final = 4
LATE_KINDS: Final = 3


@dataclass(frozen=True)
class ClothRow:
    """A body with its own report and the squares of those who report to it; or a kind of body without any below."""

    name: str
    own: Row | None
    squares: Sequence[str]
    waits: str = ""  # the page on which its report waits for the reader
    late: int = 0
    place: str = ""  # the code of its place, for the late list

    @property
    def owing(self) -> int:
        """How many reports those below owe."""
        return len(self.squares)

    @property
    def approved(self) -> int:
        """How many of them are approved."""
        return sum(one == "approved" for one in self.squares)

    @property
    def drawn(self) -> Sequence[str]:
        """The squares, where they are few enough to be drawn."""
        return self.squares if len(self.squares) <= SQUARES else ()


@dataclass(frozen=True)
class Cloth:
    """Who has reported a month to a body. `counts`: of all squares by look."""

    month: int
    head: str  # what the rows are
    rows: Sequence[ClothRow]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A day on which something is due."""

    day: dt.date
    words: str
    is_assumed: bool


@dataclass(frozen=True)
class Overview:
    """The last month that ended, over the bodies an actor sees: how many reports were due by today and are late.

    `late_below` and `late_by_kind` leave out the bodies in which the actor holds a post.
    """

    month: int
    owing: int
    late: int
    late_below: int
    late_by_kind: Sequence[tuple[BodyKind, int]]
    cloth: Cloth | None
    dates: Sequence[DateAhead]


def overview(actor: Actor, plan: Plan, held: Collection[int], waiting: WaitingList) -> Overview:
    """Return how the last month stands for an actor: a number of queries that does not grow with the bodies."""
    today = clock.today()
    month = last_month_ended(today)
    ways = ways_seen(actor, plan)
    few = list(ways) if len(ways) <= FEW else None
    owing = [one for one in owed(plan, first=month, last=month + 1, bodies=few) if one.body in ways]
    reports = reports_of(plan, month, month + 1, few)
    due = [one for one in owing if one.last == month and one.due < today]
    late = [one for one in due if days_late(report_of(reports, one), one, today)]
    below = [one for one in late if one.body not in held]
    kinds = _Kinds(ways)
    monthly = {one.body: one for one in owing if one.first == one.last == month}
    cloth = _Weaver(plan, ways, kinds, monthly, reports, late, today).cloth(month, _top(ways, held), waiting)
    return Overview(
        month=month,
        owing=len(due),
        late=len(late),
        late_below=len(below),
        late_by_kind=Counter(kinds.of(one.body) for one in below).most_common(LATE_KINDS),
        cloth=cloth,
        dates=_dates(owing, reports, held, kinds, today),
    )


def _top(ways: Mapping[int, Way], held: Collection[int]) -> int | None:
    """Return the body to which the shown ones report: one's own with most below, else the one that publishes itself."""
    to = Counter(way.bodies[0] for body, way in ways.items() if way.bodies[0] != body)
    own = [body for body in held if to[body]]
    if own or held:
        return max(own, key=lambda body: to[body], default=None)
    return max((body for body, way in ways.items() if way.bodies == (body,)), key=lambda body: to[body], default=None)


class _Kinds:
    """The kind of each body, the wider one where there is one: two queries."""

    def __init__(self, bodies: Collection[int]) -> None:
        kinds = {kind.code: kind for kind in BodyKind.objects.all()}
        rows = Body.objects.filter(pk__in=bodies) if len(bodies) <= FEW else Body.objects.all()
        self._kinds = {
            pk: kinds.get(kinds[code].is_a, kinds[code]) for pk, code in rows.values_list("pk", "kind__code")
        }

    def of(self, body: int) -> BodyKind:
        return self._kinds[body]


class _Weaver:
    """Makes the cloth."""

    def __init__(
        self,
        plan: Plan,
        ways: Mapping[int, Way],
        kinds: _Kinds,
        monthly: Mapping[int, Owed],
        reports: Mapping[Key, Report],
        late: Iterable[Owed],
        today: dt.date,
    ) -> None:
        self._plan, self._kinds, self._monthly, self._reports, self._today = plan, kinds, monthly, reports, today
        self._late = {one.body for one in late}
        self._reporters: dict[int, list[int]] = defaultdict(list)
        for body, way in ways.items():
            if way.bodies[0] != body:
                self._reporters[way.bodies[0]].append(body)

    def cloth(self, month: int, top: int | None, waiting: WaitingList) -> Cloth | None:
        """Return the cloth of whoever reports to one body; None where nobody does."""
        direct = [
            body for body in self._reporters.get(top or 0, ()) if body in self._monthly or body in self._reporters
        ]
        if not direct:
            return None
        heads = [body for body in direct if self._below(body)]
        names = names_of(heads)
        heads.sort(key=lambda body: names[body].body.order)
        waits = {one.row.named.body.pk: one.page for one in waiting.waiting if one.row.last == month}
        rows = [self._head(names[body], waits.get(body, "")) for body in heads]
        by_kind: dict[BodyKind, list[int]] = defaultdict(list)
        for body in direct:
            if body not in heads and body in self._monthly:
                by_kind[self._kinds.of(body)].append(body)
        rows += [self._kind(kind, its) for kind, its in sorted(by_kind.items(), key=lambda pair: pair[0].rank)]
        counts = Counter(one for row in rows for one in row.squares)
        head = formats.local_text(self._kinds.of(heads[0]).all_of_them)[0] if heads else ""
        return Cloth(month, head, rows, counts)

    def _below(self, body: int) -> list[int]:
        return [one for one in self._reporters.get(body, ()) if one in self._monthly]

    def _head(self, named: Named, waits: str) -> ClothRow:
        below = self._below(named.body.pk)
        one = self._monthly.get(named.body.pk)
        own = None
        if one is not None:
            report = report_of(self._reports, one)
            own = Row(self._plan, named, one.first, one.last, one, report, where(report, one, self._today))
        late = sum(body in self._late for body in (named.body.pk, *below))
        place = named.place.code if named.place else ""
        return ClothRow(named.short, own, self._squares(below), waits, late, place)

    def _kind(self, kind: BodyKind, bodies: Sequence[int]) -> ClothRow:
        late = sum(body in self._late for body in bodies)
        return ClothRow(formats.local_text(kind.all_of_them)[0], None, self._squares(bodies), late=late)

    def _squares(self, bodies: Iterable[int]) -> list[str]:
        order = ("approved", "waiting", "missing")
        return sorted((square(report_of(self._reports, self._monthly[body])) for body in bodies), key=order.index)


def _dates(
    owing: Iterable[Owed], reports: Mapping[Key, Report], held: Collection[int], kinds: _Kinds, today: dt.date
) -> list[DateAhead]:
    """Return the next days on which something is due: one's own reports, then those of kinds of bodies below."""
    ahead: dict[tuple[dt.date, int, int, int | None], Owed] = {}  # one of each kind (None: one's own), day and period
    for one in owing:
        if one.due >= today:
            report = report_of(reports, one)
            if report is None or report.first_sent is None:
                kind = None if one.body in held else kinds.of(one.body).pk
                ahead.setdefault((one.due, one.first, one.last, kind), one)
    found: dict[tuple[dt.date, str], DateAhead] = {}
    for one in ahead.values():
        period = period_words(one.first, one.last)
        words = _("Own report: {period}").format(period=period)
        if one.body not in held:
            kind_words = formats.local_text(kinds.of(one.body).all_of_them)[0]
            words = _("{kind}: {period}").format(kind=kind_words, period=period)
        found.setdefault((one.due, words), DateAhead(one.due, words, one.is_assumed))
    return [date for _key, date in sorted(found.items())][:DATES]
