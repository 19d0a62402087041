"""What the engine's tests stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.small_world import SmallWorld, make_small_world


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English, whatever the installation's first language is."""
    with translation.override("en"):
        yield


@pytest.fixture
def small(db: None) -> SmallWorld:
    return make_small_world()
