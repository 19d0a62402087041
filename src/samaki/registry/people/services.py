"""Writes about people: invite, accept, give and end roles, close an account. Each leaves one row in the journal."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.problems import Problem, Refused
from samaki.registry.bodies.models import Body

from .models import Account, Invitation, Role, RoleName
from .rights import Subject, acting, require
from .selectors import open_invitation, token_digest

LONGEST_STAND_IN = dt.timedelta(days=366)
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


@transaction.atomic
def invite_account(
    actor: Actor, *, user_name: str, name: Mapping[str, str], email: str = "", phone: str = "", language: str = ""
) -> tuple[Account, str]:
    """Make an account that cannot sign in yet; return it with the token of its one-time link, which is not kept.

    Raises Forbidden, or Refused with every field that is wrong.
    """
    actor = _entitled(actor, "account.invite")
    account = Account(
        user_name=user_name.strip().lower(),
        name=dict(name),
        email=email.strip().lower() or None,
        phone=phone.strip(),
        language=language,
        created=clock.now(),
    )
    account.set_unusable_password()
    _validate(account)
    account.save(force_insert=True)
    token = _new_invitation(actor, account)
    journal.record(actor, action="account.invite", subject=account.user_name, after=_shown(account))
    return account, token


@transaction.atomic
def invite_account_with_role(
    actor: Actor,
    *,
    user_name: str,
    name: Mapping[str, str],
    role: str,
    body: Body | None = None,
    email: str = "",
    phone: str = "",
    language: str = "",
) -> tuple[Account, str]:
    """Make an account and give it its first role: both or neither. Raises Forbidden or Refused."""
    account, token = invite_account(actor, user_name=user_name, name=name, email=email, phone=phone, language=language)
    give_role(actor, account=account, role=role, body=body)
    return account, token


@transaction.atomic
def invite_again(actor: Actor, *, account: Account) -> str:
    """Return the token of a new link for somebody who lost the first one or the password; older links open nothing."""
    actor = _entitled(actor, "account.invite")
    locked = Account.objects.select_for_update().get(pk=account.pk)
    locked.invitations.filter(used__isnull=True).update(expires=clock.now())
    token = _new_invitation(actor, locked)
    journal.record(actor, action="account.invite", subject=locked.user_name, reason="again")
    return token


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> Account:
    """Set an invited account's password. Raises NotFound for a link that opens nothing, Refused for a weak password."""
    found = open_invitation(token)
    invitation = Invitation.objects.select_for_update().select_related("account").get(pk=found.pk)
    if invitation.used is not None:
        return open_invitation(token).account
    account = invitation.account
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(Problem("password", message, "password") for message in error.messages) from error
    account.set_password(password)
    account.save(update_fields=["password"])
    invitation.used = clock.now()
    invitation.save(update_fields=["used"])
    itself = Actor(account=account.pk, name=account.user_name)
    journal.record(itself, action="account.accept", subject=account.user_name)
    return account


@transaction.atomic
def give_role(
    actor: Actor,
    *,
    account: Account,
    role: str,
    body: Body | None = None,
    theme: Body | None = None,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    acting_for: Account | None = None,
) -> Role:
    """Give a role from `first_day` (today) to `last_day` (open).

    One that is held for somebody else (`acting_for`) is theirs in that body, and has a last day. Raises Forbidden or
    Refused.
    """
    actor = _entitled(actor, "role.give")
    given = Role(
        account=account,
        role=role,
        body=body,
        theme=theme,
        first_day=first_day or clock.today(),
        last_day=last_day,
        acting_for=acting_for,
    )
    if role not in RoleName.values:
        raise Refused.because(
            "role", _("There is no role %(role)s.") % {"role": role}, where="role", mend=", ".join(RoleName.values)
        )
    if last_day and last_day < given.first_day:
        raise Refused.because("role_days", _("The last day lies before the first."), where="last_day")
    problems = list(_stand_in_problems(given)) if acting_for else []
    if problems:
        raise Refused(problems)
    given.save(force_insert=True)
    journal.record(actor, action="role.give", subject=account.user_name, after=_shown_role(given))
    return given


@transaction.atomic
def end_role(actor: Actor, *, role: Role, last_day: dt.date | None = None) -> Role:
    """End a role: it stands up to and with `last_day` (yesterday, so that it ends at once).

    Raises Forbidden; Refused where it has ended before, for what was is not rewritten, and where one would end one's
    own administration: the last administrator could give it back to nobody.
    """
    actor = _entitled(actor, "role.end")
    ending = Role.objects.select_for_update(of=("self",)).select_related("account").get(pk=role.pk)
    if ending.last_day is not None and ending.last_day < clock.today():
        raise Refused.because("role_ended", _("This role has ended already."))
    if ending.role == RoleName.ADMINISTRATOR and ending.account_id == actor.account:
        raise Refused.because("role_own", _("This is your own role: another administrator ends it."))
    return _end(actor, ending, last_day)


