"""Registers the ledger with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Facts, events, dues and evidence."""

    name = "samaki.ledger"
    label = "ledger"
