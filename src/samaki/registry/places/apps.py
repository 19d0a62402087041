"""Registers the places with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Places and their history."""

    name = "samaki.registry.places"
    label = "places"

    def ready(self) -> None:
        """Offer the places to search in."""
        from samaki.core import providers
        from samaki.registry.places import searching

        providers.register("search.places", searching.found)
