"""What a fact rests on, kept as it arrived: a file by its SHA-256, or a published source with its address."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Evidence(models.Model):
    """A file under the data folder's `evidence/`, or a citation. Never edited: another version is another row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    citation = models.TextField(blank=True)
    address = models.TextField(blank=True)
    published = models.DateField(null=True)
    published_basis = models.CharField(max_length=30, blank=True)
    received = models.DateTimeField()
    is_published = models.BooleanField(default=False)
    is_personal = models.BooleanField(default=False)
    is_illustrative = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Evidence]]

    def __str__(self) -> str:
        return self.name
