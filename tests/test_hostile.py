"""Hostile visitors and hostile texts: no address fails, whatever is asked of it, and no text becomes part of a page.

The addresses come from tests/matrix.py, so that a new one is tried too; on both databases.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from samaki.core.actor import SYSTEM
from tests.cast import account_of_role, client_of
from tests.hostile_plan import CODE, EVIL, MARK, write_hostile_plan
from tests.matrix import MATRIX

WORDS: Final = (
    "", "\0", "abc", "x" * 3000, "%_", "../../etc/passwd", "'\"><script>", "\u202e\ufeff\U0001f600", "{0}{x}%(x)s",
    "a\r\nSet-Cookie: b=c",
)  # fmt: skip
NUMBERS: Final = (
    "-1", "0", "1" + "0" * 30, "٣²", "31-02-2016", "០១-០២-២០១៦", "0000-01-01", "0001-01-01", "9999-12-31", "nan",
)  # fmt: skip
BYTES: Final = ("%ED%A0%80", "%FF%C0%AE%zz%")  # a lone surrogate; no UTF-8 and no percent code at all
DATES: Final = ("as_of", "known", "at")
OF_A_FIGURE: Final = (*DATES, "place", "body", "targets", "period")
ASKED: Final = {
    f"/pitt/{CODE}/": (*OF_A_FIGURE, "strategy", "level", "key", "status", "readiness", "year", "breakdown", "format"),
    f"/figure/{CODE}/VICTIMS/": OF_A_FIGURE,
    f"/changes/{CODE}/": (*DATES, "since", "skip", "place", "strategy"),
    "/search/": ("q", "kind"),
    "/bodies/": ("kind", "place", "sort", "page"),
    "/accounts/login/": ("as", "next"),
    "/language/en/": ("next",),
}
COUNTED: Final = frozenset({*DATES, "since", "skip", "period", "year", "page"})  # what is a number or a day
EVERYTHING: Final = sorted({name for names in ASKED.values() for name in names})
PAGES: Final = [
    "/", "/plan/", f"/plan/{CODE}/", f"/plan/{CODE}/indicators/", f"/plan/{CODE}/cannot-be-measured/",
    f"/plan/{CODE}/contradictions/", f"/plan/{CODE}/recommendations/", f"/plan/{CODE}/glossary/",
    *(f"/plan/{CODE}/indicator/{code}/" for code in ("TRAINED", "STAFF", "LAW", "VICTIMS", "RATE")),
    "/bodies/", "/bodies/?kind=PCCT", "/bodies/OWNER/", "/bodies/PCCT-02/", "/places/KH-02/",
    f"/pitt/{CODE}/?as_of=2016-12-31&year=2016&breakdown=sex", f"/pitt/{CODE}/?as_of=2016-12-31&targets=both",
    f"/figure/{CODE}/VICTIMS/?period=2016", f"/figure/{CODE}/TRAINED/?period=2016", f"/figure/{CODE}/LAW/",
    f"/changes/{CODE}/", "/search/?q=script", "/search/?" + urlencode({"q": EVIL}), "/accounts/people/", "/accounts/",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("hostile")


@pytest.fixture(scope="module")
def _hostile(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    from samaki.ledger.published import load_published
    from samaki.registry.plan.services import load_plan

    folder = write_hostile_plan(tmp_path_factory.mktemp("hostile") / "plan")
    with django_db_blocker.unblock(), transaction.atomic():
        load_plan(SYSTEM, folder=folder)
        load_published(SYSTEM, folder=folder / "published")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def hostile(_hostile: None, db: None) -> None:
    """The hostile plan is loaded, and an account is called like it."""
    account = account_of_role("reader")
    account.name = {"km": EVIL, "en": EVIL}
    account.save()


def addresses() -> Iterator[str]:
    """Every address with everything that is odd in its place."""
    for route in MATRIX:
        for odd in WORDS if "<" in route else ():
            parts = re.split(r"<(\w+):(\w+)>", route)
            yield "/" + "".join(_filled(parts, odd, only=None))
            for only in range(1, len(parts), 3) if len(parts) > 4 else ():
                yield "/" + "".join(_filled(parts, odd, only=only))
        for raw in BYTES if "<str:" in route else ():
            yield "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<str:\w+>", raw, route))
    for path, names in ASKED.items():
        for name in names:
            odd_values = (*WORDS, *NUMBERS) if name in COUNTED else WORDS
            yield from (f"{path}?{urlencode({name: odd})}" for odd in odd_values)
            yield from (f"{path}?{name}={raw}&{name}={raw}" for raw in BYTES)
    for route in MATRIX:
        if "<" not in route:
            yield from (f"/{route}?{urlencode(dict.fromkeys(EVERYTHING, odd))}" for odd in ("\0", "٣²"))


def _filled(parts: list[str], odd: str, *, only: int | None) -> Iterator[str]:
    """A route's parts (text, kind, name, text …), all values odd, or only the one whose kind is at `only`."""
    usual = {"plan": CODE, "indicator": "VICTIMS", "code": "OWNER", "user_name": "reader.cast", "number": "1"}
    for at in range(0, len(parts), 3):
        yield parts[at]
        if at + 2 < len(parts):
            kind, name = parts[at + 1 : at + 3]
            fixed = {"int": "1" + "0" * 30, "uuid": "0" * 8 + "-0000" * 3 + "-" + "0" * 12}.get(kind)
            is_odd = only in (None, at + 1)
            yield (fixed or quote(odd, safe="")) if is_odd else usual.get(name, fixed or "x")


