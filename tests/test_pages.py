"""Every page, as every role, in both languages, on a phone and on a desk: what a demanding visitor would see.

Pages are found by following links from home and from the examples of the matrix, one of each address pattern and kind
of question. All are fetched as every role; a page whose words another role has been shown already is not looked at
again. `-s` says how many were fetched and looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import axe_playwright_python
import pytest
from django.urls import Resolver404, resolve

from tests.cast import ROLES, STRANGER
from tests.installation import Visitor
from tests.matrix import MATRIX

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

# The roles that see most come first, so that the others bring little that is new.
ORDER = ("administrator", "monitoring_officer", *(r for r in ROLES if r not in {"administrator", "monitoring_officer"}))
LANGUAGES = ("km", "en")
WIDTHS = (360, 1440)
PAGES_OF_A_KIND = 1
NOT_A_PAGE = re.compile(r"/logout/|/language/|/static/|format=|/evidence/|\.(csv|xlsx|json)\b")
HREF = re.compile(r'href="(/[^"#]*)')
# What differs although nothing differs to the eye: tokens, and keys made when a page is rendered.
NOT_WORDS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|name="key" value="[^"]*"|<header.*?</header>|<footer.*?</footer>', re.DOTALL
)
LATIN_WORD = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z]{2,}(?![\w@/-])")
KHMER = re.compile("[\u1780-\u17ff]")
# Latin words that stand in Khmer pages on purpose: the names of the program, of file formats and of languages.
LATIN_ALLOWED = {"Samaki", "English", "CSV", "Excel", "JSON", "PITT"}
AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# All rules; only what is wrong is told, for the rest of a large table would be megabytes.
RUN_AXE: Final = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"
seen: set[str] = set()


def kind(path: str) -> str:
    """Return what an address has in common with those of the same kind: its pattern, and what is asked."""
    address, _, query = path.partition("?")
    try:
        pattern = resolve(address).route
    except Resolver404:
        pattern = address
    return pattern + "?" + ",".join(sorted(pair.split("=")[0] for pair in query.split("&") if pair))


def addresses(visitor: Visitor, start: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the addresses that can be reached by links, one of a kind, with their text; no link leads nowhere."""
    queue, found, kinds = deque(start), set(start), Counter[str]()
    while queue:
        path = queue.popleft()
        if kinds[kind(path)] >= PAGES_OF_A_KIND and path not in start:
            continue
        kinds[kind(path)] += 1
        answer = visitor.open(path)
        if "text/html" not in answer.type or answer.status in {403, 404}:
            assert path in start or answer.status == 200, f"a link leads to {path}, which answers {answer.status}"
            continue
        links = [answer.leads_to] if answer.leads_to.startswith("/") else HREF.findall(answer.text)
        if not answer.leads_to:
            yield path, answer.text
        for link in links:
            clean = link.replace("&amp;", "&")
            if clean not in found and not NOT_A_PAGE.search(clean):
                found.add(clean)
                queue.append(clean)


def problems_of(page: Page, path: str, language: str, messages: list[str]) -> list[str]:
    """Open a page on a phone, then widen it, and return everything that is wrong with it."""
    messages.clear()
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(path, wait_until="load")
    found = [f"console: {message}" for message in messages]
    status = answer.status if answer else 0
    if status != 200:
        found.append(f"status {status}")
    if page.evaluate("document.documentElement.lang") != language:
        found.append("lang is not the reader's")
    if language == "km":
        found += [f"not Khmer: {words}" for words in english_left(page)]
    found += [f"axe {violation['id']}: {where(violation)}" for violation in page.evaluate(RUN_AXE)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            found.append(f"{overflow} px too wide at {width}")
    return found


def english_left(page: Page) -> list[str]:
    """Return the runs of Latin words that stand in a Khmer page without being marked as another language."""
    texts: list[str] = page.evaluate(
        """() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        while (walk.nextNode()) { const text = walk.currentNode, parent = text.parentElement;
          const marked = parent && parent.closest('script,style,code,kbd,[lang=en]');
          if (parent && !marked && parent.checkVisibility()) found.push(text.data); }
        return found; }"""
    )
    found = []
    for text in texts:
        run = [word for word in LATIN_WORD.findall(text) if word not in LATIN_ALLOWED]
        # Names of organisations and persons stand in Khmer sentences in their own letters.
        only_names = KHMER.search(text) and all(word[0].isupper() for word in run)
        if len(run) >= 2 and not only_names:
            found.append(" ".join(run))
    return found


def where(violation: dict[str, Any]) -> str:
    """Return the elements a violation names."""
    return ", ".join(str(node["target"]) for node in violation["nodes"][:3])


def words_of(text: str, language: str) -> str:
    """Return what stands for a page's words in a language."""
    return hashlib.sha256((language + NOT_WORDS.sub("", text)).encode()).hexdigest()


@pytest.mark.parametrize("role", [*ORDER, STRANGER])
def test_every_page_is_whole(role: str, visitor: Callable[..., Visitor], browser_page: Callable[..., Page]) -> None:
    start = [row.example for row in MATRIX.values() if row.expected(role) == 200 and not NOT_A_PAGE.search(row.example)]
    pages: dict[str, Page] = {}
    messages: list[str] = []
    wrong: list[str] = []
    fetched = looked_at = 0
    # Links and pages are the same in both languages: a page is new if its Khmer is, and then looked at in both.
    for path, text in addresses(visitor(role, "km"), ["/", *start] if role != STRANGER else start):
        fetched += 1
        if (fingerprint := words_of(text, "km")) in seen:
            continue
        seen.add(fingerprint)
        for language in LANGUAGES:
            if language not in pages:
                pages[language] = page = browser_page(role, language)
                page.add_init_script(AXE)
                page.on("console", lambda m: messages.append(m.text) if m.type in {"error", "warning"} else None)
                page.on("pageerror", lambda error: messages.append(str(error)))
            looked_at += 1
            wrong += [f"{path} {language}: {one}" for one in problems_of(pages[language], path, language, messages)]
    print(f"{role}: {fetched} pages fetched, {looked_at} looked at")
    assert not wrong, "\n".join(wrong)
