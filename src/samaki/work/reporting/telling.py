"""What reporting tells other rooms of a line: its form, whose hands it went through, and what is still on the way.

Offered as `line.story` and `dues.on_the_way` through core.providers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.core import formats, providers
from samaki.core.actor import Actor
from samaki.ledger.line_stories import Hand, LineStory, Paper, Remark
from samaki.registry.bodies.selectors import ladders
from samaki.registry.people.rights import may
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import division
from samaki.registry.plan.models import Indicator, Plan

from .address import address_of_report
from .chains import lines_of_chains
from .content import NOTHING, key_of_line
from .duties import owed
from .entered import Entries, Entry, day_of
from .models import NOTHING_STANDS, Report, ReportFile, ReportLine, ReportNote, ReportStep
from .selectors import may_read_content
from .standing import Way, ways_of
from .timeline import post_of

READ: Final = "report.read"
DONE: Final[Mapping[str, Promise]] = {
    "submit": gettext_lazy("Submitted"),
    "sign": gettext_lazy("Signed"),
    "receive": gettext_lazy("Received"),
    "approve": gettext_lazy("Approved"),
    "correct": gettext_lazy("Opened for correction"),
    "withdraw": gettext_lazy("Withdrawal asked for"),
}
ON_THE_WAY: Final = (Report.State.SUBMITTED, Report.State.SIGNED, Report.State.RECEIVED)


def register() -> None:
    """Offer both."""
    providers.register("line.story", line_stories)
    providers.register("dues.on_the_way", on_the_way)


def line_stories(actor: Actor, lines: Collection[UUID]) -> dict[UUID, LineStory]:
    """`line.story`: the story of each line that a report keeps. Posts, notes and files only for its readers."""
    kept = lines_of_chains(lines)
    reports = {line.report_id: line.report for line in kept.values()}
    readers = readable(actor, reports.values())
    steps: dict[int, list[ReportStep]] = defaultdict(list)
    for step in ReportStep.objects.filter(report__in=reports).select_related("account", "body", "batch").order_by("pk"):
        steps[step.report_id].append(step)
    # Of a report that is being corrected, others than its body are told what stood when it was approved.
    until = {
        pk: max(step.at for step in steps[pk] if step.action == "approve")
        for pk, report in reports.items()
        if not may_read_content(actor, report) and any(step.action == "approve" for step in steps[pk])
    }
    entries = Entries(kept.values(), steps)
    remarks: dict[tuple[int, str], list[Remark]] = defaultdict(list)
    for note in ReportNote.objects.filter(report__in=readers, sent__isnull=False).select_related("author"):
        who = formats.local_text(note.author.name)[0] if note.author else note.author_name
        remarks[note.report_id, note.key].append(Remark(note.text, who, note.sent or note.written.date()))
    papers: dict[int, list[tuple[int | None, Paper]]] = defaultdict(list)
    files = ReportFile.objects.filter(report__in=readers, is_removed=False).select_related("evidence")
    for file in files:
        if not _is_told(file.added, until.get(file.report_id)):
            continue
        address = f"{address_of_report(reports[file.report_id])}files/{file.uid}/"
        papers[file.report_id].append((file.line_id, Paper(file.evidence.name, address, file.evidence.size)))
    return {
        chain: _story(
            line,
            steps[line.report_id],
            entries,
            is_open=line.report_id in readers,
            until=until.get(line.report_id),
            remarks=remarks[line.report_id, key_of_line(line.report, line)],
            papers=[paper for of_line, paper in papers[line.report_id] if of_line in (None, line.pk)],
        )
        for chain, line in kept.items()
    }


def readable(actor: Actor, reports: Iterable[Report]) -> set[int]:
    """Return which reports (database keys) an actor may read: a fixed number of queries for each plan."""
    by_plan: dict[Plan, list[Report]] = defaultdict(list)
    for report in reports:
        by_plan[report.plan].append(report)
    found: set[int] = set()
    for plan, its in by_plan.items():
        ways: Mapping[int, Way] = ways_of(plan, {report.body_id for report in its})
        found |= {report.pk for report in its if may(actor, READ, ways[report.body_id].subject)}
    return found


def form_words(report: Report) -> str:
    """Return what a report is called: whose, for which period."""
    return _("Report of {body} for {period}").format(
        body=formats.local_text(report.body.name)[0], period=period_words(report.first_month, report.last_month)
    )


def period_words(first: int, last: int) -> str:
    """Return a report's months in words: March 2018; January to March 2018; July 2017 to June 2018."""
    return formats.months(first, last)


