"""Registers the bodies with Django."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Bodies, their two ladders and their posts."""

    name = "samaki.registry.bodies"
    label = "bodies"
