"""From line to fact: what a report's lines come to in the ledger, and what of it differs from what stands there.

Docs: docs/explain/reports.md, "From line to fact".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from samaki.ledger.models import Event, Evidence, Fact
from samaki.ledger.rules import NewFact
from samaki.registry.places.models import Place
from samaki.registry.plan.document.model import PlanDocument

from .address import address_of_report
from .content import Pieces, key_of_line, says_something
from .models import Report, ReportLine

LONGEST_LOCATOR: Final = 120
Kind = ReportLine.Kind


@dataclass(frozen=True, slots=True)
class Publication:
    """What becomes of one line: the fact to publish, and the digest of what then stands ("": nothing)."""

    line: ReportLine
    fact: NewFact
    digest: str


def publications(
    report: Report,
    pieces: Pieces,
    *,
    owed: Collection[int],
    labels: Mapping[str, str],
    events: Mapping[str, Event],
    where: Callable[[str], str],
    evidence: Evidence | None = None,
) -> Iterator[Publication]:
    """Yield what a report changes in the ledger, line by line; what is as it stands is left out.

    `owed` are the indicators (database keys) that *nothing to report* for the whole speaks of; `labels` the source
    label by indicator; `events` the ledger's by uid; `where` gives what messages call a line by its key; `evidence`
    is what facts rest on where no file came along.
    """
    papers = _papers(pieces)
    nothing = _nothing_to_report(report, pieces, owed)
    for line in pieces.lines:
        kind = _kind(report, line, nothing)
        fact = _fact(report, line, kind, labels.get(line.indicator.code, ""), events, where)
        paper = papers.get(line.pk) or papers.get(None)
        digest = _digest(fact, paper) if kind != Fact.WITHDRAWAL else ""
        if digest != line.standing:
            yield Publication(line, replace(fact, evidence=paper or evidence) if digest else fact, digest)


def indicators_without_row(report: Report, pieces: Pieces, owed: Iterable[int]) -> list[int]:
    """Return the indicators of which *nothing to report* speaks and that have no row yet to remember it by."""
    if not pieces.says_nothing_to_report or report.intent == Report.Intent.WITHDRAWAL:
        return []
    there = _answered(pieces) | {line.indicator_id for line in pieces.lines if _is_own(report, line)}
    return [indicator for indicator in owed if indicator not in there]


def labels_for(document: PlanDocument, body: str, kinds: Collection[str]) -> Mapping[str, str]:
    """Return the source label of a body's lines by indicator: that of its duty; `kinds` are its kind and wider ones."""
    who = frozenset(name.upper() for name in (body, *kinds))
    return {
        indicator: label
        for duty in document.duties
        if duty.who.upper() in who
        for indicator, label in duty.labels.items()
    }


def _nothing_to_report(report: Report, pieces: Pieces, owed: Collection[int]) -> set[int]:
    """Return the lines for which the tick *nothing to report* speaks: owed, the report's own, and not answered."""
    if not pieces.says_nothing_to_report:
        return set()
    silent = set(owed) - _answered(pieces)
    return {line.pk for line in pieces.lines if line.indicator_id in silent and _is_own(report, line)}


def _answered(pieces: Pieces) -> set[int]:
    return {line.indicator_id for line in pieces.lines if not line.is_removed and says_something(line)}


def _is_own(report: Report, line: ReportLine) -> bool:
    return not key_of_line(report, line).endswith(str(line.uid))


def _kind(report: Report, line: ReportLine, nothing: Collection[int]) -> str:
    """Return what a line is in the ledger; what is not answered, or taken out, is a withdrawal of what stood."""
    if report.intent == Report.Intent.WITHDRAWAL:
        return Fact.WITHDRAWAL
    if line.pk in nothing or (line.kind == Kind.NIL and not line.is_removed):
        return Fact.NIL
    return Fact.VALUE if line.kind == Kind.NUMBER and not line.is_removed else Fact.WITHDRAWAL


def _fact(
    report: Report,
    line: ReportLine,
    kind: str,
    label: str,
    events: Mapping[str, Event],
    where: Callable[[str], str],
) -> NewFact:
    is_value = kind == Fact.VALUE
    stands = kind != Fact.WITHDRAWAL
    key = key_of_line(report, line)
    return NewFact(
        indicator=line.indicator,
        body=report.body,
        place=line.place,
        first_month=report.first_month,
        last_month=report.last_month,
        kind=kind,
        value=line.value if is_value else None,
        cells=tuple((name, cell, value) for name, cell, value in line.cells) if is_value else (),
        line=line.line,
        source=label,
        event=events.get(str(line.event.uid)) if line.event and stands else None,
        includes_lower=line.includes_lower and is_value,
        locator=f"{address_of_report(report)}#{line.indicator.code}"[:LONGEST_LOCATOR],
        note=line.note if stands else "",
        where=where(key),
    )


def _papers(pieces: Pieces) -> dict[int | None, Evidence]:
    """Return the first file of each line, and under None that of the whole report."""
    found: dict[int | None, Evidence] = {}
    for file in pieces.files:
        found.setdefault(file.line_id, file.evidence)
    return found


def _digest(fact: NewFact, paper: Evidence | None) -> str:
    """Return the fingerprint of what a fact says; evidence that stands in for a missing file is no part of it."""
    said = {
        "kind": fact.kind,
        "place": fact.place.code if isinstance(fact.place, Place) else "",
        "source": fact.source,
        "event": str(fact.event.uid) if isinstance(fact.event, Event) else "",
        "includes_lower": fact.includes_lower,
        "value": fact.value,
        "cells": sorted(fact.cells),
        "note": fact.note,
        "evidence": paper.sha256 if paper else "",
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
