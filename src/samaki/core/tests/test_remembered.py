"""What follows from the ledger is worked out once, and anew when its head has moved."""

from __future__ import annotations

import pytest

from samaki.core.models import ChainHead
from samaki.core.remembered import Remembered, forget_everything

pytestmark = pytest.mark.django_db


def moved(digest: str) -> None:
    ChainHead.objects.update_or_create(pk=1, defaults={"digest": digest})


def test_an_answer_stands_until_the_ledger_moves() -> None:
    remembered: Remembered[str, object] = Remembered(2)
    moved("")
    assert remembered.get("a", object) is not remembered.get("a", object)  # nothing recorded: nothing to tell by
    moved("one")
    first = remembered.get("a", object)
    assert remembered.get("a", object) is first
    moved("two")
    assert remembered.get("a", object) is not first
    forget_everything()
    assert len(remembered) == 0


def test_the_oldest_makes_room_and_another_state_of_the_ledger_first() -> None:
    remembered: Remembered[str, object] = Remembered(6)
    moved("one")
    kept = {key: remembered.get(key, object) for key in "abcdefg"}
    assert len(remembered) == 6
    assert all(remembered.get(key, object) is kept[key] for key in "bcdefg")
    assert remembered.get("a", object) is not kept["a"]
    moved("two")
    remembered.get("d", object)
    assert len(remembered) == 1
