"""What the pieces of a call name, loaded once for all of them: rows there are, indicators, fields, places, events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Protocol
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from samaki.core.problems import Refused
from samaki.core.text import latin_digits
from samaki.registry.bodies.selectors import rungs_of
from samaki.registry.people.models import Account
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.places.selectors import Division, division
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.models import Indicator

from ..assigned import codes_of_actions
from ..content import key_of_line
from ..duties import owed
from ..fields import Field, fields_of
from ..ground import Ground, grounds_of
from ..models import OtherWork, Report, ReportEvent, ReportLine, ReportWord
from ..models.content import Piece
from ..pieces import Key
from ..standing import Way, ways_of

Grounds = Mapping[int, Ground]  # by plan

RANDOM: Final = 4  # the version of a UUID that nobody can foresee


class Typing(Protocol):
    """A change, as far as names go."""

    @property
    def report(self) -> Report: ...

    @property
    def typed(self) -> Mapping[str, str]: ...


@dataclass
class Named:
    """Everything by its name. A number of queries that does not grow with reports and pieces."""

    grounds: Grounds
    places: Mapping[str, Place]
    pieces: dict[tuple[int, str], Piece]
    taken: frozenset[UUID]
    reports: Sequence[Report]
    _divisions: dict[int, Division] = field(default_factory=dict)

    @cached_property
    def _authors(self) -> Mapping[int, Account]:
        return Account.objects.in_bulk({one.author_id for one in self.pieces.values() if one.author_id is not None})

    @classmethod
    def of(
        cls, reports: Sequence[Report], keys: Sequence[Key], changes: Sequence[Typing], grounds: Grounds | None = None
    ) -> Named:
        """Load what these pieces of these reports name; what stands still comes from the plans' grounds."""
        grounds = grounds or grounds_of({report.plan for report in reports})
        _load_places(reports, grounds)
        codes = {_code(change.typed.get("place", "")) for change in changes} - {""}
        places = list(Place.objects.annotate(capitals=Upper("code")).filter(capitals__in=codes)) if codes else []
        pieces, taken = _pieces(reports, keys, changes, grounds)
        return cls(grounds, {place.code.upper(): place for place in places}, pieces, taken, reports)

    def way(self, report: Report) -> Way:
        """Return the way of a report's body."""
        bodies = [one.body_id for one in self.reports if one.plan_id == report.plan_id]
        return ways_of(report.plan, bodies, self.grounds[report.plan_id])[report.body_id]

    def piece(self, report: Report, key: Key) -> Piece | None:
        """Return the piece of a report with this key, or None."""
        return self.pieces.get((report.pk, key.text))

    def add(self, report: Report, key: Key, piece: Piece) -> None:
        """Remember a piece made now: a line may name it, and the same key may come again."""
        self.pieces[report.pk, key.text] = piece

    def author(self, piece: Piece) -> Account | None:
        """Return who typed a piece that was there, or None: all authors are looked up at once, the first time."""
        return self._authors.get(piece.author_id) if piece.author_id is not None else None

    def new_uid(self, key: Key) -> UUID:
        """Return the uid for a new piece: a random one. Raises Refused where it is another report's, or made of names.

        A report's own lines have uids that anybody can work out: nobody may be there before them.
        """
        assert key.uid is not None
        if key.uid.version != RANDOM:
            raise Refused.because("report.piece", _("There is no such part in a report: {key}.").format(key=key.text))
        if key.uid in self.taken:
            raise Refused.because("report.piece", _("This part belongs to another report."), where=key.text)
        return key.uid

    def indicator(self, report: Report, code: str) -> Indicator:
        """Return an indicator for which the report may have a line. Raises Refused."""
        found = self.grounds[report.plan_id].indicators.get(_code(code))
        if found is None or found.code not in fields_of(self.document(report)):
            what = _("Nobody reports an indicator {code} in this plan.").format(code=code[:60])
            raise Refused.because("report.indicator", what)
        if found.pk not in self._owed.get((report.plan_id, report.body_id, report.first_month, report.last_month), ()):
            what = _("{body} does not report {code} for this period.").format(body=report.body.code, code=found.code)
            raise Refused.because("report.indicator", what)
        return found

    @cached_property
    def _owed(self) -> Mapping[tuple[int, int, int, int], Collection[int]]:
        """The indicators (database keys) by plan, body and months, of all reports at once."""
        found: dict[tuple[int, int, int, int], Collection[int]] = {}
        for plan in {report.plan_id: report.plan for report in self.reports}.values():
            own = [report for report in self.reports if report.plan_id == plan.pk]
            months = [report.last_month for report in own]
            bodies = {report.body_id for report in own}
            for one in owed(plan, first=min(months), last=max(months), bodies=bodies):
                found[plan.pk, one.body, one.first, one.last] = one.indicators
        return found

    def document(self, report: Report) -> PlanDocument:
        """Return the plan's document in force at the period's end."""
        return self.grounds[report.plan_id].document(report.last_month)

    def field(self, report: Report, indicator: Indicator) -> Field:
        """Return an indicator's field. Raises Refused where nobody reports it any more."""
        found = fields_of(self.document(report)).get(indicator.code)
        if found is None:
            what = _("Nobody reports an indicator {code} in this plan.").format(code=indicator.code)
            raise Refused.because("report.indicator", what)
        return found

    def check_word(self, report: Report, key: Key) -> None:
        """Raise Refused for progress in an action that the plan does not have."""
        action = key.name.removeprefix("action.")
        if action != key.name and action not in codes_of_actions(self.document(report)):
            raise Refused.because("report.piece", _("The plan has no action {code}.").format(code=action))

    def kind_of_body(self, report: Report) -> str:
        """Return the code of the body's kind."""
        return self.grounds[report.plan_id].kinds[report.body.kind_id]

    def own_place(self, report: Report) -> Place:
        """Return the body's own place at the period's end; before its first stretch, that of the first."""
        ground = self.grounds[report.plan_id]
        rungs = ground.rungs.get(report.body_id, ())
        standing = version_at(rungs, report.last_month) or (rungs[0] if rungs else None)
        if standing is None:
            what = _("{body} has no place of its own.").format(body=report.body.code)
            raise Refused.because("body.nowhere", what)
        return ground.places[standing.place]

    def place(self, code: str) -> Place | None:
        """Return a place by its code, or None."""
        return self.places.get(_code(code))

    def is_own_or_below(self, report: Report, place: Place) -> bool:
        """Say whether a place is the body's own or lies in it at the period's end."""
        own = self.own_place(report)
        month = report.last_month
        if month not in self._divisions:
            self._divisions[month] = division(month)
        return place == own or own.pk in self._divisions[month].above(place.pk)

    def event(self, report: Report, uid: UUID) -> ReportEvent | None:
        """Return an event of the report."""
        found = self.pieces.get((report.pk, f"event:{uid}"))
        return found if isinstance(found, ReportEvent) else None

    def lines_of(self, report: Report, event: UUID) -> list[ReportLine]:
        """Return the lines of a report that belong to an event."""
        pieces = [piece for (of, _key), piece in self.pieces.items() if of == report.pk]
        lines = [piece for piece in pieces if isinstance(piece, ReportLine) and not piece.is_removed]
        return [line for line in lines if line.event_id and line.event is not None and line.event.uid == event]


