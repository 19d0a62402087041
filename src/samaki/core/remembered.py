"""Remembers what follows from the ledger's rows alone, until the ledger moves.

Rows live in batches, are never changed, and each batch has a digest of all that stands up to it. So the digest of the
newest one, of the whole ledger or of one kind of rows, tells whether anything has come; one query asks for it, and no
process answers from an older state. What depends on who asks, on today or on rows outside the ledger must not be kept
so, unless it is part of the key. Docs: docs/explain/reports.md, "What is remembered".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from samaki.core.models import BatchRow, ChainHead

Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


_all: WeakSet[Remembered[Any, Any]] = WeakSet()


class Remembered(Generic[Key, Answer]):
    """The last `most` answers by their keys. Several threads get the same one, so nobody may change it.

    They follow from all of the ledger, or from one kind of `rows` alone: then other batches leave them as they are.
    """

    def __init__(self, most: int, rows: type[BatchRow] | None = None) -> None:
        self._most = most
        self._rows = rows
        self._kept: dict[Key, tuple[str, Answer]] = {}  # with the digest by which it was worked out
        _all.add(self)

    def get(self, key: Key, work_out: Callable[[], Answer]) -> Answer:
        """Return the answer, worked out where it is not remembered: one query where it is."""
        return self.get_each([key], lambda _key: work_out())[key]

    def get_each(self, keys: Collection[Key], work_out: Callable[[Key], Answer]) -> dict[Key, Answer]:
        """Return the answer to each key, worked out where it is not remembered: one query where all are."""
        digest = self._digest()
        return {key: self._get(key, digest, work_out) for key in keys}

    def _get(self, key: Key, digest: str, work_out: Callable[[Key], Answer]) -> Answer:
        kept = self._kept.get(key)
        if kept is not None and kept[0] == digest:
            return kept[1]
        found = work_out(key)
        if digest:  # nothing has been recorded: there is nothing to remember it by
            self._make_room(digest)
            self._kept[key] = digest, found
        return found

    def let_go(self, key: Key) -> None:
        """Forget one answer."""
        self._kept.pop(key, None)

    def _digest(self) -> str:
        if self._rows is None:
            return ChainHead.objects.values_list("digest", flat=True).first() or ""
        newest = self._rows._default_manager.order_by("-pk")
        return newest.values_list(f"{self._rows.BATCH_PATH}__digest", flat=True).first() or ""

    def _make_room(self, digest: str) -> None:
        """Let go of answers from another state of the ledger, then of the oldest."""
        now = list(self._kept.items())
        older = [key for key, (worked_out_by, _answer) in now if worked_out_by != digest]
        others = [key for key, _kept in now if key not in older]
        for key in (*older, *others[: max(0, len(others) + 1 - self._most)]):
            self._kept.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)


def forget_everything() -> None:
    """Forget every answer of every kind, so that a measurement starts as a fresh process does."""
    for remembered in list(_all):
        for key in list(remembered._kept):
            remembered.let_go(key)
