"""What a report says, as one canonical text: kept at each submission, compared, and put back when changes are dropped.

The content is `{"pieces": {key: fields}, "files": [...]}`; keys are those of the form
(`line:<indicator>`, `line:<uid>`, `word:challenges`, `event:<uid>`, `other:<uid>`). What is empty is left out, so that
a later field changes no old text.
Where a line stands in the ledger (`line`, `standing`) is no part of what the report says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator

from .models import OtherWork, Report, ReportEvent, ReportFile, ReportLine, ReportVersion, ReportWord

Fields = Mapping[str, Any]
Content = Mapping[str, Any]
APART = frozenset({"typed", "entered"})  # fields that are no part of what a piece says: how, when, by whom
NOTHING = "nothing"  # the word whose "1" says: nothing to report, for the whole


@dataclass
class Pieces:
    """The rows of one report. Removed ones are there too: what once was published has still to be withdrawn."""

    lines: list[ReportLine] = field(default_factory=list)
    words: list[ReportWord] = field(default_factory=list)
    events: list[ReportEvent] = field(default_factory=list)
    others: list[OtherWork] = field(default_factory=list)
    files: list[ReportFile] = field(default_factory=list)

    @property
    def says_nothing_to_report(self) -> bool:
        """Whether the whole report is ticked as *nothing to report*."""
        return any(word.key == NOTHING and word.text == "1" for word in self.words)


def pieces_of(reports: Collection[Report]) -> dict[int, Pieces]:
    """Return the rows of some reports by the reports' database keys: seven queries, however many there are."""
    found = {report.pk: Pieces() for report in reports}
    known = {report.pk: report for report in reports}
    lines = list(ReportLine.objects.filter(report__in=found).select_related("event__place"))
    # One row for each indicator and place, not one for each line: many lines of many reports have the same.
    indicators = Indicator.objects.in_bulk({line.indicator_id for line in lines})
    places = Place.objects.in_bulk({line.place_id for line in lines})
    plans = {report.plan_id: report.plan for report in reports}
    for indicator in indicators.values():
        indicator.plan = plans[indicator.plan_id]
    for line in lines:
        line.report = known[line.report_id]
        line.indicator, line.place = indicators[line.indicator_id], places[line.place_id]
        found[line.report_id].lines.append(line)
    for word in ReportWord.objects.filter(report__in=found):
        found[word.report_id].words.append(word)
    for event in ReportEvent.objects.filter(report__in=found).select_related("place").order_by("pk"):
        found[event.report_id].events.append(event)
    for other in OtherWork.objects.filter(report__in=found):
        found[other.report_id].others.append(other)
    for file in ReportFile.objects.filter(report__in=found, is_removed=False).select_related("evidence"):
        found[file.report_id].files.append(file)
    return found


def key_of_line(report: Report, line: ReportLine) -> str:
    """Return the key of a line, which has its indicator at hand: of the report's own ones by code, of others by uid."""
    is_own = line.uid == ReportLine.uid_of(report.uid, line.indicator.code)
    return f"line:{line.indicator.code}" if is_own else f"line:{line.uid}"


def says_something(line: ReportLine) -> bool:
    """Whether a line says anything at all: also *not answered* with a reason or a note."""
    return line.kind != ReportLine.Kind.NONE or line.is_wrong or bool(line.why or line.note)


def content_of(report: Report, pieces: Pieces) -> Content:
    """Return what a report says."""
    keys = {line.pk: key_of_line(report, line) for line in pieces.lines}
    said = {
        **{keys[line.pk]: _of_line(line) for line in pieces.lines if not line.is_removed and says_something(line)},
        **{f"word:{word.key}": _kept({"text": word.text, "typed": word.typed}) for word in pieces.words if word.text},
        **{f"event:{event.uid}": _of_event(event) for event in pieces.events},
        **{f"other:{other.uid}": _of_other(other) for other in pieces.others if not other.is_removed},
    }
    files = [
        _kept({
            "uid": str(file.uid), "name": file.evidence.name, "sha256": file.evidence.sha256,
            "line": keys.get(file.line_id or 0, ""),
        })
        for file in pieces.files
    ]  # fmt: skip
    return _kept({"pieces": said, "files": files})


def is_empty(content: Content) -> bool:
    """Whether nothing at all has been filled in."""
    return not any(not key.startswith("event:") for key in content.get("pieces", ())) and not content.get("files")


def canonical_text(content: Content) -> str:
    """Write a content in one way only."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def version_of(report: Report, pieces: Pieces) -> ReportVersion:
    """Return the unsaved version that keeps what a report says now."""
    text = canonical_text(content_of(report, pieces))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ReportVersion(report=report, number=report.version, content=text, digest=digest)


def differences(before: Content, after: Content) -> list[tuple[str, Fields | None, Fields | None]]:
    """Return what differs between two contents: (key, fields before, fields after), None where it was not there.

    How a number was typed is no difference. Files stand under `file:<uid>`.
    """
    old, new = dict(_comparable(before)), dict(_comparable(after))
    keys = [*new, *(key for key in old if key not in new)]
    return [(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def _comparable(content: Content) -> Iterator[tuple[str, Fields]]:
    for key, fields in content.get("pieces", {}).items():
        yield key, {name: value for name, value in fields.items() if name not in APART}
    for file in content.get("files", ()):
        yield f"file:{file['uid']}", file


def _of_line(line: ReportLine) -> Fields:
    return _kept({
        "uid": str(line.uid), "indicator": line.indicator.code, "place": line.place.code, "kind": line.kind,
        "value": line.value, "cells": line.cells, "includes_lower": line.includes_lower, "why": line.why,
        "note": line.note, "event": str(line.event.uid) if line.event else "", "wrong": line.is_wrong,
        "typed": _kept(line.typed),
        "entered": [line.saved.isoformat(), line.author_name] if line.author_name else [],
    })  # fmt: skip


def _of_event(event: ReportEvent) -> Fields:
    return _kept({
        "title": event.title, "first_day": _day(event.first_day), "last_day": _day(event.last_day),
        "place": event.place.code if event.place else "", "typed": _kept(event.typed),
    })  # fmt: skip


def _of_other(other: OtherWork) -> Fields:
    return _kept({
        "what": other.what, "where": other.where, "when": _day(other.when), "partner": other.partner,
        "wrong": other.is_wrong, "typed": _kept(other.typed),
    })  # fmt: skip


def _day(day: Any) -> str:
    return day.isoformat() if day else ""


def _kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty; 0 is a number and stays."""
    return {name: value for name, value in fields.items() if (value == 0 and value is not False) or value}
