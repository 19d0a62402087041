"""The form as its page shows it: groups of lines with their past, what was typed, what is wrong. Pure of requests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_end, month_start
from samaki.core import clock, formats

from .amounts import amount_shown, period_shown
from .assigned import Assigned, assigned_to, names_of
from .content import Pieces, key_of_line
from .doubts import Doubt, problem_of
from .entry import read_entry
from .fields import Field, Grid, Words
from .history import History, Months, Past
from .models import Report, ReportEvent, ReportFile, ReportLine, ReportNote
from .models.content import Piece
from .pieces import read_event, read_other

FEW: Final = 3
FIRST_SENTENCE: Final = re.compile(r"^.*?(?:\.(?=\s)|។|$)", re.DOTALL)
# How a definition begins where it says what counts.
COUNTS: Final = re.compile(r"^(Counts: |រាប់៖ )")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is said at a field: an error, or (`is_check`) a doubt that a word of explanation answers."""

    field: str
    what: str
    is_check: bool = False


@dataclass(slots=True)
class PieceShown:
    """One piece: its key, what was typed, what is wrong. `conflict` is what somebody else saved meanwhile."""

    key: str
    version: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""
    author: str = ""
    wrong: list[Wrong] = field(default_factory=list)
    conflict: str = ""
    files: list[ReportFile] = field(default_factory=list)
    notes: list[ReportNote] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What the page's links call it: a report's own line by its code."""
        return self.key.removeprefix("line:").replace(":", "-").replace(".", "-")

    def id_of(self, name: str) -> str:
        """Return the id of one of its fields."""
        return f"{self.id}-{name.replace('.', '-').replace('+', '-')}"

    @property
    def has_error(self) -> bool:
        """Whether something is wrong that no word explains."""
        return bool(self.conflict) or any(not one.is_check for one in self.wrong)

    @property
    def is_answered(self) -> bool:
        """Whether it says anything."""
        return any(
            text for name, text in self.typed.items() if name != "indicator" and (name, text) != ("kind", "number")
        )

    def said(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.typed.get(name, "")

    @property
    def opens_note(self) -> bool:
        """Whether something was typed, or is said, where note, event and what a total includes fold away."""
        names = ("note", "event", "includes_lower")
        return any(self.said(name) for name in names) or any(one.field in names for one in self.wrong)

    @property
    def chosen(self) -> str:
        """Which of the three the line is: number, nil or none."""
        return self.typed.get("kind", "") or "number"


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line: its piece, its field, how it was before. `of_whom` is the one part a short form asks in the open."""

    piece: PieceShown
    field: Field
    label: str
    hint: str
    past: Sequence[tuple[str, str]] = ()
    is_added: bool = False
    of_whom: tuple[str, str] | None = None

    @property
    def title(self) -> Words:
        """The indicator's name."""
        return self.field.title

    @property
    def grids(self) -> Sequence[Grid]:
        """Its breakdown grids."""
        return self.field.grids


@dataclass(slots=True)
class Group:
    """The lines of one strategy."""

    code: str
    title: Words
    lines: list[LineShown] = field(default_factory=list)
    is_nil: bool = False  # the whole report says that there is nothing to report

    @property
    def answered(self) -> int:
        """How many of its lines say something; web/offline/counts.js goes on counting."""
        return len(self.lines) if self.is_nil else sum(line.piece.is_answered for line in self.lines)

    @property
    def errors(self) -> int:
        """How many need correcting."""
        return sum(line.piece.has_error for line in self.lines)


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action with the piece for its progress."""

    piece: PieceShown
    action: Assigned


@dataclass(slots=True)
class FormShown:
    """The whole form."""

    groups: list[Group]
    nothing: PieceShown
    words: list[tuple[str, PieceShown]]
    actions: list[ActionShown]
    events: list[PieceShown]
    others: list[PieceShown]
    files: list[ReportFile]
    blank_other: PieceShown
    blank_event: PieceShown | None = None
    event_titles: list[tuple[str, str]] = field(default_factory=list)

    @property
    def lines(self) -> list[LineShown]:
        """All lines."""
        return [line for group in self.groups for line in group.lines]

    @property
    def is_short(self) -> bool:
        """Whether the body has few lines: one column, large digits."""
        return sum(not line.is_added for line in self.lines) <= FEW

    @property
    def pieces(self) -> list[PieceShown]:
        """Every piece that is there."""
        lines = [line.piece for line in self.lines]
        words = [piece for _label, piece in self.words]
        return [self.nothing, *lines, *words, *(one.piece for one in self.actions), *self.events, *self.others]

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """What needs correcting, as (id of the field, what to call it, sentence)."""
        return [
            (piece.id_of(one.field) if one.field else piece.id, name_of(piece), one.what)
            for piece in self.pieces
            for one in piece.wrong
            if not one.is_check
        ]

    @property
    def says_more(self) -> bool:
        """Whether anything stands beside the lines: texts, other work, events."""
        words = [piece for _label, piece in self.words] + [one.piece for one in self.actions]
        return bool(self.others or self.events) or any(piece.is_answered or piece.notes for piece in words)

    @property
    def answered_actions(self) -> int:
        """How many actions say something."""
        return sum(one.piece.is_answered for one in self.actions)


def name_of(piece: PieceShown) -> str:
    """Return by what a list of errors calls a piece: an indicator's code, or nothing."""
    kind, _colon, name = piece.key.partition(":")
    if kind == "line":
        return str(piece.typed.get("indicator", "") or name)
    return ""


