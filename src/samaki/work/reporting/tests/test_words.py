"""How periods and counts of bodies are said."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from samaki.registry.bodies.models import BodyKind

from ..lists.rows import kind_words
from ..telling import period_words

MARCH_2018 = 2018 * 12 + 2


@pytest.mark.parametrize(
    ("months", "english", "khmer"),
    [
        ((MARCH_2018, MARCH_2018), "March 2018", "ខែមីនា ឆ្នាំ២០១៨"),
        ((MARCH_2018 - 2, MARCH_2018), "January to March 2018", "ខែមករា ដល់ ខែមីនា ឆ្នាំ២០១៨"),
        ((MARCH_2018 - 12, MARCH_2018), "March 2017 to March 2018", "ខែមីនា ឆ្នាំ២០១៧ ដល់ ខែមីនា ឆ្នាំ២០១៨"),
    ],
)
def test_the_year_of_a_period_is_said_once(months: tuple[int, int], english: str, khmer: str) -> None:
    with override("en"):
        assert period_words(*months) == english
    with override("km"):
        assert period_words(*months) == khmer


def test_one_body_is_named_in_the_singular() -> None:
    kind = BodyKind(name={"en": "Provincial department"}, plural={"en": "Provincial departments"})
    with override("en"):
        assert [kind_words(kind, count) for count in (1, 2)] == ["1 provincial department", "2 provincial departments"]
