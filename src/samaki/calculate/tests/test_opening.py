"""What is shown of a figure, and how it is explained."""

from datetime import date
from fractions import Fraction

import pytest

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import (
    MILLION,
    EventRow,
    Indicator,
    PlanVersion,
    Target,
    Thresholds,
)
from samaki.calculate.tests.worlds import JANUARY, ask, fact, period, told, world

FEBRUARY, MARCH, APRIL = JANUARY + 1, JANUARY + 2, JANUARY + 3


# Shown


def judged(value: Fraction | int, thresholds: Thresholds = Thresholds(), unit: str = "number") -> Answer:  # noqa: B008
    indicator = Indicator("A", unit=unit, direction="increase", target_kind="level")  # type: ignore[arg-type]
    version = PlanVersion(
        0, date.min, date.min, {"A": indicator}, {"A": [Target(period("2016"), 100 * MILLION)]}, {}, thresholds
    )
    one = fact(0)._replace(value=int(value * MILLION))
    return ask(world(one, versions=[version]))


@pytest.mark.parametrize(
    ("value", "status", "shown"),
    [
        (Fraction("84.96"), "behind", "84.96"),
        (Fraction("84.996"), "behind", "84.996"),
        (Fraction("84.94"), "behind", "84.9"),
        (Fraction("85.04"), "on_track", "85.0"),
        (Fraction("99.95"), "on_track", "99.95"),
        (Fraction("140"), "met", "140.0"),
    ],
)
def test_one_more_decimal_is_shown_where_rounding_would_contradict_the_status(
    value: Fraction, status: str, shown: str
) -> None:
    answer = judged(value)
    assert told(answer.status, str(answer.shown.achieved)) == (status, shown)


def test_a_percentage_is_not_rounded_up_to_its_target() -> None:
    assert str(judged(Fraction("99.97"), unit="percent").shown.actual) == "99.97"
    assert str(judged(Fraction("99.94"), unit="percent").shown.actual) == "99.9"
    assert str(judged(Fraction("99.94"), unit="percent").shown.target) == "100.0"


def test_thresholds_belong_to_the_plan() -> None:
    assert judged(70, Thresholds(100, 70, 50)).status == "on_track"


# Explaining


def test_an_explanation_says_why_a_fact_did_not_count() -> None:
    rows = world(
        fact(1, fact="counted"),
        fact(2, fact="later", known=date(2017, 5, 1)),
        fact(3, "P2", fact="old", line="line"),
        fact(4, "P2", fact="new", line="line", position=2, known=date(2016, 9, 1)),
        fact(5, "P2", fact="gone", line="gone"),
        fact(None, "P2", fact="withdrawal", line="gone", kind="withdrawal", position=2, known=date(2016, 9, 1)),
        fact(None, "D21", fact="nil"),
        fact(6, "D21", APRIL + 6, fact="after"),
        fact(7, "TWG", fact="police", source="police"),
        fact(8, "P1", FEBRUARY, fact="lead", event="E1"),
        fact(9, "TWG", FEBRUARY, place="P1", fact="twin", event="E1"),
        fact(10, "P1", JANUARY - 1, fact="before"),
        fact(11, "P1", first=MARCH, last=APRIL, fact="longer"),
        fact(12, "OFFICE", JANUARY, place="P2", fact="elsewhere"),
        fact(13, "P1", MARCH, fact="total", includes_lower=True),
        fact(14, "D11", MARCH, fact="part"),
        events=[EventRow("E1", "P1", "E1")],
    )
    calculator = Calculator(rows, known_on=date(2016, 12, 31), as_of=date(2016, 6, 30))
    opened = calculator.explain("A", "P1", period("2016-Q1"))
    assert {one.fact.fact for one in opened.counted} == {"counted", "lead", "total"}
    assert {one.fact.fact: (one.reason, one.by.fact if one.by else None) for one in opened.left_out} == {
        "later": ("not_yet_known", None),
        "old": ("superseded", "new"),
        "new": ("outside_area", None),
        "gone": ("withdrawn", "withdrawal"),
        "withdrawal": ("withdrawal", None),
        "nil": ("nothing_to_report", None),
        "after": ("after_as_of", None),
        "police": ("other_source", None),
        "twin": ("same_event", "lead"),
        "before": ("outside_period", None),
        "longer": ("longer_than_period", None),
        "elsewhere": ("outside_area", None),
        "part": ("inside_total", "total"),
    }


def test_an_explanation_of_a_stock_and_of_a_running_total() -> None:
    stock = Indicator("A", over_time="latest", carry=2)
    facts = [fact(1, fact="older"), fact(2, month=APRIL, fact="standing"), fact(3, "P2", fact="old")]
    opened = Calculator(world(*facts, indicator=stock)).explain("A", "KH", period("2016-04"))
    assert [one.fact.fact for one in opened.counted] == ["standing"]
    assert {one.fact.fact: one.reason for one in opened.left_out} == {"older": "not_the_latest", "old": "too_old"}
    running = Indicator("A", over_time="running_total")
    opened = Calculator(world(*facts, indicator=running)).explain("A", "KH", period("2016-04"), own=True)
    assert [(one.fact.fact, one.taken_off) for one in opened.counted] == [("standing", False), ("older", True)]
    assert [(one.fact.fact, one.reason) for one in opened.left_out] == [("old", "no_total_in_period")]
