"""Accounts of a demonstration: one for each role, named by the post, all with one password that everybody may know."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.conf import settings
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


def demonstration_accounts() -> QuerySet[Account]:
    """Return the accounts the sign-in page offers: none unless this is a demonstration."""
    if not settings.DEMONSTRATION:
        return Account.objects.none()
    names = [account["user_name"] for account in _described(settings.DEMONSTRATION_DIR)]
    return Account.objects.filter(user_name__in=names, is_active=True).order_by("pk")


@transaction.atomic
def make_demonstration_accounts(folder: Path) -> list[Account]:
    """Make the accounts that `accounts.yaml` in the folder describes; none where an account exists already."""
    if Account.objects.exists():
        return []
    made = []
    for described in _described(folder):
        account = Account(
            user_name=described["user_name"],
            name=dict(described["name"]),
            created=clock.now(),
            language=described.get("language", ""),
        )
        account.set_password(PASSWORD)
        account.full_clean(exclude=["password"])
        account.save(force_insert=True)
        first_day = described.get("first_day") or clock.today()
        give_role(
            SYSTEM,
            account=account,
            role=described["role"],
            body=_body(described.get("body")),
            theme=_body(described.get("theme")),
            first_day=first_day,
        )
        journal.record(SYSTEM, action="account.demonstration", subject=account.user_name)
        made.append(account)
    return made


def _described(folder: Path) -> list[dict[str, Any]]:
    path = folder / FILE
    if not path.exists():
        return []
    accounts: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["accounts"]
    return accounts


def _body(code: str | None) -> Body | None:
    if not code or not Body.objects.exists():
        return None
    body = Body.objects.filter(code__iexact=code).first()
    if body is None:
        raise Refused.because("body", f"There is no body {code}.", where=FILE)
    return body
