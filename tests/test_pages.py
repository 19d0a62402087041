"""Every page, as every role, in both languages, on a phone and on a desk: what a demanding visitor would see.

Pages are found by following links from home and from the examples of the matrix, one of each kind. A page whose words
another role has been shown already is fetched, but not looked at again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import ROLES, STRANGER
from tests.matrix import MATRIX

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]

# The roles that see most come first, so that the others bring little that is new.
ORDER = ("administrator", "monitoring_officer", *(r for r in ROLES if r not in {"administrator", "monitoring_officer"}))
LANGUAGES = ("km", "en")
WIDTHS = (360, 1440)
PAGES_OF_A_KIND = 1
NOT_A_PAGE = re.compile(r"/logout/|/language/|/static/|format=|/evidence/|\.(csv|xlsx|json)\b")
HREF = re.compile(r'href="(/[^"#]*)')
NOT_WORDS = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|<header.*?</header>|<footer.*?</footer>', re.DOTALL)
LATIN_WORD = re.compile(r"(?<![\w.@/-])[A-Za-z][a-z]{2,}(?![\w@/-])")
KHMER = re.compile("[\u1780-\u17ff]")
# Latin words that stand in Khmer pages on purpose: the names of the program, of file formats and of languages.
LATIN_ALLOWED = {"Samaki", "English", "CSV", "Excel", "JSON", "PITT"}
seen: set[str] = set()


def kind(path: str) -> str:
    """Return what an address has in common with those of the same kind: codes, numbers and values left out."""
    address, _, query = path.partition("?")
    steps = ["*" if re.search(r"\d|[A-Z]|^[a-z-]+\.", step) else step for step in address.split("/")]
    return "/".join(steps) + "?" + ",".join(sorted(pair.split("=")[0] for pair in query.split("&") if pair))


def addresses(context: BrowserContext, start: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the addresses that can be reached by links, one of a kind, with their text; no link leads nowhere."""
    queue, found, kinds = deque(start), set(start), Counter[str]()
    while queue:
        path = queue.popleft()
        if kinds[kind(path)] >= PAGES_OF_A_KIND and path not in start:
            continue
        kinds[kind(path)] += 1
        answer = context.request.get(path)
        if "text/html" not in answer.headers.get("content-type", "") or answer.status in {403, 404}:
            assert path in start, f"a link leads to {path}, which answers {answer.status}"
            continue
        text = answer.text()
        yield path, text
        for link in HREF.findall(text):
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
    found += [f"axe {violation['id']}: {where(violation)}" for violation in Axe().run(page).response["violations"]]
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


@pytest.mark.parametrize("role", [*ORDER, STRANGER])
def test_every_page_is_whole(
    role: str, browser_context: Callable[[str], BrowserContext], browser_page: Callable[..., Page]
) -> None:
    start = [row.example for row in MATRIX.values() if row.expected(role) == 200 and not NOT_A_PAGE.search(row.example)]
    context = browser_context(role)
    wrong: list[str] = []
    for language in LANGUAGES:
        page = browser_page(role, language)
        messages: list[str] = []
        page.on("console", lambda m, to=messages: to.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error, to=messages: to.append(str(error)))
        for path, text in addresses(context, ["/", *start] if role != STRANGER else start):
            fingerprint = hashlib.sha256((language + NOT_WORDS.sub("", text)).encode()).hexdigest()
            if fingerprint in seen:
                continue
            seen.add(fingerprint)
            wrong += [f"{path} {language}: {problem}" for problem in problems_of(page, path, language, messages)]
    assert not wrong, "\n".join(wrong)
