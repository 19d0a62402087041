"""Accounts of a demonstration: named by their posts, all with one password that everybody may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from ruamel.yaml import YAML

from samaki.core import clock, journal
from samaki.core.actor import SYSTEM
from samaki.core.problems import Refused
from samaki.registry.bodies.models import Body

from .models import Account
from .services import give_role

PASSWORD: Final = "many-hands-one-plan"  # noqa: S105 - opens nothing but a demonstration
FILE: Final = "accounts.yaml"


@dataclass(frozen=True, slots=True)
class Post:
    """An account as the sign-in page of a demonstration offers it: what can be tried as this post."""

    user_name: str
    name: Mapping[str, str]
    tries: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that stand together on the sign-in page."""

    name: Mapping[str, str]
    posts: tuple[Post, ...]


def demonstration_accounts() -> QuerySet[Account]:
    """Return the accounts the sign-in page offers: none unless this is a demonstration."""
    if not settings.DEMONSTRATION:
        return Account.objects.none()
    names = [account["user_name"] for account in _described(settings.DEMONSTRATION_DIR)["accounts"]]
    return Account.objects.filter(user_name__in=names, is_active=True).order_by("pk")


def demonstration_posts() -> list[Group]:
    """Return the accounts that stand, in the groups of the sign-in page."""
    standing = set(demonstration_accounts().values_list("user_name", flat=True))
    if not standing:
        return []
    described = _described(settings.DEMONSTRATION_DIR)
    offered = [one for one in described["accounts"] if one["user_name"] in standing]
    groups = [Group(group["name"], tuple(_posts(group["code"], offered))) for group in described["groups"]]
    return [group for group in groups if group.posts]


@transaction.atomic
def make_demonstration_accounts(folder: Path) -> list[Account]:
    """Make the accounts that `accounts.yaml` in the folder describes; none where an account exists already."""
    if Account.objects.exists():
        return []
    described = _described(folder)
    first_day = described.get("first_day") or clock.today()
    password = make_password(PASSWORD)
    return [_make(one, password, first_day) for one in described["accounts"]]


def _make(described: Mapping[str, Any], password: str, first_day: dt.date) -> Account:
    account = Account(
        user_name=described["user_name"],
        name=dict(described["name"]),
        created=clock.now(),
        language=described.get("language", ""),
        password=password,
    )
    account.full_clean(exclude=["password"])
    account.save(force_insert=True)
    for role in described["roles"]:
        give_role(
            SYSTEM,
            account=account,
            role=role["role"],
            body=_body(role.get("body")),
            theme=_body(role.get("theme")),
            first_day=first_day,
        )
    journal.record(SYSTEM, action="account.demonstration", subject=account.user_name)
    return account


def _posts(group: str, accounts: Iterable[Mapping[str, Any]]) -> Iterable[Post]:
    return (Post(one["user_name"], one["name"], one["tries"]) for one in accounts if one["group"] == group)


@lru_cache(maxsize=1)
def _described(folder: Path) -> dict[str, Any]:
    path = folder / FILE
    if not path.exists():
        return {"accounts": [], "groups": []}
    described: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return described


def _body(code: str | None) -> Body | None:
    if not code or not Body.objects.exists():
        return None
    body = Body.objects.filter(code__iexact=code).first()
    if body is None:
        raise Refused.because("body", f"There is no body {code}.", where=FILE)
    return body
