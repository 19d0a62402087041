"""The font and the files of the pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont

from samaki.web import static_build


@pytest.fixture(scope="module")
def font() -> TTFont:
    path = Path(settings.STATICFILES_DIRS[1]) / static_build.FONT
    return TTFont(BytesIO(path.read_bytes()))


def test_the_font_holds_what_pages_need(font: TTFont) -> None:
    letters = font.getBestCmap()
    for text in ("សាមគ្គី ឆ្នាំ២០១៨ ។៖ៗ", "Samaki 1,234.5 % – “”", "\u2212\u17d2\u200b"):
        assert {character for character in text if ord(character) not in letters} == set()


def test_the_font_keeps_weights_and_widths_and_is_small(font: TTFont) -> None:
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}
    assert axes == {"wght": static_build.WEIGHTS, "wdth": static_build.WIDTHS}
    assert (Path(settings.STATICFILES_DIRS[1]) / static_build.FONT).stat().st_size < 100_000


def test_khmer_shaping_is_kept(font: TTFont) -> None:
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"pref", "blwf", "abvf", "pstf", "pres", "blws", "abvs", "psts"} & features


def test_nothing_is_built_twice() -> None:
    static_build.build()
    assert static_build.build() is False
