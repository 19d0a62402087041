"""Facts as a reader sees them: value, period, who says it, how it was recorded, what it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.calculate.model import MILLION
from samaki.calculate.model import Fact as FactRow
from samaki.calculate.periods import month_end, month_start, period_name
from samaki.core import formats
from samaki.ledger.models import Evidence, Fact

from . import shown
from .cells import plain_number
from .sheets import Labels, Sheet

QUALIFIERS: Final[Mapping[str, Promise]] = {
    "at_least": gettext_lazy("the source says “at least”"),
    "approximate": gettext_lazy("the source says “about”"),
    "partial": gettext_lazy("published as partial"),
}
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
    period: str
    dates: str
    who: str
    source: str
    place: str
    qualifier: str
    includes_lower: bool
    cells: Sequence[tuple[str, str]]
    note: str
    locator: str
    reason: str
    taken_off: bool
    position: int
    known: str
    recorded: str
    is_back_dated: bool
    actor: str
    act: str
    from_source: str
    evidence: Evidence | None
    event: str
    is_shifted: bool


class FactTeller:
    """Tells facts in words. Give the loaded rows by key (`loaded`): two queries for any number of facts."""

    def __init__(self, loaded: Mapping[int, Fact], labels: Labels, *, sees_all: bool, protected: bool) -> None:
        self._loaded = loaded
        self._labels = labels
        self._open = sees_all or not protected
        self._number = 0

    def tell(self, sheet: Sheet, row: FactRow, *, reason: str = "", taken_off: bool = False) -> ShownFact:
        """One fact of the calculation, with what the ledger keeps of it."""
        fact = self._loaded[row.fact]  # type: ignore[index]
        batch, evidence = fact.batch, fact.evidence
        seen = self._open or (evidence is not None and evidence.is_published)
        self._number += 1
        recorded = timezone.localtime(batch.recorded).date()
        begun, ended = fact.stated_from or month_start(row.first), fact.stated_to or month_end(row.last)
        return ShownFact(
            number=self._number,
            value=self._value(sheet, row.value, row.kind) if seen else shown.absence("hidden"),
            period=formats.in_sentence(period_name(row.first, row.last)),
            dates=_("{begun} to {ended}").format(begun=formats.day(begun), ended=formats.day(ended)),
            who=shown.localised(fact.body.name),
            source=self._labels.source(fact.source) if fact.source else "",
            place=shown.localised(fact.place.name),
            qualifier=str(QUALIFIERS.get(fact.qualifier, "")),
            includes_lower=fact.includes_lower,
            cells=self._cells(sheet, fact) if seen else (),
            note=fact.note if seen else "",
            locator=fact.locator,
            reason=str(REASONS.get(reason, "")),
            taken_off=taken_off,
            position=batch.position,
            known=formats.day(batch.known),
            recorded=formats.day(recorded),
            is_back_dated=batch.known < recorded,
            actor=batch.actor_name,
            act=act_words(batch.action),
            from_source=batch.source,
            evidence=evidence,
            event="" if fact.event is None else fact.event.title,
            is_shifted=_is_shifted(fact, begun, ended),
        )

    def _value(self, sheet: Sheet, millionths: int | None, kind: str) -> str:
        if kind == "nil":
            return shown.absence("nil")
        if millionths is None:
            return _("withdrawn")
        if sheet.stages:
            return shown.localised(list(sheet.stages.values())[millionths // MILLION])
        exact = plain_number(Decimal(millionths) / MILLION) or Decimal(0)
        return formats.number(exact)

    def _cells(self, sheet: Sheet, fact: Fact) -> list[tuple[str, str]]:
        found = []
        for cell in fact.cells.all():
            names = self._labels.sets.get(cell.breakdown, {})
            name = shown.localised(names.get(cell.cell, {"en": cell.cell}))
            found.append((name, formats.number(plain_number(Decimal(cell.value) / MILLION) or Decimal(0))))
        return found


def load_facts(keys: Sequence[int]) -> Mapping[int, Fact]:
    """The ledger's rows of these facts, with batch, evidence, body, place, event and cells: two queries."""
    found = Fact.objects.filter(pk__in=keys).select_related("batch", "evidence", "body", "place", "event")
    return {fact.pk: fact for fact in found.prefetch_related("cells")}


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
        "line.choose": _("choice between a total and its parts"),
    }.get(action, action)


def _is_shifted(fact: Fact, begun: dt.date, ended: dt.date) -> bool:
    return begun != month_start(fact.first_month) or ended != month_end(fact.last_month)
