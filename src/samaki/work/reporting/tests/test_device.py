"""The form in a real browser: what is typed survives a cut line, a closed tab, an ended session and a second person."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from .device_world import Installation, small_installation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

pytestmark = pytest.mark.browser

VALUE = '[name="line:TRAINED|value"]'
LINE = '[data-piece="line:TRAINED"]'
STATE = f"{LINE} [data-line-state]"
BAR = "[data-state]"
SUBMIT = "[data-submit]"
CHALLENGES = '[name="word:challenges|text"]'
SAVED = re.compile(r"Saved on the server at \d\d:\d\d")
NO_STORAGE = """for (const name of ["localStorage", "indexedDB"]) Object.defineProperty(window, name,
  {get() { throw new DOMException("not here", "SecurityError"); }});"""
PATIENCE = 40_000  # ms: it says nothing about the program when a machine is busy
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


class OpenAs(Protocol):
    def __call__(self, user_name: str, *, script: str = "", width: int = 1280) -> BrowserContext: ...


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with small_installation(tmp_path_factory.mktemp("device")) as installation:
        yield installation


@pytest.fixture
def open_as(browser: Browser, small: Installation) -> Iterator[OpenAs]:
    """Return a maker of devices: each has its own storage, and somebody is signed in on it. No script may fail."""
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def make(user_name: str, *, script: str = "", width: int = 1280) -> BrowserContext:
        context = browser.new_context(base_url=small.address, viewport={"width": width, "height": 800})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: failures.append(str(error.error)))
        context.add_cookies([{"name": "django_language", "value": "en", "url": small.address}])
        sign_in(context, small, user_name)
        if script:
            context.add_init_script(script)
        return context

    yield make
    for context in contexts:
        context.close()
    assert failures == []


def sign_in(context: BrowserContext, small: Installation, user_name: str) -> None:
    cookie = {"name": "sessionid", "value": small.sessions[user_name], "url": small.address, "httpOnly": True}
    context.add_cookies([cookie])  # type: ignore[list-item]


def form(context: BrowserContext, report: str) -> Page:
    """Open a report's form: `PC1/2018-03`."""
    page = context.new_page()
    page.goto(f"/reports/small/{report}/")
    page.wait_for_selector(f"{BAR}[data-ready]")
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    return page


def says(page: Page, where: str, words: str | re.Pattern[str]) -> None:
    from playwright.sync_api import expect

    expect(page.locator(where)).to_contain_text(words, timeout=PATIENCE)


def cut_line(page: Page) -> Callable[[], None]:
    """Cut the line to the server; return what mends it. What the page sends while it is closed gets lost, too."""
    page.context.set_offline(True)
    page.evaluate("() => { window.whole = fetch; window.fetch = () => Promise.reject(new TypeError('cut')); }")

    def mend() -> None:
        if not page.is_closed():
            page.evaluate("() => { window.fetch = window.whole; }")
        page.context.set_offline(False)

    return mend


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")  # type: ignore[no-any-return]


def stands(context: BrowserContext, report: str, field: str = VALUE) -> str:
    """Return what the server has in a field, as another device sees it."""
    page = form(context, report)
    value = page.input_value(field)
    page.close()
    return value


def test_typing_is_kept_at_once_then_saved_and_what_is_wrong_is_said_at_the_field(open_as: OpenAs) -> None:
    page = form(open_as("pc1.reporter"), "PC1/2018-01")
    page.fill(VALUE, "12")
    assert len(kept(page)) == 1
    says(page, STATE, SAVED)
    says(page, BAR, SAVED)
    assert kept(page) == []
    page.fill(VALUE, "twelve")
    says(page, f"{LINE} [data-problem]", "twelve")
    assert page.get_attribute(VALUE, "aria-invalid") == "true"
    says(page, BAR, "1 line to correct")
    page.fill(VALUE, "១២")
    page.wait_for_selector(f"{LINE} [data-problem]", state="detached")
    assert page.get_attribute(VALUE, "aria-invalid") is None
    page.reload()
    assert page.input_value(VALUE) == "១២"


