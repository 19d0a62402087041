"""What is owed, what is excused, and which reading of a total that includes lower bodies was chosen."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from samaki.core.models import BatchRow
from samaki.ledger.models.evidence import Evidence
from samaki.registry.bodies.models import Body
from samaki.registry.plan.models import Indicator


class Due(BatchRow):
    """The body owes the indicator every so many months from a first month on. Obligations are derived, never stored."""

    DIGEST: ClassVar[dict[str, str]] = {
        "plan": "indicator__plan__code",
        "body": "body__code",
        "indicator": "indicator__code",
        "every": "every",
        "first_month": "first_month",
        "last_month": "last_month",
        "duty": "duty",
    }

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    every = models.PositiveSmallIntegerField()
    first_month = models.IntegerField()
    last_month = models.IntegerField(null=True)
    duty = models.CharField(max_length=60, blank=True)

    objects: ClassVar[models.Manager[Due]]

    def __str__(self) -> str:
        return f"{self.body_id} owes {self.indicator_id}"


class Excuse(BatchRow):
    """The body is excused from these months, of one indicator or of all; a later row of the same may take it back."""

    DIGEST: ClassVar[dict[str, str]] = {
        "plan": "indicator__plan__code",
        "body": "body__code",
        "indicator": "indicator__code",
        "first_month": "first_month",
        "last_month": "last_month",
        "taken_back": "taken_back",
        "evidence": "evidence__uid",
    }

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, null=True, on_delete=models.PROTECT, related_name="+")
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    taken_back = models.BooleanField(default=False)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Excuse]]

    def __str__(self) -> str:
        return f"{self.body_id} excused"


class LowerChoice(BatchRow):
    """For a line that includes lower bodies: count the total (False) or its parts (True). The newest known holds."""

    DIGEST: ClassVar[dict[str, str]] = {"line": "line", "count_parts": "count_parts"}

    line = models.UUIDField(db_index=True)
    count_parts = models.BooleanField()

    objects: ClassVar[models.Manager[LowerChoice]]

    def __str__(self) -> str:
        return f"line {self.line}"
