"""The story the program is for, in a browser on the demonstration: a province reports, and the country's table moves.

A secretary fills in March on a phone, the chair signs with two taps, the General Secretariat approves, the figure has
moved in the tracking table, and behind it stand form, line, who and when. In Khmer and in English by hand, and once by
keyboard alone. The tests before this one only look: it runs last on their installation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from ruamel.yaml import YAML

from tests.looking import problems_on

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

PLAN: Final = "npa-2014-2018"
PHONE: Final = {"width": 360, "height": 740}
DESK: Final = {"width": 1280, "height": 800}
PATIENCE: Final = 40_000  # ms: it says nothing about the program when a machine is busy
MOST_TABS: Final = 250
DEMONSTRATION: Final = Path(__file__).resolve().parent.parent / "demonstration"
FOCUSED: Final = "element => element === document.activeElement"


@dataclass(frozen=True)
class Story:
    """Whose report of which period, the line and what is typed, where the table shows it, and who does what."""

    body: str
    place: str
    period: str
    indicator: str
    value: str
    shown: str
    secretary: str
    chair: str
    language: str
    mends: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"/reports/{PLAN}/{self.body}/{self.period}/"


KEP: Final = Story("PCCT-23", "KH-23", "2018-03", "S2-4", "3", "2018", "secretary-kep", "governor-kep", "km")
# In this draft the cells of one line add up to 43 and its total says 40: the secretary mends it.
MENDS: Final = {"line:S2-5|value": "43"}
SIEM_REAP: Final = Story("PCCT-17", "KH-17", "2018-03", "S3-7", "14", "2018", "secretary", "governor", "en", MENDS)
QUARTER: Final = Story("PCCT-23", "KH-23", "2018-Q1", "S2-13", "1", "2018-Q1", "secretary-kep", "governor-kep", "en")


class Hands(Protocol):
    """How somebody works a page."""

    def press(self, target: Locator) -> None: ...
    def type(self, target: Locator, text: str) -> None: ...


class Fingers:
    """Taps and types, as on a phone."""

    def press(self, target: Locator) -> None:
        target.click()

    def type(self, target: Locator, text: str) -> None:
        target.fill(text)


class Keyboard:
    """Uses Tab, Enter, Space and letters, and nothing else."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        target.page.keyboard.press("Enter")

    def type(self, target: Locator, text: str) -> None:
        self._reach(target)
        target.page.keyboard.press("Control+A")
        target.page.keyboard.type(text)

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _tab in range(MOST_TABS):
            if target.evaluate(FOCUSED):
                return
            target.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached by Tab")