def _load_places(reports: Iterable[Report], grounds: Grounds) -> None:
    """See that each plan's ground knows where the bodies stand, and their own places: at most two queries."""
    fresh = {report.body_id for report in reports if report.body_id not in grounds[report.plan_id].rungs}
    if not fresh:
        return
    rungs = rungs_of(sorted(fresh))
    places = Place.objects.in_bulk({rung.place for some in rungs.values() for rung in some})
    for ground in grounds.values():
        ground.places.update(places)
        ground.rungs.update({body: rungs.get(body, ()) for body in fresh})


def _pieces(
    reports: Sequence[Report], keys: Iterable[Key], changes: Iterable[Typing], grounds: Grounds
) -> tuple[dict[tuple[int, str], Piece], frozenset[UUID]]:
    """Return the pieces by report and key, of the kinds that are named, and which uids belong to other reports."""
    own = {report.pk: report for report in reports}
    kinds = {key.kind for key in keys} | {"event" for change in changes if change.typed.get("event")}
    new = {key.uid for key in keys if key.uid is not None and key.kind != "event"}
    mine, named = Q(report__in=own), Q(report__in=own) | Q(uid__in=new) if new else Q(report__in=own)
    found: dict[tuple[int, str], Piece] = {}
    taken: set[UUID] = set()
    events: dict[int, ReportEvent] = {}
    if "event" in kinds:
        events = {event.pk: event for event in ReportEvent.objects.filter(mine)}
        found |= {(event.report_id, f"event:{event.uid}"): event for event in events.values()}
    if "word" in kinds:
        for word in ReportWord.objects.filter(mine):
            found[word.report_id, f"word:{word.key}"] = word
    if kinds & {"line", "event"}:  # which lines belong to an event decides whether it may go
        for line in ReportLine.objects.filter(named).order_by():
            report = own.get(line.report_id)
            if report is None:
                taken.add(line.uid)
                continue
            line.indicator = grounds[report.plan_id].indicators_by_key[line.indicator_id]
            if line.event_id in events:
                line.event = events[line.event_id]
            found[line.report_id, _key_of(report, line)] = line
    if "other" in kinds:
        for work in OtherWork.objects.filter(named):
            if work.report_id in own:
                found[work.report_id, f"other:{work.uid}"] = work
            else:
                taken.add(work.uid)
    return found, frozenset(taken)


def _key_of(report: Report, line: ReportLine) -> str:
    """Return a line's key as `pieces.key_of` writes it: codes match without regard to case."""
    key = key_of_line(report, line)
    return key if key == f"line:{line.uid}" else f"line:{line.indicator.code.upper()}"


def _code(text: str) -> str:
    return latin_digits(text.replace("\0", "")).strip().upper()