class FormMaker:
    """Makes the form of one report out of its rows."""

    def __init__(self, report: Report, pieces: Pieces, history: History, doubts: Sequence[Doubt], place: str) -> None:
        self.report = report
        self.pieces = pieces
        self.history = history
        self.doubts = doubts
        self.place = place
        self.notes: dict[str, list[ReportNote]] = {}
        self.open_months: Collection[Months] = ()  # periods whose report is written, but not approved

    def form(self, codes: Sequence[str], *, add: str = "") -> FormShown:
        """Return the form for these indicators, in their order; `add`: the code of one that gets a further line."""
        own = {key_of_line(self.report, line): line for line in self.pieces.lines}
        groups: dict[str, Group] = {}
        is_nil = self.pieces.says_nothing_to_report
        for code in codes:
            asked = self.history.fields.get(code)
            if asked is None:
                continue
            group = groups.setdefault(asked.strategy, Group(asked.strategy, asked.strategy_title, is_nil=is_nil))
            group.lines.append(self.line(f"line:{code}", asked, own.pop(f"line:{code}", None)))
            added = [key for key, line in own.items() if line.indicator.code == code and not line.is_removed]
            group.lines += [self.line(key, asked, own.pop(key), is_added=True) for key in added]
            if add == code:
                group.lines.append(self.line(f"line:{uuid4()}", asked, None, is_added=True))
        words = {word.key: word for word in self.pieces.words}
        events = [self.event(event) for event in self.pieces.events]
        return FormShown(
            groups=list(groups.values()),
            nothing=self.piece("word:nothing", words.get("nothing")),
            words=[
                (label, self.piece(f"word:{key}", words.get(key)))
                for key, label in (("challenges", _("Challenges")), ("next_steps", _("Next steps")))
            ],
            actions=[
                ActionShown(self.piece(f"word:action.{one.code}", words.get(f"action.{one.code}")), one)
                for one in assigned_to(self.history.document, self.names)
            ],
            events=events,
            others=[self.other(work) for work in self.pieces.others if not work.is_removed],
            files=[file for file in self.pieces.files if file.line_id is None],
            blank_other=PieceShown(f"other:{uuid4()}"),
            blank_event=PieceShown(f"event:{uuid4()}") if add == "event" else None,
            event_titles=[(str(event.uid), event.title) for event in self.pieces.events if event.title],
        )

    @property
    def names(self) -> frozenset[str]:
        """By which names the plan may mean the body."""
        body = self.report.body
        return names_of(self.history.document, body.code, body.kind.code)

    def line(self, key: str, asked: Field, line: ReportLine | None, *, is_added: bool = False) -> LineShown:
        """Return a line."""
        piece = self.piece(key, line)
        if is_added:
            piece.typed = {**piece.typed, "indicator": asked.code}
        if line is not None:
            if line.is_wrong:
                piece.wrong += self.problems(line, asked)
            piece.files = [file for file in self.pieces.files if file.line_id == line.pk]
        hint = hint_of(asked.definition)
        past = () if is_added else tuple(self.past(asked))
        return LineShown(piece, asked, label_of(asked), hint, past, is_added, _of_whom(asked))

    def problems(self, line: ReportLine, asked: Field) -> Iterator[Wrong]:
        """Yield what is wrong with a line as typed."""
        found = read_entry(asked, line.typed, kind_of_body=self.report.body.kind.code).problems
        yield from (Wrong(one.where, one.what) for one in found)
        if not found:
            place = bool(line.typed.get("place")) or bool(line.typed.get("includes_lower"))
            what = _("This place cannot stand here: it is your own, or lies in it, and only your own includes others.")
            other = _("This report has no such event. Choose one from the list.")
            yield Wrong("place" if place else "event", what if place else other)

    def past(self, asked: Field) -> Iterator[tuple[str, str]]:
        """Yield what stands beside the field: the period before, a year ago, since January, the target."""
        history = self.history
        for months, past in (
            (history.period_before, history.before(asked.code)),
            (history.year_before, history.a_year_ago(asked.code)),
        ):
            words = past_shown(past, asked, is_open=months in self.open_months)
            yield period_shown(*months, beside=history.months), words
        if asked.over_time not in ("latest", "running_total"):
            since = history.since_january(asked.code)
            if since is not None:
                yield _("Since January"), amount_shown(since, asked)
        target = history.target(asked.code, self.place)
        year = str(history.months[1] // 12)
        label = _("Target for {year}").format(year=formats.in_sentence(target.period if target else year))
        yield label, target_shown(target, asked) if target else _("none set")

    def event(self, event: ReportEvent) -> PieceShown:
        """Return an event."""
        piece = self.piece(f"event:{event.uid}", event)
        first, last = _days(self.report)
        piece.wrong += [Wrong(one.where, one.what) for one in read_event(event.typed, first, last).problems]
        return piece

    def other(self, work: Any) -> PieceShown:
        """Return other work."""
        piece = self.piece(f"other:{work.uid}", work)
        if work.is_wrong:
            first, last = _days(self.report)
            piece.wrong += [Wrong(one.where, one.what) for one in read_other(work.typed, first, last).problems]
        return piece

    def piece(self, key: str, row: Piece | None) -> PieceShown:
        """Return a piece with its doubts and the notes it came back with."""
        doubts = [
            Wrong(problem_of(one).where.partition("|")[2], f"{one.what} {problem_of(one).mend}", not one.must_be_mended)
            for one in self.doubts
            if one.key == key and one.is_open
        ]
        notes = self.notes.get(key, [])
        if row is None:
            return PieceShown(key, wrong=doubts, notes=notes)
        # Only what was saved today says its time: an hour of last week would say nothing.
        saved_at = timezone.localtime(row.saved)
        saved = saved_at.strftime("%H:%M") if saved_at.date() == timezone.localtime(clock.now()).date() else ""
        return PieceShown(key, row.version, row.typed, saved, row.author_name, doubts, notes=notes)


def hint_of(definition: Words) -> str:
    """Return the first sentence of a definition."""
    words = formats.local_text(definition)[0].strip()
    found = FIRST_SENTENCE.match(words)
    first = COUNTS.sub("", found.group(0) if found else words)
    return first[:1].upper() + first[1:]


def label_of(asked: Field) -> str:
    """Return the label of a line's own field."""
    if asked.stages:
        return _("Stage")
    if asked.unit == "money":
        return _("Amount in {currency}").format(currency=formats.local_text(asked.unit_name)[0])
    if asked.unit in ("percent", "ratio"):
        return formats.local_text(asked.unit_name)[0]
    return _("Total") if asked.grids else _("How many")


def past_shown(past: Past | None, asked: Field, *, is_open: bool) -> str:
    """Write what stands for a period; `is_open`: its report is written, but not approved."""
    if past is None:
        return _("not approved yet") if is_open else _("none reported")
    return _("nothing to report") if past.value is None else amount_shown(past.value, asked)


def target_shown(target: Any, asked: Field) -> str:
    """Write a target: a number or a stage, and whose it is."""
    names = {stage.code: formats.local_text(stage.name)[0] for stage in asked.stages}
    amount = names.get(target.amount) or formats.number(target.amount)
    return _("{target}, whole country").format(target=amount) if target.is_whole else amount


def _of_whom(asked: Field) -> tuple[str, str] | None:
    """Return the first part that follows from a cross, as (field, words): what a short form asks beside the total."""
    crossed = {grid.code: grid for grid in asked.grids if grid.across}
    for rule in asked.derived:
        if rule.source in crossed:
            grid = crossed[rule.source]
            first = (grid.across if grid.is_turned else grid.down)[0]
            if first.code in rule.cells.values():
                name = formats.local_text(first.name)[0]
                return f"cell.{rule.code}.{first.code}", _("of whom: {part}").format(part=name)
    return None


def _days(report: Report) -> tuple[dt.date, dt.date]:
    return month_start(report.first_month), month_end(report.last_month)
