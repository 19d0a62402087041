"""A report as those read it who sign, review and approve: each line beside what went before, with what to look at.

Reads only, in a number of queries that grows neither with the lines nor with the bodies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import Ladders
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.models import Indicator

from . import shown
from .address import address_of, address_of_report
from .amounts import period_shown
from .assigned import assigned_to
from .content import Pieces, key_of_line, pieces_of
from .doubts import Doubt, doubts_of
from .duties import Owed, owed
from .fields import Field, Words
from .history import History, Months, history_of, open_months
from .history import Past as Stood
from .models import OtherWork, Report, ReportFile, ReportLine, ReportNote
from .noted import NotesSeen
from .outlook import Since, outlook_of
from .publishing import labels_for
from .replaced import Replaced, replaced_by

ACTION: Final = "action."


@dataclass(frozen=True, slots=True)
class Past:
    """The same line in an earlier period: its value in words, or why there is none."""

    period: str
    value: str = ""
    absence: str = "no_value"
    address: str = ""


@dataclass(frozen=True, slots=True)
class SinceShown:
    """Since January, against the year's target: `bar` and `mark` in percent of the drawing."""

    own: str
    place: str = ""  # with lower bodies, where a target speaks for the place
    target: str = ""
    achieved: str = ""
    bar: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LowerShown:
    """A total that includes lower bodies beside what they sent themselves."""

    uid: str
    total: str
    parts: str
    difference: str
    parts_count: bool


@dataclass
class Row:
    """One line of the report."""

    key: str
    code: str
    title: Words
    protected: bool
    strategy: str
    strategy_title: Words
    value: str = ""
    absence: str = ""  # "" there is a value; "missing", "nothing_to_report", "wrong"
    why: str = ""
    note: str = ""
    cells: Sequence[tuple[str, Sequence[tuple[str, str]]]] = ()
    event: str = ""
    place: str = ""  # where it is not the body's own
    stood: Replaced | None = None  # as it was approved, where that is to be replaced
    before: Past | None = None
    year_before: Past | None = None
    since: SinceShown | None = None
    lower: LowerShown | None = None
    doubts: Sequence[str] = ()
    files: int = 0
    notes: Sequence[ReportNote] = ()  # sent before, or a colleague's
    mine: ReportNote | None = None  # not yet sent, by the one who reads

    @property
    def anchor(self) -> str:
        """Where the line stands in the page."""
        return anchor_of(self.key)

    @property
    def is_odd(self) -> bool:
        """Whether there is something to look at."""
        is_changed = self.stood is not None and self.stood.is_changed
        return is_changed or bool(self.doubts) or self.absence in ("missing", "wrong") or self.lower is not None


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the report: what it answers, and the words."""

    key: str
    title: str
    text: str
    mine: ReportNote | None = None
    notes: Sequence[ReportNote] = ()

    @property
    def anchor(self) -> str:
        """Where it stands in the page."""
        return anchor_of(self.key)


@dataclass
class Reading:
    """A whole report, read."""

    rows: list[Row]
    words: list[Said]
    others: list[tuple[OtherWork, str]]  # with the address where it is attached
    files: list[ReportFile]
    nothing_to_report: bool
    on_the_whole: Sequence[ReportNote] = ()
    mine_on_the_whole: ReportNote | None = None
    drafts: int = 0  # notes of my body that go when the report is returned

    @property
    def odd(self) -> list[Row]:
        """The lines to look at first."""
        return [row for row in self.rows if row.is_odd]

    @property
    def usual(self) -> list[Row]:
        """The other lines."""
        return [row for row in self.rows if not row.is_odd]

    @property
    def groups(self) -> list[tuple[str, Words, list[Row]]]:
        """The lines by strategy, in the plan's order."""
        found: dict[str, tuple[str, Words, list[Row]]] = {}
        for row in self.rows:
            found.setdefault(row.strategy, (row.strategy, row.strategy_title, []))[2].append(row)
        return list(found.values())

    def count(self, absence: str) -> int:
        """Return how many lines have this absence; "" counts those with a figure."""
        return sum(1 for row in self.rows if row.absence == absence)


