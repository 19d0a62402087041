"""A post that ended lately is told to whoever is refused for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils.translation import override

from samaki.core import clock
from samaki.registry.people.ended import posts_ended
from samaki.registry.people.models import Role
from samaki.registry.people.selectors import actor_of_account
from tests.cast import account_of_role

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def told(name: str) -> list[str]:
    return [one.what for one in posts_ended(actor_of_account(account_of_role(name)))]


def test_which_posts_ended_is_told_for_two_months() -> None:
    account, today = account_of_role("auditor"), clock.today()
    assert told("auditor") == []
    role = Role.objects.get(account=account)
    role.first_day = today - 400 * DAY
    for ended, is_told in ((1, True), (62, True), (63, False)):
        role.last_day = today - ended * DAY
        role.save()
        assert bool(told("auditor")) is is_told, ended
    role.last_day = today - DAY
    role.save()
    assert told("auditor")[0].endswith(": auditor.")
    Role.objects.create(account=account, role="auditor", first_day=today)
    assert told("auditor") == []


def test_a_stand_in_is_told_that_the_post_itself_has_ended() -> None:
    chair, stand_in, today = account_of_role("administrator"), account_of_role("reader"), clock.today()
    own = Role.objects.create(account=chair, role="chair", first_day=today - 9 * DAY)
    Role.objects.create(account=stand_in, role="chair", first_day=today - 5 * DAY, last_day=today, acting_for=chair)
    ended = ["Whoever you stood in for has that post no more: chair."]
    Role.objects.filter(pk=own.pk).update(last_day=today - DAY)
    assert told("reader") == ended
