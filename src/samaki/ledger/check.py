"""Is the ledger whole? Works every digest out anew from what the database holds, and names each fault.

Everything is read as streams in the ledger's order: memory is that of the largest batch, whatever the number of facts.
Batches that arrive during the check are left for the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from samaki.core import providers
from samaki.core.batches import kinds_of_rows
from samaki.core.digests import batch_digest, canonical
from samaki.core.journal import detail_digest, entry_digest
from samaki.core.models import Batch, BatchRow, ChainHead, JournalDetail, JournalEntry
from samaki.ledger import files
from samaki.ledger.guard import missing_guards
from samaki.ledger.models import Evidence, Fact, FactCell
from samaki.registry.plan.models import PlanVersion

ROWS_AT_ONCE = 5000
NO_HEAD = ChainHead(position=0, digest="", journal_digest="")


@dataclass
class Check:
    """One run over the ledger: iterate `faults` to its end, then read the counts."""

    batches: int = 0
    facts: int = 0
    head: ChainHead = field(default_factory=lambda: ChainHead.objects.filter(pk=1).first() or NO_HEAD)

    def faults(self) -> Iterator[str]:
        """Yield each fault in a sentence."""
        yield from _guard_faults()
        yield from self._head_faults()
        yield from self._batch_faults()
        yield from self._journal_faults()
        yield from _document_faults()
        yield from _loose_rows()
        yield from _line_faults()
        yield from _evidence_faults()
        yield from providers.ask("report.faults", default=())

    def _head_faults(self) -> Iterator[str]:
        last = Batch.objects.order_by("position").last()
        if self.head is NO_HEAD and last is not None:
            yield _("The head of the chain is not there.")
            # The check goes on to the last batch and the last journal row, so that nothing else stays unchecked.
            said = JournalEntry.objects.order_by("pk").last()
            self.head = ChainHead(
                position=last.position, digest=last.digest, journal_digest=said.digest if said else ""
            )

    def _batch_faults(self) -> Iterator[str]:
        previous = (0, "")
        streams = [_Stream(model, self.head.position) for model in kinds_of_rows()]
        batches = Batch.objects.filter(position__lte=self.head.position).order_by("position")
        for batch in batches.iterator(chunk_size=ROWS_AT_ONCE):
            if batch.position != previous[0] + 1:
                yield _("A gap: position %(next)d comes after %(before)d.") % {
                    "next": batch.position, "before": previous[0],
                }  # fmt: skip
            if batch.digest != batch_digest(previous[1], batch, self._lines(streams, batch.position)):
                yield _("Batch %(position)d is not what was recorded: its digest differs.") % {
                    "position": batch.position
                }
            # Goes on from what is stored, so that one fault is named once and not in every batch after it.
            previous = (batch.position, batch.digest)
            self.batches += 1
        if previous != (self.head.position, self.head.digest):
            yield _("The chain does not end at its head: position %(head)d is said, %(last)d is there.") % {
                "head": self.head.position, "last": previous[0],
            }  # fmt: skip
        if Batch.objects.filter(position__lt=1).exists():
            yield _("There is a batch before position 1.")

    def _lines(self, streams: list[_Stream], position: int) -> Iterator[str]:
        for stream in streams:
            for line in stream.lines_of(position):
                if stream.model is Fact:
                    self.facts += 1
                yield line

    def _journal_faults(self) -> Iterator[str]:
        digest = ""
        details = _Details()
        for entry in JournalEntry.objects.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
            if digest == self.head.journal_digest and digest:
                break  # what follows was written after this check began
            if entry.digest != entry_digest(digest, entry):
                yield _("Journal row %(row)d is not what was recorded: its digest differs.") % {"row": entry.pk}
            digest = entry.digest
            detail = details.of(entry.pk)
            if detail and entry.detail_digest != detail_digest(detail.salt, detail.before, detail.after):
                yield _("The detail of journal row %(row)d is not what was recorded.") % {"row": entry.pk}
        if digest != self.head.journal_digest:
            yield _("The journal does not end at the head of the chain.")


class _Stream:
    """The canonical lines of one kind of row, read once from the first batch to the last."""

    def __init__(self, model: type[BatchRow], last: int) -> None:
        self.model = model
        position = f"{model.BATCH_PATH}__position"
        names = list(model.DIGEST)
        rows = (
            model._default_manager.filter(**{f"{position}__lte": last})
            .order_by(position)
            .values_list(position, *model.DIGEST.values())
            .iterator(chunk_size=ROWS_AT_ONCE)
        )
        label = model._meta.label_lower
        lines = ((row[0], canonical({"row": label, **dict(zip(names, row[1:], strict=True))})) for row in rows)
        self._groups = groupby(lines, key=lambda line: line[0])
        self._next: tuple[int, Iterator[tuple[int, str]]] | None = next(self._groups, None)

    def lines_of(self, position: int) -> Iterator[str]:
        """Yield the lines of one batch; positions must be asked for in rising order."""
        while self._next is not None and self._next[0] < position:
            self._next = next(self._groups, None)
        if self._next is not None and self._next[0] == position:
            yield from (line for _position, line in self._next[1])
            self._next = next(self._groups, None)


class _Details:
    """The journal's details, read beside its rows; those that were erased are simply not there."""

    def __init__(self) -> None:
        self._rows = JournalDetail.objects.order_by("entry_id").iterator(chunk_size=ROWS_AT_ONCE)
        self._next = next(self._rows, None)

    def of(self, entry: int) -> JournalDetail | None:
        while self._next is not None and self._next.entry_id < entry:
            self._next = next(self._rows, None)
        return self._next if self._next is not None and self._next.entry_id == entry else None


