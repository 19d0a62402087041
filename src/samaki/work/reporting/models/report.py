"""A report: one body's, for one reporting period; its versions as they were submitted, and every step it took."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samaki.core.models import Batch
from samaki.registry.bodies.models import Body
from samaki.registry.plan.models import Plan

# Reports of which nothing counts: never approved, or withdrawn since.
NOTHING_STANDS = models.Q(approved_version__isnull=True) | models.Q(withdrawn__isnull=False)
# A report's uid follows from plan, body and months, so that two devices that begin the same report begin one.
NAMESPACE = uuid.UUID("5a3f3a52-5bd0-4b6f-9a52-0b6e3f1d7c11")


class Report(models.Model):
    """One body's report for one period. There is a row from the first touch on; before, the period is only owed.

    `version` counts what was submitted: 1, and one more each time the report comes back or is opened again. `revision`
    counts every change, so that nobody decides about what changed meanwhile. `holder` is the body where it waits:
    its own while it is written or waits for the signature, then each body of its way in turn.
    Docs: docs/explain/reports.md, "The ladder".
    """

    class State(models.TextChoices):
        """Where a report stands."""

        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        SIGNED = "signed", _("signed")
        RECEIVED = "received", _("received")
        APPROVED = "approved", _("approved")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Intent(models.TextChoices):
        """What the version that is being written or walks the ladder wants."""

        REPORT = "report", _("report")
        CORRECTION = "correction", _("correction")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    uid = models.UUIDField(unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="reports")
    first_month = models.IntegerField()
    last_month = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    intent = models.CharField(max_length=10, choices=Intent.choices, default=Intent.REPORT)
    reason = models.TextField(blank=True)  # of a correction or withdrawal
    version = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    returned = models.BooleanField(default=False)  # a draft that came back
    holder = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()  # known day of the last step: since when it waits
    sent = models.DateField(null=True)  # known day on which this version left the body, signed
    first_sent = models.DateField(null=True)  # the same of the first version: what lateness goes by
    approved_version = models.PositiveSmallIntegerField(null=True)
    withdrawn = models.DateField(null=True)  # known day since which nothing of it stands: owed anew, `first_sent` too

    objects: ClassVar[models.Manager[Report]]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "body", "first_month", "last_month"], name="reporting_report_once"),
            models.CheckConstraint(
                condition=models.Q(first_month__lte=models.F("last_month")), name="reporting_report_months"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["holder", "state"], name="reporting_report_waits"),
            models.Index(fields=["last_month", "body"], name="reporting_report_month"),
        ]

    def __str__(self) -> str:
        return f"report of {self.body_id}, months {self.first_month} to {self.last_month}"

    @property
    def stands(self) -> bool:
        """Whether something of it is approved and was not withdrawn, also while it is being corrected."""
        return self.approved_version is not None and self.withdrawn is None

    @staticmethod
    def uid_of(plan: str, body: str, first_month: int, last_month: int) -> uuid.UUID:
        """Return the uid that a report of this plan, body (codes) and period has."""
        return uuid.uuid5(NAMESPACE, f"{plan.upper()}/{body.upper()}/{first_month}-{last_month}")


class ReportVersion(models.Model):
    """What was submitted, as it was: canonical JSON (see content.py of the room) and its SHA-256. Never changed."""

    ONLY_ADDED: ClassVar[bool] = True

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[ReportVersion]]

    class Meta:
        ordering: ClassVar = ["report", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "number"], name="reporting_version_once")]

    def __str__(self) -> str:
        return f"version {self.number} of {self.report_id}"


class ReportStep(models.Model):
    """One change of state: the timeline. `at` is the real instant, `known` the day it counts by. Never changed."""

    ONLY_ADDED: ClassVar[bool] = True

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    version = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=30)  # the dotted name without "report.": submit, sign, receive, return …
    before = models.CharField(max_length=10, choices=Report.State.choices)
    after = models.CharField(max_length=10, choices=Report.State.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")  # in whose name
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=150, blank=True, default="")  # sign-in names: in whose stead
    at = models.DateTimeField()
    known = models.DateField()
    reason = models.TextField(blank=True)
    key = models.UUIDField(null=True, unique=True)  # sent with the act: the same key twice is once
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ReportStep]]

    class Meta:
        ordering: ClassVar = ["report", "pk"]

    def __str__(self) -> str:
        return f"{self.action} of {self.report_id}"


class ReportHand(models.Model):
    """Who entered something into a report, or submitted or signed it: they cannot approve it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="hands")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ReportHand]]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "account"], name="reporting_hand_once")]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.report_id}"
