"""What was submitted and every step stay as they are: the database refuses, and the ledger's check would name it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from samaki.ledger.check import Check
from samaki.ledger.models import Fact
from tests.guards import lift_guards

from ..models import ReportStep, ReportVersion
from .acting import approved, opened, write
from .world import World


@pytest.fixture(autouse=True)
def _approved(world: World) -> Iterator[None]:
    report = opened(world)
    write(world, report, TRAINED="3")
    approved(world, report)
    with translation.override("en"):
        yield


@pytest.mark.parametrize("model", [ReportVersion, ReportStep])
def test_versions_and_steps_refuse_to_be_changed_or_deleted(model: type[ReportVersion | ReportStep]) -> None:
    row = model.objects.earliest("pk")
    for act in (row.save, row.delete, model.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    assert list(Check().faults()) == []


def test_an_altered_or_lost_version_is_named() -> None:
    lift_guards()
    version, line = ReportVersion.objects.get(), Fact.objects.get().line
    name = f"Version 1 of report {version.report.uid}"
    ReportVersion.objects.update(content=version.content.replace("3", "4"))
    assert _faults() == [f"{name} is not what was submitted: its digest differs."]
    ReportVersion.objects.all().delete()
    assert _faults() == [
        f"{name} was submitted and is not there.",
        f"Line {line} was published from a report whose version is not there.",
    ]


def _faults() -> list[str]:
    return [fault for fault in Check().faults() if "guard" not in fault]
