"""Evidence by its address: a download as received, for those who may know of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from samaki.core.actor import SYSTEM
from samaki.ledger import files
from samaki.ledger.models import Evidence
from samaki.ledger.services import store_evidence
from samaki.registry.people.models import Account, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    """A client signed in as a reader."""
    account = Account.objects.create_user("reader", "a long enough word", name={"en": "Reader"})
    Role.objects.create(account=account, role="reader", first_day="2000-01-01")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(evidence: Evidence) -> str:
    return f"/evidence/{evidence.uid}/"


def test_is_sent_as_received_as_a_download(reader: Client) -> None:
    content = b"<html><script>alert(1)</script>"
    evidence = store_evidence(SYSTEM, name='បញ្ជី "1".html', content=content, is_published=True)
    response = reader.get(address(evidence))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    evidence = store_evidence(SYSTEM, name="a", content=b"a", is_published=True)
    assert client.get(address(evidence)).status_code == 302


def test_absent_and_hidden_look_the_same(reader: Client) -> None:
    hidden = store_evidence(SYSTEM, name="a", content=b"a")
    assert reader.get(address(hidden)).status_code == 404
    assert reader.get(f"/evidence/{uuid4()}/").status_code == 404


def test_a_file_that_is_gone_is_a_page_not_an_error(reader: Client) -> None:
    evidence = store_evidence(SYSTEM, name="a", content=b"gone", is_published=True)
    files.path_of(evidence.sha256).unlink()
    assert reader.get(address(evidence)).status_code == 404


def test_nothing_is_changed_at_this_address(reader: Client) -> None:
    evidence = store_evidence(SYSTEM, name="a", content=b"a", is_published=True)
    assert reader.post(address(evidence)).status_code == 405
