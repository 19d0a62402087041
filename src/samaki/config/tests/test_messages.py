"""Compiling translations: whoever compiled them in this process speaks Khmer at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation

from samaki.config.messages import compile_catalogues

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "A word of this test"
msgstr "ពាក្យមួយ"
"""


@pytest.fixture
def locale(tmp_path: Path, settings: LazySettings) -> Path:
    folder = tmp_path / "km" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO.lstrip(), encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    return folder


def test_what_was_compiled_is_spoken_in_the_same_process(locale: Path) -> None:
    with translation.override("km"):
        assert translation.gettext("A word of this test") == "A word of this test"
        assert compile_catalogues() == [locale / "django.mo"]
        assert translation.gettext("A word of this test") == "ពាក្យមួយ"
        assert translation.get_language() == "km"
    assert compile_catalogues() == []
