"""The forms about people: sign in, accept an invitation, invite, give a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samaki.core.problems import Refused
from samaki.core.text import clean
from samaki.registry.bodies.models import Body

from .demonstration import PASSWORD, demonstration_accounts
from .models import Account, RoleName


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name or e-mail, and the password."""

    data: Mapping[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take_post()
        self.fields["login"].label = _("User name or e-mail")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self._fill_in(clean(self.request.GET.get("as", "").replace("\0", ""))[:60] if self.request else "")

    def _take_post(self) -> None:
        """In a demonstration a post is chosen with one tap: its name stands for name and password."""
        user_name = clean(str(self.data.get("as", "")).replace("\0", ""))[:60]
        if user_name and demonstration_accounts().filter(user_name=user_name).exists():
            self.data = {"login": user_name, "password": PASSWORD}

    def _fill_in(self, user_name: str) -> None:
        """Fill in the name from the address, `?as=auditor`; for accounts of a demonstration the password too."""
        self.fields["login"].initial = user_name
        if user_name and demonstration_accounts().filter(user_name=user_name).exists():
            self.fields["password"].initial = PASSWORD
            self.fields["password"].widget.render_value = True


def show_problems(form: forms.Form, refusal: Refused) -> None:
    """Put each problem of a refusal beside its field, or on top where it names none."""
    for problem in refusal.problems:
        words = f"{problem.what} {problem.mend}".strip()
        form.add_error(problem.where if problem.where in form.fields else None, words)


class AcceptForm(forms.Form):
    """The first password, twice."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters, not only digits, not a common word and not like your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_again(self) -> str:
        """Refuse a second password that differs from the first."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ. Type the same one twice."))
        return again


class BodyField(forms.CharField):
    """A body by its code, whatever its case; empty: none."""

    def clean(self, value: Any) -> Any:
        """Return the body, or None."""
        code = clean(super().clean(value))
        if not code:
            return None
        body = Body.objects.filter(code__iexact=code).first()
        if body is None:
            raise forms.ValidationError(_("There is no body with the code %(code)s."), params={"code": code})
        return body


class AccountField(forms.CharField):
    """An account by its user name, whatever its case; empty: none."""

    def clean(self, value: Any) -> Any:
        """Return the account, or None."""
        name = clean(super().clean(value)).lower()
        if not name:
            return None
        account = Account.objects.filter(user_name=name).first()
        if account is None:
            raise forms.ValidationError(_("There is no account named %(name)s."), params={"name": name})
        return account


class InviteForm(forms.Form):
    """A new account and its first role."""

    user_name = forms.CharField(
        label=_("User name"), max_length=60, help_text=_("Small Latin letters, digits, points and hyphens.")
    )
    name_km = forms.CharField(label=_("Name of the post or the person, in Khmer"), max_length=200)
    name_en = forms.CharField(label=_("Name of the post or the person, in English"), max_length=200)
    email = forms.EmailField(label=_("E-mail (may stay empty)"), required=False)
    phone = forms.CharField(label=_("Telephone (may stay empty)"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Role"), choices=RoleName.choices)
    body = BodyField(label=_("Code of the body (empty: the whole installation)"), max_length=60, required=False)

    def name(self) -> dict[str, str]:
        """Return the name keyed by language."""
        return {"km": clean(self.cleaned_data["name_km"]), "en": clean(self.cleaned_data["name_en"])}


class RoleForm(forms.Form):
    """One more role for an account."""

    role = forms.ChoiceField(label=_("Role"), choices=RoleName.choices)
    body = BodyField(label=_("Code of the body (empty: the whole installation)"), max_length=60, required=False)
    theme = BodyField(label=_("Code of the thematic body (empty: every theme)"), max_length=60, required=False)
    first_day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_day = forms.DateField(
        label=_("To (empty: open)"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    acting_for = AccountField(
        label=_("In the stead of (user name; empty: of nobody)"),
        help_text=_("Whoever stands in needs a last day, and acts only while the other holds the role in that body."),
        max_length=60,
        required=False,
    )


class ReasonForm(forms.Form):
    """Why an account is closed, opened again, or loses its second code."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class LanguageForm(forms.Form):
    """The language in which the pages greet an account."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
