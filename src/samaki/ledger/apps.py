"""Registers the ledger with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Facts, events, dues and evidence."""

    name = "samaki.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Have the guards put back after every migration (SQLite loses them), and offer the dues of a plan."""
        from samaki.core import providers
        from samaki.ledger.guard import install_after_migrate
        from samaki.ledger.services.dues import dues_of_document

        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="ledger.guard")
        providers.register("plan.dues", dues_of_document)