@pytest.fixture
def device(browser: Browser, installation: str) -> Iterator[Callable[..., Page]]:
    """Return a maker of devices that read a language, a phone or a desk; no script on them may fail."""
    failures: list[str] = []
    contexts = []

    def make(language: str, size: dict[str, int] = PHONE) -> Page:
        context = browser.new_context(base_url=installation, viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "django_language", "value": language, "url": installation}])
        context.on("weberror", lambda error: failures.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert failures == []


def sign_in(page: Page, hands: Hands, user_name: str) -> None:
    """Choose a post on the sign-in page."""
    page.goto("/accounts/login/")
    hands.press(page.locator(f'button[name="as"][value="{user_name}"]'))
    page.wait_for_url(lambda address: "/login/" not in address)


def sign_out(page: Page, hands: Hands) -> None:
    hands.press(page.locator('a[href="/accounts/logout/"]:visible').first)
    page.wait_for_url("**/accounts/logout/")
    hands.press(page.locator("form[data-sign-out] button[type=submit]"))
    page.wait_for_url(lambda address: "/logout/" not in address)


def says(page: Page, words: str) -> None:
    """Wait until the page says this; if it does not, tell what it says."""
    from playwright.sync_api import TimeoutError as TooLate

    try:
        page.locator('[role="status"]').filter(has_text=words).first.wait_for()
    except TooLate:
        raise AssertionError(page.locator("main").inner_text()[:3000]) from None


def figure(page: Page, story: Story) -> Locator:
    """Open the tracking table of the place; return the link that is the figure."""
    page.goto(f"/pitt/{PLAN}/?place={story.place}&year={story.shown[:4]}")
    return page.locator(f'a.figure[href*="/{story.indicator}/?period={story.shown}&"]').first


def post(user_name: str, language: str) -> str:
    """Return the name of an account of the demonstration."""
    accounts = YAML(typ="safe").load((DEMONSTRATION / "accounts.yaml").read_text(encoding="utf-8"))["accounts"]
    return str(next(one["name"][language] for one in accounts if one["user_name"] == user_name))


def number(text: str) -> float:
    """Return the number a text begins with; 0 where there is none."""
    found = re.search(r"[\d,]+(\.\d+)?", text)
    return float(found[0].replace(",", "")) if found else 0


def walk(page: Page, hands: Hands, story: Story) -> None:
    """Walk the story once."""
    # The secretary: home names the report, the line is filled in and saved, the report submitted.
    sign_in(page, hands, story.secretary)
    before = figure(page, story)
    stood = number(before.inner_text()) if before.count() else 0
    page.goto("/")
    task = page.locator(f'a[href="{story.address}"]')
    if not task.count():
        page.goto("/reports/")
    hands.press(task.first)
    page.wait_for_selector("[data-state][data-ready]")
    hands.type(page.locator(f'[name="line:{story.indicator}|value"]'), story.value)
    for name, right in story.mends.items():
        hands.type(page.locator(f'[name="{name}"]'), right)
    page.wait_for_selector("[data-state].is-saved")
    assert problems_on(page) == []
    hands.press(page.locator("[data-submit]"))
    says(page, _("Submitted. The chair signs next."))
    sign_out(page, hands)

    # The chair: two taps.
    sign_in(page, hands, story.chair)
    hands.press(page.locator(f'a[href="{story.address}sign/"]').first)
    page.wait_for_url(f"**{story.address}sign/")
    hands.press(page.locator('.action-bar [popovertarget="sign"]'))
    assert problems_on(page) == []
    hands.press(page.locator('#sign button[type="submit"]'))
    page.wait_for_url("**/reports/waiting/")
    sign_out(page, hands)

    # The General Secretariat: looks at it beside what went before, and approves.
    sign_in(page, hands, "gs-officer")
    page.goto("/reports/waiting/")
    hands.press(page.locator(f'a[href="{story.address}review/"]').first)
    page.wait_for_url(f"**{story.address}review/")
    assert problems_on(page) == []
    hands.press(page.locator(f'form[action="{story.address}approve/"] button'))
    page.wait_for_url("**/reports/waiting/")

    # The figure has moved, and one press away stands where it comes from.
    after = figure(page, story)
    assert number(after.inner_text()) == stood + number(story.value)
    hands.press(after)
    panel = page.locator("details").filter(has=page.locator(f'a[href="{story.address}#{story.indicator}"]')).last
    if panel.get_attribute("open") is None:
        hands.press(panel.locator("summary").first)
    told = panel.inner_text()
    for user_name in (story.secretary, story.chair, "gs-officer"):
        assert post(user_name, story.language) in told
    assert story.indicator in told
    # The form itself, with the line.
    hands.press(panel.locator(f'a[href="{story.address}#{story.indicator}"]'))
    page.wait_for_url(f"**{story.address}*")
    assert story.value in page.locator(f'[id="{story.indicator}"]').inner_text()


def test_on_a_phone_in_khmer(device: Callable[..., Page]) -> None:
    with translation.override("km"):
        walk(device("km"), Fingers(), KEP)


def test_on_a_phone_in_english(device: Callable[..., Page]) -> None:
    with translation.override("en"):
        walk(device("en"), Fingers(), SIEM_REAP)


def test_by_keyboard_alone(device: Callable[..., Page]) -> None:
    with translation.override("en"):
        walk(device("en", DESK), Keyboard(), QUARTER)
