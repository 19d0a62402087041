"""Registers the places with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places and their history."""

    name = "samaki.registry.places"
    label = "places"
