"""Finds what a question names, fetches the world, and puts the question: the one way from a question to a table.

A constant number of queries, whatever the plan's size.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.calculate.calculator import Calculator
from samaki.calculate.model import Id
from samaki.calculate.periods import Period, last_month_ended, month_end
from samaki.core import clock, gate, providers
from samaki.core.actor import Actor
from samaki.core.models import Batch
from samaki.core.problems import NotFound
from samaki.core.text import search_key
from samaki.insight.engine.calculators import calculator_for
from samaki.insight.engine.pause import collector_paused
from samaki.insight.engine.plans import KnownVersion, in_force, known_versions
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import resolve_body
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import resolve_place
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.models import Plan
from samaki.registry.plan.selectors import plan_for

from . import shown
from .build import Setting, build_table
from .cells import CellMaker
from .illustrations import Illustrations
from .parts import parts_published
from .question import Question, meant
from .sheets import Labels, Sheet, sheets_of
from .sight import TableSight, sight_of
from .table import LocalText, Table

READ = "figures.read"


@dataclass(frozen=True)
class Asked:
    """A question whose every name was found: `question` now carries the codes as they are written, and `as_of`."""

    actor: Actor
    question: Question
    plan: Plan
    versions: Sequence[KnownVersion]
    place: Place
    area: Place
    body: Body | None
    position: int

    @cached_property
    def document(self) -> PlanDocument:
        """The plan in force at *as of* (its end, if earlier), as known."""
        return in_force(self.versions, min(self.question.as_of, plan_end(self.plan))).document

    @cached_property
    def labels(self) -> Labels:
        """The words of the plan, bodies' names among them."""
        return Labels(self.document, body_names(one.responsible for one in self.document.indicators))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The indicators' reference sheets, in the order of the plan."""
        return sheets_of(self.document, self.labels)

    @property
    def plan_period(self) -> Period:
        """The plan's months."""
        return Period(self.plan.first_month, self.plan.last_month, "plan")

    @property
    def years(self) -> range:
        """The plan's years."""
        return range(self.plan.first_month // 12, self.plan.last_month // 12 + 1)

    @property
    def is_whole(self) -> bool:
        """Whether the plan's whole area is asked for."""
        return self.place.pk == self.area.pk

    def calculator(
        self,
        *,
        indicators: Sequence[str] | None = None,
        need_cells: bool = False,
        everything_recorded: bool = False,
    ) -> Calculator:
        """The calculation, ready for this question; of all indicators or of some (with the parts of their formulas).

        `everything_recorded`: with facts not yet known then, so that it can be said why they do not count.
        """
        question = self.question
        return calculator_for(
            self.plan,
            indicators=indicators,
            known_on=question.known_on,
            position=self.position,
            as_of=question.as_of,
            need_cells=need_cells,
            everything_recorded=everything_recorded,
        )

    @cached_property
    def sight(self) -> TableSight:
        """What this actor may see of this place."""
        return sight_of(self.actor, self.plan, self.place, of_all_bodies=self.body is None)

    def on_the_way(self, period: Period) -> Mapping[str, int]:
        """By indicator, how many reports are under way and not yet approved; only of today's knowledge, of a place."""
        question = self.question
        knows_today = question.known_on is None or question.known_on >= clock.today()
        if question.at is not None or self.body is not None or not knows_today:
            return {}
        last = min(period.last, last_month_ended(question.as_of))
        place = None if self.is_whole else self.place
        found: Mapping[str, int] = providers.ask(
            "dues.on_the_way", self.actor, self.plan, first=period.first, last=last, place=place, default={}
        )
        return found

    def cell_maker(self, calculator: Calculator, breakdown: str = "") -> CellMaker:
        """Makes cells in which what this actor may not see is hidden."""
        return CellMaker(
            self.sight,
            source_name=self.labels.source_in_sentence,
            place_name=place_namer(calculator),
            breakdown=breakdown,
        )

    def table(self) -> Table:
        """The table."""
        with collector_paused():
            return self._table()

    def _table(self) -> Table:
        breakdown = self.question.breakdown
        calculator = self.calculator(need_cells=bool(breakdown))
        setting = Setting(
            question=self.question,
            calculator=calculator,
            sheets=self.sheets,
            place=self.place.code,
            ladder=None if self.body is None else self.body.code,
            position=self.position,
            cells=self.cell_maker(calculator, breakdown),
            parts=parts_published(self.plan, self.place, known_on=self.question.known_on, position=self.position),
            set_names=self.labels.set_names,
            illustrations=Illustrations.of(self.plan),
        )
        return build_table(setting)


def resolve(actor: Actor, question: Question) -> Asked:
    """Find what a question names. Raises Forbidden; NotFound, saying what was meant."""
    gate.require(actor, READ)
    plan = plan_for(actor, question.plan)
    newest = Batch.objects.order_by("-position").values_list("position", flat=True).first() or 0
    position, recorded = _position(question, newest)
    versions = known_versions(plan, known_on=question.known_on, position=position)
    first_document = versions[0].document
    area = resolve_place(first_document.plan.place)
    place = resolve_place(question.place) if question.place else area
    body = resolve_body(question.body) if question.body else None
    as_of = recorded if question.as_of == dt.date.max and recorded else question.as_of
    found = replace(
        question,
        plan=plan.code,
        as_of=as_of,
        place="" if place.pk == area.pk else place.code,
        body="" if body is None else body.code,
    )
    asked = Asked(actor, found, plan, versions, place, area, body, position)
    return replace(asked, question=_named(asked, found))


def body_names(codes: Iterable[str]) -> Mapping[str, LocalText]:
    """The names of bodies by their codes: one query."""
    return dict(Body.objects.filter(code__in=set(codes)).values_list("code", "name"))


def place_namer(calculator: Calculator) -> _PlaceNames:
    """Gives a place's name by what the world calls it; asks the database once, and only if somebody wants a name."""
    return _PlaceNames({span.place: span.code for span in calculator.world.places})


class _PlaceNames:
    def __init__(self, codes: Mapping[Id, str]) -> None:
        self._codes = codes

    @cached_property
    def _names(self) -> Mapping[str, LocalText]:
        return dict(Place.objects.values_list("code", "name"))

    def __call__(self, place: Id) -> str:
        code = self._codes.get(place, str(place))
        return shown.localised(self._names.get(code, {"en": code}))


def plan_end(plan: Plan) -> dt.date:
    """The plan's last day."""
    return month_end(plan.last_month)


def _position(question: Question, newest: int) -> tuple[int, dt.date | None]:
    """The position an answer stands on, and the day it was recorded where one was named."""
    if question.at is None:
        return newest, None
    recorded = Batch.objects.filter(position=question.at).values_list("recorded", flat=True).first()
    if recorded is None:
        what = _("The ledger has no position {at}.").format(at=question.at)
        mend = _("Its newest position is {newest}.").format(newest=newest)
        raise NotFound.because("at", what, where="at", mend=mend)
    return question.at, timezone.localtime(recorded).date()


def _named(asked: Asked, question: Question) -> Question:
    """Strategy, breakdown and year as the plan writes them. Raises NotFound."""
    document = asked.document
    strategy = _one_of("strategy", question.strategy, [one.code for one in document.strategies])
    breakdown = _one_of("breakdown", question.breakdown, [one.code for one in document.sets])
    if question.year is not None and question.year not in asked.years:
        what = _("{year} is not a year of this plan.").format(year=question.year)
        mend = _("It runs from {first} to {last}.").format(first=asked.years[0], last=asked.years[-1])
        raise NotFound.because("year", what, where="year", mend=mend)
    return replace(question, strategy=strategy, breakdown=breakdown)


def _one_of(name: str, written: str, codes: Sequence[str]) -> str:
    if not written:
        return ""
    found = next((code for code in codes if search_key(code) == search_key(written)), None)
    if found is None:
        what = {
            "strategy": _("The plan has no strategy “{written}”."),
            "breakdown": _("The plan has no breakdown “{written}”."),
        }[name].format(written=written)
        mend = meant(written, list(codes)) or _("It has: {names}.").format(names=", ".join(codes))
        raise NotFound.because(name, what, where=name, mend=mend)
    return found
