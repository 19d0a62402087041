"""The journal as CSV: one line for each row that is asked for, written as it is read, so that any number fits."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import translation

from samaki.core.text import safe_in_sheet

from .changes import Change, things_of
from .entries import Entry

HEADER: Final = (
    "row", "at", "action", "act", "account", "post", "in_the_stead_of", "subject", "things", "reason", "before",
    "after", "batch", "digest",
)  # fmt: skip
HIDDEN: Final = "hidden"


class _Echo:
    """Hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines(entries: Iterable[Entry], language: str) -> Iterator[bytes]:
    """Yield the file line by line: UTF-8 with a byte order mark; in the language of whoever asked for it."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield b"\xef\xbb\xbf" + _line(writer.writerow(HEADER))
    with translation.override(language):  # the file is written after the page's own language has been put away
        for entry in entries:
            yield _line(writer.writerow(map(safe_in_sheet, _cells(entry))))


def _line(written: object) -> bytes:
    return str(written).encode()


def _cells(entry: Entry) -> Iterator[str]:
    row = entry.row
    yield str(row.pk)
    yield entry.at.isoformat(timespec="seconds")
    yield row.action
    yield entry.act
    yield row.actor_name
    yield entry.who
    yield row.acting_for
    yield row.subject
    yield "; ".join(things_of(row))
    yield HIDDEN if entry.hides_reason else entry.reason
    yield "; ".join(_told(change, count, change.before) for change, count in entry.changes)
    yield "; ".join(_told(change, count, change.after) for change, count in entry.changes)
    yield str(row.batch.position) if entry.batch else ""
    yield row.digest


def _told(change: Change, count: int, side: str) -> str:
    times = f" ({count})" if count > 1 else ""
    return f"{change.code}: {HIDDEN if change.is_hidden else side}{times}"
