"""Somebody at a browser, for measurements and long runs: keeps a connection, cookies and the token of forms."""

from __future__ import annotations

import http.client
import json
import re
import time
from typing import Any, Final
from urllib.parse import urlencode

KEPT_OPEN: Final = 1.0  # seconds after which the server may have closed a line that nobody used


class Person:
    """Somebody at a browser that keeps its connection and its cookies."""

    def __init__(self, port: int, session_key: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = f"sessionid={session_key}; django_language=en"
        self._token = ""
        self._used = 0.0

    def get(self, path: str) -> str:
        """Return a page, and keep its token."""
        status, headers, text = self._ask("GET", path, None, {})
        assert status == 200, (path, status, text[:300])
        if cookie := re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie", "")):
            self._token = cookie[1]
        return text

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form."""
        data = urlencode({"csrfmiddlewaretoken": self._token, **form})
        status, _headers, text = self._ask("POST", path, data, {"Content-Type": "application/x-www-form-urlencoded"})
        return status, text

    def send(self, path: str, data: object, account_pk: str) -> tuple[int, Any]:
        """Send JSON as the script of the form does."""
        kind = {"Content-Type": "application/json", "Accept": "application/json", "X-Samaki-Account": account_pk}
        status, _headers, text = self._ask("POST", path, json.dumps(data), kind)
        return status, json.loads(text)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, Any, str]:
        token = {"X-CSRFToken": self._token} if self._token else {}
        cookies = self._cookies + (f"; csrftoken={self._token}" if self._token else "")
        origin = {"Referer": f"http://127.0.0.1:{self._line.port}{path}"}
        if time.monotonic() - self._used > KEPT_OPEN:
            self._line.close()  # the next request opens it again, as a browser does
        self._line.request(method, path, body, {**headers, **token, **origin, "Cookie": cookies})
        answer = self._line.getresponse()
        text = answer.read().decode()
        self._used = time.monotonic()
        return answer.status, answer.headers, text
