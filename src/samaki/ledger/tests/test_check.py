"""Whatever is tampered with, the check names it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import Batch, ChainHead, JournalDetail, JournalEntry
from samaki.ledger import files
from samaki.ledger.check import Check
from samaki.ledger.models import Evidence, Fact, FactCell
from samaki.ledger.services import store_evidence, supersede, withdraw_line
from samaki.registry.plan.models import PlanVersion
from tests.guards import lift_guards

pytestmark = pytest.mark.django_db


def faults() -> list[str]:
    return list(Check().faults())


def faults_but_for_guards() -> list[str]:
    return [fault for fault in faults() if "guard" not in fault]


@pytest.fixture
def corrected(fact: Fact) -> Fact:
    """A fact that was corrected, withdrawn and is followed by a batch with a journal detail."""
    supersede(SYSTEM, fact.line, changes={"value": 3_000_000}, reason="recount")
    withdraw_line(SYSTEM, fact.line, reason="not ours")
    write_batch(SYSTEM, action="test.note", rows=[], after={"name": "someone"})
    return fact


def test_an_untouched_ledger_is_whole_and_its_facts_are_counted(corrected: Fact) -> None:
    check = Check()
    assert list(check.faults()) == []
    assert check.facts == 3
    assert check.batches == Batch.objects.count() == 7


def test_an_empty_ledger_is_whole() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda: Fact.objects.filter(value=2_000_000).update(value=1), "Batch 4 is not what was recorded"),
        (lambda: FactCell.objects.update(cell="male"), "Batch 4 is not what was recorded"),
        (lambda: FactCell.objects.all().delete(), "Batch 4 is not what was recorded"),
        (lambda: Batch.objects.filter(position=5).update(known=dt.date(2014, 5, 5)), "Batch 5 is not what"),
        (lambda: Batch.objects.filter(position=5).update(position=99), "A gap: position 6 comes after 4"),
        (lambda: Batch.objects.filter(position=7).delete(), "The chain does not end at its head"),
        (lambda: ChainHead.objects.all().delete(), "The head of the chain is not there"),
        (lambda: PlanVersion.objects.update(document="{}"), "version 1, is not what was recorded"),
        (lambda: ChainHead.objects.update(position=6), "The chain does not end at its head"),
        (lambda: JournalEntry.objects.filter(action="fact.correct").update(reason="other"), "Journal row"),
        (lambda: JournalDetail.objects.update(after={"name": "another"}), "The detail of journal row"),
        (lambda: Fact.objects.filter(kind="value").update(kind="nil", value=None), "has a breakdown without a value"),
    ],
)
def test_what_was_tampered_with_is_named(corrected: Fact, change: object, says: str) -> None:
    lift_guards()
    assert callable(change)
    change()
    assert any(says in fault for fault in faults()), faults()


def test_missing_guards_are_named(corrected: Fact) -> None:
    lift_guards()
    assert faults()[0].startswith("The guard samaki_guard_")
    assert faults_but_for_guards() == []


def test_an_erased_detail_is_no_fault(corrected: Fact) -> None:
    JournalDetail.objects.all().delete()
    assert faults() == []


def test_a_withdrawal_of_nothing_and_a_line_of_two_indicators_are_named(corrected: Fact) -> None:
    lift_guards()
    first = Fact.objects.order_by("pk").first()
    assert first is not None
    Fact.objects.filter(pk=first.pk).update(kind="withdrawal", value=None)
    other = type(first.indicator).objects.get(code="VICTIMS")
    Fact.objects.filter(kind="value").update(indicator=other)
    found = faults_but_for_guards()
    assert any("withdrawn before any value" in fault for fault in found)
    assert any("versions of two indicators" in fault for fault in found)


def test_evidence_that_is_gone_or_altered_is_named(corrected: Fact) -> None:
    evidence = store_evidence(SYSTEM, name="minutes.txt", content=b"as received")
    assert faults() == []
    files.path_of(evidence.sha256).write_bytes(b"something else")
    assert [fault for fault in faults() if "minutes.txt" in fault]
    files.path_of(evidence.sha256).unlink()
    assert [fault for fault in faults() if "minutes.txt" in fault]
    assert Evidence.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_batches(corrected: Fact) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert faults() == []
        return len(seen)

    before = queries()
    for _ in range(10):
        write_batch(SYSTEM, action="test.note", rows=[])
    assert queries() == before
