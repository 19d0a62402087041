"""Registers the plan with Django."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plans and their versions."""

    name = "samaki.registry.plan"
    label = "plan"
