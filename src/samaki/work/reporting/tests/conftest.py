"""The country of the tests, on its own day."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from .world import TODAY, World, make_world


@pytest.fixture
def world(db: None, settings: LazySettings) -> World:
    """Return a country that reports, on Monday 2018-04-09."""
    settings.DEMONSTRATION_DAY = TODAY
    return make_world()
