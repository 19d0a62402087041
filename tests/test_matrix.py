"""Every address, as every role: who reaches it and who does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import CAST
from tests.installation import Visitor
from tests.matrix import MATRIX

pytestmark = pytest.mark.browser


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def test_every_address_has_its_row() -> None:
    found = list(routes())
    assert len(found) == len(set(found)), "two patterns with one route"
    assert set(found) == set(MATRIX), "tests/matrix.py and the addresses differ"


@pytest.mark.parametrize("role", CAST)
def test_who_reaches_what(visitor: Callable[..., Visitor], role: str) -> None:
    answers = {route: visitor(role, "km").open(row.example).status for route, row in MATRIX.items()}
    wrong = {
        row.example: f"answers {answers[route]}, ought to answer {row.expected(role)}"
        for route, row in MATRIX.items()
        if answers[route] != row.expected(role)
    }
    assert wrong == {}
