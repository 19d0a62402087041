"""What was typed while the session ended, or while somebody signed in anew in another window."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import PASSWORD, account_of_role

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_sent_again_after_signing_in_anew() -> None:
    account_of_role("administrator")
    ours = {"Origin": "http://testserver", "Referer": "http://testserver/accounts/people/"}
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    client.get("/accounts/login/")
    typed, token = {"where": "បឹង <b>", "why": "two\nlines"}, client.cookies["csrftoken"].value
    sent = {"path": "/reports/small/PC1/2018-03/save/", "data": typed | {"csrfmiddlewaretoken": token}}
    ended = client.post(**sent, headers=ours)
    assert ended.status_code == 401
    assert "no-store" in ended["Cache-Control"]
    text = ended.content.decode()
    assert 'value="បឹង &lt;b&gt;"' in text
    assert 'value="two\nlines"' in text
    assert '/accounts/login/?next=/accounts/people/"' in text
    assert f'action="{sent["path"]}"' in text
    assert 'href="/language/km/?next=%2Faccounts%2Fpeople%2F"' in text  # not where only forms go
    # Signing in gives a new token: the page that holds the old one is answered with one that holds the new one.
    client.post("/accounts/login/", {"login": "administrator.cast", "password": PASSWORD, "csrfmiddlewaretoken": token})
    old = client.post(**sent, headers=ours)
    assert (old.status_code, "Send it again" in old.content.decode()) == (403, True)
    assert "It is sent as" in old.content.decode()
    for strange in ({}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        answer = client.post(**sent, headers=ours | {"Origin": ""} | strange)
        assert "Send it again" not in answer.content.decode()
    secret = client.post("/accounts/password/change/", {"oldpassword": "x", "csrfmiddlewaretoken": token}, headers=ours)
    assert "Send it again" not in secret.content.decode()


def test_after_signing_in_nobody_lands_where_only_forms_go() -> None:
    assert Client().post("/accounts/people/invite/")["Location"] == "/accounts/login/?next=/"


def test_a_form_in_an_alphabet_that_is_not_ours_is_no_failure_of_the_server() -> None:
    kind = "application/x-www-form-urlencoded; charset=utf-16"
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    answer = client.post("/reports/small/PC1/2018-03/save/", b"a=b", content_type=kind)
    assert answer.status_code == 400