@dataclass
class Reader:
    """Reads one report for one actor. `owing` what the body owes for the period; None: no more.

    `is_review`: with the checks of whole areas, which those above the body look at.
    """

    actor: Actor
    report: Report
    owing: Owed | None
    is_review: bool = False
    pieces: Pieces = field(init=False)
    history: History = field(init=False)
    doubts: Mapping[str, list[Doubt]] = field(init=False)
    owed_before: Mapping[Months, frozenset[int]] = field(init=False)
    open_months: Collection[Months] = field(init=False)  # whose report is written, but not approved
    replaced: Mapping[str, Replaced] = field(init=False)

    def __post_init__(self) -> None:
        report = self.report
        self.pieces = pieces_of([report])[report.pk]
        self.history = history_of([report])[report.pk]
        found: dict[str, list[Doubt]] = defaultdict(list)
        pieces, histories = {report.pk: self.pieces}, {report.pk: self.history}
        doubts = doubts_of([report], pieces=pieces, histories=histories, with_areas=self.is_review)
        for doubt in doubts[report.pk]:
            found[doubt.key].append(doubt)
        self.doubts = found
        first, last = self.history.year_before[1], self.history.period_before[1]
        earlier = owed(report.plan, first=first, last=last, bodies=[report.body_id])
        self.open_months = open_months(self.history)
        self.replaced = replaced_by(report, self.pieces, self.fields)
        self.owed_before = {(one.first, one.last): frozenset(one.indicators) for one in earlier}

    @property
    def document(self) -> PlanDocument:
        """The plan in force at the report's end."""
        return self.history.document

    @property
    def fields(self) -> Mapping[str, Field]:
        """What the form asks, by indicator."""
        return self.history.fields

    def read(self, standing: Ladders | None = None) -> Reading:
        """Return the report; with the ladders of its last month also what it would come to since January."""
        kinds = kinds_of(self.report.body)
        lines = [line for line in self.pieces.lines if not line.is_removed]
        since: Mapping[str, Since] = {}
        if standing is not None:
            labels = labels_for(self.document, self.report.body.code, kinds)
            since = outlook_of(self.report, lines, standing, labels)
        notes = NotesSeen(self.actor, self.report)
        gone = [line for line in self.pieces.lines if line.is_removed and self._key(line) in self.replaced]
        rows = list(self._rows([*lines, *gone], since, notes))
        return Reading(
            rows=rows,
            words=list(self._words(kinds, notes)),
            others=[
                (other, f"{address_of_report(self.report)}attach/{other.uid}/")
                for other in self.pieces.others
                if not other.is_removed
            ],
            files=self.pieces.files,
            nothing_to_report=self.pieces.says_nothing_to_report,
            on_the_whole=notes.read(""),
            mine_on_the_whole=notes.mine(""),
            drafts=notes.drafts,
        )

    def _rows(
        self, lines: Sequence[ReportLine], since: Mapping[str, Since], notes: NotesSeen
    ) -> Iterator[Row]:
        own = {line.indicator_id: line for line in lines if self._is_own(line)}
        added: dict[int, list[ReportLine]] = defaultdict(list)
        for line in lines:
            if not self._is_own(line):
                added[line.indicator_id].append(line)
        wanted = [*(self.owing.indicators if self.owing else ()), *own, *added]
        indicators = Indicator.objects.filter(pk__in=set(wanted)).select_related("strategy")
        for indicator in sorted(indicators, key=lambda one: one.order):
            yield self._row(indicator, own.get(indicator.pk), since.get(indicator.code), notes)
            for line in added.get(indicator.pk, ()):
                yield self._row(indicator, line, None, notes)

    def _row(
        self,
        indicator: Indicator,
        line: ReportLine | None,
        since: Since | None,
        notes: NotesSeen,
    ) -> Row:
        sheet = self.fields.get(indicator.code)
        key = self._key(line) if line else f"line:{indicator.code}"
        is_gone = line is not None and line.is_removed
        absence = "no_value" if is_gone else shown.absence_of(line)
        if absence == "missing" and self.pieces.says_nothing_to_report and not (line and (line.why or line.note)):
            absence = "nothing_to_report"
        row = Row(
            key=key,
            code=indicator.code,
            title=indicator.title,
            protected=indicator.protected,
            strategy=indicator.strategy.code if indicator.strategy else "",
            strategy_title=indicator.strategy.title if indicator.strategy else {},
            absence=absence,
            stood=self.replaced.get(key),
            before=self._past(indicator, sheet, line, self.history.period_before),
            year_before=self._past(indicator, sheet, line, self.history.year_before),
            since=self._since(sheet, since),
            doubts=[_("Taken out of the report")] if is_gone else [doubt.what for doubt in self.doubts.get(key, ())],
            notes=notes.read(key),
            mine=notes.mine(key),
        )
        if line is not None:
            self._fill(row, sheet, line, since)
        return row

    def _fill(self, row: Row, sheet: Field | None, line: ReportLine, since: Since | None) -> None:
        if not row.absence:
            row.value = shown.value_of(sheet, line.value or 0)
        elif row.absence == "wrong":
            row.value = str(line.typed.get("value", ""))
        row.why, row.note = shown.why_of(sheet, line.why) if line.why else "", line.note
        row.cells = shown.cells_of(sheet, line.cells)
        row.event = line.event.title if line.event else ""
        row.files = sum(1 for file in self.pieces.files if file.line_id == line.pk)
        if since is not None and since.lower is not None and line.includes_lower:
            lower = since.lower
            row.lower = LowerShown(
                uid=str(line.uid),
                total=shown.amount(lower.total, sheet) if lower.total is not None else row.value,
                parts=shown.amount(lower.parts, sheet),
                difference=""
                if lower.difference is None
                else _exact(lower.difference.numerator, lower.difference.denominator),
                parts_count=lower.parts_count,
            )

    def _past(self, indicator: Indicator, sheet: Field | None, line: ReportLine | None, months: Months) -> Past:
        """Return what stands for an earlier period: its value, or whether it was owed and is missing."""
        stood: Stood | None = self.history.at(indicator.code, months, line.place_id if line else None)
        period = period_shown(*months, beside=self.history.months)
        if stood is None and months in self.open_months:
            return Past(period, absence="not_approved")
        if stood is None:
            absence = "missing" if indicator.pk in self.owed_before.get(months, ()) else "no_value"
            return Past(period, absence=absence)
        if stood.value is None:
            return Past(period, absence="nothing_to_report")
        address = f"{address_of(self.report.plan.code, self.report.body.code, *months)}#{indicator.code}"
        return Past(period, shown.value_of(sheet, stood.value), "", address)

    def _since(self, sheet: Field | None, since: Since | None) -> SinceShown | None:
        if since is None:
            return None
        if since.target is None:
            return SinceShown(shown.amount(since.own, sheet))
        place = shown.amount(since.place, sheet) if since.includes_more else ""
        target = shown.amount(since.target, sheet)
        if since.achieved is None:
            return SinceShown(shown.amount(since.own, sheet), place, target)
        reached = max(since.achieved, Decimal(0))
        longest = max(reached, Decimal(100))
        gone = Decimal(self.report.last_month % 12 + 1) * 100 / 12
        return SinceShown(
            own=shown.amount(since.own, sheet),
            place=place,
            target=target,
            achieved=shown.percent(since.achieved),
            bar=f"{reached * 100 / longest:.1f}",
            mark=f"{gone * 100 / longest:.1f}",
        )

    def _words(self, kinds: Iterable[str], notes: NotesSeen) -> Iterator[Said]:
        there = {word.key: word.text for word in self.pieces.words if word.text}
        actions = {one.code: one.text for one in assigned_to(self.document, {self.report.body.code, *kinds})}
        usual = {"challenges": _("Challenges"), "next_steps": _("Next steps")}
        for key, text in sorted(there.items(), key=lambda pair: (not pair[0].startswith(ACTION), pair[0])):
            if key == "nothing":
                continue
            code = key.removeprefix(ACTION)
            title = usual.get(key) or _("Progress, {code}").format(code=code)
            if code in actions:
                title = f"{title}: {shown.words(actions[code])}"
            piece = f"word:{key}"
            yield Said(piece, title, text, notes.mine(piece), notes.read(piece))

    def _key(self, line: ReportLine) -> str:
        return key_of_line(self.report, line)

    def _is_own(self, line: ReportLine) -> bool:
        return line.uid == ReportLine.uid_of(self.report.uid, line.indicator.code)


def anchor_of(key: str) -> str:
    """Return where a piece stands in a page, by its key."""
    return key.replace(":", "-").replace(".", "-")


def kinds_of(body: Body) -> list[str]:
    """Return the codes of a body's kind and of the wider kinds that it belongs to: one query."""
    wider = dict(BodyKind.objects.values_list("code", "is_a"))
    found: list[str] = []
    kind = body.kind.code
    while kind and kind not in found:
        found.append(kind)
        kind = wider.get(kind, "")
    return found


def _exact(numerator: int, denominator: int) -> str:
    value = Decimal(numerator) / denominator
    sign = "+" if value > 0 else ""
    return sign + formats.number(shown.trimmed(value))