def _is_told(at: dt.datetime, until: dt.datetime | None) -> bool:
    return until is None or at <= until


def _address(report: Report, line: str) -> str:
    """Return where a line is read: in the version that counts, while a later one is written or on its way."""
    counts = report.stands and report.state != Report.State.APPROVED
    version = f"versions/?one={report.approved_version}" if counts else ""
    return f"{address_of_report(report)}{version}#{line}"


def _story(
    line: ReportLine,
    steps: list[ReportStep],
    entries: Entries,
    *,
    is_open: bool,
    until: dt.datetime | None,
    remarks: list[Remark],
    papers: list[Paper],
) -> LineStory:
    code, key = line.indicator.code, key_of_line(line.report, line)
    return LineStory(
        form=form_words(line.report),
        line=code,
        address=_address(line.report, key.removeprefix("line:")) if is_open else "",
        words=line.note if is_open and _is_told(line.saved, until) else "",
        hands={
            step.batch.position: _hands(steps, step, entries.of(line, step), is_open=is_open)
            for step in steps
            if step.batch is not None and step.action == "approve"
        },
        remarks=remarks,
        papers=papers,
    )


def _hands(steps: list[ReportStep], approval: ReportStep, entry: Entry | None, *, is_open: bool) -> list[Hand]:
    """Return what led to one approval: each step of its version, and where among them the line was entered."""
    taken = [
        step for step in steps if step.version == approval.version and step.pk <= approval.pk and step.action in DONE
    ]
    found = [Hand(str(DONE[step.action]), step.known, post_of(step) if is_open else "") for step in taken]
    if is_open and entry is not None and any(step.action == "submit" for step in taken):
        before = sum(step.at < entry.at for step in taken)
        found.insert(before, Hand(_("Entered"), day_of(entry, steps), entry.who))
    return found


def on_the_way(actor: Actor, plan: Plan, *, first: int, last: int, place: Place | None = None) -> dict[str, int]:
    """`dues.on_the_way`: by indicator, how many reports of these months are submitted, signed or received.

    Counted per body and reporting period, of lines that say a number or *nothing to report*; what was approved before
    and is being corrected stands among the reported. `place`: bodies whose own place lies in it (None: all). Everybody
    may read the counts (docs/explain/numbers.md, "Nothing is not zero"). A fixed number of queries.
    """
    reports = Report.objects.filter(
        NOTHING_STANDS,
        plan=plan,
        state__in=ON_THE_WAY,
        first_month__gte=first,
        last_month__lte=last,
    )
    if place is not None:
        area = {place.pk, *division().below(place.pk)}
        reports = reports.filter(body__in=[body for body, rung in ladders().rungs.items() if rung.place in area])
    lines = ReportLine.objects.filter(report__in=reports, is_removed=False).exclude(kind=ReportLine.Kind.NONE)
    pairs = set(lines.order_by().values_list("indicator__code", "report_id").distinct())
    return dict(Counter(code for code, _report in pairs | _ticked(plan, reports)))


def _ticked(plan: Plan, reports: QuerySet[Report]) -> set[tuple[str, int]]:
    """Return indicator and report of what the tick *nothing to report* for a whole report speaks of."""
    ticked = list(reports.filter(reportwords__key=NOTHING, reportwords__text="1"))
    if not ticked:
        return set()
    first, last = min(one.last_month for one in ticked), max(one.last_month for one in ticked)
    owing = {
        (one.body, one.first, one.last): one.indicators
        for one in owed(plan, first=first, last=last, bodies={one.body_id for one in ticked})
    }
    codes = dict(Indicator.objects.filter(plan=plan).values_list("pk", "code"))
    return {
        (codes[indicator], report.pk)
        for report in ticked
        for indicator in owing.get((report.body_id, report.first_month, report.last_month), ())
    }
