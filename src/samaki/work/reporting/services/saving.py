"""Saving what is typed: piece by piece, each with its version; an older version never overwrites a newer one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.problems import Problem, Refused
from samaki.core.rows import update_rows
from samaki.registry.people.rights import require

from ..models import OtherWork, Report, ReportEvent, ReportHand, ReportLine, ReportWord
from ..models.content import Piece
from ..pieces import Key, cleaned, is_same, key_of, says_nothing
from ..when import When
from .named import Grounds, Named
from .writing import write_event, write_line, write_other, write_word

WRITE: Final = "report.write"
ROWS_AT_ONCE: Final = 500
# Lines are read after the events they may name.
ORDER: Final = ("event", "line", "word", "other")


@dataclass(frozen=True, slots=True)
class Change:
    """One piece as typed. `key`: `line:<indicator code>` the report's own line; `line:<uid>` an added line (typed also
    has `indicator`, and `event`, `place`, or `removed`); `word:challenges`, `word:next_steps`, `word:nothing`,
    `word:action.<code>` (typed has `text`); `event:<uid>` (title, first_day, last_day, place, removed);
    `other:<uid>` (what, where, when, partner, removed). `version` is the one the person saw: 0 for a new piece.
    """

    report: Report
    key: str
    version: int
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A piece on record: its new version, and what is wrong with what was typed (kept all the same)."""

    key: str
    version: int
    saved: dt.datetime
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved this piece meanwhile: theirs as typed, its version, who and when. Nothing was overwritten.

    `is_own`: it was the same person, on another device or in another window.
    """

    key: str
    version: int
    typed: Mapping[str, str]
    author: str
    saved: dt.datetime
    is_own: bool = False


@transaction.atomic
def save_changes(
    actor: Actor, *, changes: Sequence[Change], when: When | None = None, grounds: Grounds | None = None
) -> list[Saved | Conflict]:
    """Save pieces, of one report or of many; return for each what became of it, in their order.

    The same text again on the version that stands is no conflict, nor is a piece sent twice. Raises Forbidden
    (`report.write`); Refused where a report is no draft any more (`report.not_draft`), or a key or its codes mean
    nothing. Wrong text is saved and marked; it stops the report at submit. A handful of queries, whatever their
    number; typing is not journalled. The reports come with plan and body; `grounds`: those of their plans, by plan.
    """
    reports = _locked(changes)
    keys = [key_of(change.key) for change in changes]
    named = Named.of(list(reports.values()), keys, changes, grounds)
    for report in reports.values():
        require(actor, WRITE, named.way(report).subject)
    _refuse_unless_drafts(reports.values())
    saving = _Saving(actor, named)
    results: dict[int, Saved | Conflict] = {}
    for kind in ORDER:
        for at, (change, key) in enumerate(zip(changes, keys, strict=True)):
            if key.kind == kind:
                report = reports[change.report.pk]
                saved = saving.save(report, key, change.version, cleaned(key, change.typed))
                results[at] = replace(saved, key=change.key)
    saving.write()
    for change in changes:
        change.report.revision = reports[change.report.pk].revision
    return [results[at] for at in range(len(changes))]


def _locked(changes: Sequence[Change]) -> dict[int, Report]:
    """Return the reports as they stand, locked until the end, so that none is submitted while it is being saved."""
    given = {change.report.pk: change.report for change in changes}
    found = {report.pk: report for report in Report.objects.select_for_update().filter(pk__in=given).order_by("pk")}
    for key, report in found.items():
        report.plan, report.body = given[key].plan, given[key].body
    return found


def _refuse_unless_drafts(reports: Iterable[Report]) -> None:
    stuck = [report for report in reports if report.state != Report.State.DRAFT]
    if stuck:
        what = _("This report is no draft any more: it has been submitted. What you typed was not saved in it.")
        raise Refused([Problem("report.not_draft", what, report.body.code) for report in stuck])


class _Saving:
    """The pieces of one call: what is there, what becomes of each, and the rows to write."""

    def __init__(self, actor: Actor, named: Named) -> None:
        self.actor = actor
        self.named = named
        self.now = clock.now()
        self.fresh: dict[type[Piece], list[Piece]] = {}
        self.changed: dict[type[Piece], dict[int, Piece]] = {}
        self.gone: list[ReportEvent] = []
        self.touched: dict[int, Report] = {}
        self.new_hands: set[int] = set()  # reports into which the actor may not have typed before

    def save(self, report: Report, key: Key, version: int, typed: dict[str, str]) -> Saved | Conflict:
        """Save one piece, unless somebody else did meanwhile."""
        there = self.named.piece(report, key)
        if there is None:
            return self._make(report, key, typed)
        if is_same(there.typed, typed):
            return Saved(key.text, there.version, there.saved, self._fill(report, key, there, typed))
        if there.version != version:
            return self._conflict(key, there)
        there.version += 1
        self._sign(report, there, typed)
        problems = self._fill(report, key, there, typed)
        if there.pk is not None:
            self.changed.setdefault(type(there), {})[there.pk] = there
        if isinstance(there, ReportEvent) and typed.get("removed") and not problems:
            self.gone.append(there)
        return Saved(key.text, there.version, self.now, problems)

    def _make(self, report: Report, key: Key, typed: dict[str, str]) -> Saved:
        if says_nothing(typed) or typed.get("removed"):
            return Saved(key.text, 0, self.now)
        piece = self._new(report, key, typed)
        self._sign(report, piece, typed)
        problems = self._fill(report, key, piece, typed)
        self.named.add(report, key, piece)
        self.fresh.setdefault(type(piece), []).append(piece)
        return Saved(key.text, piece.version, self.now, problems)

    def _new(self, report: Report, key: Key, typed: Mapping[str, str]) -> Piece:
        if key.kind == "event":
            return ReportEvent(report=report, uid=key.name)
        if key.kind == "other":
            return OtherWork(report=report, uid=self.named.new_uid(key))
        if key.kind == "word":
            self.named.check_word(report, key)
            return ReportWord(report=report, key=key.name)
        indicator = self.named.indicator(report, typed.get("indicator", "") if key.uid else key.name)
        uid = self.named.new_uid(key) if key.uid is not None else ReportLine.uid_of(report.uid, indicator.code)
        return ReportLine(report=report, uid=uid, indicator=indicator, place=self.named.own_place(report))

    def _fill(self, report: Report, key: Key, piece: Piece, typed: Mapping[str, str]) -> tuple[Problem, ...]:
        """Write into the piece what the text says; return what is wrong with it."""
        if isinstance(piece, ReportLine):
            return write_line(piece, typed, report, self.named)
        if isinstance(piece, ReportEvent):
            return write_event(piece, typed, report, self.named)
        if isinstance(piece, OtherWork):
            return write_other(piece, typed, report)
        assert isinstance(piece, ReportWord)
        return write_word(piece, typed)

    def _sign(self, report: Report, piece: Piece, typed: dict[str, str]) -> None:
        if piece.author_id is None or piece.author_id != self.actor.account:
            self.new_hands.add(report.pk)
        piece.typed = typed
        piece.author_id = self.actor.account
        piece.author_name = self.actor.name
        piece.saved = self.now
        self.touched[report.pk] = report

    def _conflict(self, key: Key, there: Piece) -> Conflict:
        author = self.named.author(there)
        name = formats.local_text(author.name)[0] if author else ""
        is_own = there.author_id is not None and there.author_id == self.actor.account
        return Conflict(key.text, there.version, there.typed, name or there.author_name, there.saved, is_own)

    def write(self) -> None:
        """Write everything: events before the lines that name them; who entered something; one revision on."""
        for model in (ReportEvent, ReportLine, ReportWord, OtherWork):
            fresh = self.fresh.get(model, [])
            if fresh:
                model.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)  # type: ignore[arg-type]
            update_rows(model, self.changed.get(model, {}).values(), _FIELDS[model])
        if self.gone:
            ReportEvent.objects.filter(pk__in=[event.pk for event in self.gone]).delete()
        if not self.touched:
            return
        Report.objects.filter(pk__in=list(self.touched)).update(revision=F("revision") + 1)
        for report in self.touched.values():
            report.revision += 1
        if self.actor.account is not None and self.new_hands:
            hands = [ReportHand(report_id=key, account_id=self.actor.account) for key in sorted(self.new_hands)]
            ReportHand.objects.bulk_create(hands, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)


_SIGNED: Final = ["version", "typed", "author", "author_name", "saved"]
_FIELDS: Final[Mapping[type[Piece], Sequence[str]]] = {
    ReportEvent: [*_SIGNED, "title", "first_day", "last_day", "place"],
    ReportLine: [
        *_SIGNED, "place", "event", "kind", "value", "cells", "includes_lower", "why", "note", "is_wrong", "is_removed",
    ],
    ReportWord: [*_SIGNED, "text"],
    OtherWork: [*_SIGNED, "what", "where", "when", "partner", "is_wrong", "is_removed"],
}  # fmt: skip