def test_the_grid_adds_itself_up_beside_the_total(open_as: OpenAs) -> None:
    page = form(open_as("pc1.reporter"), "PC1/2018-02")
    cells = page.locator(f"{LINE} table.breakdown-grid input:not([type=hidden])")
    cells.nth(0).fill("1,000")
    cells.nth(1).fill("១២")
    page.fill(VALUE, "1000")
    says(page, f"{LINE} [data-compare]", "1,012 in the cells")
    says(page, f"{LINE} [data-compare]", "1,000 in the total")
    assert "1,012" in page.locator(f"{LINE} output").all_inner_texts()


def test_counts_follow_and_an_added_line_has_its_grid_at_once(open_as: OpenAs) -> None:
    page = form(open_as("pc2.reporter"), "PC2/2018-01")
    page.fill("#actions textarea", "Two meetings")
    assert page.inner_text("small[data-count=actions]") == "1 of 1"
    page.fill("#actions textarea", "")
    assert page.inner_text("small[data-count=actions]") == "0 of 1"
    page.locator(f"{LINE} [data-add]").click()
    added = page.locator(f"{LINE} + [data-piece]")
    assert added.locator(".breakdown-grid").count() == page.locator(f"{LINE} .breakdown-grid").count() > 0
    key = added.get_attribute("data-piece")
    cells = added.locator(".breakdown-grid input")
    assert cells.first.get_attribute("name").startswith(f"{key}|cell.")  # type: ignore[union-attr]
    cells.first.evaluate("(cell) => { cell.closest('details').open = true; }")
    cells.first.fill("3")
    says(page, f'[data-piece="{key}"] output >> nth=-1', "3")
    says(page, BAR, SAVED)


def test_two_people_on_one_line_see_both_values_and_choose(open_as: OpenAs) -> None:
    one, other = open_as("pc1.reporter"), open_as("two.posts")
    first, second = form(one, "PC1/2018-03"), form(other, "PC1/2018-03")
    first.fill(VALUE, "14")
    says(first, STATE, SAVED)
    second.fill(VALUE, "15")
    says(second, STATE, "pc1.reporter saved something else here")
    says(second, f"{LINE} [data-conflict]", re.compile(r"Theirs:\s*14.*Yours:\s*15", re.DOTALL))
    assert stands(one, "PC1/2018-03") == "14"
    second.get_by_role("button", name="Keep mine").click()
    says(second, STATE, SAVED)
    assert stands(one, "PC1/2018-03") == "15"
    first.fill(VALUE, "16")
    says(first, STATE, "two.posts saved something else here")
    first.reload()  # the choice is still open, and the text still there
    says(first, f"{LINE} [data-conflict]", re.compile(r"Theirs:\s*15.*Yours:\s*16", re.DOTALL))
    first.get_by_role("button", name="Take theirs").click()
    says(first, STATE, SAVED)
    assert first.input_value(VALUE) == "15"
    assert kept(first) == []


def test_the_line_is_cut_the_tab_closed_and_opened_again(open_as: OpenAs) -> None:
    device = open_as("pc2.reporter", width=360)
    page = form(device, "PC2/2018-01")
    mend = cut_line(page)
    page.fill(VALUE, "33")
    page.fill(CHALLENGES, "ទឹកជំនន់ កាត់ផ្លូវ")
    says(page, BAR, re.compile(r"Not sent: 2, on this device since \d\d:\d\d"))
    says(page, SUBMIT, "Submit when the line returns")
    page.close()
    mend()
    again = form(device, "PC2/2018-01")
    says(again, BAR, SAVED)
    assert again.input_value(VALUE) == "33"
    assert kept(again) == []
    assert stands(open_as("pc2.reporter"), "PC2/2018-01", CHALLENGES) == "ទឹកជំនន់ កាត់ផ្លូវ"


def test_what_waited_never_overwrites_what_somebody_saved_meanwhile(open_as: OpenAs) -> None:
    device, other = open_as("pc1.reporter"), open_as("two.posts")
    page = form(device, "PC1/2018-04")
    mend = cut_line(page)
    page.fill(VALUE, "7")
    page.close()
    beside = form(other, "PC1/2018-04")
    beside.fill(VALUE, "8")
    says(beside, STATE, SAVED)
    mend()
    again = form(device, "PC1/2018-04")
    says(again, STATE, "saved something else here")
    assert again.input_value(VALUE) == "7"
    assert stands(other, "PC1/2018-04") == "8"


