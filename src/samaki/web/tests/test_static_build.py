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
    path = Path(settings.STATIC_MADE) / static_build.FONT
    return TTFont(BytesIO(path.read_bytes()))


def test_the_font_holds_what_pages_need(font: TTFont) -> None:
    letters = font.getBestCmap()
    for text in ("សាមគ្គី ឆ្នាំ២០១៨ ។៖ៗ", "Samaki 1,234.5 % – “”", "\u2212\u17d2\u200b"):
        assert {character for character in text if ord(character) not in letters} == set()


def test_the_font_keeps_weights_and_widths_and_is_small(font: TTFont) -> None:
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}
    assert axes == {"wght": static_build.WEIGHTS, "wdth": static_build.WIDTHS}
    assert (Path(settings.STATIC_MADE) / static_build.FONT).stat().st_size < 100_000


def test_khmer_shaping_is_kept(font: TTFont) -> None:
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"pref", "blwf", "abvf", "pstf", "pres", "blws", "abvs", "psts"} & features


def test_nothing_is_built_twice() -> None:
    static_build.build()
    assert static_build.build() is False


def test_the_style_sheet_is_served_smaller_and_says_the_same() -> None:
    written = (Path(settings.STATIC_WRITTEN) / static_build.STYLE).read_text(encoding="utf-8")
    served = (Path(settings.STATIC_MADE) / static_build.STYLE).read_text(encoding="utf-8")
    assert served == static_build.smaller_style(written)
    assert len(served.encode()) < 32 * 1024  # the limit of docs/explain/look.md
    assert "/*" not in served
    for mark in "{};":
        assert served.count(mark) <= written.count(mark)
    assert served.count("{") == written.count("{") - sum(
        one.count("{") for one in static_build.COMMENT.findall(written)
    )
    css = ".a :is(b, c) {color:red; }\n\n/* words; {more} */\n@media (min-width:48rem) {.d {margin:0 auto}}"
    assert static_build.smaller_style(css) == ".a :is(b,c){color:red}@media (min-width:48rem){.d{margin:0 auto}}\n"
