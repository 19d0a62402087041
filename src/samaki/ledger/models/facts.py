"""The approved fact: one version of a line, and its breakdown cells. Both append-only, guarded in the database."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from samaki.core.models import BatchRow
from samaki.ledger.models.events import Event
from samaki.ledger.models.evidence import Evidence
from samaki.registry.bodies.models import Body
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator


class Fact(BatchRow):
    """One version of a line. Of the versions known at a day the one known last counts; a withdrawal has no value.

    `value` is in millionths of the indicator's unit (a stage: its place in the list, in millionths). Months are whole
    numbers; `stated_from` and `stated_to` are the source's own year. Docs: docs/explain/records.md, "Facts".
    """

    VALUE, NIL, WITHDRAWAL = "value", "nil", "withdrawal"

    DIGEST: ClassVar[dict[str, str]] = {
        "line": "line",
        "kind": "kind",
        "plan": "indicator__plan__code",
        "indicator": "indicator__code",
        "body": "body__code",
        "place": "place__code",
        "first_month": "first_month",
        "last_month": "last_month",
        "stated_from": "stated_from",
        "stated_to": "stated_to",
        "source": "source",
        "event": "event__uid",
        "includes_lower": "includes_lower",
        "value": "value",
        "qualifier": "qualifier",
        "evidence": "evidence__sha256",
        "locator": "locator",
        "note": "note",
    }

    line = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=[(VALUE, VALUE), (NIL, NIL), (WITHDRAWAL, WITHDRAWAL)])
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", db_index=False)
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    stated_from = models.DateField(null=True)
    stated_to = models.DateField(null=True)
    source = models.CharField(max_length=40, blank=True)
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    includes_lower = models.BooleanField(default=False)
    value = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=20, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="facts")
    locator = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Fact]]

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["line"], name="ledger_fact_line"),
            models.Index(fields=["body", "last_month"], name="ledger_fact_body"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(first_month__lte=models.F("last_month")), name="ledger_fact_months"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="value", value__isnull=False)
                | (~models.Q(kind="value") & models.Q(value__isnull=True)),
                name="ledger_fact_value",
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=-(10**17), value__lte=10**17),
                name="ledger_fact_limits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of line {self.line}"


class FactCell(models.Model):
    """One breakdown cell of a fact, in millionths: `breakdown` the set's code, `cell` the cell's."""

    DIGEST: ClassVar[dict[str, str]] = {
        "line": "fact__line",
        "kind": "fact__kind",
        "breakdown": "breakdown",
        "cell": "cell",
        "value": "value",
    }
    BATCH_PATH: ClassVar[str] = "fact__batch"

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="cells")
    breakdown = models.CharField(max_length=60)
    cell = models.CharField(max_length=120)
    value = models.BigIntegerField()

    objects: ClassVar[models.Manager[FactCell]]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["fact", "breakdown", "cell"], name="ledger_cell_once")]

    def __str__(self) -> str:
        return f"{self.breakdown} {self.cell}"
