"""What changed between two states of knowledge: the batches between them, each with the figures it moved.

Batches are taken in the order in which they became known (same day: in the order recorded), as the versions of a line
are. A figure is asked before and after each batch, over the same world cut at that batch; what stood after one is what
stood before the next, so that a page of batches needs one more state of the world than it has batches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator, UnknownIndicatorError
from samaki.calculate.model import World
from samaki.calculate.periods import Period, parse_period
from samaki.calculate.problems import PlanNotKnownError
from samaki.core import formats
from samaki.core.models import Batch
from samaki.insight.engine.pause import collector_paused
from samaki.insight.engine.world import load_world

from . import shown
from .asked import Asked
from .cells import CellMaker
from .facts import act_words
from .sheets import Sheet
from .table import HIDDEN, Cell

AT_ONCE: Final = 10  # batches on one page
_CUT = ("versions", "places", "bodies", "facts", "events", "event_links", "lower_choices")


class Since(NamedTuple):
    """From where changes are asked: after a day of knowledge, or after a position."""

    day: dt.date | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """One figure that a batch moved. `other` names the source where it is not the official one."""

    sheet: Sheet
    title: str
    period: str
    other: str
    was: str
    now: str
    was_absent: bool
    fell: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One batch with the figures it moved."""

    position: int
    known: str
    recorded: str
    is_back_dated: bool
    act: str
    source: str
    reason: str
    moved: Sequence[Moved]


@dataclass(frozen=True, slots=True)
class Changes:
    """The batches of one page, newest first; `more` older ones are not on it."""

    changes: Sequence[Change]
    more: int
    counted: int

    @property
    def figures(self) -> int:
        """How many figures moved."""
        return sum(len(change.moved) for change in self.changes)

    @property
    def fell(self) -> int:
        """How many of them fell."""
        return sum(moved.fell for change in self.changes for moved in change.moved)

    @property
    def back_dated(self) -> int:
        """How many batches count as known before they were recorded."""
        return sum(change.is_back_dated for change in self.changes)

    @property
    def silent(self) -> int:
        """How many batches moved nothing."""
        return sum(not change.moved for change in self.changes)


def changes_of(asked: Asked, since: Since, *, skip: int = 0) -> Changes:
    """What changed since then, up to what the question knows. Constant queries for a page of batches."""
    batches = _between(asked, since)
    page = batches[skip : skip + AT_ONCE]
    world = load_world(asked.plan, position=asked.position)
    sheets = {sheet.code: sheet for sheet in asked.sheets}
    if asked.question.strategy:
        sheets = {code: one for code, one in sheets.items() if one.heading.code == asked.question.strategy}
    touched = {batch.position: _touched(world, batch, sheets) for batch in page}
    with collector_paused():
        states = _States(asked, world, [code for code in sheets if any(code in codes for codes in touched.values())])
        changes = [_change(asked, states, batch, sheets, touched[batch.position]) for batch in page]
    return Changes(
        changes=changes,
        more=max(len(batches) - skip - AT_ONCE, 0),
        counted=len(batches),
    )


def _between(asked: Asked, since: Since) -> list[Batch]:
    """The batches after one state of knowledge and within another, newest first."""
    found = Batch.objects.filter(position__lte=asked.position)
    if asked.question.known_on is not None:
        found = found.filter(known__lte=asked.question.known_on)
    if since.position is not None:
        found = found.filter(position__gt=since.position)
    elif since.day is not None:
        found = found.filter(Q(known__gt=since.day))
    return list(found.order_by("-known", "-position"))


class _States:
    """The world as it stood after so many batches, in the order in which they became known, as far as some indicators
    go. Each state is made once."""

    def __init__(self, asked: Asked, world: World, codes: Iterable[str]) -> None:
        self.asked, self.world = asked, world
        found = Batch.objects.filter(position__lte=asked.position).order_by("known", "position")
        self._order = list(found.values_list("known", "position"))
        needed = _with_parts(world, codes)
        # What is owed moves no figure, only how much of it has come.
        facts = [fact for fact in world.facts if fact.indicator in needed]
        self._needed = replace(world, dues=(), excuses=(), facts=facts)
        self._made: dict[int, Calculator | None] = {}

    def around(self, batch: Batch) -> tuple[Calculator | None, Calculator | None]:
        """The calculation before and after a batch; None where the plan was not known."""
        place = self._order.index((batch.known, batch.position))
        return self._after(place), self._after(place + 1)

    def _after(self, batches: int) -> Calculator | None:
        if batches not in self._made:
            end = self._order[batches] if batches < len(self._order) else None
            world = self._needed if end is None else _cut(self._needed, end)
            self._made[batches] = _calculator(self.asked, world)
        return self._made[batches]


def _change(
    asked: Asked, states: _States, batch: Batch, sheets: Mapping[str, Sheet], touched: Collection[str]
) -> Change:
    recorded = timezone.localtime(batch.recorded).date()
    return Change(
        position=batch.position,
        known=formats.day(batch.known),
        recorded=formats.day(recorded),
        is_back_dated=batch.known < recorded,
        act=act_words(batch.action),
        source=batch.source,
        reason=batch.reason,
        moved=list(_moved(asked, states, batch, sheets, touched)),
    )