def test_no_address_fails_whatever_is_asked() -> None:
    client = client_of("administrator")
    client.raise_request_exception = False
    failed = {}
    # All of them on SQLite; on the other database every third, for what it refuses is one kind of text.
    for address in itertools.islice(addresses(), 0, None, 3 if connection.vendor == "postgresql" else 1):
        answer = client.get(address)
        if answer.status_code >= 500:
            failed[address[:200]] = answer.status_code
    assert failed == {}


class Elements(HTMLParser):
    """Collects what of a page is no text: elements, attributes, comments and scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attributes}
        if tag == MARK or (tag == "script" and not names.get("src", "").startswith("/static/")):
            self.wrong.append(tag)
        self.wrong += [f"{tag} {name}" for name in names if name == MARK or name == "style" or name.startswith("on")]
        links = [names.get(name, "").strip().lower() for name in ("href", "src", "action", "formaction")]
        self.wrong += [link for link in links if link.startswith(("javascript:", "data:", "//"))]

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"comment {data[:60]}")


@pytest.mark.parametrize("language", ["en", "km"])
def test_no_text_becomes_part_of_a_page(language: str) -> None:
    clients = [client_of("administrator", language), client_of("reader", language)]
    wrong, met = {}, 0
    for client, address in itertools.product(clients, PAGES):
        answer = client.get(address, follow=True)
        if answer.status_code == 403:
            continue
        assert answer.status_code == 200, address
        page = answer.content.decode()
        elements = Elements()
        elements.feed(page)
        met += MARK in page
        if elements.wrong:
            wrong[address] = elements.wrong[:5]
    assert wrong == {}
    assert met > len(PAGES)


@pytest.mark.parametrize("language", ["en", "km"])
def test_no_text_runs_as_a_formula(language: str) -> None:
    client = client_of("reader", language)
    data = client.get(f"/pitt/{CODE}/", {"as_of": "2016-12-31", "format": "csv"}).content.decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(data)) for cell in line]
    assert any(cell.startswith("'=cmd|") for cell in cells)
    numbers = re.compile(r"-?\d[\d.,]*( %)?\Z")
    assert [
        cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not numbers.match(cell)
    ] == []


def test_every_answer_is_protected() -> None:
    stranger, reader = Client(), client_of("reader")
    answers = [
        *(client.get(address) for client in (stranger, reader) for address in ("/", "/nothing/", "/accounts/people/")),
        *(reader.get(row.example) for route, row in MATRIX.items() if "<" not in route and "logout" not in route),
        Client(headers={"host": "elsewhere.example"}).get("/"),
        Client(enforce_csrf_checks=True).post("/accounts/login/", {}),
        reader.post(f"/pitt/{CODE}/"),
        reader.options(f"/pitt/{CODE}/"),
        reader.get(f"/pitt/{CODE}/", {"format": "csv"}),
    ]
    for answer in answers:
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
    for answer in answers[3:6]:
        assert {"private", "no-store"} <= {word.strip() for word in answer["Cache-Control"].split(",")}


def test_a_session_that_cannot_be_is_none() -> None:
    client = Client()
    client.cookies["sessionid"] = "\0" * 32
    client.cookies["django_language"] = "xx\0"
    assert client.get("/")["Location"].startswith(reverse("account_login"))
    client.cookies["sessionid"] = "x" * 3000
    assert client.get("/").status_code == 302


def test_a_file_is_named_by_the_day_it_was_asked_for() -> None:
    from samaki.core import clock

    answer = client_of("reader").get(f"/pitt/{CODE.upper()}/", {"format": "csv", "at": "3"})
    assert answer["Content-Disposition"] == f'attachment; filename="pitt-{CODE}-{clock.today()}.csv"'
