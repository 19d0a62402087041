"""What a report holds: lines of figures, events, words, other work, files. Each piece saves itself with its version."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from samaki.ledger.models import Evidence
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator, Output

from .report import Report


class Piece(models.Model):
    """Something that saves itself: `version` counts its saves, `typed` is what the person typed, field by field."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="%(class)ss")
    version = models.PositiveIntegerField(default=1)
    typed = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150, blank=True)
    saved = models.DateTimeField()

    class Meta:
        abstract = True


class ReportEvent(Piece):
    """An event that lines of this report belong to. Its `uid` may be that of an event somebody else reported."""

    uid = models.UUIDField(default=uuid.uuid4)
    title = models.CharField(max_length=300)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ReportEvent]]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "uid"], name="reporting_event_once")]
        indexes: ClassVar = [models.Index(fields=["uid"], name="reporting_event_uid")]  # who else names it

    def __str__(self) -> str:
        return self.title


class ReportLine(Piece):
    """One line: a number, *nothing to report*, or *not answered*.

    `value` and the cells' values are millionths; `cells` is [[set, cell, value], …]. A line whose typed text cannot be
    read is `is_wrong`, without a value. `uid` is the line's for devices; `line` is the chain of versions in the ledger
    that it publishes to, a new one after a withdrawal; `standing` the digest of what stands there ("": nothing).
    """

    class Kind(models.TextChoices):
        """What a line says."""

        NUMBER = "number"
        NIL = "nil"
        NONE = "none"

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(ReportEvent, null=True, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NONE)
    value = models.BigIntegerField(null=True)
    cells = models.JSONField(default=list)
    includes_lower = models.BooleanField(default=False)
    why = models.CharField(max_length=60, blank=True)  # not answered: the reason's code in the plan's lists
    note = models.TextField(blank=True)  # words that travel with the line
    is_wrong = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)  # an added line taken out again
    line = models.UUIDField(default=uuid.uuid4)
    standing = models.CharField(max_length=64, blank=True)

    objects: ClassVar[models.Manager[ReportLine]]

    class Meta:
        ordering: ClassVar = ["report", "indicator__order", "pk"]
        indexes: ClassVar = [models.Index(fields=["line"], name="reporting_line_chain")]

    def __str__(self) -> str:
        return f"line {self.uid}"

    @staticmethod
    def uid_of(report: uuid.UUID, indicator: str) -> uuid.UUID:
        """Return the uid of a report's own line of an indicator (code); added lines have uids of their own."""
        return uuid.uuid5(report, indicator.upper())


class ReportWord(Piece):
    """A text of the report by its key: `challenges`, `next_steps`, `action.<code>`; `nothing`: "1" for the whole."""

    key = models.CharField(max_length=80)
    text = models.TextField(blank=True)

    objects: ClassVar[models.Manager[ReportWord]]

    class Meta:
        ordering: ClassVar = ["report", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "key"], name="reporting_word_once")]

    def __str__(self) -> str:
        return self.key


class OtherWork(Piece):
    """Work that is not in the plan: what, where, when, with whom. A monitoring officer may attach it to a plan line."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    what = models.TextField(blank=True)
    where = models.CharField(max_length=200, blank=True)
    when = models.DateField(null=True)
    partner = models.CharField(max_length=200, blank=True)
    is_wrong = models.BooleanField(default=False)
    is_removed = models.BooleanField(default=False)
    attached_output = models.ForeignKey(Output, null=True, on_delete=models.PROTECT, related_name="+")
    attached_indicator = models.ForeignKey(Indicator, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[OtherWork]]

    class Meta:
        ordering: ClassVar = ["report", "pk"]

    def __str__(self) -> str:
        return self.what


class ReportFile(models.Model):
    """A file that came with a report, for one line or the whole. Taken out again, it stays on record."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    line = models.ForeignKey(ReportLine, null=True, on_delete=models.SET_NULL, related_name="files")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_name = models.CharField(max_length=150, blank=True)
    added = models.DateTimeField()
    is_removed = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[ReportFile]]

    class Meta:
        ordering: ClassVar = ["report", "pk"]

    def __str__(self) -> str:
        return str(self.uid)
