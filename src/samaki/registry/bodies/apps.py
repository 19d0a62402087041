"""Registers the bodies with Django."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    """Bodies, their two ladders and their posts."""

    name = "samaki.registry.bodies"
    label = "bodies"

    def ready(self) -> None:
        """Offer other rooms which bodies are in a place, and the bodies to search in."""
        from samaki.core import providers
        from samaki.registry.bodies import searching, selectors

        providers.register("place.bodies", selectors.bodies_in)
        providers.register("search.bodies", searching.found)