def _guard_faults() -> Iterator[str]:
    for name in missing_guards():
        yield _("The guard %(name)s is missing from the database; put it back with: samaki migrate") % {"name": name}


def _document_faults() -> Iterator[str]:
    """Yield the versions whose document, with all targets and rules, is not the one whose digest the batch covers."""
    for version in PlanVersion.objects.select_related("plan").order_by("plan__code", "number").iterator(chunk_size=1):
        if hashlib.sha256(version.document.encode()).hexdigest() != version.document_digest:
            yield _("The document of %(plan)s, version %(number)d, is not what was recorded.") % {
                "plan": version.plan.code, "number": version.number,
            }  # fmt: skip


def _loose_rows() -> Iterator[str]:
    """Yield the rows that name something which is not there: a batch, a fact, an indicator, a body, evidence …"""
    linked: list[type[models.Model]] = [Batch, JournalDetail, *kinds_of_rows()]
    for model in linked:
        for key in model._meta.concrete_fields:
            if not isinstance(key, models.ForeignKey):
                continue
            target: Any = key.related_model
            there = target._default_manager.filter(**{key.target_field.name: OuterRef(key.attname)})
            rows = model._default_manager.filter(~Exists(there), **{f"{key.attname}__isnull": False})
            for pk in rows.order_by("pk").values_list("pk", flat=True)[:100].iterator():
                yield _("%(row)s %(key)d hangs loose: its %(field)s is not there.") % {
                    "row": model._meta.label, "key": pk, "field": key.name,
                }  # fmt: skip


def _line_faults() -> Iterator[str]:
    same_line = Fact.objects.filter(line=OuterRef("line"))
    withdrawable = same_line.filter(
        batch__position__lt=OuterRef("batch__position"), batch__known__lte=OuterRef("batch__known")
    )
    withdrawals = Fact.objects.filter(kind=Fact.WITHDRAWAL)
    for line in withdrawals.filter(~Exists(withdrawable)).values_list("line", flat=True).iterator():
        yield _("Line %(line)s is withdrawn before any value of it was known.") % {"line": line}
    moved = Fact.objects.filter(Exists(same_line.exclude(indicator=OuterRef("indicator"))))
    for line in moved.values_list("line", flat=True).distinct().iterator():
        yield _("Line %(line)s has versions of two indicators.") % {"line": line}
    without_value = FactCell.objects.exclude(fact__kind=Fact.VALUE)
    for line in without_value.values_list("fact__line", flat=True).distinct().iterator():
        yield _("Line %(line)s has a breakdown without a value.") % {"line": line}
    twins = same_line.filter(batch=OuterRef("batch"), pk__gt=OuterRef("pk"))
    for line in Fact.objects.filter(Exists(twins)).values_list("line", flat=True).distinct().iterator():
        yield _("Line %(line)s has two versions in one batch.") % {"line": line}


def _digest(path: Path) -> str:
    """Return a file's digest, empty where it is not there or may not be read."""
    try:
        return files.digest_of(path)
    except OSError:
        return ""


def _evidence_faults() -> Iterator[str]:
    checked: dict[str, bool] = {}
    for evidence in Evidence.objects.exclude(sha256="").order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
        path = files.path_of(evidence.sha256)
        if evidence.sha256 not in checked:
            checked[evidence.sha256] = _digest(path) == evidence.sha256
        if not checked[evidence.sha256]:
            yield _("The file of evidence %(uid)s (%(name)s) is missing or not what was received.") % {
                "uid": evidence.uid, "name": evidence.name,
            }  # fmt: skip
