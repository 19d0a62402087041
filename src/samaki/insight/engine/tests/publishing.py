"""Moves the small world's ledger: one figure of one body."""

from __future__ import annotations

from samaki.core.actor import SYSTEM
from samaki.ledger.rules import NewFact
from samaki.ledger.services import publish_batch
from tests.small_world import JANUARY_2014, SmallWorld


def publish(small: SmallWorld, value: int, month: int = JANUARY_2014) -> None:
    """Publish how many PC1 trained in a month, in millionths, as a batch of its own."""
    fact = NewFact(indicator="TRAINED", body="PC1", first_month=month, last_month=month, value=value)
    publish_batch(SYSTEM, action="test", facts=[fact], plan=small.plan)
