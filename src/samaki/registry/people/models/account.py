"""An account: somebody who may sign in. What it may do comes from its roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

USER_NAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{1,59}\Z",
    _("A user name has 2 to 60 small Latin letters, digits, points, hyphens or underscores, such as pcct-02.reporter."),
)


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; invitations and roles are the services' work."""

    def create_user(self, user_name: str, password: str | None = None, **fields: object) -> Account:
        """An account with a hashed password; without one nobody can sign in to it until an invitation is taken up."""
        account = self.model(user_name=user_name.lower(), **fields)
        account.set_password(password)
        account.full_clean(exclude=["password"])
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Signs in by user name or e-mail. `name` is what others see, keyed by language: for a post, the post's name.

    `sessions_ended` counts how often its open sessions were ended from outside: a session begun before knows another
    count, and with the next page it is over.
    """

    user_name = models.CharField(_("user name"), max_length=60, unique=True, validators=[USER_NAME])
    name = models.JSONField(_("name"), default=dict)
    email = models.EmailField(_("e-mail"), null=True, blank=True)  # noqa: DJ001 - empty twice must not collide
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)
    created = models.DateTimeField(_("made on"), null=True, editable=False)

    USERNAME_FIELD = "user_name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["user_name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_account_email_once"),
        ]

    def __str__(self) -> str:
        return self.user_name

    def get_session_auth_hash(self) -> str:
        """Return what a session must know to go on."""
        return self._of_this_count(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Yield the same by the secret keys of before."""
        return map(self._of_this_count, super().get_session_auth_fallback_hash())

    def _of_this_count(self, digest: str) -> str:
        return f"{digest}.{self.sessions_ended}" if self.sessions_ended else digest
