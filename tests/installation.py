"""A real installation for the tests that look at it from outside: our own server on the demonstration's data."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from samaki.registry.people.demonstration import PASSWORD
from tests.serving import free_port, serving

# The demonstration's account for each role; some hold others beside it.
ACCOUNTS = {
    "reporter": "commune-officer",
    "chair": "governor",
    "reviewer": "secretary",
    "approver": "secretary-general",
    "monitoring_officer": "monitoring",
}
# Its own day, and a history of a few bodies: every page has something to show, and the start is short. The pictures of
# the guides are taken of the whole one.
HISTORY = "whole" if os.environ.get("SAMAKI_PICTURES") == "write" else "small"
DEMONSTRATION = {"SAMAKI_TODAY": "2018-04-09", "SAMAKI_DEMO_HISTORY": HISTORY}


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Set up a demonstration in the folder, serve it on a free port, return its address, and stop it at the end."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "COV_", "COVERAGE"))}
    environment = {
        **kept, **DEMONSTRATION, "SAMAKI_DEMO": "1", "SAMAKI_DATA_DIR": str(folder), "PORT": str(free_port())
    }  # fmt: skip
    with serving(environment, folder / "server.log", ["--set-up"]):
        yield f"http://127.0.0.1:{environment['PORT']}"


class Answer(NamedTuple):
    """What came back."""

    status: int
    type: str
    text: str
    leads_to: str  # where a redirect goes


class Visitor:
    """Somebody with cookies who follows no redirect: `Visitor(base).signed_in("auditor").get("/plan/")`."""

    def __init__(self, base: str, language: str = "en") -> None:
        self.base = base
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _NoRedirect())
        self._opener.addheaders = [("Cookie", f"django_language={language}")]
        self.language = language
        self.kept: dict[tuple[str, str], Answer] | None = None  # answers, where each address is asked for once

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body."""
        answer = self.open(path)
        return answer.status, answer.text

    def open(self, path: str) -> Answer:
        """Return what an address answers; what is kept is not asked for again."""
        known = (self.language, path)
        if self.kept is not None and known in self.kept:
            return self.kept[known]
        answer = self._open(urllib.request.Request(self.base + path))
        if self.kept is not None:
            self.kept[known] = answer
        return answer

    def post(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form, with the token of the session."""
        token = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), None) or ""
        data = urlencode({"csrfmiddlewaretoken": token, **form}).encode()
        return self._open(urllib.request.Request(self.base + path, data=data, headers={"Referer": self.base}))

    def reading(self, language: str) -> Visitor:
        """Return the same visitor, of the same session, reading in another language."""
        other = copy(self)
        other.language = language
        return other

    def signed_in(self, role: str) -> Visitor:
        """Sign in as the demonstration's account of a role."""
        _status, page = self.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        form = {"login": account_of(role), "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        answer = self.post("/accounts/login/", form)
        assert answer.status == 302, answer.text[:2000]
        return self

    def _open(self, request: urllib.request.Request) -> Answer:
        # The language goes beside whatever the jar holds.
        self.jar.add_cookie_header(request)
        cookies = request.get_header("Cookie") or ""
        request.add_unredirected_header("Cookie", f"{cookies}; django_language={self.language}".lstrip("; "))
        try:
            with self._opener.open(request, timeout=60) as answer:
                return _answer(answer.status, answer)
        except urllib.error.HTTPError as error:
            return _answer(error.code, error)


def _answer(status: int, answer: Any) -> Answer:
    return Answer(status, answer.headers.get("content-type", ""), answer.read().decode("utf-8", "replace"),
                  answer.headers.get("location", ""))  # fmt: skip


def account_of(role: str) -> str:
    """Return the user name of a role in the demonstration."""
    return ACCOUNTS.get(role, role)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None
