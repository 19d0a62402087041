"""The page asks the database as often for 300 indicators as for 60."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_at(indicators: int) -> int:
    """How often the page asks, with so many indicators and ten facts each; nothing stays."""
    from bench.pitt import QUESTION, fill
    from samaki.registry.people.models import Account

    with transaction.atomic():
        fill(indicators, indicators * 10)
        client = Client()
        client.force_login(
            Account.objects.get(user_name="bench"), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        client.get(QUESTION)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(QUESTION)
            counted = len(queries)
        assert answer.content.count(b'<tr id="') == indicators
        transaction.set_rollback(True)
    return counted


@pytest.mark.django_db
def test_the_page_asks_as_often_at_60_as_at_300_indicators(settings: Any) -> None:
    assert queries_at(60) == queries_at(300) <= 40
