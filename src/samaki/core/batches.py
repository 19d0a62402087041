"""The ledger's one writer: every act that can change a number goes through `write_batch`, and through it alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django.apps import apps
from django.db import transaction

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.digests import batch_digest, lines_of_rows
from samaki.core.models import Batch, BatchRow, ChainHead

ROWS_AT_ONCE = 2000


@transaction.atomic
def write_batch(
    actor: Actor,
    *,
    action: str,
    rows: Sequence[BatchRow],
    known: dt.date | None = None,
    reason: str = "",
    source: str = "",
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    head: ChainHead | None = None,
) -> Batch:
    """Write unsaved rows as one batch with the next position, and its journal row.

    `known` is today unless an import of history or a demonstration states an earlier day (with `source`). The head is
    locked from here to the commit, so prepare everything before; give it where it is locked already. Rows that refer
    to each other (cells to facts) come after what they refer to. Docs: docs/explain/records.md, "One clock: the batch".
    """
    head = head or journal.locked_head()
    entry = journal.record(actor, action=action, subject=subject, reason=reason, before=before, after=after, head=head)
    batch = Batch(
        position=head.position + 1,
        action=action,
        recorded=clock.now(),
        known=known or clock.today(),
        actor_id=actor.account,
        actor_name=actor.name,
        reason=reason,
        source=source,
        journal=entry,
    )
    batch.digest = batch_digest(head.digest, batch, lines_of_rows(rows))
    batch.save(force_insert=True)
    for model, alike in _by_model(rows):
        if model.BATCH_PATH == "batch":
            for row in alike:
                row.batch = batch
        model._default_manager.bulk_create(alike, batch_size=ROWS_AT_ONCE)
    head.position, head.digest = batch.position, batch.digest
    head.save(update_fields=["position", "digest"])
    return batch


def kinds_of_rows() -> list[type[BatchRow]]:
    """Return every concrete kind of row that lives in a batch, in a stable order."""
    found = [cast("type[BatchRow]", model) for model in apps.get_models() if hasattr(model, "DIGEST")]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _by_model(rows: Iterable[BatchRow]) -> Iterator[tuple[type[BatchRow], list[BatchRow]]]:
    groups: dict[type[BatchRow], list[BatchRow]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    yield from groups.items()
