"""Django's entry to the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "samaki.registry.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the gate of the rooms below (`core.gate`): who asks, and may they?"""
        from samaki.core import providers
        from samaki.registry.people import access, rights

        providers.register("people.actor_of", access.actor_of)
        providers.register("people.require", rights.require)
        providers.register("people.require_over", rights.require_over)