def test_a_new_piece_typed_without_a_line_is_put_back(open_as: OpenAs) -> None:
    device = open_as("pc2.reporter")
    page = form(device, "PC2/2018-02")
    mend = cut_line(page)
    page.locator('[data-add="other"]').click()
    page.keyboard.type("Information stand")
    page.close()
    mend()
    again = form(device, "PC2/2018-02")
    says(again, BAR, SAVED)
    values = "[...document.querySelectorAll('[name^=\"other:\"]')].map((field) => field.value)"
    assert "Information stand" in again.evaluate(values)
    again.reload()
    assert "Information stand" in again.evaluate(values)


def test_an_answer_that_got_lost_is_no_conflict_with_oneself(open_as: OpenAs) -> None:
    page = form(open_as("dc11.reporter"), "DC11/2018-01")

    def lose_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/save/", lose_answer)
    page.fill(VALUE, "5")
    says(page, BAR, "There is no connection")
    page.unroute("**/save/")
    page.fill(VALUE, "6")
    says(page, STATE, SAVED)
    page.reload()
    assert page.input_value(VALUE) == "6"


def test_a_failing_server_is_tried_again(open_as: OpenAs) -> None:
    page = form(open_as("dc11.reporter"), "DC11/2018-02")
    page.route("**/save/", lambda route: route.fulfill(status=500, body="<h1>failed</h1>", content_type="text/html"))
    page.fill(VALUE, "5")
    says(page, BAR, "The server did not take it")
    page.unroute("**/save/")
    says(page, STATE, SAVED)


def test_after_the_session_ended_one_signs_in_and_only_ones_own_text_goes(open_as: OpenAs, small: Installation) -> None:
    device = open_as("pc1.reporter")
    page = form(device, "PC1/2018-02")
    device.clear_cookies(name="sessionid")
    page.fill(CHALLENGES, "Two districts sent nothing")
    says(page, BAR, "Your session has ended")
    assert page.get_attribute(f"{BAR} a", "href") == "/accounts/login/?next=%2Freports%2Fsmall%2FPC1%2F2018-02%2F"
    # Somebody else signs in on the same device: neither sees nor sends it, nor does the page that is still open.
    sign_in(device, small, "two.posts")
    other = form(device, "PC1/2018-02")
    assert other.input_value(CHALLENGES) == ""
    page.evaluate("window.dispatchEvent(new Event('online'))")
    says(page, BAR, "Somebody else is signed in")
    assert stands(device, "PC1/2018-02", CHALLENGES) == ""
    other.close()
    sign_in(device, small, "pc1.reporter")
    page.reload()
    says(page, BAR, SAVED)
    assert page.input_value(CHALLENGES) == "Two districts sent nothing"
    assert kept(page) == []


