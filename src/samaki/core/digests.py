"""How a batch is fingerprinted: by codes and uids, never by database keys, whatever the order of its rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from samaki.core.models import Batch, BatchRow


def plain(value: Any) -> Any:
    """Turn a database value into what JSON can hold, the same on both databases."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def canonical(content: dict[str, Any]) -> str:
    """Write a mapping in one way only: empty entries left out, keys sorted, no spaces."""
    kept = {
        key: plain(value) for key, value in content.items() if value is not None and value != "" and value is not False
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lines_of_rows(rows: Iterable[BatchRow]) -> Iterator[str]:
    """Yield the canonical line of each unsaved or saved row, following its `DIGEST` paths over loaded objects."""
    for row in rows:
        content: dict[str, Any] = {"row": row._meta.label_lower}
        for name, path in row.DIGEST.items():
            content[name] = _follow(row, path)
        yield canonical(content)


def lines_in_database(model: type[BatchRow], batch: Batch) -> Iterator[str]:
    """Yield the canonical lines of what the database holds of one kind of row in a batch: one query."""
    names = list(model.DIGEST)
    found = model._default_manager.filter(**{model.BATCH_PATH: batch}).values_list(*model.DIGEST.values())
    for values in found.iterator(chunk_size=5000):
        yield canonical({"row": model._meta.label_lower, **dict(zip(names, values, strict=True))})


def batch_digest(previous: str, batch: Batch, lines: Iterable[str]) -> str:
    """Return the SHA-256 over the previous digest, the batch's own fields and its rows' lines in sorted order."""
    header = canonical(
        {
            "position": batch.position,
            "action": batch.action,
            "recorded": batch.recorded,
            "known": batch.known,
            "actor": batch.actor_name,
            "reason": batch.reason,
            "source": batch.source,
        }
    )
    hasher = hashlib.sha256(f"{previous}\n{header}\n".encode())
    for line in sorted(lines):
        hasher.update(line.encode())
        hasher.update(b"\n")
    return hasher.hexdigest()


def _follow(row: BatchRow, path: str) -> Any:
    value: Any = row
    for step in path.split("__"):
        if value is None:
            return None
        value = getattr(value, step)
    return value
