"""Registers the engine with Django."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    """The engine: what fetches rows for the calculation."""

    name = "samaki.insight.engine"
    label = "engine"
