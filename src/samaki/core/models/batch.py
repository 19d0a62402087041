"""The batch: one act that can change a number, with its place in the ledger's order."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class ChainHead(models.Model):
    """The one locked row from which positions are taken, so that they have no gaps and commit in order."""

    position = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    journal_digest = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[ChainHead]]

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(pk=1), name="core_one_chain_head")]

    def __str__(self) -> str:
        return f"head at {self.position}"


class Batch(models.Model):
    """One act that can change a number. *Position* orders, *recorded* is the instant, *known* the day it counts by."""

    position = models.BigIntegerField(unique=True)
    action = models.CharField(max_length=60)
    recorded = models.DateTimeField()
    known = models.DateField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    source = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    journal = models.OneToOneField("core.JournalEntry", on_delete=models.PROTECT, related_name="batch")

    objects: ClassVar[models.Manager[Batch]]

    class Meta:
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"batch {self.position}"


class BatchRow(models.Model):
    """A row that lives in a batch and is never changed. Its meaning is declared once, for the digest, as codes.

    `DIGEST` maps a stable name to a lookup path (`indicator__code`); what is empty (None, "", False) is left out, so
    that a column added later changes no old digest. `BATCH_PATH` is the lookup path to the batch.
    """

    DIGEST: ClassVar[dict[str, str]]
    BATCH_PATH: ClassVar[str] = "batch"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
