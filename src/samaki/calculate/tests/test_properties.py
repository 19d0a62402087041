"""What holds for every world, whatever was recorded."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.calculate.answers import NOT_BROKEN_DOWN, Answer
from samaki.calculate.bundles import Ask, Scope
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import World
from samaki.calculate.periods import Period, last_month_ended, month_end, month_of
from samaki.calculate.rounding import rounded
from samaki.calculate.sums import MonthSums
from samaki.calculate.tests.worlds import DAYS, INDICATORS, JANUARY, PLACES, period, worlds

PERIODS = st.sampled_from([period(name) for name in ("2016", "2016-Q1", "2016-Q2", "2016-02", "2016-05", "plan")])
PLACE = st.sampled_from(sorted(PLACES))
patient = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


def said(answer: Answer) -> tuple[object, ...]:
    """Everything an answer says, for comparison."""
    sets = {name: dict(cells) for name, cells in (answer.sets or {}).items()}
    return (
        answer.exact,
        answer.reported,
        answer.partial,
        answer.not_available,
        answer.other_sources,
        sets,
        answer.marks,
        answer.longer,
        sorted(answer.falls, key=str),
    )


@given(worlds(), PLACE, PERIODS, st.randoms(use_true_random=False))
@patient
def test_the_order_of_recording_is_irrelevant(rows: World, place: str, asked: Period, chance: Random) -> None:
    again = list(rows.facts)
    chance.shuffle(again)
    again = [fact._replace(position=index) for index, fact in enumerate(again, start=1)]
    first = Calculator(rows).answer("A", place, asked, cells=True)
    second = Calculator(replace(rows, facts=again)).answer("A", place, asked, cells=True)
    assert said(first) == said(second)


@given(worlds(), PLACE, PERIODS, st.sampled_from(DAYS))
@patient
def test_a_day_of_knowledge_is_the_world_of_that_day(rows: World, place: str, asked: Period, day: date) -> None:
    then = replace(
        rows,
        facts=[row for row in rows.facts if row.known <= day],
        event_links=[row for row in rows.event_links if row.known <= day],
        lower_choices=[row for row in rows.lower_choices if row.known <= day],
        places=[row for row in rows.places if row.known <= day],
    )
    assert said(Calculator(rows, known_on=day).answer("A", place, asked, cells=True)) == said(
        Calculator(then).answer("A", place, asked, cells=True)
    )


@given(worlds(), PLACE, PERIODS, st.integers(0, 20))
@patient
def test_a_position_is_the_ledger_up_to_it(rows: World, place: str, asked: Period, position: int) -> None:
    then = replace(
        rows,
        facts=[row for row in rows.facts if row.position <= position],
        event_links=[row for row in rows.event_links if row.position <= position],
        lower_choices=[row for row in rows.lower_choices if row.position <= position],
        places=[row for row in rows.places if row.position <= position],
    )
    assert said(Calculator(rows, position=position).answer("A", place, asked, cells=True)) == said(
        Calculator(then).answer("A", place, asked, cells=True)
    )


ADDING = [one for one in INDICATORS if one.over_places == "sum" and one.over_time not in ("max", "min")]


@given(worlds(st.sampled_from(ADDING)), PLACE, PERIODS, st.booleans())
@patient
def test_a_set_adds_up_to_its_total(rows: World, place: str, asked: Period, own: bool) -> None:
    answer = Calculator(rows).answer("A", place, asked, own=own, cells=True)
    cells = (answer.sets or {})["sex"]
    if answer.exact is None:
        assert set(cells.values()) == {None} or not cells
        return
    total = sum((Fraction(value) for value in cells.values() if value is not None), start=Fraction())
    assert abs(total - answer.exact) < Fraction(1, 10**11)
    assert cells[NOT_BROKEN_DOWN] is not None


@given(worlds(), PLACE, PERIODS, st.booleans(), st.booleans())
@patient
def test_the_quick_way_equals_the_general_way(rows: World, place: str, asked: Period, own: bool, plain: bool) -> None:
    if plain:
        facts = [row for row in rows.facts if row.kind == "value" and row.source is None]
        rows = replace(rows, facts=[row._replace(first=row.last, event=None, includes_lower=False) for row in facts])
    calculator = Calculator(rows)
    ask = Ask(rows.versions[0], Scope(place), own)
    quick = calculator.figures.figure(ask, "A", asked)
    slow = calculator.figures.figure(ask, "A", asked, terms=True)
    assert (quick.value, quick.longer, quick.not_available) == (slow.value, slow.longer, slow.not_available)
    assert quick.marks == slow.marks
    assert sorted(quick.falls, key=str) == sorted(slow.falls, key=str)


@given(worlds(st.sampled_from([one for one in INDICATORS if one.code == "sum-sum"])), PERIODS)
@patient
def test_parts_add_up_to_the_whole_where_no_total_speaks(rows: World, asked: Period) -> None:
    plain = replace(rows, facts=[fact._replace(includes_lower=False) for fact in rows.facts])
    calculator = Calculator(plain)

    def exact(place: str) -> Fraction:
        return calculator.answer("A", place, asked).exact or Fraction()

    alone = Calculator(replace(plain, places=[row for row in plain.places if row.parent is None]))
    only = alone.answer("A", "KH", asked).exact or Fraction()
    assert exact("KH") == only + exact("P1") + exact("P2")


@given(worlds(), PLACE, PERIODS)
@patient
def test_as_of_the_far_future_is_everything(rows: World, place: str, asked: Period) -> None:
    later = Calculator(rows, as_of=date(2030, 12, 31)).answer("A", place, asked, cells=True)
    assert said(later) == said(Calculator(rows).answer("A", place, asked, cells=True))


@given(worlds(), PLACE, PERIODS)
@patient
def test_what_is_owed_only_grows_with_as_of(rows: World, place: str, asked: Period) -> None:
    ends = [month_end(JANUARY + month) for month in range(6)]
    answers = [Calculator(rows, as_of=day).answer("A", place, asked) for day in ends]
    assert [one.n for one in answers] == sorted(one.n for one in answers)
    assert [one.k for one in answers] == sorted(one.k for one in answers)
    assert all(one.k <= one.n for one in answers)


@given(worlds(), PLACE, PERIODS, st.booleans())
@patient
def test_an_explanation_names_every_fact_once(rows: World, place: str, asked: Period, own: bool) -> None:
    opened = Calculator(rows).explain("A", place, asked, own=own)
    counted = [one.fact.fact for one in opened.counted if not one.taken_off]
    named = {one.fact.fact for one in opened.counted} | {one.fact.fact for one in opened.left_out}
    assert named == {fact.fact for fact in rows.facts}
    assert len(counted) + len(opened.left_out) <= len(rows.facts)
    assert (opened.exact is None) == (not counted)
    assert opened.answer is not None
    assert opened.exact == opened.answer.exact
    if opened.indicator.code == "sum-sum":
        assert sum(one.fact.value or 0 for one in opened.counted) == (opened.exact or 0) * 10**6


@given(st.dictionaries(st.integers(0, 30), st.integers(-9, 9)), st.integers(-5, 40), st.integers(-5, 40))
def test_month_sums(amounts: dict[int, int], first: int, last: int) -> None:
    expected = sum(amount for month, amount in amounts.items() if first <= month <= last)
    assert MonthSums(amounts).between(first, last) == expected


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6), st.integers(0, 12))
def test_rounding_is_half_up_away_from_zero(value: Fraction, places: int) -> None:
    context = Context(prec=60)
    exact = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    step = Decimal(1).scaleb(-places)
    assert rounded(value, places) == exact.quantize(step, rounding=ROUND_HALF_UP, context=context)


@pytest.mark.parametrize("day", [date(2016, 2, 28), date(2016, 2, 29), date(2016, 12, 31), date(2017, 1, 1)])
def test_the_last_month_ended(day: date) -> None:
    month = last_month_ended(day)
    assert month_end(month) <= day < month_end(month + 1)
    assert month in (month_of(day), month_of(day) - 1)
