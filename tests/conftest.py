"""What the tests that span rooms stand on: a running installation, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cast import STRANGER
from tests.installation import Visitor, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a demonstration that runs on our own server."""
    folder: Path = tmp_path_factory.mktemp("installation")
    with running(folder) as address:
        yield address


@pytest.fixture(scope="session")
def visitor(installation: str) -> Callable[..., Visitor]:
    """Return a maker of visitors without a browser: `visitor("auditor", "km").get("/plan/")`.

    Each signs in once and asks for an address once: for tests that only look.
    """
    signed_in: dict[str, Visitor] = {}

    def make(role: str, language: str = "en") -> Visitor:
        if role not in signed_in:
            signed_in[role] = Visitor(installation)
            if role != STRANGER:
                signed_in[role].signed_in(role)
            signed_in[role].kept = {}
        return signed_in[role].reading(language)

    return make


@pytest.fixture(scope="session")
def browser_context(
    browser: Browser, installation: str, visitor: Callable[..., Visitor]
) -> Iterator[Callable[..., BrowserContext]]:
    """Return a maker of browser contexts, one for each role and language, signed in: `browser_context("auditor")`."""
    contexts: dict[tuple[str, str], BrowserContext] = {}

    def make(role: str, language: str = "km") -> BrowserContext:
        if (role, language) not in contexts:
            context = browser.new_context(base_url=installation, reduced_motion="reduce")
            cookies = {cookie.name: cookie.value or "" for cookie in visitor(role).jar} | {"django_language": language}
            context.add_cookies([{"name": name, "value": cookies[name], "url": installation} for name in cookies])
            contexts[role, language] = context
        return contexts[role, language]

    yield make
    for context in contexts.values():
        context.close()


@pytest.fixture
def browser_page(browser_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages: `browser_page("auditor", "km", 360)`; `page.goto("/plan/")` opens an address."""
    pages: list[Page] = []

    def make(role: str, language: str = "km", width: int = 1440) -> Page:
        page = browser_context(role, language).new_page()
        page.set_viewport_size({"width": width, "height": 800 if width < 700 else 900})
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
