"""Registers the ledger with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """Facts, events, dues and evidence."""

    name = "samaki.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Have the guards put back after every migration: Django rebuilds SQLite's tables and loses them."""
        from samaki.ledger.guard import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self, dispatch_uid="ledger.guard")
