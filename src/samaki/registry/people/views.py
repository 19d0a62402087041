"""One's own account, invitations, and the administrator's list of accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samaki.core import clock
from samaki.core.gate import actor_of, allowed
from samaki.core.problems import NotFound, Refused
from samaki.core.text import clean

from . import services
from .forms import AcceptForm, InviteForm, LanguageForm, ReasonForm, RoleForm, show_problems
from .models import Account, Role
from .rights import may
from .selectors import accounts_for, open_invitation, second_code_taken

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
def my_account(request: HttpRequest) -> HttpResponse:
    """Show one's own account and its roles; keep the language chosen."""
    account = _account(request.user.get_username())
    form = LanguageForm(request.POST or None, initial={"language": account.language or settings.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        services.choose_language(actor_of(request), account=account, language=language)
        return redirect(f"{reverse('choose_language', args=[language])}?next={reverse('my_account')}")
    roles = Role.objects.filter(account=account).select_related("body", "theme", "acting_for")
    return render(
        request,
        "people/my_account.html",
        {
            "account": account,
            "roles": roles,
            "form": form,
            "today": clock.today(),
            "second_code_taken": second_code_taken(account),
            "may_see_accounts": may(actor_of(request), "accounts.read"),
        },
    )


@login_not_required
@never_cache
@GET_OR_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person set the first password, once."""
    try:
        invitation = open_invitation(token)
    except NotFound:
        return render(request, "people/invitation_closed.html", status=404)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = services.accept_invitation(token=token, password=form.cleaned_data["password"])
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return redirect(f"{reverse('account_login')}?as={account.user_name}")
    return render(request, "people/accept.html", {"form": form, "account": invitation.account})


@require_safe
@allowed("accounts.read")
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts with their roles."""
    actor = actor_of(request)
    return render(
        request,
        "people/accounts.html",
        {"accounts": accounts_for(actor), "today": clock.today(), "may_invite": may(actor, "account.invite")},
    )


@GET_OR_POST
@allowed("account.invite")
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account with its first role and show its one-time link."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            account, token = services.invite_account_with_role(
                actor_of(request),
                user_name=given["user_name"],
                name=form.name(),
                email=given["email"],
                phone=given["phone"],
                language=given["language"],
                role=given["role"],
                body=given["body"],
            )
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return _show_link(request, account, token)
    return render(request, "people/invite.html", {"form": form})


@GET_OR_POST
@allowed("account.invite")
def invite_again(request: HttpRequest, user_name: str) -> HttpResponse:
    """Make a new one-time link for somebody who lost the first one or the password."""
    account = _account(user_name)
    if request.method == "POST":
        return _show_link(request, account, services.invite_again(actor_of(request), account=account))
    return render(request, "people/invite_again.html", {"account": account})


@GET_OR_POST
@allowed("account.close")
def close(request: HttpRequest, user_name: str) -> HttpResponse:
    """Close an account, with the reason."""
    return _with_reason(request, user_name, services.close_account, "people/close.html")


@GET_OR_POST
@allowed("account.close")
def open_again(request: HttpRequest, user_name: str) -> HttpResponse:
    """Open a closed account again, with the reason."""
    return _with_reason(request, user_name, services.open_account, "people/open.html")


@GET_OR_POST
@allowed("account.second_code")
def take_second_code(request: HttpRequest, user_name: str) -> HttpResponse:
    """Take away the second code of somebody who lost it, with the reason."""
    return _with_reason(request, user_name, services.take_second_code, "people/second_code.html")


@GET_OR_POST
@allowed("role.give")
def give_role(request: HttpRequest, user_name: str) -> HttpResponse:
    """Give an account one more role."""
    account = _account(user_name)
    form = RoleForm(request.POST or None, initial={"first_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            services.give_role(actor_of(request), account=account, **form.cleaned_data)
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return redirect("accounts")
    return render(request, "people/give_role.html", {"account": account, "form": form})


@GET_OR_POST
@allowed("role.end")
def end_role(request: HttpRequest, user_name: str, number: int) -> HttpResponse:
    """End the nth role of an account (counted from 1, oldest first) at once.

    The form says which role it showed: sent twice, it must not end the one that moved up in its place.
    """
    account = _account(user_name)
    roles = list(Role.objects.filter(account=account).select_related("body", "theme"))
    if not 1 <= number <= len(roles):
        raise NotFound.because("role", _("This account has no such role."))
    role = roles[number - 1]
    if request.method == "POST":
        if request.POST.get("shown") != str(role.pk):
            raise NotFound.because("role", _("This account has no such role."))
        services.end_role(actor_of(request), role=role)
        return redirect("accounts")
    return render(request, "people/end_role.html", {"account": account, "role": role})


def _with_reason(request: HttpRequest, user_name: str, act: Callable[..., object], template: str) -> HttpResponse:
    """Ask for the reason, then do to the account what needs one: `act(actor, account=, reason=)`."""
    account = _account(user_name)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor_of(request), account=account, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            show_problems(form, refusal)
        else:
            return redirect("accounts")
    return render(request, template, {"account": account, "form": form})


def _account(user_name: str) -> Account:
    account = Account.objects.filter(user_name=clean(user_name.replace("\0", "")).lower()).first()
    if account is None:
        raise NotFound.because("account", _("There is no account named %(name)s.") % {"name": user_name})
    return account


def _show_link(request: HttpRequest, account: Account, token: str) -> HttpResponse:
    """Show the link once: it is kept nowhere."""
    link = request.build_absolute_uri(reverse("accept_invitation", args=[token]))
    context = {"account": account, "link": link, "days": settings.INVITATION_DAYS}
    return render(request, "people/link.html", context)
