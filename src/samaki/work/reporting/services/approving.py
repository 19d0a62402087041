"""What an approval writes: facts from lines, the events they belong to, and where each line now stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from uuid import UUID, uuid4

from samaki.core import clock, journal
from samaki.core.models import Batch
from samaki.core.problems import Refused
from samaki.core.rows import update_rows
from samaki.ledger.models import Event
from samaki.ledger.services import publish_batch
from samaki.registry.bodies.models import BodyKind
from samaki.registry.bodies.selectors import rungs_of
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.plan.models import Indicator
from samaki.registry.plan.selectors import document_of

from ..content import Pieces, pieces_of
from ..duties import owed
from ..ground import grounds_of
from ..models import Report, ReportLine
from ..overlaps import overlap_problems
from ..publishing import Publication, indicators_without_row, labels_for, publications
from ..shared_events import SharedEvents
from .turn import Turn

LINES_AT_ONCE = 200


def publish(turn: Turn) -> Batch | None:
    """Publish what the reports of an approval change in the ledger, as one batch; None where nothing differs.

    The reports carry their new state already. Raises Refused: overlapping periods, and what the ledger refuses.
    """
    pieces = pieces_of(turn.reports)
    owing = _owing(turn.reports, pieces)
    _remember_nothing(turn.reports, pieces, owing)
    labels = _Labels(turn.reports)
    has_events = any(one.events for one in pieces.values())
    head = journal.locked_head() if has_events else None  # so that nobody else records the same event meanwhile
    events = SharedEvents(turn.reports, pieces) if has_events else None
    found = [
        publication
        for report in turn.reports
        for publication in publications(
            report,
            pieces[report.pk],
            owed=owing.get(report.pk, ()),
            labels=labels.of(report),
            events=events.of(report, pieces[report.pk]) if events else {},
            where=partial(turn.where, report),
            evidence=turn.when.evidence if turn.when else None,
        )
    ]
    if not found:
        return None
    facts = [publication.fact for publication in found]
    problems = list(overlap_problems(facts, turn.known))
    if problems:
        raise Refused(problems)
    fresh = _new_events(found)
    batch = publish_batch(
        turn.actor,
        action="report.approve",
        facts=facts,
        events=fresh,
        links=events.new_links(fresh) if events else (),
        known=turn.known,
        reason=turn.reason,
        source=turn.when.source if turn.when else "",
        subject=turn.subject,
        before=turn.before,
        after=turn.shown(),
        head=head,
    )
    _settle(found)
    return batch


def _owing(reports: Sequence[Report], pieces: Mapping[int, Pieces]) -> dict[int, Sequence[int]]:
    """Return the indicators owed by each report that is ticked as *nothing to report*: as many queries as plans."""
    ticked = [report for report in reports if pieces[report.pk].says_nothing_to_report]
    found: dict[tuple[int, int, int, int], Sequence[int]] = {}
    for plan in {report.plan_id: report.plan for report in ticked}.values():
        ones = [report for report in ticked if report.plan_id == plan.pk]
        first, last = min(one.last_month for one in ones), max(one.last_month for one in ones)
        for one in owed(plan, first=first, last=last, bodies={report.body_id for report in ones}):
            found[plan.pk, one.body, one.first, one.last] = one.indicators
    return {
        report.pk: found.get((report.plan_id, report.body_id, report.first_month, report.last_month), ())
        for report in ticked
    }


def _remember_nothing(
    reports: Sequence[Report], pieces: Mapping[int, Pieces], owing: Mapping[int, Sequence[int]]
) -> None:
    """Make a silent row for each owed indicator that has none, so that its chain in the ledger is remembered."""
    wanted = [
        (report, indicator)
        for report in reports
        for indicator in indicators_without_row(report, pieces[report.pk], owing.get(report.pk, ()))
    ]
    if not wanted:
        return
    indicators = Indicator.objects.in_bulk({indicator for _report, indicator in wanted})
    rungs = rungs_of(list({report.body_id for report, _indicator in wanted}))
    now = clock.now()
    for report, key in wanted:
        indicator = indicators[key]
        rung = version_at(rungs.get(report.body_id, ()), report.last_month)
        if rung is None:
            continue
        uid = ReportLine.uid_of(report.uid, indicator.code)
        line = ReportLine(report=report, uid=uid, indicator=indicator, place_id=rung.place, saved=now)
        pieces[report.pk].lines.append(line)
    fresh = [line for one in pieces.values() for line in one.lines if line.pk is None]
    places = Place.objects.in_bulk({line.place_id for line in fresh})
    for line in fresh:
        line.place = places[line.place_id]
        line.indicator.plan = line.report.plan
    ReportLine.objects.bulk_create(fresh, batch_size=LINES_AT_ONCE)


class _Labels:
    """The source labels that lines of a body carry, by the plan in force at the end of the report's period."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._kinds = dict(BodyKind.objects.values_list("code", "is_a"))
        self._grounds = grounds_of({report.plan for report in reports})
        self._found: dict[tuple[int, int], Mapping[str, str]] = {}

    def of(self, report: Report) -> Mapping[str, str]:
        """Return the labels of a report's lines by indicator."""
        version = self._grounds[report.plan_id].version(report.last_month)
        key = version.pk, report.body_id
        if key not in self._found:
            self._found[key] = labels_for(document_of(version), report.body.code, self._kinds_of(report))
        return self._found[key]

    def _kinds_of(self, report: Report) -> list[str]:
        found: list[str] = []
        kind = report.body.kind.code
        while kind and kind not in found:
            found.append(kind)
            kind = self._kinds.get(kind, "")
        return found


def _new_events(found: Iterable[Publication]) -> list[Event]:
    """Return the unsaved events that facts belong to, each once."""
    fresh: dict[UUID, Event] = {}
    for event in (publication.fact.event for publication in found):
        if isinstance(event, Event) and event.pk is None:
            fresh[event.uid] = event
    return list(fresh.values())


def _settle(found: Sequence[Publication]) -> None:
    """Remember what now stands. After a withdrawal a line begins a new chain: a withdrawal beats its whole day."""
    withdrawn = []
    for publication in found:
        publication.line.standing = publication.digest
        if not publication.digest:
            publication.line.line = uuid4()
            withdrawn.append(publication.line)
    update_rows(ReportLine, [publication.line for publication in found], ["standing"])
    update_rows(ReportLine, withdrawn, ["line"])
