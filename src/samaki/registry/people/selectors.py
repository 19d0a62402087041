"""Reads about people: who somebody is today, and which accounts an actor may see."""

from __future__ import annotations

import datetime as dt
import hashlib

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Value
from django.db.models.functions import Coalesce

from samaki.core import clock
from samaki.core.actor import Actor, Grant
from samaki.core.models import JournalEntry
from samaki.core.problems import NotFound

from .models import Account, Invitation, Role
from .rights import require


def actor_of_account(account: Account) -> Actor:
    """Return the account as an actor, with the roles in force today: one query."""
    roles = Role.objects.filter(account=account).in_force(clock.today())
    grants = roles.values_list("role", "body_id", "theme_id", Coalesce("acting_for__user_name", Value("")))
    return Actor(account=account.pk, name=account.user_name, grants=tuple(Grant(*grant) for grant in grants))


def actor_named(user_name: str) -> Actor:
    """Return the actor with this user name, for the command line's `--as`. Raises NotFound."""
    account = Account.objects.filter(user_name=user_name.lower(), is_active=True).first()
    if account is None:
        raise NotFound.because("account", f"There is no account named {user_name!r}.", where="--as")
    return actor_of_account(account)


def accounts_for(actor: Actor) -> QuerySet[Account]:
    """Return all accounts with their roles, and whether each has a second code. Raises Forbidden."""
    require(actor, "accounts.read")
    roles = Role.objects.select_related("body", "theme", "acting_for")
    accounts = Account.objects.annotate(has_second_code=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
    return accounts.prefetch_related(Prefetch("roles", queryset=roles)).order_by("user_name")


def second_code_taken(account: Account) -> dt.datetime | None:
    """Return when an administrator took the account's second code away; None where it has one, or never lost it."""
    if Authenticator.objects.filter(user=account).exists():
        return None
    taken = JournalEntry.objects.filter(subject=account.user_name, action="account.second_code")
    return taken.order_by("pk").values_list("at", flat=True).last()


def open_invitation(token: str) -> Invitation:
    """Return the invitation that this link opens. Raises NotFound where it was used, has expired or never was."""
    invitation = (
        Invitation.objects.select_related("account")
        .filter(token_digest=token_digest(token), used__isnull=True, expires__gt=clock.now(), account__is_active=True)
        .first()
    )
    if invitation is None:
        raise NotFound.because("invitation", "This invitation does not open anything any more.")
    return invitation


def token_digest(token: str) -> str:
    """Return what is kept of an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()
