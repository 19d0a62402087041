"""A small made-up plan for tests that need no database: two strategies, five indicators, two provinces."""

from __future__ import annotations

import datetime as dt
from typing import Any

from samaki.calculate.calculator import Calculator
from samaki.calculate.model import (
    MILLION,
    BodySpan,
    DueSpan,
    Fact,
    Id,
    Indicator,
    PlaceSpan,
    PlanVersion,
    Target,
    World,
)
from samaki.calculate.periods import Period, month_at, month_end, parse_period, period_name
from samaki.insight.pitt.build import Setting, build_table
from samaki.insight.pitt.cells import CellMaker, SeesAll, Sight
from samaki.insight.pitt.question import Question
from samaki.insight.pitt.sheets import Heading, Sheet
from samaki.insight.pitt.table import Table

PLAN = Period(month_at(2014, 1), month_at(2018, 12), "plan")
FIRST = Heading("S1", {"en": "First strategy", "km": "យុទ្ធសាស្ត្រទី ១"})
SECOND = Heading("S2", {"en": "Second strategy", "km": "យុទ្ធសាស្ត្រទី ២"})
STAGES = ("draft", "approved")

INDICATORS: dict[Id, Indicator] = {
    "TRAIN": Indicator("TRAIN", counts="persons", direction="increase", target_kind="per_period"),
    "VICTIMS": Indicator("VICTIMS", counts="persons", official="ncct", protected=True),
    "LAW": Indicator("LAW", unit="milestone", over_time="latest", stages=STAGES, target_kind="level"),
    "RATE": Indicator(
        "RATE", unit="percent", over_time="average", over_places="average", direction="increase", target_kind="level"
    ),
    "LATER": Indicator("LATER", readiness="not_measurable"),
}
TARGETS: dict[Id, list[Target]] = {
    "TRAIN": [Target(parse_period(str(year), PLAN), 300 * MILLION) for year in range(2015, 2019)],
    "LAW": [Target(parse_period("2016", PLAN), MILLION)],
    "RATE": [Target(parse_period("2016", PLAN), 66_700_000)],
}
REVISED: dict[Id, list[Target]] = {
    "TRAIN": [*TARGETS["TRAIN"][:-1], Target(parse_period("2018", PLAN), 500 * MILLION)],
}
SHEETS = [
    Sheet("TRAIN", "TRAIN", {"en": "=Persons trained", "km": "អ្នកទទួលការបណ្តុះបណ្តាល"}, FIRST, unit="number",
          counts="persons", frequency="monthly", level="output", key=True, illustrative=True, source="monthly reports"),
    Sheet("LAW", "LAW", {"en": "Stage of the law", "km": "ដំណាក់កាលនៃច្បាប់"}, FIRST, unit="milestone",
          level="process", frequency="quarterly",
          stages={"draft": {"en": "draft", "km": "សេចក្តីព្រាង"}, "approved": {"en": "approved"}}),
    Sheet("VICTIMS", "VICTIMS", {"en": "Victims identified", "km": "ជនរងគ្រោះ"}, SECOND, counts="persons",
          level="outcome", frequency="annual", official="ncct", protected=True),
    Sheet("RATE", "RATE", {"en": "Reports in time", "km": "របាយការណ៍ទាន់ពេល"}, SECOND, unit="percent", level="process",
          frequency="quarterly"),
    Sheet("LATER", "LATER", {"en": "Not yet", "km": "មិនទាន់"}, SECOND, level="impact", readiness="not_measurable",
          frequency="annual"),
]  # fmt: skip


def fact(number: int, indicator: str, place: str, period: str, value: int | None, **more: Any) -> Fact:
    """A fact about a period; `value` in millionths, None for *nothing to report*."""
    found = parse_period(period, PLAN)
    return Fact(
        fact=number,
        line=more.get("line", f"line-{number}"),
        kind="value" if value is not None else "nil",
        indicator=indicator,
        body=more.get("body", place),
        place=place,
        first=found.first,
        last=found.last,
        stated_from=more.get("stated_from"),
        stated_to=more.get("stated_to"),
        source=more.get("source"),
        event=None,
        includes_lower=False,
        value=value,
        qualifier=more.get("qualifier"),
        position=number,
        known=more.get("known", month_end(found.last)),
    )


def world() -> World:
    """Everything at once."""
    return World(
        plan_period=PLAN,
        area="KH",
        versions=[
            PlanVersion(0, dt.date(2014, 1, 1), dt.date(2014, 1, 1), INDICATORS, TARGETS),
            PlanVersion(0, dt.date(2018, 1, 1), dt.date(2018, 1, 1), INDICATORS, TARGETS | REVISED),
        ],
        places=[PlaceSpan("KH", "KH", None, 0), PlaceSpan("P1", "P1", "KH", 0), PlaceSpan("P2", "P2", "KH", 0)],
        bodies=[BodySpan(code, code, place) for code, place in {"P1": "P1", "P2": "P2", "NCCT": "KH"}.items()],
        facts=[
            fact(1, "TRAIN", "P1", "2016-02", 120 * MILLION),
            fact(2, "TRAIN", "P2", "2016-08", 1_000 * MILLION),
            fact(10, "TRAIN", "P2", "2018-08", 400 * MILLION),
            fact(3, "VICTIMS", "KH", "2016", 298 * MILLION, body="NCCT", source="ncct"),
            fact(4, "VICTIMS", "KH", "2016", 244 * MILLION, body="NCCT", source="police",
                 stated_from=dt.date(2015, 12, 25), stated_to=dt.date(2016, 12, 25)),
            fact(5, "LAW", "KH", "2015-11", 0, body="NCCT"),
            fact(6, "RATE", "P1", "2016-Q1", 60 * MILLION),
            fact(7, "RATE", "P2", "2016-Q2", 73_333_333),
            fact(8, "TRAIN", "P1", "2015-03", 90 * MILLION, known=dt.date(2015, 4, 1)),
            fact(9, "TRAIN", "P1", "2015-03", 80 * MILLION, line="line-8", known=dt.date(2016, 9, 1)),
        ],
        dues=[DueSpan(place, "TRAIN", 12, month_at(2016, 1), None) for place in ("P1", "P2")],
    )  # fmt: skip


def ask(question: Question | None = None, *, sight: Sight | None = None, **asked: Any) -> Table:
    """The table of a question about the small world."""
    usual: dict[str, Any] = {"plan": "made-up", "as_of": dt.date(2016, 12, 31), "lang": "en"}
    question = question or Question(**usual | asked)
    calculator = Calculator(world(), known_on=question.known_on, position=question.at, as_of=question.as_of)
    place = question.place or "KH"
    maker = CellMaker(sight or SeesAll(), breakdown=question.breakdown)
    return build_table(Setting(question, calculator, SHEETS, place, None, question.at or 9, maker))


__all__ = ["PLAN", "SHEETS", "ask", "fact", "period_name", "world"]
