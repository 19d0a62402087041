"""Which months a place lies inside an area: of a place that never moved by its parent, of others month by month."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samaki.calculate.areas import FOR_GOOD, Places
from samaki.calculate.model import PlaceSpan
from samaki.calculate.versions import Knowledge

PLACES = ("A", "B", "C", "D", "E")
MONTHS = st.integers(0, 12)


@st.composite
def spans(draw: st.DrawFn) -> list[PlaceSpan]:
    """Places that lie in each other in any way, in circles too, some of which move or end."""
    found = []
    for place in PLACES:
        for first in draw(st.lists(MONTHS, min_size=0, max_size=2, unique=True)):
            last = draw(st.none() | st.integers(first, 14))
            found.append(PlaceSpan(place, place, draw(st.none() | st.sampled_from(PLACES)), first, last))
    return found


@given(spans(), st.permutations(PLACES))
def test_a_place_lies_inside_when_its_lineage_says_so(rows: list[PlaceSpan], order: list[str]) -> None:
    places = Places(rows, Knowledge())
    for area in PLACES:
        for place in order:
            for month in (*range(16), FOR_GOOD):
                inside = area in places.lineage(place, month)
                assert places.area(area).holds(place, month) is inside, (place, area, month)


def test_a_place_follows_its_parent() -> None:
    rows = [
        PlaceSpan("village", "v", "district", 3),
        PlaceSpan("district", "d", "one", 0),
        PlaceSpan("district", "d", "other", 6),
        PlaceSpan("one", "o", None, 0),
        PlaceSpan("other", "x", None, 0),
    ]
    places = Places(rows, Knowledge())
    assert places.area("one").months_inside("village") == ((3, 5),)
    assert places.area("other").months_inside("village") == ((6, FOR_GOOD),)
