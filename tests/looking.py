"""How a page is looked at: with a browser for what only a browser sees, as a text for what can be read.

A browser takes half a second for a page, so it looks at a page only where its building parts are new.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import axe_playwright_python

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS: Final = (360, 1440)
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# All rules; only what is wrong is told, for the rest of a large table would be megabytes.
RUN_AXE: Final = "rules => axe.run(document, {resultTypes: ['violations'], rules}).then(found => found.violations)"
# Three quarters of the time. Colours do not depend on the language, and no text of ours counts as large in only one.
WITHOUT_COLOURS: Final = {"color-contrast": {"enabled": False}}
VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
NO_WORDS: Final = frozenset({"script", "style", "code", "kbd", "title"})
DIFFERS: Final = frozenset({"class", "id", "value", "href", "name", "for"})  # what an element is, not which one
LATIN_WORD: Final = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z]{2,}(?![\w@/-])")
KHMER: Final = re.compile("[\u1780-\u17ff]")
NAMED_VALUE: Final = re.compile(r"\{\w+\}")
SAID_TWICE: Final = re.compile(r"[a-z.] / [\u1780-\u17ff]")  # a source's title in both languages
# Latin words that stand in Khmer pages on purpose: the names of the program, of file formats and of languages.
LATIN_ALLOWED: Final = {"Samaki", "English", "CSV", "Excel", "JSON", "PITT", "Word"}


class Reading(HTMLParser):
    """A page read as a text: the parts it is built of, and the runs of English left in a Khmer one."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: set[str] = set()
        self.english: list[str] = []
        self._open: list[tuple[str, str, bool]] = [("", "", False)]  # tag, what it is, whether its words do not count
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        kinds = ".".join(sorted((named.get("class") or "").split()))
        what = f"{tag}.{kinds}[{','.join(sorted(named.keys() - DIFFERS))}]"
        _tag, around, silent = self._open[-1]
        self.parts.add(f"{around} > {what}")
        if tag not in VOID:
            self._open.append((tag, what, silent or tag in NO_WORDS or named.get("lang") == "en"))

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if self._open[-1][2]:
            return
        if SAID_TWICE.search(data):
            return
        run = [word for word in LATIN_WORD.findall(NAMED_VALUE.sub("", data)) if word not in LATIN_ALLOWED]
        # Names of organisations and persons stand in Khmer sentences in their own letters.
        only_names = KHMER.search(data) and all(word[0].isupper() for word in run)
        if len(run) >= 2 and not only_names:
            self.english.append(" ".join(run))


def problems_on(page: Page, *, colours: bool = True) -> list[str]:
    """Return what is wrong with the page that is open, on a phone and on a desk: rules of axe, and overflow.

    `colours`: whether each text stands out from what is behind it, too.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    rules = {} if colours else WITHOUT_COLOURS
    found = [f"axe {violation['id']}: {where(violation)}" for violation in page.evaluate(RUN_AXE, rules)]
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            found.append(f"{overflow} px too wide at {width}")
    if before:
        page.set_viewport_size(before)
    return found


def where(violation: dict[str, Any]) -> str:
    """Return the elements a violation names."""
    return ", ".join(str(node["target"]) for node in violation["nodes"][:3])
