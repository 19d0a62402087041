"""What the tests that span rooms stand on: a running installation, and a browser that looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cast import STRANGER
from tests.installation import account_of, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a demonstration that runs on our own server."""
    folder: Path = tmp_path_factory.mktemp("installation")
    with running(folder) as address:
        yield address


@pytest.fixture(scope="session")
def browser_context(browser: Browser, installation: str) -> Iterator[Callable[[str], BrowserContext]]:
    """Return a maker of browser contexts, one for each role, signed in once: `browser_context("auditor")`."""
    from samaki.registry.people.demonstration import PASSWORD

    contexts: dict[str, BrowserContext] = {}

    def make(role: str) -> BrowserContext:
        if role not in contexts:
            context = browser.new_context(base_url=installation, reduced_motion="reduce")
            contexts[role] = context
            if role != STRANGER:
                page = context.new_page()
                page.goto("/accounts/login/")
                page.fill("[name=login]", account_of(role))
                page.fill("[name=password]", PASSWORD)
                page.click("button[type=submit]")
                page.wait_for_url("**/")
                page.close()
        return contexts[role]

    yield make
    for context in contexts.values():
        context.close()


@pytest.fixture
def browser_page(browser_context: Callable[[str], BrowserContext], installation: str) -> Iterator[Callable[..., Page]]:
    """Return a maker of pages: `browser_page("auditor", "km", 360)`; `page.goto("/plan/")` opens an address."""
    pages: list[Page] = []

    def make(role: str, language: str = "km", width: int = 1440) -> Page:
        context = browser_context(role)
        context.add_cookies([{"name": "django_language", "value": language, "url": installation}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800 if width < 700 else 900})
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.close()
