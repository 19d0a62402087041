"""Registers the tracking table with Django, and what other rooms' pages may ask of it."""

from django.apps import AppConfig


class PittConfig(AppConfig):
    """The tracking table."""

    name = "samaki.insight.pitt"
    label = "pitt"

    def ready(self) -> None:
        """Offer key figures, series and figures of bodies to pages that may not import this room."""
        from . import offers

        offers.register()
