"""The journal: who did what, when. Append-only and chained; before and after lie apart, where they may be erased."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class JournalEntry(models.Model):
    """One act. `detail_digest` proves an unerased detail; `digest` chains this entry to the one before.

    `acting_for`: the sign-in names of those in whose stead it was done. The indexes answer the filters of its page,
    newest first, without reading what is not asked for.
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=150, blank=True, default="")
    subject = models.CharField(max_length=150, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    detail_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[JournalEntry]]

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["action", "id"], name="core_journal_action"),
            models.Index(fields=["actor_name", "id"], name="core_journal_actor"),
            models.Index(fields=["at"], name="core_journal_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class JournalDetail(models.Model):
    """What a row was before and after. May be erased (personal data); the salt keeps the digest from being guessed."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="detail")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    salt = models.CharField(max_length=32)

    objects: ClassVar[models.Manager[JournalDetail]]

    def __str__(self) -> str:
        return f"detail of {self.entry_id}"


class JournalSubject(models.Model):
    """One of several things that one act was done to, so that each finds it: 24 reports signed at once are one entry.

    Only an index: what was done to which stands in the detail, which the chain proves.
    """

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="subjects")
    subject = models.CharField(max_length=150, db_index=True)

    objects: ClassVar[models.Manager[JournalSubject]]

    def __str__(self) -> str:
        return f"{self.subject} in {self.entry_id}"
