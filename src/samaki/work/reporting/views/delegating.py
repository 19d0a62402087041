"""Letting somebody else sign for the chair for a time, and taking that back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samaki.core import clock, formats
from samaki.core.problems import Problem, Refused
from samaki.core.text import clean
from samaki.registry.people.models import Account, Role
from samaki.registry.people.rights import require

from .. import services
from ..pieces import day_typed
from ..stand_ins import stand_ins_of_body
from .acting import Opened, attempt, done, opened_report, page

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
DELEGATE = "report.delegate"


@GET_OR_POST
def delegate(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Let another account of the body sign for its chair, until a day."""
    opened = _opened(request, plan, body, period)
    colleagues = _colleagues(opened)
    said = ""

    def act() -> None:
        nonlocal said
        account, day = _chosen(request, colleagues)
        services.delegate_signature(opened.actor, body=opened.report.body, account=account, last_day=day)
        said = _("{who} may sign for you until {day}.").format(who=_name(account), day=formats.day(day))

    problems: Collection[Problem] = attempt(act) if request.method == "POST" else ()
    if said:
        return done(request, said, f"{opened.address}sign/")
    return _page(request, opened, colleagues, problems)


@require_POST
def take_back(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """End at once what the chair let a colleague do."""
    opened = _opened(request, plan, body, period)
    account = Account.objects.filter(user_name=request.POST.get("account", "").replace("\0", "")).first()

    def act() -> None:
        if account is None:
            raise Refused.because("delegate.account", _("Choose who is to sign no more."), where="account")
        services.take_back_signature(opened.actor, body=opened.report.body, account=account)

    problems = attempt(act)
    if account is None or problems:
        return _page(request, opened, _colleagues(opened), problems)
    return done(request, _("{who} signs for you no more.").format(who=_name(account)), f"{opened.address}delegate/")


def _opened(request: HttpRequest, plan: str, body: str, period: str) -> Opened:
    """Return the report, to the chair of its body. Raises Forbidden."""
    opened = opened_report(request, plan, body, period)
    require(opened.actor, DELEGATE, opened.way.subject)
    return opened


def _page(
    request: HttpRequest, opened: Opened, colleagues: Sequence[Account], problems: Collection[Problem]
) -> HttpResponse:
    own = stand_ins_of_body(opened.report.body_id, of_account=opened.actor.account)
    context = {
        "opened": opened,
        "colleagues": colleagues,
        "stand_ins": own,
    }
    return page(request, "reporting/delegate.html", context, problems)


def _chosen(request: HttpRequest, colleagues: Sequence[Account]) -> tuple[Account, dt.date]:
    """Return who is to sign, and until when. Raises Refused with both problems."""
    account = next((one for one in colleagues if one.user_name == request.POST.get("account", "")), None)
    text = clean(request.POST.get("last_day", "").replace("\0", ""))
    day = day_typed(text)
    problems = []
    if account is None:
        problems.append(Problem("delegate.account", _("Choose who is to sign."), "account"))
    if day is None:
        what = _("“{text}” is no day.").format(text=text[:30]) if text else _("The last day is missing.")
        problems.append(Problem("delegate.day", what, "last_day", _("Write it as 30-04-2018.")))
    if account is None or day is None:
        raise Refused(problems)
    return account, day


def _colleagues(opened: Opened) -> list[Account]:
    """Return the other accounts that hold a role in the body today: one query."""
    roles = Role.objects.in_force(clock.today()).filter(body=opened.report.body_id)
    accounts = Account.objects.filter(pk__in=roles.values("account")).exclude(pk=opened.actor.account or 0)
    return list(accounts.order_by("user_name"))


def _name(account: Account) -> str:
    return formats.name_or(account.name, account.user_name)
