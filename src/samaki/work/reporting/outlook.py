"""What a report's figures would come to: since January, against the year's target, and beside what lower bodies sent.

Asks the calculation itself, over the approved facts of one body (and of those below it) with this report's lines put in
as if they were approved: the same rules as the tracking table, before anything is approved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from samaki.calculate import model
from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator, UnknownIndicatorError
from samaki.calculate.explain import TotalOrParts
from samaki.calculate.periods import Period, month_end, period_of
from samaki.calculate.problems import FigureError
from samaki.ledger.models import Event, EventLink, Fact, LowerChoice
from samaki.ledger.rules_of_plan import StatedPlan, stated
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import Ladders
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at
from samaki.registry.places.selectors import histories
from samaki.registry.plan.models import PlanVersion

from .models import Report, ReportLine

LATER: Final = 1 << 60  # a position after every one there is: the lines put in are known last


@dataclass(frozen=True, slots=True)
class Lower:
    """A total that includes lower bodies, beside what they sent themselves. `parts` None: none of them sent any."""

    total: Decimal | str | None
    parts: Decimal | str | None
    difference: Fraction | None
    parts_count: bool


@dataclass(frozen=True, slots=True)
class Since:
    """One indicator since January: the body's own figure; the place's with its target, where one speaks for it."""

    own: Decimal | str | None
    place: Decimal | str | None = None
    target: Decimal | str | None = None
    achieved: Decimal | None = None  # percent of the year's target
    includes_more: bool = False  # the place's figure holds more than the body's own
    lower: Lower | None = None


def outlook_of(
    report: Report, lines: Sequence[ReportLine], standing: Ladders, labels: Mapping[str, str] | None = None
) -> dict[str, Since]:
    """Return what each indicator of a report would come to, by code: a fixed number of queries.

    `report` with its plan and body, `lines` with indicator and place; `standing` the ladders of its last month;
    `labels` the source label of the body's lines by indicator, where its duty names one.
    """
    versions = list(PlanVersion.objects.filter(plan=report.plan).select_related("batch").order_by("number"))
    said = [stated(version) for version in versions]
    rung = standing.rungs.get(report.body_id)
    if not said or rung is None:
        return {}
    asking = _Asking(report, lines, versions, said, standing, labels or {})
    own = asking.answers(asking.calculator([report.body_id]), {line.indicator.code for line in lines})
    wider = {code for code, answer in own.items() if answer.target is not None}
    wider |= {line.indicator.code for line in lines if line.includes_lower}
    below = standing.below(report.body_id, "area") if wider else []
    beside = asking.calculator([report.body_id, *below], wider) if below else None
    whole = asking.answers(beside, wider) if beside else own
    return {code: asking.since(own[code], whole.get(code, own[code]), beside) for code in own}


class _Asking:
    """The questions about one report, over as few rows as they need. Identifiers are codes, of events their keys."""

    def __init__(
        self,
        report: Report,
        lines: Sequence[ReportLine],
        versions: Sequence[PlanVersion],
        said: Sequence[StatedPlan],
        standing: Ladders,
        labels: Mapping[str, str],
    ) -> None:
        self._report, self._lines, self._labels = report, lines, labels
        self._versions = [one.version(row) for one, row in zip(said, versions, strict=True)]
        self._plan = said[-1]
        self._rungs = standing.rungs
        self._place_key = standing.rungs[report.body_id].place
        self._place = ""
        january = report.last_month // 12 * 12
        self._year = period_of(january, january + 11)
        self._as_of = month_end(report.last_month)

    def calculator(self, bodies: Collection[int], codes: Collection[str] | None = None) -> Calculator:
        """Return the calculation over the facts of some bodies, of all indicators of the report or of these."""
        indicators = {line.indicator_id: line.indicator.code for line in self._lines}
        if codes is not None:
            indicators = {key: code for key, code in indicators.items() if code in codes}
        facts = list(
            Fact.objects.filter(body__in=bodies, indicator__in=indicators, last_month__lte=self._report.last_month)
            .select_related("batch", "body", "place")
            .order_by("pk")
        )
        rows = [_row(fact, indicators[fact.indicator_id]) for fact in facts]
        mine = [line for line in self._lines if line.indicator_id in indicators]
        rows += [self._as_if(line, number) for number, line in enumerate(mine)]
        places = {fact.place_id for fact in facts} | {line.place_id for line in self._lines} | {self._place_key}
        return Calculator(
            model.World(
                plan_period=self._plan.period,
                area=self._plan.area,
                versions=self._versions,
                places=self._places(places),
                bodies=self._bodies(bodies),
                facts=rows,
                events=self._events(facts),
                event_links=self._links(facts),
                lower_choices=self._choices([fact.line for fact in facts if fact.includes_lower]),
            ),
            as_of=self._as_of,
        )

    def answers(self, calculator: Calculator, codes: Iterable[str]) -> dict[str, Answer]:
        """Return the answers for the year so far at the body's own place; an indicator the plan lacks is left out."""
        found = {}
        for code in codes:
            try:
                found[code] = calculator.answer(code, self._place, self._year)
            except UnknownIndicatorError:
                continue
        return found

    def since(self, own: Answer, whole: Answer, beside: Calculator | None) -> Since:
        """Return what is said of one indicator."""
        code = next(code for code, rule in self._plan.indicators.items() if rule is own.indicator)
        label = self._labels.get(code, "")
        aside = (own.other_sources or {}).get(label) if label and label != own.indicator.official else None
        return Since(
            own=aside.value if aside else own.actual,
            place=whole.actual,
            target=whole.target,
            achieved=whole.achieved,
            includes_more=whole.actual != own.actual,
            lower=self._lower(code, beside),
        )

    def _lower(self, code: str, beside: Calculator | None) -> Lower | None:
        """Return the total beside its parts, where the report's line of this indicator includes lower bodies."""
        if not any(line.includes_lower and line.indicator.code == code for line in self._lines):
            return None
        if beside is None:
            return Lower(None, None, None, parts_count=False)
        period = Period(self._report.first_month, self._report.last_month, "report")
        try:
            totals: Sequence[TotalOrParts] = beside.explain(code, self._place, period, cells=False).totals
        except FigureError:
            return None
        mine = [one for one in totals if one.total.position == LATER]
        if not mine:
            return Lower(None, None, None, parts_count=False)
        one = mine[0]
        return Lower(one.value, one.parts, one.difference, parts_count=one.counts == "parts")

    def _as_if(self, line: ReportLine, number: int) -> model.Fact:
        """Return a line as the fact it would be; where it says nothing, as the end of what stood."""
        kinds: dict[str, model.FactKind] = {"number": "value", "nil": "nil"}
        says = not (line.is_removed or line.is_wrong or self._report.intent == Report.Intent.WITHDRAWAL)
        kind: model.FactKind = kinds.get(line.kind, "withdrawal") if says else "withdrawal"
        if kind == "value" and line.value is None:
            kind = "withdrawal"
        return model.Fact(
            fact=-1 - number, line=line.line, kind=kind, indicator=line.indicator.code, body=self._report.body.code,
            place=line.place.code, first=self._report.first_month, last=self._report.last_month, stated_from=None,
            stated_to=None, source=self._labels.get(line.indicator.code) or None, event=None,
            includes_lower=line.includes_lower and kind == "value", value=line.value if kind == "value" else None,
            qualifier=None, position=LATER, known=dt.date.max,
        )  # fmt: skip

    def _places(self, keys: Iterable[int]) -> list[model.PlaceSpan]:
        """Return some places with everything above them: a query for each level of places, and one."""
        parents: dict[int, int | None] = {}
        asked = set(keys)
        while asked:
            found = histories(places=sorted(asked))
            standing = {key: version_at(found.get(key, ()), self._report.last_month) for key in asked}
            parents |= {key: version.parent if version else None for key, version in standing.items()}
            asked = {parent for parent in parents.values() if parent is not None} - set(parents)
        codes = dict(Place.objects.filter(pk__in=parents).values_list("pk", "code"))
        self._place = codes[self._place_key]
        return [model.PlaceSpan(code, code, codes.get(parents[key] or 0), 0) for key, code in codes.items()]

    def _bodies(self, keys: Collection[int]) -> list[model.BodySpan]:
        """Return some bodies where they stood at the report's end: two queries."""
        rungs = self._rungs
        codes = dict(Body.objects.filter(pk__in=keys).values_list("pk", "code"))
        places = dict(Place.objects.filter(pk__in={rungs[key].place for key in keys if key in rungs})
                      .values_list("pk", "code"))  # fmt: skip
        return [
            model.BodySpan(codes[key], codes[key], places[rungs[key].place], codes.get(rungs[key].area_parent or 0))
            for key in keys
            if key in rungs
        ]

    def _events(self, facts: Iterable[Fact]) -> list[model.EventRow]:
        keys = {fact.event_id for fact in facts if fact.event_id}
        rows = Event.objects.filter(pk__in=keys).values_list("pk", "lead__code")
        return [model.EventRow(key, lead, str(key)) for key, lead in rows]

    def _links(self, facts: Iterable[Fact]) -> list[model.EventLink]:
        keys = {fact.event_id for fact in facts if fact.event_id}
        links = EventLink.objects.filter(event__in=keys, into__in=keys).select_related("batch")
        return [
            model.EventLink(link.event_id, link.into_id, "join" if link.kind == EventLink.JOIN else "separate",
                            link.batch.position, link.batch.known)
            for link in links
        ]  # fmt: skip

    def _choices(self, lines: Collection[UUID]) -> list[model.LowerChoice]:
        asked = {*lines, *(line.line for line in self._lines if line.includes_lower)}
        choices = LowerChoice.objects.filter(line__in=asked).select_related("batch")
        return [model.LowerChoice(one.line, one.count_parts, one.batch.position, one.batch.known) for one in choices]


def _row(fact: Fact, indicator: str) -> model.Fact:
    """Return an approved fact as the calculation takes it."""
    return model.Fact(
        fact=fact.pk, line=fact.line, kind=fact.kind, indicator=indicator, body=fact.body.code,  # type: ignore[arg-type]
        place=fact.place.code, first=fact.first_month, last=fact.last_month, stated_from=fact.stated_from,
        stated_to=fact.stated_to, source=fact.source or None, event=fact.event_id, includes_lower=fact.includes_lower,
        value=fact.value, qualifier=None, position=fact.batch.position, known=fact.batch.known,
    )  # fmt: skip
