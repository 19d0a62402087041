"""How numbers, days, statuses, absences and texts in two languages look."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from samaki.core import formats
from samaki.web.templatetags import samaki as tags

DAY = dt.date(2023, 10, 2)


def rendered(source: str, language: str = "en", **values: object) -> str:
    with translation.override(language):
        return Template("{% load samaki %}" + source).render(Context(values))


@pytest.mark.parametrize("language", ["km", "en"])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (1234, "1,234"),
        (Decimal("1234.5"), "1,234.5"),
        (Decimal("-0.5"), "\u22120.5"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("12.50"), "12.50"),
        (None, ""),
    ],
)
def test_numbers_look_alike_in_both_languages(value: object, shown: str, language: str) -> None:
    assert rendered("{{ value|number }}", language, value=value) == shown


@pytest.mark.parametrize("language", ["km", "en"])
def test_a_number_that_is_only_printed_has_a_point_too(language: str) -> None:
    assert rendered("{{ value }}", language, value=Decimal("42.5")) == "42.5"


def test_sentences_and_days_have_the_digits_of_their_language() -> None:
    assert rendered("{{ 25|in_sentence }}", "km") == "២៥"
    assert rendered("{{ 25|in_sentence }}", "en") == "25"
    assert rendered("{{ day|day }}", "km", day=DAY) == "ថ្ងៃទី២ ខែតុលា ឆ្នាំ២០២៣"
    assert rendered("{{ day|day }}", "en", day=DAY) == "2 October 2023"
    assert rendered("{{ day|weekday_and_day }}", "km", day=dt.date(2018, 4, 9)) == "ថ្ងៃចន្ទ ទី៩ ខែមេសា ឆ្នាំ២០១៨"
    assert rendered("{{ day|weekday_and_day }}", "en", day=dt.date(2018, 4, 9)) == "Monday 9 April 2018"
    assert rendered("{{ day|short_day }}", "km", day=dt.date(2018, 4, 9)) == "៩ មេសា"
    assert rendered("{{ 24219|month }}", "en") == "April 2018"
    assert rendered("{{ 24219|month }}", "km") == "ខែមេសា ឆ្នាំ២០១៨"


def test_march_is_spelled_as_it_ought_to_be() -> None:
    assert formats.MONTHS["km"][2] == "មីនា"


def test_what_was_received_in_english_says_so_on_a_khmer_page() -> None:
    assert rendered("{{ text|in_its_language }}", "km", text="The Post & I") == (
        '<span lang="en">The Post &amp; I</span>'
    )
    assert rendered("{{ text|in_its_language }}", "km", text="សារព័ត៌មាន Post") == "សារព័ត៌មាន Post"
    assert rendered("{{ text|in_its_language }}", "en", text="Post") == "Post"
    both = "Never reported. / គ្មានអង្គភាពណារាយការណ៍ទេ។"
    assert rendered("{{ text|in_its_language }}", "en", text=both) == "Never reported."
    assert rendered("{{ text|in_its_language }}", "km", text=both) == "គ្មានអង្គភាពណារាយការណ៍ទេ។"


@pytest.mark.parametrize(("size", "said"), [(0, "0 kB"), (1, "1 kB"), (200_001, "201 kB"), (1_250_000, "1.2 MB")])
def test_a_file_is_as_large_as_the_device_says(size: int, said: str) -> None:
    assert rendered("{{ size|file_size }}", "en", size=size) == said


def test_a_text_falls_back_to_its_other_language_and_says_so() -> None:
    both, khmer, none = {"en": "Plan", "km": "ផែនការ"}, {"km": "ផែនការ"}, {"en": ""}
    assert rendered("{{ text|localised }}", "en", text=both) == "Plan"
    assert rendered("{{ text|localised }}", "km", text=both) == "ផែនការ"
    assert rendered("{{ text|localised }}", "en", text=khmer) == '<span lang="km">ផែនការ</span>'
    assert rendered("{{ text|plain }}", "en", text=khmer) == "ផែនការ"
    assert "not in the source" in rendered("{{ text|localised }}", "en", text=none)
    assert rendered("{{ text|localised }}", "en", text={"en": "<b>"}) == "&lt;b&gt;"
    with translation.override("en"):
        assert tags.needs_translation(khmer)
        assert not tags.needs_translation(both)


@pytest.mark.parametrize("code", tags.STATUS_WORDS)
def test_every_status_has_word_and_shape(code: str) -> None:
    shown = rendered("{% status code %}", code=code)
    assert f'class="status is-{code.replace("_", "-")}"' in shown
    assert str(tags.STATUS_WORDS[code])
    assert rendered("{% status code %}", "km", code=code) != shown


def test_the_shapes_stand_in_the_style_sheet() -> None:
    from django.conf import settings

    css = (settings.STATIC_WRITTEN / "samaki" / "samaki.css").read_text()
    assert all(f".{tags.status_class(code)}" in css for code in tags.STATUS_WORDS)


@pytest.mark.parametrize("kind", [*tags.ABSENT_WORDS, *tags.DASH_WORDS])
def test_no_absence_is_blank(kind: str) -> None:
    shown = rendered("{% absent kind %}", kind=kind)
    assert 'class="absent' in shown
    assert rendered("{% absent kind %}", "km", kind=kind) != shown


def test_a_figure_opens_and_a_missing_one_is_no_zero() -> None:
    assert rendered('{% figure value "/f/" %}', value=Decimal(1204)) == '<a class="figure" href="/f/">1,204</a>'
    assert rendered('{% figure value "/f/" %}', value=0) == '<a class="figure" href="/f/">0</a>'
    assert rendered("{% figure value %}", value=3) == "3"
    assert "missing" in rendered('{% figure value "" "missing" %}', value=None)
    assert "illustrative" in rendered("{% illustrative %}")