def test_signing_out_names_what_was_not_sent_and_takes_it_off_the_device(open_as: OpenAs) -> None:
    device = open_as("cc111.reporter, leaving", width=360)
    page = form(device, "CC111/2018-01")
    page.context.route(re.compile("/(save|files)/"), lambda route: route.abort())
    page.fill(VALUE, "5")
    page.set_input_files("input[type=file]", {"name": "list.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    says(page, BAR, "Not sent: 2")
    out = device.new_page()
    out.goto("/accounts/logout/")
    says(out, ".notice", "2 lines and files were never sent")
    says(out, ".notice", "TRAINED")
    says(out, ".notice", "list.pdf")
    out.get_by_role("button", name="Sign out").click()
    out.wait_for_url("**/login/**")
    assert kept(out) == []
    says(page, BAR, "You signed out in another window")
    page.fill(VALUE, "6")
    assert kept(page) == []


def test_signing_out_asks_nothing_where_all_is_sent(open_as: OpenAs) -> None:
    page = open_as("auditor, leaving").new_page()
    page.goto("/accounts/logout/")
    page.wait_for_load_state("networkidle")
    assert page.locator(".notice").count() == 0
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/**")


def test_files_wait_on_the_device_and_go_when_the_line_returns(open_as: OpenAs, tmp_path: Path) -> None:
    files = {"list.pdf": b"%PDF-1.4 attendance", "tool.exe": b"MZ", "film.pdf": b"%PDF" + bytes(10 * 1024 * 1024)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    device = open_as("cc111.reporter", width=360)
    page = form(device, "CC111/2018-02")
    mend = cut_line(page)
    page.set_input_files("input[type=file]", [tmp_path / name for name in files])
    waiting = "[data-file]"
    says(page, waiting, "Waits on this phone")
    says(page, ".error-text >> nth=0", "tool.exe was not taken")
    says(page, ".error-text >> nth=1", "film.pdf was not taken: it is larger than 10 MB")
    page.close()
    mend()
    again = form(device, "CC111/2018-02")
    says(again, waiting, SAVED)
    again.reload()
    assert again.get_by_role("link", name="list.pdf").count() == 1
    assert again.locator(waiting).count() == 0


def test_a_large_photograph_is_made_smaller_before_it_goes(open_as: OpenAs) -> None:
    page = form(open_as("cc111.reporter"), "CC111/2018-03")
    page.set_input_files("input[type=file]", {"name": "board.png", "mimeType": "image/png", "buffer": noise(1100)})
    says(page, "[data-file]", SAVED)
    says(page, "[data-file]", "board.jpg")


def noise(edge: int) -> bytes:
    """Return a picture that cannot be packed: `edge` squared points, three bytes each."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + os.urandom(3 * edge) for _row in range(edge))
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    picture.seek(0, io.SEEK_END)
    picture.write(chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)))
    picture.write(chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b""))
    return picture.getvalue()


@pytest.mark.parametrize(("script", "month"), [(NO_STORAGE, "2018-03"), (FULL_STORAGE, "2018-04")])
def test_a_device_that_keeps_nothing_says_so_and_the_form_still_works(script: str, month: str, open_as: OpenAs) -> None:
    page = form(open_as("dc11.reporter", script=script), f"DC11/{month}")
    page.route("**/save/", lambda route: route.abort())
    page.fill(VALUE, "5")
    says(page, BAR, "This device cannot keep anything")
    says(page, STATE, "Saved nowhere yet")
    page.unroute("**/save/")
    page.fill(VALUE, "6")
    says(page, STATE, SAVED)
    page.reload()
    assert page.input_value(VALUE) == "6"


def test_submitting_waits_until_everything_is_sent_and_happens_once(open_as: OpenAs) -> None:
    device = open_as("pc2.reporter", width=360)
    page = form(device, "PC2/2018-03")
    page.fill(VALUE, "9")
    page.press(VALUE, "Enter")  # goes on to the next field, and submits nothing
    says(page, STATE, SAVED)
    mend = cut_line(page)
    page.fill(VALUE, "10")
    says(page, BAR, "There is no connection")
    button: Locator = page.locator(SUBMIT)
    button.click()
    says(page, SUBMIT, "Waits for the line")
    mend()
    page.wait_for_selector(SUBMIT, state="detached")
    assert page.locator("form[data-save]").count() == 0
    assert "10" in page.inner_text("main")


def test_what_waited_while_the_report_was_submitted_is_still_shown(open_as: OpenAs) -> None:
    device, other = open_as("two.posts"), open_as("two.posts")
    page = form(device, "WG1/2018-01")
    mend = cut_line(page)
    page.fill(CHALLENGES, "The bridge is closed")
    page.set_input_files("input[type=file]", {"name": "list.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    says(page, BAR, "Not sent: 2")
    beside = form(other, "WG1/2018-01")
    beside.fill(VALUE, "4")
    beside.dblclick(SUBMIT)  # the second tap of a hasty finger takes nothing back
    beside.wait_for_selector(SUBMIT, state="detached")
    mend()
    says(page, BAR, "no draft any more")
    page.click(f"{BAR} a")
    says(page, "[data-left]", "The bridge is closed")
    says(page, "[data-left]", "list.pdf")
    for _piece in range(2):
        page.get_by_role("button", name="Remove from this device").first.click()
    page.wait_for_selector("[data-left]", state="detached")
    assert kept(page) == []


def test_a_message_is_copied_and_the_button_says_so(open_as: OpenAs) -> None:
    device = open_as("auditor")
    device.grant_permissions(["clipboard-read", "clipboard-write"])
    page = device.new_page()
    page.goto("/reports/late/")
    page.locator("[data-copy]").first.click()
    says(page, "[data-copied]", "Copied")
    target = page.locator("[data-copy]").first.get_attribute("data-copy")
    shown = page.evaluate("(id) => document.getElementById(id).textContent", target)
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.split() == shown.split()
    assert len(copied) > 20
