"""The shipped plan with its published figures, loaded once for a file of tests and taken back after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

AS_OF = dt.date(2016, 12, 31)
KNOWN = dt.date(2018, 12, 31)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any, project: Path) -> Iterator[None]:
    from samaki.core.actor import SYSTEM
    from samaki.ledger.published import load_published
    from samaki.registry.plan.services import load_plan

    folder = project / "plans" / "cambodia-npa-2014-2018"
    with django_db_blocker.unblock(), transaction.atomic():
        load_plan(SYSTEM, folder=folder)
        load_published(SYSTEM, folder=folder / "published")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_loaded: None, db: None) -> None:
    """The plan and its published figures are there."""
