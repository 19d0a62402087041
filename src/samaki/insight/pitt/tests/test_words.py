"""Periods as a Khmer or an English sentence has them."""

from __future__ import annotations

import pytest
from django.utils import translation

from samaki.insight.pitt.sentences import period_words, stretch_words

JANUARY_2018 = 2018 * 12


@pytest.mark.parametrize(
    ("period", "english", "khmer"),
    [
        ("2016", "2016", "ឆ្នាំ២០១៦"),
        ("2016-Q3", "quarter 3 of 2016", "ត្រីមាសទី៣ ឆ្នាំ២០១៦"),
        ("2016-07", "July 2016", "ខែកក្កដា ឆ្នាំ២០១៦"),
    ],
)
def test_a_year_is_never_glued_to_the_word_before_it(period: str, english: str, khmer: str) -> None:
    with translation.override("en"):
        assert period_words(period) == english
    with translation.override("km"):
        assert period_words(period) == khmer


def test_months_without_a_name_of_their_own_are_said_from_and_to() -> None:
    with translation.override("en"):
        assert stretch_words(JANUARY_2018, JANUARY_2018 + 9) == "January 2018 to October 2018"
        assert stretch_words(JANUARY_2018, JANUARY_2018 + 11) == "2018"
    with translation.override("km"):
        assert stretch_words(JANUARY_2018, JANUARY_2018 + 9) == "ខែមករា ឆ្នាំ២០១៨ ដល់ ខែតុលា ឆ្នាំ២០១៨"
