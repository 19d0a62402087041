"""Registers reporting with Django, and what other rooms' pages may ask of it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """Reports and their ladder."""

    name = "samaki.work.reporting"
    label = "reporting"
    verbose_name = _("Reports")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what reporting knows to figures, to home and to the pages of bodies."""
        from . import offers, telling

        telling.register()
        offers.register()
