"""Facts as a reader sees them: value, period, who says it, how it was recorded, what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.calculate.model import MILLION
from samaki.calculate.model import Fact as FactRow
from samaki.calculate.periods import month_end, month_start
from samaki.core import formats
from samaki.core.actor import SYSTEM
from samaki.ledger.line_stories import Hand, LineStory
from samaki.ledger.models import Evidence, Fact
from samaki.ledger.selectors import Story, Version

from . import shown
from .cells import plain_number
from .sentences import stretch_words
from .sheets import Labels, Sheet

QUALIFIERS: Final[Mapping[str, Promise]] = {
    "at_least": gettext_lazy("the source says “at least”"),
    "approximate": gettext_lazy("the source says “about”"),
    "partial": gettext_lazy("published as partial"),
}
REPORT: Final = "/reports/"  # a locator that is a line of a report is told by the report itself
REASONS: Final[Mapping[str, Promise]] = {
    "not_yet_known": gettext_lazy("not yet known on the day asked"),
    "superseded": gettext_lazy("superseded by a newer version of the same line"),
    "withdrawn": gettext_lazy("withdrawn since"),
    "withdrawal": gettext_lazy("the withdrawal itself, which has no value"),
    "nothing_to_report": gettext_lazy("nothing to report: counts as reported, adds nothing"),
    "after_as_of": gettext_lazy("its period ends after the day asked for"),
    "other_source": gettext_lazy("another source: shown beside, never added"),
    "same_event": gettext_lazy("another body's line of the same event, which counts once"),
    "outside_area": gettext_lazy("speaks of a place outside the one asked for"),
    "outside_ladder": gettext_lazy("of a body that does not stand below the one asked for"),
    "outside_period": gettext_lazy("outside the period asked for"),
    "longer_than_period": gettext_lazy("covers more than the period asked for; a value is never cut"),
    "inside_total": gettext_lazy("already inside a total that includes lower bodies"),
    "parts_chosen": gettext_lazy("a total whose parts were chosen to count instead"),
    "not_the_latest": gettext_lazy("a later value of the same body stands"),
    "too_old": gettext_lazy("too old to stand: past the carry limit"),
    "no_total_in_period": gettext_lazy("no total was sent in the period"),
}


@dataclass(frozen=True, slots=True)
class ShownFact:
    """One version of a line, in words."""

    number: int
    value: str
    is_hidden: bool
    period: str
    dates: str
    who: str
    source: str
    source_in_sentence: str
    place: str
    qualifier: str
    includes_lower: bool
    cells: Sequence[tuple[str, str]]
    note: str
    locator: str
    reason: str
    taken_off: bool
    versions: int
    position: int
    known: str
    recorded: str
    is_back_dated: bool
    actor: str
    act: str
    from_source: str
    evidence: Evidence | None
    may_open: bool
    event: str
    is_shifted: bool
    line: LineStory | None = None  # of a fact that came by a report
    hands: Sequence[Hand] = ()  # whose hands this version went through

    @property
    def is_word(self) -> bool:
        """Whether the value is a word, which needs more room than a number."""
        return not self.value.removeprefix(formats.MINUS)[:1].isdigit()


class FactTeller:
    """Tells facts in words, from the stories the ledger gives this actor (`facts_with_story`, `line_stories`)."""

    def __init__(self, stories: Mapping[int, Story], labels: Labels, lines: Mapping[UUID, LineStory]) -> None:
        self._stories = stories
        self._labels = labels
        self._lines = lines
        self._number = 0

    def tell(self, sheet: Sheet, row: FactRow, *, reason: str = "", taken_off: bool = False) -> ShownFact:
        """One fact of the calculation, with what the ledger keeps of it."""
        story = self._stories[row.fact]  # type: ignore[index]
        fact, version = story.fact, story.version
        batch, line = version.batch, self._lines.get(fact.line)
        self._number += 1
        recorded = timezone.localtime(batch.recorded).date()
        begun, ended = fact.stated_from or month_start(row.first), fact.stated_to or month_end(row.last)
        return ShownFact(
            number=self._number,
            value=shown.absence("hidden") if version.is_hidden else self._value(sheet, version),
            is_hidden=version.is_hidden,
            period=stretch_words(row.first, row.last),
            dates=_("{begun} to {ended}").format(begun=formats.day(begun), ended=formats.day(ended)),
            who=shown.localised(fact.body.name),
            source=self._labels.source(fact.source) if fact.source else "",
            source_in_sentence=self._labels.source_in_sentence(fact.source) if fact.source else "",
            place=shown.localised(fact.place.name),
            qualifier=str(QUALIFIERS.get(version.qualifier, "")),
            includes_lower=fact.includes_lower,
            cells=self._cells(version),
            note=shown.localised(version.note),
            locator="" if version.locator.startswith(REPORT) else version.locator,
            reason=str(REASONS.get(reason, "")),
            taken_off=taken_off,
            versions=len(story.versions),
            position=batch.position,
            known=formats.day(batch.known),
            recorded=formats.day(recorded),
            is_back_dated=batch.known < recorded,
            actor=_("the system") if batch.actor == SYSTEM.name else batch.actor,
            act=act_words(batch.action),
            from_source=batch.source,
            evidence=story.evidence,
            may_open=story.may_open,
            event=story.event,
            is_shifted=_is_shifted(fact, begun, ended),
            line=line,
            hands=line.hands.get(batch.position, ()) if line else (),
        )

    def _value(self, sheet: Sheet, version: Version) -> str:
        if version.kind == Fact.NIL:
            return shown.absence("nil")
        if version.value is None:
            return _("withdrawn")
        if sheet.stages:
            return shown.localised(list(sheet.stages.values())[version.value // MILLION])
        return _number(version.value)

    def _cells(self, version: Version) -> list[tuple[str, str]]:
        found = []
        for breakdown, cell, value in version.cells:
            names = self._labels.sets.get(breakdown, {})
            found.append((shown.localised(names.get(cell, {"en": cell})), _number(value)))
        return found


def _number(millionths: int) -> str:
    return formats.number(plain_number(Decimal(millionths) / MILLION) or Decimal(0))


def act_words(action: str) -> str:
    """What an act of the ledger is, in words; its dotted name where it has none."""
    return {
        "facts.load": _("import of published figures"),
        "plan.load": _("a version of the plan"),
        "places.load": _("the list of places"),
        "report.approve": _("approval of a report"),
        "line.withdraw": _("withdrawal of a line"),
        "fact.withdraw": _("withdrawal of a line"),
        "fact.supersede": _("correction of a line"),
        "event.create": _("an event"),
        "event.join": _("two events joined"),
        "event.separate": _("two events separated"),
        "due.excuse": _("an excuse"),
        "due.take_back": _("an excuse taken back"),
        "line.choose": _("choice between a total and its parts"),
    }.get(action, action)


def _is_shifted(fact: Fact, begun: dt.date, ended: dt.date) -> bool:
    return begun != month_start(fact.first_month) or ended != month_end(fact.last_month)
