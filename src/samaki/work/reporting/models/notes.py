"""Notes that a reviewer writes on single lines; they go with the report when it is returned."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from samaki.registry.bodies.models import Body

from .report import Report


class ReportNote(models.Model):
    """A note on one piece of a report, by its key (`line:<indicator>`, `word:challenges`; "": the whole).

    Until the report is returned it is the reviewer's own (`sent` empty) and may be changed; sent, it stays.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    key = models.CharField(max_length=120, blank=True)
    version = models.PositiveSmallIntegerField()  # of the report, on which it was written
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # in whose name
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150)
    text = models.TextField()
    written = models.DateTimeField()
    sent = models.DateField(null=True)

    objects: ClassVar[models.Manager[ReportNote]]

    class Meta:
        ordering: ClassVar = ["report", "pk"]

    def __str__(self) -> str:
        return self.text
