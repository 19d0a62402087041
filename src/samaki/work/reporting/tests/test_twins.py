"""Which events look like one: the same place, near days, titles alike in either language or the same indicators."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from time import process_time

from ..twins import Seen, are_alike, likely_twins

DAY = dt.date(2018, 3, 19)
ONE = Seen(1, "Campaign day in Puok market", DAY, DAY, 7, frozenset({1}), frozenset({10}))
OTHER = Seen(2, "Campaign day, Puok market", DAY, DAY, 7, frozenset({2}), frozenset({11}))


def test_alike_titles_of_one_place_within_three_days() -> None:
    (found,) = likely_twins([ONE, OTHER])
    assert ({found.one, found.other}, found.days, found.alike, found.same_indicators) == ({1, 2}, 0, True, False)
    three = replace(OTHER, first=DAY + dt.timedelta(3), last=DAY + dt.timedelta(4))
    assert [one.days for one in likely_twins([ONE, three])] == [3]
    four = replace(OTHER, first=DAY + dt.timedelta(4), last=DAY + dt.timedelta(4))
    assert likely_twins([ONE, four]) == []
    long = replace(ONE, last=DAY + dt.timedelta(2))
    assert [one.days for one in likely_twins([long, four])] == [2]


def test_other_titles_only_with_the_same_indicators() -> None:
    other = replace(OTHER, title="Training of judges")
    assert likely_twins([ONE, other]) == []
    (found,) = likely_twins([ONE, replace(other, indicators=ONE.indicators)])
    assert (found.alike, found.same_indicators) == (False, True)


def test_never_of_another_place_of_one_body_or_once_decided() -> None:
    assert likely_twins([ONE, replace(OTHER, place=8)]) == []
    assert likely_twins([ONE, replace(OTHER, bodies=ONE.bodies)]) == []
    assert likely_twins([ONE, OTHER], decided=[frozenset({1, 2})]) == []


def test_khmer_titles_are_compared_by_what_one_reads() -> None:
    assert are_alike("យុទ្ធនាការស្តីពីចំណាកស្រុក នៅពួក", "យុទ្ធនាការស្ដីពីចំណាកស្រុកនៅពួក")
    assert are_alike("ទិវាយុទ្ធនាការ ១៩ មីនា", "ទិវាយុទ្ធនាការ 19 មីនា")
    assert not are_alike("យុទ្ធនាការ", "វគ្គបណ្តុះបណ្តាលចៅក្រម")
    assert not are_alike("", "យុទ្ធនាការ")


def test_five_thousand_events_take_no_time() -> None:
    events = [
        replace(ONE, event=number, title=f"Event {number}", first=day, last=day, place=number % 200,
                bodies=frozenset({number % 2}), indicators=frozenset({number}))
        for number in range(5000)
        for day in (dt.date(2015, 1, 1) + dt.timedelta(number % 1200),)
    ]  # fmt: skip
    begun = process_time()
    likely_twins(events)
    assert process_time() - begun < 5
