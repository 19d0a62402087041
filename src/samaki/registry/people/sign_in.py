"""What is ours in signing in: sign-up is closed, the second factor's secrets lie encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator's invitation only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The user name and the password do not belong together."),
        "email_password_mismatch": _("The e-mail and the password do not belong together."),
        "invalid_login": _("The user name and the password do not belong together."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no, always."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the library's messages: every page says its own state of affairs."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets of authenticators with a key made from the installation's own."""

    def encrypt(self, text: str) -> str:
        """Return the text encrypted, as URL-safe letters."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what `encrypt` was given."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    digest = hashlib.sha256(b"samaki second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
