"""Rules that the worked examples cannot show: joining, choosing, excusing, ladders, refusing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from samaki.calculate.answers import OtherSource
from samaki.calculate.calculator import Calculator, UnknownIndicatorError
from samaki.calculate.dues import Reported
from samaki.calculate.model import (
    MILLION,
    BodySpan,
    Breakdown,
    DueSpan,
    EventLink,
    EventRow,
    Excuse,
    Formula,
    Indicator,
    LowerChoice,
    Part,
    PlanVersion,
    Target,
    World,
)
from samaki.calculate.periods import Period, parse_period, period_of, years_of
from samaki.calculate.problems import PlanNotKnownError
from samaki.calculate.tests.worlds import BODIES, JANUARY, PLAN, ask, fact, period, told, world

FEBRUARY, MARCH, APRIL = JANUARY + 1, JANUARY + 2, JANUARY + 3


# Periods


@pytest.mark.parametrize(
    ("text", "first", "months"),
    [("2015", (2015, 1), 12), ("2015-H2", (2015, 7), 6), ("2015-Q3", (2015, 7), 3), ("2015-07", (2015, 7), 1)],
)
def test_periods_are_read_and_named(text: str, first: tuple[int, int], months: int) -> None:
    found = parse_period(text, PLAN)
    assert (found.first, found.months) == (first[0] * 12 + first[1] - 1, months)
    assert period_of(found.first, found.last) == found


def test_the_plan_is_a_period_and_so_is_to_date() -> None:
    assert parse_period("plan", PLAN) == PLAN
    assert parse_period("to_date", PLAN).months == 60


@pytest.mark.parametrize(
    "text", ["", "15", "2015-13", "2015-00", "2015-Q5", "2015-H3", "2015-7", "0000", "២០១៥", "Plan"]
)
def test_what_is_no_period_is_refused_with_the_forms_understood(text: str) -> None:
    with pytest.raises(ValueError, match="2015-Q3"):
        parse_period(text, PLAN)


def test_years_are_cut_to_the_plan() -> None:
    years = years_of(Period(2014 * 12 + 6, 2016 * 12 + 2, "plan"))
    assert [(year.name, year.months) for year in years] == [("2014-H2", 6), ("2015", 12), ("2016-Q1", 3)]


# Knowledge


def test_a_position_leaves_out_what_was_recorded_after_it_though_known_earlier() -> None:
    early = fact(5, fact="a", position=1, known=date(2016, 3, 1))
    late = fact(7, "P2", fact="b", position=2, known=date(2016, 2, 1))
    rows = world(early, late)
    assert ask(rows, position=1, known_on=date(2016, 12, 31)).actual == 5
    assert ask(rows, position=2).actual == 12
    assert ask(rows, position=2, known_on=date(2016, 2, 28)).actual == 7


def test_asked_before_the_plan_was_known() -> None:
    rows = world()
    version = PlanVersion(1, date(2015, 2, 28), date(2014, 1, 1), {"A": Indicator("A")})
    known = World(PLAN, "KH", [version], rows.places, rows.bodies)
    with pytest.raises(PlanNotKnownError):
        Calculator(known, known_on=date(2015, 2, 27))
    assert Calculator(known, known_on=date(2015, 2, 28)).answer("A", "KH", period("2014")).status == "no_data"


def test_an_indicator_the_plan_never_had() -> None:
    with pytest.raises(UnknownIndicatorError):
        Calculator(world()).answer("B", "KH", period("2016"))


def test_an_indicator_dropped_by_a_revision_keeps_its_rules_and_has_no_target() -> None:
    indicator = Indicator("A", direction="increase", target_kind="per_period")
    targets = {"A": [Target(period("2016"), 10 * MILLION), Target(period("2017"), 10 * MILLION)]}
    first = PlanVersion(0, date(2014, 1, 1), date(2014, 1, 1), {"A": indicator}, targets)
    second = PlanVersion(1, date(2017, 1, 1), date(2017, 1, 1), {})
    rows = world(fact(5), fact(6, month=JANUARY + 12), versions=[first, second])
    assert ask(rows).achieved == Decimal("50.0")
    assert told(ask(rows, text="2017").actual, ask(rows, text="2017").status) == (6, "no_verdict")


# Events


def event_world(*links: EventLink) -> World:
    return world(
        fact(40, "P1", fact="lead", event="E1"),
        fact(42, "TWG", place="P1", fact="twin", event="E2"),
        fact(5, "P1", fact="again", event="E2"),
        events=[EventRow("E1", "P1", "E1"), EventRow("E2", "TWG", "E2")],
        event_links=links,
    )


def test_two_events_are_two_until_joined_and_again_once_separated() -> None:
    join = EventLink("E2", "E1", "join", 2, date(2016, 3, 1))
    separate = EventLink("E2", "E1", "separate", 3, date(2016, 5, 1))
    rows = event_world(join, separate)
    assert ask(rows, known_on=date(2016, 2, 28)).actual == 82
    assert ask(rows, known_on=date(2016, 3, 1)).actual == 40
    assert ask(rows, position=2).actual == 40
    assert ask(rows).actual == 82


def test_of_a_body_that_reported_both_joined_events_one_line_counts() -> None:
    assert ask(event_world(EventLink("E1", "E2", "join", 2, date(2016, 3, 1)))).actual == 42
    joined = ask(event_world(EventLink("E2", "E1", "join", 2, date(2016, 3, 1))))
    assert joined.actual == 40


def test_joining_in_a_circle_still_counts_once() -> None:
    there = EventLink("E1", "E2", "join", 2, date(2016, 3, 1))
    third = EventLink("E2", "E3", "join", 3, date(2016, 3, 1))
    back = EventLink("E3", "E1", "join", 4, date(2016, 3, 1))
    assert ask(event_world(there, third, back)).actual == 40


# Totals that include lower bodies


def total_world(*choices: LowerChoice) -> World:
    return world(
        fact(50, "P1", fact="total", includes_lower=True),
        fact(20, "D11", fact="part"),
        fact(25, "D12", fact="other part"),
        lower_choices=choices,
    )


def test_the_reviewer_may_choose_the_parts_and_the_total_again() -> None:
    parts = LowerChoice("total", True, 2, date(2016, 3, 1))
    again = LowerChoice("total", False, 3, date(2016, 5, 1))
    rows = total_world(parts, again)
    assert ask(rows, known_on=date(2016, 2, 28)).actual == 50
    assert ask(rows, known_on=date(2016, 3, 1)).actual == 45
    assert ask(rows).actual == 50


@pytest.mark.parametrize("counts", ["total", "parts"])
def test_both_readings_of_a_total_and_their_difference_are_shown(counts: str) -> None:
    choice = LowerChoice("total", counts == "parts", 2, date(2016, 3, 1))
    opened = Calculator(total_world(choice)).explain("A", "P1", period("2016"))
    (beside,) = opened.totals
    assert told(beside.value, beside.parts, beside.difference, beside.counts) == (50, 45, 5, counts)


def test_a_line_for_another_place_cannot_include_lower_bodies() -> None:
    rows = world(fact(50, "TWG", place="P1", includes_lower=True), fact(20, "D11"))
    assert ask(rows).actual == 70


def test_a_stock_whose_parts_are_chosen_does_not_fall_back_on_an_older_total() -> None:
    indicator = Indicator("A", over_time="latest")
    rows = world(
        fact(40, "P1", JANUARY, fact="older", includes_lower=True),
        fact(50, "P1", FEBRUARY, fact="total", includes_lower=True),
        fact(20, "D11", JANUARY),
        indicator=indicator,
        lower_choices=[LowerChoice("total", True, 2, date(2016, 3, 1))],
    )
    assert ask(rows, text="2016-02").actual == 20
    assert ask(rows, text="2016-01").actual == 40


# Ladders


def test_a_ladder_holds_its_bodies_in_the_area_or_the_theme() -> None:
    bodies = [BodySpan(body, body, place) for body, place in BODIES.items() if body not in ("D11", "OFFICE")]
    bodies += [BodySpan("D11", "D11", "D11", area_parent="P1"), BodySpan("OFFICE", "OFFICE", "P1", "P1", "TWG")]
    rows = world(fact(1, "P1"), fact(2, "D11"), fact(4, "OFFICE"), fact(8, "TWG"), bodies=bodies)
    assert ask(rows, ladder="P1").actual == 7
    assert ask(rows, ladder="TWG").actual == 12
    assert ask(rows, "D11", ladder="P1").actual == 2
    assert ask(rows).actual == 15


def test_a_ladder_has_no_target_of_a_thing_that_adds_up() -> None:
    indicator = Indicator("A", direction="increase", target_kind="per_period")
    rows = world(fact(1, "P1"), indicator=indicator, targets={"A": [Target(period("2016"), MILLION)]})
    assert told(ask(rows).status, ask(rows, ladder="P1").status) == ("met", "no_verdict")


# Reported k of n


def test_quarterly_dues_are_counted_by_the_quarter_and_met_by_their_months_together() -> None:
    facts = [fact(1, "P1", month) for month in (JANUARY, FEBRUARY, MARCH, APRIL)]
    rows = world(*facts, dues=[DueSpan("P1", "A", 3, JANUARY, None)])
    assert ask(rows).reported == Reported(1, 4)
    assert ask(rows, text="2016-02").reported == Reported(0, 0)
    assert ask(rows, as_of=date(2016, 6, 29)).reported == Reported(1, 1)


def test_excused_dues_are_left_out_and_said_apart() -> None:
    excuses = [
        Excuse("P1", None, JANUARY, FEBRUARY, 2, date(2016, 3, 1)),
        Excuse("P1", "B", MARCH, MARCH, 3, date(2016, 3, 1)),
        Excuse("P1", "A", APRIL, APRIL, 4, date(2016, 5, 1)),
        Excuse("P1", "A", APRIL, APRIL, 5, date(2016, 6, 1), taken_back=True),
    ]
    rows = world(fact(1, "P1"), dues=[DueSpan("P1", "A", 1, JANUARY, None)], excuses=excuses)
    assert ask(rows, text="2016-H1").reported == Reported(0, 4, 2)
    assert ask(rows, text="2016-H1", known_on=date(2016, 5, 1)).reported == Reported(0, 3, 3)
    assert ask(rows, text="2016-H1", known_on=date(2016, 2, 28)).reported == Reported(1, 6)


def test_a_due_ends_and_a_body_ends() -> None:
    dues = [
        DueSpan("P1", "A", 1, JANUARY, None, 1, date(2016, 1, 1)),
        DueSpan("P1", "A", 1, JANUARY, MARCH, 2, date(2016, 6, 1)),
        DueSpan("P2", "A", 1, JANUARY, None),
    ]
    bodies = [BodySpan("P1", "P1", "P1"), BodySpan("P2", "P2", "P2", last=FEBRUARY)]
    rows = world(dues=dues, bodies=bodies)
    assert ask(rows).reported == Reported(0, 5)
    assert ask(rows, known_on=date(2016, 5, 31)).reported == Reported(0, 14)


def test_obligations_name_who_is_missing() -> None:
    rows = world(fact(None, "P1"), dues=[DueSpan("P2", "A", 1, JANUARY, None), DueSpan("P1", "A", 1, JANUARY, JANUARY)])
    calculator = Calculator(rows)
    found = calculator.obligations("A", "KH", period("2016-Q1"))
    assert [(one.body, one.first - JANUARY, one.reported) for one in found] == [
        ("P1", 0, True),
        ("P2", 0, False),
        ("P2", 1, False),
        ("P2", 2, False),
    ]


# Beside the figure


def test_marks_are_kept_and_never_computed_with() -> None:
    rows = world(
        fact(5, "P1", qualifier="at_least"),
        fact(6, "P2", FEBRUARY, qualifier="approximate"),
        fact(7, "TWG", first=JANUARY, last=JANUARY + 11, stated_from=date(2015, 12, 25), stated_to=date(2016, 12, 25)),
    )
    assert told(ask(rows).actual, ask(rows).marks) == (18, {"at_least", "approximate", "shifted_year"})
    assert ask(rows, text="2016-02").marks == {"approximate"}
    assert ask(rows, text="2016-02").longer == ((JANUARY, JANUARY + 11),)


def test_overlapping_values_are_marked() -> None:
    rows = world(fact(5, first=JANUARY, last=MARCH), fact(6, month=FEBRUARY), fact(1, "P2", month=FEBRUARY))
    assert told(ask(rows).actual, ask(rows).marks) == (12, {"overlapping"})
    assert ask(rows, text="2016-02").marks == frozenset()


def test_a_fall_names_body_month_and_difference() -> None:
    indicator = Indicator("A", over_time="running_total")
    rows = world(fact(9), fact(5, month=MARCH), fact(6, month=APRIL), indicator=indicator)
    (fall,) = ask(rows).falls
    assert (fall.body, fall.month, fall.difference) == ("P1", MARCH, -4 * MILLION)
    assert ask(rows, text="2016-Q2").falls == ()


def test_another_source_has_a_difference_only_where_it_speaks_of_the_place_asked() -> None:
    rows = world(
        fact(30, "TWG", source="committee"),
        fact(20, "TWG", fact="whole", source="police"),
        fact(7, "P1", source="city"),
        fact(3, "D11", FEBRUARY, source="city"),
        indicator=Indicator("A", official="committee"),
    )
    assert ask(rows).other_sources == {
        "police": OtherSource(Decimal(20), None, Decimal(-10)),
        "city": OtherSource(Decimal(10), "P1", None),
    }


def test_figures_to_date_take_the_targets_of_periods_begun() -> None:
    indicator = Indicator("A", direction="increase", target_kind="per_period")
    years = [Target(period(str(year)), 10 * MILLION) for year in range(2015, 2019)]
    rows = world(fact(15), indicator=indicator, targets={"A": years}, plan_targets={"A": 90 * MILLION})
    to_date = ask(rows, text="to_date", as_of=date(2016, 3, 31))
    assert told(to_date.actual, to_date.target, to_date.achieved, to_date.stated_target) == (15, 20, 75, None)
    plan = ask(rows, text="plan", as_of=date(2016, 3, 31))
    assert told(plan.actual, plan.target, plan.stated_target, plan.summed_target) == (15, 90, 90, 40)


def test_own_is_never_judged() -> None:
    indicator = Indicator("A", direction="increase", target_kind="cumulative")
    rows = world(fact(15), indicator=indicator, targets={"A": [Target(period("2016"), MILLION)]})
    own = ask(rows, own=True)
    assert told(own.actual, own.target, own.status, own.achieved) == (15, None, None, None)


def test_a_sum_past_64_bits_is_said() -> None:
    large = 10**11
    rows = world(*(fact(large, fact=number) for number in range(93)), dues=[DueSpan("P1", "A", 1, JANUARY, JANUARY)])
    answer = ask(rows)
    assert told(answer.actual, answer.status, answer.k) == (None, "no_data", 1)
    assert answer.problem is not None
    assert answer.problem.code == "sum_too_large"
    assert ask(world(*(fact(large, fact=number) for number in range(92)))).actual == 92 * large


def test_a_formula_in_a_circle_is_said() -> None:
    circle = {
        "A": Indicator("A", formula=Formula(Part("B"), Part("B"))),
        "B": Indicator("B", formula=Formula(Part("A"), Part("A"))),
    }
    problem = ask(world(indicators=circle)).problem
    assert problem is not None
    assert problem.code == "formula_circle"


def test_a_rate_says_its_parts_and_their_k_of_n() -> None:
    rate = Indicator("A", unit="percent", formula=Formula(Part("N", "sex", "female"), Part("N"), 100))
    counted = Indicator("N", breakdowns=(Breakdown("sex"),))
    rows = world(
        fact(8, indicator="N", fact="n"),
        indicators={"A": rate, "N": counted},
        cells={"n": (("sex", "female", 2 * MILLION),)},
        dues=[DueSpan("P1", "N", 1, JANUARY, FEBRUARY)],
    )
    answer = ask(rows, cells=True)
    assert told(answer.actual, answer.sets, answer.partial) == (25, {}, False)
    assert [told(part.value, part.reported) for part in answer.parts] == [(2, Reported(1, 2)), (8, Reported(1, 2))]
    opened = Calculator(rows).explain("A", "KH", period("2016"))
    assert [[one.fact.fact for one in part.counted] for part in opened.parts] == [["n"], ["n"]]
    assert opened.exact == Fraction(25)


def test_a_level_over_the_plan_is_explained_by_the_year_it_took() -> None:
    indicator = Indicator("A", over_time="average", over_places="average", target_kind="level")
    rows = world(fact(4, fact="old"), fact(6, month=JANUARY + 12, fact="new"), indicator=indicator)
    opened = Calculator(rows).explain("A", "KH", period("plan"))
    assert [one.fact.fact for one in opened.counted] == ["new"]
    assert opened.windows == ((JANUARY + 12, JANUARY + 23),)
    assert [(one.fact.fact, one.reason) for one in opened.left_out] == [("old", "outside_period")]


def test_another_source_too_large_to_add_does_not_take_the_figure_away() -> None:
    beyond = [fact(10**11, fact=number, source="police") for number in range(93)]
    answer = ask(world(fact(5), *beyond))
    assert told(answer.actual, answer.other_sources, answer.problem) == (5, {}, None)
