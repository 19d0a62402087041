"""Registers the core with Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core: batches, journal and what has no domain word."""

    name = "samaki.core"
    label = "core"
