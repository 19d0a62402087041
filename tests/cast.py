"""The standing cast: one account for each role, made with the product's own services, and a stranger who has none."""

from __future__ import annotations

from django.test import Client

from samaki.core import clock
from samaki.core.actor import SYSTEM, Actor
from samaki.registry.people import services
from samaki.registry.people.models import Account, RoleName
from samaki.registry.people.selectors import actor_of_account

STRANGER = "stranger"
ROLES = tuple(RoleName.values)
CAST = (*ROLES, STRANGER)
PASSWORD = "three rivers meet here"


def account_of_role(role: str) -> Account:
    """Return the account that holds this role in the whole installation, made where it is missing."""
    name = f"{role.replace('_', '-')}.cast"
    account = Account.objects.filter(user_name=name).first()
    if account is None:
        account = Account(user_name=name, name={"km": "តួអង្គ", "en": f"Cast {role}"}, created=clock.now())
        account.set_password(PASSWORD)
        account.save()
        services.give_role(SYSTEM, account=account, role=role)
    return account


def actor_of_role(role: str) -> Actor:
    """Return the account of a role as an actor; the stranger is nobody."""
    return Actor(account=None, name="nobody") if role == STRANGER else actor_of_account(account_of_role(role))


def client_of(role: str, language: str = "en") -> Client:
    """Return a client signed in as this role, reading in this language."""
    client = Client()
    client.cookies["django_language"] = language
    if role != STRANGER:
        client.force_login(account_of_role(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
