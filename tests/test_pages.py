"""Every page, as every role, in both languages, on a phone and on a desk: what a demanding visitor would see.

Pages are found by following links from home and from the examples of the matrix, one of each address pattern and kind
of question. All are fetched and read as every role. A browser looks at those that show something new: a page of the
same address, built of the same parts, differs in its words only. `-s` says how many were fetched and looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.urls import Resolver404, resolve

from tests.cast import ROLES, STRANGER
from tests.installation import Visitor
from tests.looking import AXE, WIDTHS, Reading, problems_on
from tests.matrix import ALSO, MATRIX

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# The roles that see most come first, so that the others bring little that is new.
ORDER = ("administrator", "monitoring_officer", *(r for r in ROLES if r not in {"administrator", "monitoring_officer"}))
LANGUAGES = ("km", "en")
PAGES_OF_A_KIND = 1
NOT_A_PAGE = re.compile(r"/logout/|/language/|/static/|format=|/evidence/|\.(csv|xlsx|json)\b")
HREF = re.compile(r'href="(/[^"#]*)')
# What differs although nothing differs to the eye: tokens, and keys made when a page is rendered.
NOT_WORDS = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|name="key" value="[^"]*"|<header.*?</header>|<footer.*?</footer>', re.DOTALL
)
read: set[str] = set()
looked_at: defaultdict[str, set[str]] = defaultdict(set)  # address pattern: parts


def pattern(path: str) -> str:
    """Return the pattern of an address."""
    try:
        return resolve(path.partition("?")[0]).route
    except Resolver404:
        return path


def kind(path: str) -> str:
    """Return what an address has in common with those of the same kind: its pattern, and what is asked."""
    query = path.partition("?")[2]
    return pattern(path) + "?" + ",".join(sorted(pair.split("=")[0] for pair in query.split("&") if pair))


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
    return found + problems_on(page, colours=language == LANGUAGES[0])


def new_to_the_eye(path: str, text: str, wrong: list[str]) -> bool:
    """Read a page in Khmer, once for each wording; say whether it is built of parts not looked at before."""
    words = NOT_WORDS.sub("", text)
    fingerprint = hashlib.sha256(words.encode()).hexdigest()
    if fingerprint in read:
        return False
    read.add(fingerprint)
    reading = Reading(words)
    wrong += [f"{path} km: not Khmer: {words}" for words in reading.english]
    fresh = reading.parts - looked_at[pattern(path)]
    looked_at[pattern(path)] |= fresh
    return bool(fresh)


@pytest.mark.parametrize("role", [*ORDER, STRANGER])
def test_every_page_is_whole(role: str, visitor: Callable[..., Visitor], browser_page: Callable[..., Page]) -> None:
    start = [row.example for row in MATRIX.values() if row.expected(role) == 200 and not NOT_A_PAGE.search(row.example)]
    start += ALSO.get(role, ())
    pages: dict[str, Page] = {}
    messages: list[str] = []
    wrong: list[str] = []
    fetched = looked = 0
    # Links and parts are the same in both languages: a page that is new in Khmer is looked at in both.
    for path, text in addresses(visitor(role, "km"), ["/", *start] if role != STRANGER else start):
        fetched += 1
        if not new_to_the_eye(path, text, wrong):
            continue
        for language in LANGUAGES:
            if language not in pages:
                pages[language] = page = browser_page(role, language)
                page.add_init_script(AXE)
                page.on("console", lambda m: messages.append(m.text) if m.type in {"error", "warning"} else None)
                page.on("pageerror", lambda error: messages.append(str(error)))
            looked += 1
            wrong += [f"{path} {language}: {one}" for one in problems_of(pages[language], path, language, messages)]
    print(f"{role}: {fetched} pages fetched and read, {looked} looked at")
    assert not wrong, "\n".join(wrong)