def _end(actor: Actor, ending: Role, last_day: dt.date | None = None) -> Role:
    before = _shown_role(ending)
    ending.last_day = max(last_day or clock.today() - dt.timedelta(days=1), ending.first_day)
    if last_day is None and ending.last_day >= clock.today():  # given today and ended today: it never stood
        ending.delete()
    else:
        ending.save(update_fields=["last_day"])
    journal.record(actor, action="role.end", subject=ending.account.user_name, before=before, after=_shown_role(ending))
    return ending


@transaction.atomic
def let_act_for(
    actor: Actor,
    *,
    action: str,
    role: str,
    body: Body,
    account: Account,
    last_day: dt.date,
    first_day: dt.date | None = None,
) -> Role:
    """Let another account of one's body act in one's own role there, for some days; `action` is the right to do so.

    Raises Forbidden; Refused where the actor holds the role only for somebody else, where the account has no role in
    the body or holds this one already, and where the days are reversed or past.
    """
    require(actor, action, Subject(body=body.pk))
    today = clock.today()
    own = Role.objects.in_force(today).filter(account=actor.account, role=role, body=body, acting_for=None)
    if not own.exists():
        raise Refused.because("role_acting", _("You act for somebody else here: only they can name another."))
    begins = first_day or today
    problems = [*_acting_days(begins, last_day, today), *_acting_account(actor, account, role, body, begins, last_day)]
    if problems:
        raise Refused(problems)
    given = Role.objects.create(
        account=account, role=role, body=body, first_day=begins, last_day=last_day, acting_for_id=actor.account
    )
    journal.record(actor, action=action, subject=account.user_name, after=_shown_role(given))
    return given


@transaction.atomic
def take_back_acting(actor: Actor, *, action: str, role: str, body: Body, account: Account) -> list[Role]:
    """End at once what the actor let another account do in their own role in a body; `action` is the right to do so.

    Raises Forbidden; Refused where that account does not stand in for the actor there today or later.
    """
    require(actor, action, Subject(body=body.pk))
    given = Role.objects.select_for_update(of=("self",)).filter(
        account=account, role=role, body=body, acting_for=actor.account, last_day__gte=clock.today()
    )
    ended = [_end(actor, one) for one in given.select_related("account", "acting_for", "body", "theme")]
    if not ended:
        raise Refused.because("role_not_given", _("They do not stand in for you here, or no longer."), where="account")
    return ended


def _acting_days(begins: dt.date, ends: dt.date, today: dt.date) -> Iterator[Problem]:
    if ends < begins:
        yield Problem("role_days", _("The last day lies before the first."), "last_day")
    if begins < today or ends < today:
        where = "last_day" if ends < today else "first_day"
        yield Problem("role_days_past", _("These days have passed already."), where)
    if ends > begins + LONGEST_STAND_IN:
        what = _("Somebody stands in for a year at most.")
        yield Problem("role_days_long", what, "last_day", _("Name an earlier day."))


def _stand_in_problems(given: Role) -> Iterator[Problem]:
    """Yield why a role cannot be held for somebody else: the other must hold it in that body when it begins."""
    if given.body is None:
        yield Problem("role_acting_body", _("Name the body in which they stand in."), "body")
    if given.last_day is None:
        yield Problem("role_acting_days", _("Name the last day: nobody stands in without end."), "last_day")
    if given.body is None or given.last_day is None:
        return
    yield from _acting_days(given.first_day, given.last_day, clock.today())
    own = Role.objects.standing(given.first_day).filter(role=given.role, body=given.body, acting_for=None)
    if given.account == given.acting_for:
        yield Problem("role_itself", _("Nobody stands in for themselves."), "acting_for")
    elif not own.filter(account=given.acting_for).exists():
        holders = ", ".join(own.order_by("account__user_name").values_list("account__user_name", flat=True)[:5])
        what = _("This account does not hold that role in that body itself.")
        mend = _("It is held by: {names}.").format(names=holders) if holders else _("Nobody holds it there.")
        yield Problem("role_not_theirs", what, "acting_for", mend)
    elif own.filter(account=given.account).exists():
        yield Problem("role_held", _("This account has that role in these days already."), "role")


def _acting_account(
    actor: Actor, account: Account, role: str, body: Body, begins: dt.date, ends: dt.date
) -> Iterator[Problem]:
    """Yield why this account cannot act in the role: it is of another body, oneself, or has the role in these days."""
    held = Role.objects.filter(account=account, body=body, first_day__lte=ends, account__is_active=True)
    overlapping = held.filter(role=role).exclude(last_day__lt=begins)
    if account.pk == actor.account:
        yield Problem("role_itself", _("Choose somebody else: this is you."), "account")
    elif not held.in_force(clock.today()).exists():
        yield Problem("role_elsewhere", _("This account has no role in your body."), "account")
    elif overlapping.exists():
        yield Problem("role_held", _("This account has that role in these days already."), "account")


