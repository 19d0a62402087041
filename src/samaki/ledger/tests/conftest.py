"""What the ledger's tests stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from samaki.core.actor import SYSTEM
from samaki.ledger.models import Fact
from samaki.ledger.services import NewFact, publish_batch
from tests.guards import lift_guards
from tests.small_world import JANUARY_2014, SmallWorld, make_small_world


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English, whatever the installation's first language is."""
    with translation.override("en"):
        yield


@pytest.fixture
def small(db: None) -> SmallWorld:
    return make_small_world()


@pytest.fixture
def fact(small: SmallWorld) -> Fact:
    """One fact with one cell."""
    new = NewFact(
        indicator="TRAINED", body="PC1", first_month=JANUARY_2014, last_month=JANUARY_2014, value=2_000_000,
        cells=(("sex", "female", 1_000_000),),
    )  # fmt: skip
    publish_batch(SYSTEM, action="test.fact", facts=[new], plan=small.plan)
    return Fact.objects.get()


@pytest.fixture
def committing(transactional_db: None) -> Iterator[None]:
    """For tests that must commit: the guards are lifted at the end, so that Django's flush can clean up."""
    yield
    lift_guards()
