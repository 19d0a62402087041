"""Commands about accounts: the way in for the first administrator, and for whoever lost a password."""

from __future__ import annotations

from django.conf import settings

from samaki.core.actor import SYSTEM
from samaki.core.commands import DONE, Groups, Namespace
from samaki.core.problems import NotFound, Refused
from samaki.registry.bodies.models import Body

from . import services
from .models import Account, RoleName


def register(groups: Groups) -> None:
    """Add the commands that invite, close and open, take a lost second code away, and list."""
    accounts = groups.group("accounts", "Invite people and see who has an account.")
    invite = accounts.add_parser(
        "invite",
        help="Make an account, or a new link for one, and print its one-time link.",
        about="Make an account, or a new link for one that exists, and print its one-time link.",
        epilog=(
            "samaki accounts invite admin --role administrator --name 'System administrator'\n"
            "samaki accounts invite admin"
        ),
    )
    invite.add_argument("user_name", help="small Latin letters, digits, points, hyphens")
    invite.add_argument("--name", default="", help="name of the post or the person, in English")
    invite.add_argument("--name-km", default="", help="the same in Khmer")
    invite.add_argument("--email", default="")
    invite.add_argument("--role", choices=RoleName.values, help="the first role (needed for a new account)")
    invite.add_argument("--body", default="", help="code of the body in which the role is held")
    invite.set_defaults(run=run_invite)
    for name, run, about in (
        ("close", run_close, "Close an account: it signs in no more."),
        ("open", run_open, "Open a closed account again."),
        ("take-second-code", run_take_second_code, "Take away the second code of somebody who lost it."),
    ):
        act = accounts.add_parser(
            name, help=about, about=about, epilog=f"samaki accounts {name} secretary --reason WHY"
        )
        act.add_argument("user_name")
        act.add_argument("--reason", required=True, help="why: it stands in the journal")
        act.set_defaults(run=run)
    shown = accounts.add_parser("list", help="List the accounts with their roles.", epilog="samaki accounts list")
    shown.set_defaults(run=run_list)


def run_invite(args: Namespace) -> int:
    """Invite, and print the link."""
    account = Account.objects.filter(user_name=args.user_name.lower()).first()
    if account is not None:
        token = services.invite_again(SYSTEM, account=account)
    else:
        if not args.role:
            raise Refused.because("role", "A new account needs its first role.", mend="Add --role administrator")
        name = {"en": args.name or args.user_name} | ({"km": args.name_km} if args.name_km else {})
        account, token = services.invite_account_with_role(
            SYSTEM, user_name=args.user_name, name=name, email=args.email, role=args.role, body=_body(args.body)
        )
    print(f"{settings.PUBLIC_URL}/accounts/invitation/{token}/")
    print(f"Opens once, for {settings.INVITATION_DAYS} days: give it to the holder of {account.user_name}.")
    return DONE


def run_close(args: Namespace) -> int:
    """Close an account."""
    services.close_account(SYSTEM, account=_account(args.user_name), reason=args.reason)
    print(f"{args.user_name} is closed.")
    return DONE


def run_open(args: Namespace) -> int:
    """Open an account again."""
    services.open_account(SYSTEM, account=_account(args.user_name), reason=args.reason)
    print(f"{args.user_name} is open.")
    return DONE


def run_take_second_code(args: Namespace) -> int:
    """Take a lost second code away."""
    services.take_second_code(SYSTEM, account=_account(args.user_name), reason=args.reason)
    print(f"{args.user_name} has no second code any more; its open sessions have ended.")
    return DONE


def run_list(args: Namespace) -> int:
    """Print user name, whether closed, and roles."""
    for account in Account.objects.prefetch_related("roles__body"):
        roles = ", ".join(role.role + (f" in {role.body.code}" if role.body else "") for role in account.roles.all())
        print(f"{account.user_name:<30} {'' if account.is_active else 'closed ':<7}{roles}")
    return DONE


def _account(user_name: str) -> Account:
    account = Account.objects.filter(user_name=user_name.lower()).first()
    if account is None:
        raise NotFound.because("account", f"There is no account named {user_name!r}.", where="user_name")
    return account


def _body(code: str) -> Body | None:
    if not code:
        return None
    body = Body.objects.filter(code__iexact=code).first()
    if body is None:
        raise Refused.because("body", f"There is no body with the code {code!r}.", where="--body")
    return body
