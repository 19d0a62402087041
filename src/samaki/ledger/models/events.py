"""An event (training, raid, campaign day, meeting) has one identity, whoever reports it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from samaki.core.models import BatchRow
from samaki.registry.bodies.models import Body
from samaki.registry.places.models import Place


class Event(BatchRow):
    """One event, with the body whose value counts."""

    DIGEST: ClassVar[dict[str, str]] = {
        "uid": "uid",
        "title": "title",
        "first_day": "first_day",
        "last_day": "last_day",
        "place": "place__code",
        "lead": "lead__code",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    title = models.CharField(max_length=300)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Event]]

    def __str__(self) -> str:
        return self.title


class EventLink(BatchRow):
    """Two events found to be one (*join*), or that finding undone (*separate*). The newest known of a pair holds."""

    JOIN, SEPARATE = "join", "separate"

    DIGEST: ClassVar[dict[str, str]] = {"event": "event__uid", "into": "into__uid", "kind": "kind"}

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links")
    into = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=10, choices=[(JOIN, JOIN), (SEPARATE, SEPARATE)])

    objects: ClassVar[models.Manager[EventLink]]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id} {self.into_id}"
