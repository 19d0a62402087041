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
from typing import Any, Final

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
from samaki.registry.places.selectors import division
from samaki.registry.plan.models import PlanVersion

from .models import Report, ReportLine

# What the calculation takes of a fact, in its order; keys where it takes codes.
COLUMNS: Final = (
    "pk", "line", "kind", "indicator_id", "body_id", "place_id", "first_month", "last_month", "stated_from",
    "stated_to", "source", "event_id", "includes_lower", "value", "qualifier", "batch__position", "batch__known",
)  # fmt: skip
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
        found = Fact.objects.filter(
            body__in=bodies, indicator__in=indicators, last_month__lte=self._report.last_month
        ).order_by("pk")
        keyed: list[Any] = [model.Fact(*row) for row in found.values_list(*COLUMNS)]
        standing = [self._rungs[body].place for body in bodies if body in self._rungs]
        places, spans = self._places(
            {one.place for one in keyed} | {line.place_id for line in self._lines} | {*standing}
        )
        names: dict[Any, str] = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "code"))
        facts = [
            one._replace(
                indicator=indicators[one.indicator], body=names[one.body], place=places[one.place],
                source=one.source or None, qualifier=None,
            )
            for one in keyed
        ]  # fmt: skip
        events = {one.event for one in facts if one.event is not None}
        mine = [line for line in self._lines if line.indicator_id in indicators]
        return Calculator(
            model.World(
                plan_period=self._plan.period,
                area=self._plan.area,
                versions=self._versions,
                places=spans,
                bodies=self._bodies(names, places),
                facts=facts + [self._as_if(line, number) for number, line in enumerate(mine)],
                events=self._events(events),
                event_links=self._links(events),
                lower_choices=self._choices([one.line for one in facts if one.includes_lower]),
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

    def _places(self, keys: Iterable[Any]) -> tuple[Mapping[Any, str], list[model.PlaceSpan]]:
        """Return the codes of some places, and these with everything above them: two queries."""
        lying = division(self._report.last_month)
        every = {place for key in keys for place in (key, *lying.above(key))}
        codes = dict(Place.objects.filter(pk__in=every).values_list("pk", "code"))
        self._place = codes[self._place_key]
        spans = [model.PlaceSpan(code, code, codes.get(lying.parents.get(key) or 0), 0) for key, code in codes.items()]
        return codes, spans

    def _bodies(self, names: Mapping[int, str], places: Mapping[Any, str]) -> list[model.BodySpan]:
        """Return some bodies where they stood at the report's end."""
        return [
            model.BodySpan(name, name, places[rung.place], names.get(rung.area_parent or 0))
            for key, name in names.items()
            if (rung := self._rungs.get(key)) is not None
        ]

    def _events(self, events: Collection[Any]) -> list[model.EventRow]:
        rows = Event.objects.filter(pk__in=events).values_list("pk", "lead__code")
        return [model.EventRow(key, lead, str(key)) for key, lead in rows]

    def _links(self, events: Collection[Any]) -> list[model.EventLink]:
        links = EventLink.objects.filter(event__in=events, into__in=events).select_related("batch")
        return [
            model.EventLink(link.event_id, link.into_id, "join" if link.kind == EventLink.JOIN else "separate",
                            link.batch.position, link.batch.known)
            for link in links
        ]  # fmt: skip

    def _choices(self, lines: Collection[Any]) -> list[model.LowerChoice]:
        asked = {*lines, *(line.line for line in self._lines if line.includes_lower)}
        choices = LowerChoice.objects.filter(line__in=asked).select_related("batch")
        return [model.LowerChoice(one.line, one.count_parts, one.batch.position, one.batch.known) for one in choices]
