"""Where a place lay and when, from its recorded stretches."""

from __future__ import annotations

import datetime as dt

from samaki.calculate.periods import month_at
from samaki.registry.places.rules import ALWAYS, Split, Stretch, Version, standing, stretches, version_at

JANUARY_2014 = month_at(2014, 1)
EARLY, LATE = dt.date(2015, 1, 1), dt.date(2016, 1, 1)


def test_a_split_gives_the_new_place_a_beginning_and_its_parts_two_stretches() -> None:
    parents = {"N": None, "OLD": "N", "NEW": "N", "D": "NEW", "C": "D"}
    history = stretches(parents, [Split("NEW", "OLD", JANUARY_2014, "decree")])
    assert history == [
        Stretch("N", None),
        Stretch("OLD", "N"),
        Stretch("NEW", "N", JANUARY_2014, None, "decree"),
        Stretch("D", "OLD", ALWAYS, JANUARY_2014 - 1, "decree"),
        Stretch("D", "NEW", JANUARY_2014, None, "decree"),
        Stretch("C", "D"),
    ]


def test_the_version_known_last_stands_and_of_one_day_the_one_recorded_last() -> None:
    first = Version(1, 0, None, EARLY, 1)
    corrected = Version(2, 0, None, EARLY, 2)
    stated_earlier_recorded_later = Version(3, 0, None, dt.date(2014, 12, 31), 9)
    assert standing([first, corrected, stated_earlier_recorded_later]) == {0: corrected}
    assert standing([corrected, first]) == {0: corrected}
    assert standing([first, corrected, Version(4, 0, None, LATE, 3)])[0].parent == 4


def test_a_month_belongs_to_the_latest_stretch_begun_unless_it_has_ended() -> None:
    history = [Version(1, 0, JANUARY_2014 - 1, EARLY, 1), Version(2, JANUARY_2014, JANUARY_2014 + 11, EARLY, 1)]
    at = {month: version_at(history, month) for month in (0, JANUARY_2014 - 1, JANUARY_2014, JANUARY_2014 + 12)}
    assert [version.parent if version else None for version in at.values()] == [1, 1, 2, None]
    assert version_at(history[1:], JANUARY_2014 - 1) is None
