"""An invitation: the one-time link by which an administrator's new account gets its password."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Invitation(models.Model):
    """The link itself is shown once and not kept: `token_digest` is its SHA-256. Used or expired, it opens nothing."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Invitation]]

    class Meta:
        ordering: ClassVar = ["-made"]

    def __str__(self) -> str:
        return f"invitation of {self.account_id}"
