"""Every string has its Khmer, with the same named values."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tools import messages

NAMED = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}")
UNCLEAN = {
    "zero-width space": "\u200b",
    "coeng DA where coeng TA is meant": "\u17d2\u178a",
    "deprecated letter": "\u17a3",
}


@pytest.mark.parametrize("language", messages.CATALOGUES)
def test_the_catalogue_is_what_the_code_says_and_is_complete(language: str) -> None:
    before, after, missing = messages.updated(language)
    assert missing == []
    assert before == after, "run: make messages"


@pytest.mark.parametrize("language", messages.CATALOGUES)
def test_translations_name_the_same_values(language: str) -> None:
    with messages.CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file, locale=language)
    differing = [
        (message.id, message.string)
        for message in catalogue
        if message.id and any(message.string) and _values(message.id) != _values(message.string)
    ]
    assert differing == []


@pytest.mark.parametrize("language", messages.CATALOGUES)
def test_khmer_is_written_cleanly(language: str) -> None:
    with messages.CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file, locale=language)
    unclean = [
        (message.id, name)
        for message in catalogue
        for name, letters in UNCLEAN.items()
        if letters in str(message.string) and letters not in str(message.id)
    ]
    assert unclean == []


def _values(text: str | tuple[str, ...]) -> set[str]:
    """What a sentence names; of several forms all of them, for "one report" needs no number."""
    forms = (text,) if isinstance(text, str) else text
    return {name for form in forms for name in NAMED.findall(form)}
