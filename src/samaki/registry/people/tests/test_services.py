"""Inviting, accepting, roles, closing: what changes, what is refused, what the journal says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from samaki.core import clock
from samaki.core.actor import SYSTEM, Actor
from samaki.core.models import JournalEntry
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.people import services
from samaki.registry.people.models import Account, Invitation, Role
from samaki.registry.people.selectors import accounts_for, actor_named, actor_of_account, open_invitation
from tests.cast import ROLES, account_of_role, actor_of_role

pytestmark = pytest.mark.django_db
NAME = {"km": "លេខាធិការ", "en": "Secretary"}
PASSWORD = "seven boats on the lake"


def invited(**fields: Any) -> tuple[Account, str]:
    return services.invite_account(SYSTEM, **{"user_name": "Pcct.Secretary", "name": NAME, **fields})


def test_an_invited_account_signs_in_only_after_it_was_accepted() -> None:
    account, token = invited(email="Secretary@Example.org")
    assert account.user_name == "pcct.secretary"
    assert account.email == "secretary@example.org"
    assert not account.has_usable_password()
    accepted = services.accept_invitation(token=token, password=PASSWORD)
    assert accepted == account
    assert accepted.check_password(PASSWORD)
    assert [entry.action for entry in JournalEntry.objects.all()] == ["account.invite", "account.accept"]


def test_the_token_is_not_kept() -> None:
    _account, token = invited()
    assert token not in str(Invitation.objects.values_list().get())


def test_an_invitation_opens_once() -> None:
    _account, token = invited()
    services.accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(NotFound):
        services.accept_invitation(token=token, password="another long password")


def test_an_invitation_grows_old() -> None:
    _account, token = invited()
    Invitation.objects.update(expires=clock.now() - dt.timedelta(seconds=1))
    with pytest.raises(NotFound):
        open_invitation(token)


def test_a_new_link_closes_the_older_one() -> None:
    account, old = invited()
    new = services.invite_again(SYSTEM, account=account)
    with pytest.raises(NotFound):
        open_invitation(old)
    assert open_invitation(new).account == account


@pytest.mark.parametrize("password", ["short", "12345678901234", "password123", "pcct.secretary"])
def test_a_weak_password_is_refused_and_the_link_stays_open(password: str) -> None:
    account, token = invited()
    with pytest.raises(Refused) as refusal:
        services.accept_invitation(token=token, password=password)
    assert all(problem.where == "password" for problem in refusal.value.problems)
    assert open_invitation(token).account == account


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        invited(user_name="no spaces please", email="not an address")
    assert {problem.where for problem in refusal.value.problems} == {"user_name", "email"}
    assert not Account.objects.exists()


def test_an_email_is_taken_once_whatever_its_case_and_empty_ones_do_not_collide() -> None:
    invited(user_name="one")
    invited(user_name="two")
    invited(user_name="three", email="same@example.org")
    with pytest.raises(Refused):
        invited(user_name="four", email="SAME@example.org")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
def test_only_an_administrator_changes_accounts(role: str) -> None:
    actor, target = actor_of_role(role), account_of_role("reader")
    with pytest.raises(Forbidden):
        services.invite_account(actor, user_name="other", name=NAME)
    with pytest.raises(Forbidden):
        services.invite_again(actor, account=target)
    with pytest.raises(Forbidden):
        services.give_role(actor, account=target, role="administrator")
    for act in (services.close_account, services.open_account, services.take_second_code):
        with pytest.raises(Forbidden):
            act(actor, account=target, reason="none")
    with pytest.raises(Forbidden):
        services.end_role(actor, role=Role.objects.filter(account=target).get())


def test_no_administrator_ends_their_own_administration() -> None:
    administrator = account_of_role("administrator")
    own = Role.objects.get(account=administrator, role="administrator")
    with pytest.raises(Refused) as refusal:
        services.end_role(actor_of_account(administrator), role=own)
    assert [problem.code for problem in refusal.value.problems] == ["role_own"]
    assert Role.objects.in_force(clock.today()).filter(pk=own.pk).exists()


def test_no_administrator_closes_their_own_account() -> None:
    account = account_of_role("administrator")
    with pytest.raises(Refused):
        services.close_account(actor_of_role("administrator"), account=account, reason="by mistake")
    account.refresh_from_db()
    assert account.is_active


def test_a_role_stands_from_its_first_day_to_its_last(settings: Any) -> None:
    account, _token = invited()
    services.give_role(
        SYSTEM, account=account, role="chair", first_day=dt.date(2018, 4, 1), last_day=dt.date(2018, 4, 30)
    )
    expected = {dt.date(2018, 3, 31): (), dt.date(2018, 4, 1): ("chair",), dt.date(2018, 4, 30): ("chair",),
                dt.date(2018, 5, 1): ()}  # fmt: skip
    for day, roles in expected.items():
        settings.DEMONSTRATION_DAY = day
        assert tuple(grant.role for grant in actor_of_account(account).grants) == roles


def test_a_role_with_its_days_in_the_wrong_order_is_refused() -> None:
    account, _token = invited()
    with pytest.raises(Refused):
        services.give_role(
            SYSTEM, account=account, role="chair", first_day=dt.date(2018, 4, 2), last_day=dt.date(2018, 4, 1)
        )
    with pytest.raises(Refused):
        services.give_role(SYSTEM, account=account, role="king")


def test_an_ended_role_stands_no_more() -> None:
    account = account_of_role("auditor")
    services.end_role(actor_of_role("administrator"), role=Role.objects.get(account=account))
    assert actor_of_account(account).grants == ()


def test_an_older_role_ends_with_yesterday_and_stays_on_record() -> None:
    account, _token = invited()
    given = services.give_role(SYSTEM, account=account, role="chair", first_day=clock.today() - dt.timedelta(days=9))
    ended = services.end_role(SYSTEM, role=given)
    assert Role.objects.get().last_day == clock.today() - dt.timedelta(days=1) == ended.last_day


def test_a_closed_account_has_no_roles_and_no_invitation() -> None:
    account, token = invited()
    services.give_role(SYSTEM, account=account, role="reader")
    services.close_account(actor_of_role("administrator"), account=account, reason="left")
    assert actor_of_account(Account.objects.get(pk=account.pk)).grants == ()
    with pytest.raises(NotFound):
        open_invitation(token)
    with pytest.raises(NotFound):
        actor_named("pcct.secretary")


def test_a_closed_account_opens_again_with_its_roles_but_not_its_old_link() -> None:
    account, token = invited()
    services.give_role(SYSTEM, account=account, role="reader")
    administrator = actor_of_role("administrator")
    for _twice in range(2):
        services.close_account(administrator, account=account, reason="left")
    for _twice in range(2):
        services.open_account(administrator, account=account, reason="came back")
    assert [grant.role for grant in actor_of_account(account).grants] == ["reader"]
    with pytest.raises(NotFound):
        open_invitation(token)
    said = JournalEntry.objects.filter(action__in=("account.close", "account.open")).values_list("action", "reason")
    assert list(said) == [("account.close", "left"), ("account.open", "came back")]


def standing_in(**given: Any) -> Role:
    kind = BodyKind.objects.create(code="COMMITTEE", name={"en": "Committee"})
    body, other = (
        Body.objects.create(code=code, kind=kind, name={"en": code}, search_key=code) for code in ("PC1", "PC2")
    )
    chair, _token = invited(user_name="chair")
    services.give_role(SYSTEM, account=chair, role="chair", body=body)
    deputy, _token = invited(user_name="deputy")
    names = {"deputy": deputy, "chair": chair, "other": other}
    asked = {"account": deputy, "role": "chair", "body": body, "last_day": clock.today(), "acting_for": chair}
    asked |= {name: names.get(value, value) for name, value in given.items()}
    return services.give_role(SYSTEM, **asked)


def test_who_stands_in_acts_in_the_name_of_the_other_and_only_while_they_hold_the_role() -> None:
    role = standing_in()
    deputy = role.account
    (grant,) = actor_of_account(deputy).grants
    assert (grant.role, grant.acting_for) == ("chair", "chair")
    assert JournalEntry.objects.filter(action="role.give").latest("pk").detail.after["acting_for"] == "chair"
    services.close_account(SYSTEM, account=Account.objects.get(user_name="chair"), reason="left")
    assert actor_of_account(deputy).grants == ()


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"last_day": None, "body": None}, {"role_acting_body", "role_acting_days"}),
        ({"last_day": dt.date(2100, 1, 1)}, {"role_days_long"}),
        ({"account": "chair"}, {"role_itself"}),
        ({"body": "other"}, {"role_not_theirs"}),
        ({"role": "reviewer"}, {"role_not_theirs"}),
        ({"acting_for": "deputy", "account": "chair"}, {"role_not_theirs"}),
    ],
)
def test_nobody_stands_in_without_end_or_for_a_role_that_is_not_held(given: dict[str, Any], codes: set[str]) -> None:
    with pytest.raises(Refused) as refusal:
        standing_in(**given)
    assert {problem.code for problem in refusal.value.problems} == codes


def test_both_or_neither_account_and_role() -> None:
    with pytest.raises(Refused):
        services.invite_account_with_role(SYSTEM, user_name="half", name=NAME, role="king")
    assert not Account.objects.exists()


def test_reading_accounts_is_for_administrators_and_auditors(django_assert_num_queries: Any) -> None:
    for role in ROLES:
        account_of_role(role)
    with django_assert_num_queries(2):
        assert len(list(accounts_for(actor_of_role_without_queries("auditor")))) == len(ROLES)
    with pytest.raises(Forbidden):
        accounts_for(actor_of_role("reader"))


def actor_of_role_without_queries(role: str) -> Actor:
    from samaki.core.actor import Grant

    return Actor(account=None, name=role, grants=(Grant(role),))
