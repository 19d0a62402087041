"""Stable codes of strategies, outputs and indicators, for links, lists and the facts' foreign keys.

Rebuilt by code from the version in force; a line that a later version leaves out stays, marked not in force, because
old facts hang on it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from samaki.registry.plan.models.plan import Plan


class Line(models.Model):
    """What strategy, output and indicator have in common. `title` is {"en", "km"}."""

    code = models.CharField(max_length=60)
    order = models.PositiveIntegerField(default=0)
    title = models.JSONField()
    search_key = models.TextField(blank=True)
    in_force = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class Strategy(Line):
    """A strategy, or the mechanism that carries the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="strategies")

    objects: ClassVar[models.Manager[Strategy]]

    class Meta:
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [models.UniqueConstraint("plan", Upper("code"), name="plan_strategy_once")]


class Output(Line):
    """An output of a strategy."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="outputs")
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="outputs")

    objects: ClassVar[models.Manager[Output]]

    class Meta:
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [models.UniqueConstraint("plan", Upper("code"), name="plan_output_once")]


class Indicator(Line):
    """An indicator. `protected`, `key` and `floor` are those of the version in force; rules are read from versions."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="indicators")
    strategy = models.ForeignKey(Strategy, null=True, on_delete=models.PROTECT, related_name="indicators")
    output = models.ForeignKey(Output, null=True, on_delete=models.PROTECT, related_name="indicators")
    protected = models.BooleanField(default=False)
    floor = models.PositiveSmallIntegerField(null=True)
    never_by_place = models.BooleanField(default=False)
    key = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Indicator]]

    class Meta:
        ordering: ClassVar = ["plan", "order"]
        constraints: ClassVar = [models.UniqueConstraint("plan", Upper("code"), name="plan_indicator_once")]
