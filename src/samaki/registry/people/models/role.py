"""A role: which account holds which post, in which body, from when to when, and for whom it acts."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleName(models.TextChoices):
    """The eight roles. What each may do stands in `rights.py`."""

    REPORTER = "reporter", _("reporter")
    CHAIR = "chair", _("chair")
    REVIEWER = "reviewer", _("reviewer")
    APPROVER = "approver", _("approver")
    MONITORING_OFFICER = "monitoring_officer", _("monitoring officer")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")
    READER = "reader", _("reader")


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles, by day."""

    def in_force(self, day: dt.date) -> RoleQuerySet:
        """Keep the roles that stand on this day; one that is held for somebody else only while theirs stands."""
        own = Role.objects.standing(day).filter(
            account=models.OuterRef("acting_for"), role=models.OuterRef("role"), body=models.OuterRef("body"),
            acting_for=None,
        )  # fmt: skip
        return self.standing(day).filter(models.Q(acting_for=None) | models.Exists(own))

    def standing(self, day: dt.date) -> RoleQuerySet:
        """Keep the roles whose days include this one, of accounts that are open."""
        return self.filter(
            models.Q(last_day__isnull=True) | models.Q(last_day__gte=day), first_day__lte=day, account__is_active=True
        )


class Role(models.Model):
    """One account's role. Without a body it is held in the installation; `theme` limits it to a thematic ladder."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=30, choices=RoleName.choices)
    body = models.ForeignKey("bodies.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    theme = models.ForeignKey("bodies.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"), null=True, blank=True)
    acting_for = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="represented_by"
    )

    objects: ClassVar[models.Manager[Role]] = RoleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["account", "first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("first_day")),
                name="people_role_days_in_order",
            ),
            models.CheckConstraint(condition=models.Q(role__in=RoleName.values), name="people_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"
