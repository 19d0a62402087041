"""A plan and its versions. The version's document is the truth; every other table of this room is rebuilt from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from samaki.core.models import BatchRow


class Plan(models.Model):
    """A plan by its code; codes match without regard to case. Months are whole numbers, both included."""

    code = models.CharField(max_length=60)
    title = models.JSONField()
    first_month = models.IntegerField()
    last_month = models.IntegerField()

    objects: ClassVar[models.Manager[Plan]]

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(Upper("code"), name="plan_code_once")]

    def __str__(self) -> str:
        return self.code


class PlanVersion(BatchRow):
    """A whole plan as decided: `document` is its canonical JSON, `document_digest` the SHA-256 of that text."""

    DIGEST: ClassVar[dict[str, str]] = {
        "plan": "plan__code",
        "number": "number",
        "in_force": "in_force",
        "reason": "reason",
        "decision": "decision",
        "document": "document_digest",
    }

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    in_force = models.DateField()
    reason = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    document = models.TextField()
    document_digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[PlanVersion]]

    class Meta:
        ordering: ClassVar = ["plan", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} version {self.number}"
