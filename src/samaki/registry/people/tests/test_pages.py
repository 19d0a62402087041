"""Signing in, the invitation and the administrator's pages, through the addresses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from samaki.core.actor import SYSTEM
from samaki.core.models import JournalEntry
from samaki.registry.people import services
from samaki.registry.people.demonstration import PASSWORD as DEMONSTRATION_PASSWORD
from samaki.registry.people.demonstration import make_demonstration_accounts
from samaki.registry.people.models import Account
from tests.cast import CAST, PASSWORD, STRANGER, account_of_role, client_of

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "seven boats on the lake"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    from django.core.cache import cache

    cache.clear()


def sign_in(client: Client, login: str, password: str) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["auditor.cast", "AUDITOR.cast", "auditor@example.org", "Auditor@Example.org"])
def test_signing_in_by_user_name_or_email(login: str) -> None:
    account = account_of_role("auditor")
    account.email = "auditor@example.org"
    account.save()
    client = Client()
    assert sign_in(client, login, PASSWORD)["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_is_said_in_the_language_of_the_reader() -> None:
    account_of_role("auditor")
    english, khmer = Client(), Client()
    english.cookies["django_language"] = "en"
    assert "do not belong together" in sign_in(english, "auditor.cast", "wrong").content.decode()
    assert "មិនត្រូវគ្នាទេ" in sign_in(khmer, "auditor.cast", "wrong").content.decode()


def test_after_five_wrong_attempts_the_right_password_waits_too() -> None:
    account_of_role("auditor")
    client = Client()
    client.cookies["django_language"] = "en"
    for _attempt in range(5):
        sign_in(client, "auditor.cast", "wrong")
    assert "Too many attempts" in sign_in(client, "auditor.cast", PASSWORD).content.decode()
    assert client.get("/").status_code == 302


def test_nobody_signs_up_alone() -> None:
    client = client_of("stranger")
    page = client.get("/accounts/signup/")
    assert "Accounts are made by invitation" in page.content.decode()
    client.post("/accounts/signup/", {"username": "intruder", "password1": NEW_PASSWORD})
    assert not Account.objects.filter(user_name="intruder").exists()


def test_a_closed_account_does_not_sign_in_and_its_session_ends() -> None:
    account, inside = account_of_role("auditor"), client_of("auditor")
    assert inside.get("/").status_code == 200
    services.close_account(SYSTEM, account=account, reason="left")
    assert inside.get("/").status_code == 302
    outside = Client()
    sign_in(outside, "auditor.cast", PASSWORD)
    assert outside.get("/").status_code == 302


def test_an_administrator_invites_and_the_holder_takes_it_up() -> None:
    administrator = client_of("administrator")
    page = administrator.post(
        "/accounts/people/invite/",
        {"user_name": "new.post", "name_km": "មុខតំណែង", "name_en": "Post", "language": "km", "role": "reader"},
    ).content.decode()
    link = re.search(r"http://testserver(/accounts/invitation/[^/]+/)", page)
    assert link, page
    assert link[1] not in administrator.get("/accounts/people/").content.decode()
    holder = client_of("stranger")
    assert "new.post" in holder.get(link[1]).content.decode()
    differing = holder.post(link[1], {"password": NEW_PASSWORD, "again": "something else"})
    assert "The two passwords differ" in differing.content.decode()
    assert holder.post(link[1], {"password": NEW_PASSWORD, "again": NEW_PASSWORD}).status_code == 302
    assert holder.get(link[1]).status_code == 404
    assert sign_in(holder, "new.post", NEW_PASSWORD)["Location"] == "/"
    assert "Post" in holder.get("/").content.decode()


def test_a_wrong_form_keeps_what_was_typed_and_names_the_field() -> None:
    page = client_of("administrator").post(
        "/accounts/people/invite/",
        {"user_name": "Not A Name", "name_km": "ក", "name_en": "A", "language": "km", "role": "reader", "body": "X-9"},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "There is no body with the code X-9." in text
    assert 'value="Not A Name"' in text
    assert 'aria-invalid="true"' in text


def test_the_administrators_pages_change_what_they_say() -> None:
    administrator, target = client_of("administrator"), account_of_role("reader")
    assert administrator.post("/accounts/people/reader.cast/again/").status_code == 200
    given = {"role": "chair", "first_day": "2018-04-09"}
    assert administrator.post("/accounts/people/reader.cast/role/", given)["Location"] == "/accounts/people/"
    assert {role.role for role in target.roles.all()} == {"reader", "chair"}
    end, first = "/accounts/people/reader.cast/role/1/end/", target.roles.order_by("first_day", "pk").first()
    assert first is not None
    assert f'name="shown" value="{first.pk}"' in administrator.get(end).content.decode()
    assert administrator.post(end).status_code == 404
    assert administrator.post(end, {"shown": first.pk}).status_code == 302
    assert administrator.get("/accounts/people/reader.cast/role/9/end/").status_code == 404
    assert administrator.get("/accounts/people/nobody/close/").status_code == 404
    administrator.post("/accounts/people/reader.cast/close/", {"reason": "left"})
    assert not Account.objects.get(user_name="reader.cast").is_active


def test_a_form_sent_twice_ends_no_second_role_and_what_ended_stays() -> None:
    administrator, target = client_of("administrator"), account_of_role("reader")
    services.give_role(SYSTEM, account=target, role="chair")
    first = target.roles.order_by("pk").first()
    assert first is not None
    answers = [
        administrator.post("/accounts/people/reader.cast/role/1/end/", {"shown": first.pk}).status_code
        for _twice in range(2)
    ]
    assert answers == [302, 404]
    assert [role.role for role in target.roles.all()] == ["chair"]
    over = services.give_role(
        SYSTEM, account=target, role="auditor", first_day=dt.date(2015, 1, 1), last_day=dt.date(2016, 1, 1)
    )
    answer = administrator.post("/accounts/people/reader.cast/role/1/end/", {"shown": over.pk})
    assert answer.status_code == 400
    assert "ended already" in answer.content.decode()
    over.refresh_from_db()
    assert over.last_day == dt.date(2016, 1, 1)


@pytest.mark.parametrize("role", [role for role in CAST if role != "administrator"])
def test_posting_needs_the_right_too(role: str) -> None:
    account_of_role("reader")
    client = client_of(role)
    for path in ("invite/", "reader.cast/again/", "reader.cast/close/", "reader.cast/role/", "reader.cast/role/1/end/"):
        answer = client.post(f"/accounts/people/{path}", {"reason": "x", "role": "administrator"})
        assert answer.status_code == (302 if role == STRANGER else 403), path
        if role == STRANGER:
            assert answer["Location"].startswith("/accounts/login/")
    assert Account.objects.get(user_name="reader.cast").is_active


def test_posting_without_a_token_is_refused_with_a_page() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = sign_in(client, "auditor.cast", PASSWORD)
    assert answer.status_code == 403
    assert "This form was open too long" in answer.content.decode()


def test_the_language_of_an_account_greets_it_where_no_cookie_is() -> None:
    client = client_of("auditor")
    client.post("/accounts/", {"language": "en"})
    del client.cookies["django_language"]
    assert '<html lang="en">' in client.get("/").content.decode()


def test_a_second_code_is_set_up_kept_encrypted_and_asked_for() -> None:
    account_of_role("auditor")
    client = Client()
    client.cookies["django_language"] = "en"
    sign_in(client, "auditor.cast", PASSWORD)
    client.post("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert "<svg" in page
    assert "data:image" not in page
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret[1])})
    assert answer.status_code == 302, answer.content.decode()
    kept = Authenticator.objects.get(type="totp")
    assert secret[1] not in str(kept.data)
    assert TOTP(kept).instance.user.user_name == "auditor.cast"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    other = Client()
    assert sign_in(other, "auditor.cast", PASSWORD)["Location"].startswith("/accounts/2fa/authenticate/")
    assert other.get("/").status_code == 302


def test_a_recovery_code_opens_once() -> None:
    account = account_of_role("auditor")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(account).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        assert sign_in(client, "auditor.cast", PASSWORD)["Location"].startswith("/accounts/2fa/authenticate/")
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert (first.get("/").status_code, second.get("/").status_code) == (200, 302)
    inside = [first.get(f"/accounts/2fa/totp/{way}/").headers.get("Location", "") for way in ("activate", "deactivate")]
    assert "/reauthenticate/" in inside[1], "what was signed in by a code alone proves itself before it takes it away"


def test_a_lost_second_code_is_taken_away_by_another_with_a_reason_and_its_holder_is_told() -> None:
    account, administrator = account_of_role("auditor"), client_of("administrator")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(account)
    holder = client_of("auditor")
    assert "/auditor.cast/second-code/" in administrator.get("/accounts/people/").content.decode()
    address = "/accounts/people/auditor.cast/second-code/"
    assert "This field is required" in administrator.post(address, {"reason": " "}).content.decode()
    assert holder.get("/").status_code == 200
    assert administrator.post(address, {"reason": "telephone stolen"})["Location"] == "/accounts/people/"
    assert not Authenticator.objects.filter(user=account).exists()
    assert holder.get("/").status_code == 302, "the open session has ended"
    assert "has no second code" in administrator.post(address, {"reason": "again"}).content.decode()
    assert sign_in(holder, "auditor.cast", PASSWORD)["Location"] == "/"
    assert "took away your second code" in holder.get("/accounts/").content.decode()
    entry = JournalEntry.objects.get(action="account.second_code")
    assert (entry.actor_name, entry.subject, entry.reason) == ("administrator.cast", "auditor.cast", "telephone stolen")
    own = account_of_role("administrator")
    TOTP.activate(own, "JBSWY3DPEHPK3PXP")
    text = administrator.post("/accounts/people/administrator.cast/second-code/", {"reason": "x"}).content.decode()
    assert "your own second code" in text
    assert Authenticator.objects.filter(user=own).exists()


def test_a_form_open_elsewhere_changes_nothing_once_the_role_ended_or_the_account_was_closed() -> None:
    target, holder = account_of_role("reader"), account_of_role("administrator")
    open_elsewhere = client_of("administrator")
    address, reason = "/accounts/people/reader.cast/close/", {"reason": "left"}
    assert open_elsewhere.get(address).status_code == 200
    role = holder.roles.get()
    services.end_role(SYSTEM, role=role)
    answer = open_elsewhere.post(address, reason)
    assert (answer.status_code, "right" in answer.content.decode()) == (403, True)
    services.give_role(SYSTEM, account=holder, role="administrator")
    services.close_account(SYSTEM, account=holder, reason="left")
    assert open_elsewhere.post(address, reason).status_code in (302, 401)
    scripted = open_elsewhere.post(address, "{}", content_type="application/json")
    assert (scripted.status_code, "session has ended" in scripted.json()["problem"]) == (401, True)
    target.refresh_from_db()
    assert target.is_active


def test_whom_one_stands_in_for_is_named_on_the_form_with_what_is_wrong() -> None:
    account_of_role("reader")
    given = {"role": "chair", "first_day": "2018-04-09", "acting_for": "auditor.cast"}
    administrator = client_of("administrator")
    account_of_role("auditor")
    text = administrator.post("/accounts/people/reader.cast/role/", given).content.decode()
    assert "Name the body in which they stand in." in text
    assert "nobody stands in without end" in text
    assert 'value="auditor.cast"' in text
    text = administrator.post("/accounts/people/reader.cast/role/", given | {"acting_for": "x"}).content.decode()
    assert "There is no account named x." in text


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_demonstration_accounts_are_offered_only_in_a_demonstration(settings: Any, project: Any) -> None:
    made = make_demonstration_accounts(project / "demonstration")
    assert {role.role for account in made for role in account.roles.all()} == {
        "reporter", "chair", "reviewer", "approver", "monitoring_officer", "administrator", "auditor", "reader"
    }  # fmt: skip
    assert make_demonstration_accounts(project / "demonstration") == []
    stranger = client_of("stranger")
    assert DEMONSTRATION_PASSWORD not in stranger.get("/accounts/login/?as=auditor").content.decode()
    settings.DEMONSTRATION = True
    page = stranger.get("/accounts/login/?as=auditor").content.decode()
    assert f'value="{DEMONSTRATION_PASSWORD}"' in page
    assert 'name="as" value="monitoring"' in page


def test_a_post_of_a_demonstration_is_one_tap_and_elsewhere_nothing(settings: Any, project: Any) -> None:
    make_demonstration_accounts(project / "demonstration")
    stranger = client_of(STRANGER)
    assert "This field is required" in stranger.post("/accounts/login/", {"as": "secretary"}).content.decode()
    settings.DEMONSTRATION = True
    assert "This field is required" in stranger.post("/accounts/login/", {"as": "nobody"}).content.decode()
    assert stranger.post("/accounts/login/", {"as": "secretary"})["Location"] == "/"
    assert {role.role for role in Account.objects.get(user_name="secretary").roles.all()} == {
        "reporter", "reviewer", "approver"
    }  # fmt: skip