def _moved(
    asked: Asked, states: _States, batch: Batch, sheets: Mapping[str, Sheet], touched: Collection[str]
) -> Iterator[Moved]:
    codes = [code for code in sheets if code in touched]
    if not codes:
        return
    before, after = states.around(batch)
    if after is None:
        return
    maker = asked.cell_maker(after)
    first = _first_month(states.world, batch)
    periods = [parse_period(str(year), asked.plan_period) for year in asked.years]
    for code in codes:
        for period in (one for one in periods if one.last >= first):
            was = _cell(asked, before, sheets[code], period, maker)
            now = _cell(asked, after, sheets[code], period, maker)
            yield from _compared(asked, sheets[code], period, was, now)


def _first_month(world: World, batch: Batch) -> int:
    """The first month whose figures a batch may move: a fact moves nothing that ended before its own months began."""
    if _holds_more_than_facts(world, batch):
        return 0
    return min(fact.first for fact in world.facts if fact.position == batch.position)


def _holds_more_than_facts(world: World, batch: Batch) -> bool:
    others = (world.versions, world.places, world.bodies, world.events, world.event_links, world.dues, world.excuses,
              world.lower_choices)  # fmt: skip
    return any(row.position == batch.position for rows in others for row in rows)


def _touched(world: World, batch: Batch, every: Iterable[str]) -> Collection[str]:
    """The indicators whose facts a batch holds, with the rates that rest on them; of any other batch, all of them."""
    if _holds_more_than_facts(world, batch):
        return set(every)
    codes = {str(fact.indicator) for fact in world.facts if fact.position == batch.position}
    grew = True
    while grew:
        before = len(codes)
        for version in world.versions:
            for code, indicator in version.indicators.items():
                formula = indicator.formula
                parts = () if formula is None else (formula.numerator, formula.denominator)
                if any(str(part.indicator) in codes for part in parts):
                    codes.add(str(code))
        grew = len(codes) > before
    return codes


def _cut(world: World, end: tuple[dt.date, int]) -> World:
    """The world without a batch, and whatever became known after it."""

    def kept(rows: Iterable[Any]) -> list[Any]:
        return [row for row in rows if (row.known, row.position) < end]

    cut: dict[str, Any] = {name: kept(getattr(world, name)) for name in _CUT}
    return replace(world, **cut)


def _with_parts(world: World, codes: Iterable[str]) -> set[Any]:
    """The indicators with those their formulas divide, however deep, in whatever version of the plan."""
    needed: set[Any] = set()
    waiting: list[Any] = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in needed:
            needed.add(code)
            formulas = [one.indicators[code].formula for one in world.versions if code in one.indicators]
            waiting += [part.indicator for one in formulas if one for part in (one.numerator, one.denominator)]
    return needed


def _calculator(asked: Asked, world: World) -> Calculator | None:
    try:
        return Calculator(world, as_of=asked.question.as_of)
    except PlanNotKnownError:
        return None


def _cell(asked: Asked, calculator: Calculator | None, sheet: Sheet, period: Period, maker: CellMaker) -> Cell | None:
    if calculator is None:
        return None
    ladder = None if asked.body is None else asked.body.code
    try:
        answer: Answer = calculator.answer(sheet.ident, asked.place.code, period, ladder=ladder)
    except UnknownIndicatorError:
        return None
    return maker.cell(sheet, answer)


def _compared(asked: Asked, sheet: Sheet, period: Period, before: Cell | None, after: Cell | None) -> Iterator[Moved]:
    """The figure, its target and what other sources say, where they moved; *hidden* where the step may not be seen."""
    if after is None:
        return
    title = shown.localised(sheet.title)
    was, now = (None if before is None else before.actual), after.actual
    if was != now:
        words = _("no data") if before is None or was is None else before.shown.actual
        moved = Moved(sheet, title, after.period, "", words, after.shown.actual if now is not None else _("no data"),
                      was is None, _fell(was, now))  # fmt: skip
        yield _as_seen(asked, moved, period, was, now, None if sheet.formula else sheet.official)
    if before is not None and before.target != after.target:
        yield Moved(sheet, title, after.period, _("target"), before.shown.target, after.shown.target,
                    before.target is None, _fell(before.target, after.target))  # fmt: skip
    olds = {} if before is None else {other.label: other for other in before.other_sources}
    for other in after.other_sources:
        old = olds.pop(other.label, None)
        if old is None or old.value != other.value:
            name = _("{source}, beside").format(source=other.name)
            words = _("no data") if old is None else old.shown
            fell = old is not None and _fell(old.value, other.value)
            moved = Moved(sheet, title, after.period, name, words, other.shown, old is None, fell)
            yield _as_seen(asked, moved, period, None if old is None else old.value, other.value, other.label)
    for gone in olds.values():
        name = _("{source}, beside").format(source=gone.name)
        yield Moved(sheet, title, after.period, name, gone.shown, _("no data"), False, True)


def _as_seen(asked: Asked, moved: Moved, period: Period, was: object, now: object, label: str | None) -> Moved:
    if not (isinstance(was, Decimal) and isinstance(now, Decimal)):
        return moved
    if asked.sight.sees_step(moved.sheet, now - was, period, label):
        return moved
    hidden = shown.absence(HIDDEN)
    return replace(moved, was=hidden, now=hidden, fell=False)


def _fell(was: object, now: object) -> bool:
    """Whether a figure fell or went; of one that is hidden now, nothing is said."""
    if isinstance(was, Decimal) and now != HIDDEN:
        return not isinstance(now, Decimal) or now < was
    return False
