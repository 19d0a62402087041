"""The pictures of the guides: every one that docs/guides/pictures/README.md names, taken from the demonstration.

Each run takes them, so that a guide never shows a page that is gone; only `make pictures` puts them into the guides.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guides" / "pictures"
ROW = re.compile(r"^\| `([\w.-]+\.png)` \| ([\w-]+) \| `([^`]+)` \| (\d+) \| (km|en) \|$", re.MULTILINE)
ROWS = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
WRITE = os.environ.get("SAMAKI_PICTURES") == "write"
MOST_BYTES = 200_000


@pytest.mark.parametrize(("name", "account", "address", "width", "language"), ROWS)
def test_a_picture_of_the_guides_can_be_taken(
    name: str, account: str, address: str, width: str, language: str, browser_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = browser_page(account, language, int(width))
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    assert answer.status == 200
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.size"), "a page without its style"
    picture = (FOLDER if WRITE else tmp_path) / name
    page.screenshot(path=str(picture))
    assert picture.stat().st_size < MOST_BYTES
