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

from samaki.calculate.periods import month_end
from samaki.core.problems import Refused
from samaki.core.text import latin_digits
from samaki.registry.bodies.selectors import Rung, rungs_of
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.places.selectors import Division, division
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.models import Indicator, PlanVersion
from samaki.registry.plan.selectors import document_of, in_force_of

from ..assigned import codes_of_actions
from ..content import key_of_line
from ..duties import owed
from ..fields import Field, fields_of
from ..models import OtherWork, Report, ReportEvent, ReportLine, ReportWord
from ..models.content import Piece
from ..pieces import Key
from ..standing import Way, ways_of

Ways = Mapping[tuple[int, int], Way]  # by plan and body

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

    ways: Ways
    versions: Mapping[int, Sequence[PlanVersion]]
    indicators: Mapping[tuple[int, str], Indicator]
    rungs: Mapping[int, Sequence[Rung]]
    own_places: Mapping[int, Place]
    places: Mapping[str, Place]
    pieces: dict[tuple[int, str], Piece]
    taken: frozenset[UUID]
    reports: Sequence[Report]
    _divisions: dict[int, Division] = field(default_factory=dict)

    @classmethod
    def of(
        cls, reports: Sequence[Report], keys: Sequence[Key], changes: Sequence[Typing], ways: Ways | None = None
    ) -> Named:
        """Load what these pieces of these reports name; `ways` where they are at hand."""
        bodies: dict[int, set[int]] = {}
        for report in reports:
            bodies.setdefault(report.plan_id, set()).add(report.body_id)
        plans = {report.plan_id: report.plan for report in reports}
        if ways is None:
            ways = {
                (plan, body): way for plan, some in bodies.items() for body, way in ways_of(plans[plan], some).items()
            }
        versions: dict[int, list[PlanVersion]] = {}
        for version in PlanVersion.objects.filter(plan__in=plans).defer("document").order_by("in_force", "number"):
            versions.setdefault(version.plan_id, []).append(version)
        rungs = rungs_of([report.body_id for report in reports])
        standing = {rung.place for some in rungs.values() for rung in some}
        codes = {_code(change.typed.get("place", "")) for change in changes} - {""}
        places = list(Place.objects.annotate(capitals=Upper("code")).filter(Q(pk__in=standing) | Q(capitals__in=codes)))
        pieces, taken = _pieces(reports, keys)
        return cls(
            ways=ways,
            versions=versions,
            indicators={(one.plan_id, one.code.upper()): one for one in Indicator.objects.filter(plan__in=plans)},
            rungs=rungs,
            own_places={place.pk: place for place in places},
            places={place.code.upper(): place for place in places},
            pieces=pieces,
            taken=taken,
            reports=reports,
        )

    def piece(self, report: Report, key: Key) -> Piece | None:
        """Return the piece of a report with this key, or None."""
        return self.pieces.get((report.pk, key.text))

    def add(self, report: Report, key: Key, piece: Piece) -> None:
        """Remember a piece made now: a line may name it, and the same key may come again."""
        self.pieces[report.pk, key.text] = piece

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
        found = self.indicators.get((report.plan_id, _code(code)))
        if found is None or found.code not in fields_of(self.document(report)):
            what = _("Nobody reports an indicator {code} in this plan.").format(code=code[:60])
            raise Refused.because("report.indicator", what)
        if found.pk not in self._owed.get((report.plan_id, report.body_id, report.first_month, report.last_month), ()):
            what = _("{body} does not report {code} for this period.").format(body=report.body.code, code=found.code)
            raise Refused.because("report.indicator", what)
        return found

    @cached_property
    def _owed(self) -> Mapping[tuple[int, int, int, int], Collection[int]]:
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
        return document_of(in_force_of(self.versions[report.plan_id], month_end(report.last_month)))

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
        return report.body.kind.code

    def own_place(self, report: Report) -> Place:
        """Return the body's own place at the period's end; before its first stretch, that of the first."""
        rungs = self.rungs.get(report.body_id, ())
        standing = version_at(rungs, report.last_month) or (rungs[0] if rungs else None)
        if standing is None:
            what = _("{body} has no place of its own.").format(body=report.body.code)
            raise Refused.because("body.nowhere", what)
        return self.own_places[standing.place]

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
        return [line for line in lines if line.event is not None and line.event.uid == event]


def _pieces(reports: Sequence[Report], keys: Iterable[Key]) -> tuple[dict[tuple[int, str], Piece], frozenset[UUID]]:
    """Return the pieces of the reports by report and key, and which of the named uids belong to other reports."""
    own = {report.pk: report for report in reports}
    new = {key.uid for key in keys if key.uid is not None and key.kind != "event"}
    found: dict[tuple[int, str], Piece] = {}
    taken: set[UUID] = set()
    mine = Q(report__in=own)
    for event in ReportEvent.objects.filter(mine).select_related("author", "place"):
        found[event.report_id, f"event:{event.uid}"] = event
    for word in ReportWord.objects.filter(mine).select_related("author"):
        found[word.report_id, f"word:{word.key}"] = word
    for line in ReportLine.objects.filter(mine | Q(uid__in=new)).select_related("author", "indicator", "event"):
        report = own.get(line.report_id)
        if report is None:
            taken.add(line.uid)
            continue
        found[line.report_id, _key_of(report, line)] = line
    for work in OtherWork.objects.filter(mine | Q(uid__in=new)).select_related("author"):
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