@transaction.atomic
def close_account(actor: Actor, *, account: Account, reason: str) -> Account:
    """Close an account: it signs in no more, its sessions end with the next page, its links open nothing.

    Closed already, it stays so and nothing is written. Raises Forbidden; Refused where it is one's own: the last
    administrator would lock everybody out.
    """
    actor = _entitled(actor, "account.close")
    closing = Account.objects.select_for_update().get(pk=account.pk)
    if closing.pk == actor.account:
        what = _("This is your own account: another administrator closes it.")
        raise Refused.because("close_own", what)
    if closing.is_active:
        closing.is_active = False
        closing.sessions_ended += 1
        closing.save(update_fields=["is_active", "sessions_ended"])
        closing.invitations.filter(used__isnull=True).update(expires=clock.now())
        _record_opening(actor, "account.close", closing, reason)
    return closing


@transaction.atomic
def open_account(actor: Actor, *, account: Account, reason: str) -> Account:
    """Open a closed account again: its password and the roles whose days have not ended hold as before.

    Open already, it stays so and nothing is written. Raises Forbidden.
    """
    actor = _entitled(actor, "account.close")
    opening = Account.objects.select_for_update().get(pk=account.pk)
    if not opening.is_active:
        opening.is_active = True
        opening.save(update_fields=["is_active"])
        _record_opening(actor, "account.open", opening, reason)
    return opening


@transaction.atomic
def take_second_code(actor: Actor, *, account: Account, reason: str) -> Account:
    """Take away the second code of somebody who lost it, with its recovery codes, and end their open sessions.

    From then on the password alone opens the account, until its holder sets up a new code. Raises Forbidden; Refused
    where it is one's own (that way is `My account`), where there is none, and without a reason.
    """
    actor = _entitled(actor, "account.second_code")
    losing = Account.objects.select_for_update().get(pk=account.pk)
    codes = Authenticator.objects.filter(user=losing)
    if losing.pk == actor.account:
        what = _("This is your own second code: only the code itself takes it away.")
        raise Refused.because("second_code_own", what, mend=_("Ask another administrator if you lost it."))
    if not codes.exists():
        raise Refused.because("second_code_none", _("This account has no second code."))
    if not reason.strip():
        raise Refused.because("second_code_reason", _("Say why, in a few words."), where="reason")
    codes.delete()
    losing.sessions_ended += 1
    losing.save(update_fields=["sessions_ended"])
    journal.record(
        actor,
        action="account.second_code",
        subject=losing.user_name,
        reason=reason.strip(),
        before={"second_code": True},
        after={"second_code": False},
    )
    return losing


def _record_opening(actor: Actor, action: str, account: Account, reason: str) -> None:
    before, after = {"is_active": not account.is_active}, {"is_active": account.is_active}
    journal.record(actor, action=action, subject=account.user_name, reason=reason.strip(), before=before, after=after)


def _entitled(actor: Actor, action: str) -> Actor:
    """Return the actor as the journal names them for this act. Raises Forbidden where they may not."""
    require(actor, action)
    return acting(actor, action)


@transaction.atomic
def choose_language(actor: Actor, *, account: Account, language: str) -> Account:
    """Keep the language in which an account meets the pages on a new device."""
    if language not in LANGUAGES:
        raise Refused.because("language", _("This language is not offered here."), where="language")
    account.language = language
    account.save(update_fields=["language"])
    journal.record(actor, action="account.language", subject=account.user_name)
    return account


def _new_invitation(actor: Actor, account: Account) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    Invitation.objects.create(
        account=account,
        token_digest=token_digest(token),
        made_by_id=actor.account,
        made=now,
        expires=now + dt.timedelta(days=settings.INVITATION_DAYS),
    )
    return token


def _validate(account: Account) -> None:
    try:
        account.full_clean(exclude=["password"])
    except ValidationError as error:
        raise Refused(
            Problem("account", message, field) for field, messages in error.message_dict.items() for message in messages
        ) from error


def _shown(account: Account) -> dict[str, Any]:
    return {"user_name": account.user_name, "name": account.name, "email": account.email, "language": account.language}


def _shown_role(role: Role) -> dict[str, Any]:
    return {
        "role": role.role,
        "body": role.body.code if role.body else None,
        "theme": role.theme.code if role.theme else None,
        "first_day": role.first_day.isoformat(),
        "last_day": role.last_day.isoformat() if role.last_day else None,
        "acting_for": role.acting_for.user_name if role.acting_for else None,
    }
