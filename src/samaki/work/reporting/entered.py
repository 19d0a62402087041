"""When a line was typed, and by whom, as each approved version had it: also where it was typed over since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from samaki.core import formats
from samaki.registry.people.models import Account

from .content import key_of_line
from .models import ReportLine, ReportStep, ReportVersion


class Entry(NamedTuple):
    """The instant at which a line was saved as a version has it, and who saved it."""

    at: dt.datetime
    who: str


class Entries:
    """The entries of some lines by version: no query, or two where a line was typed over since."""

    def __init__(self, lines: Collection[ReportLine], steps: Mapping[int, Sequence[ReportStep]]) -> None:
        approved = {
            (line.report_id, step.version)
            for line in lines
            for step in steps[line.report_id]
            if step.action == "approve" and line.saved > step.at
        }
        self._contents: dict[tuple[int, int], Mapping[str, Any]] = {}
        if approved:
            versions = ReportVersion.objects.filter(
                report__in={report for report, _number in approved}, number__in={number for _report, number in approved}
            )
            self._contents = {(one.report_id, one.number): json.loads(one.content) for one in versions}
        authors = {
            fields["entered"][1]
            for content in self._contents.values()
            for fields in content.get("pieces", {}).values()
            if "entered" in fields
        }
        self._names = dict(Account.objects.filter(user_name__in=authors).values_list("user_name", "name"))

    def of(self, line: ReportLine, approval: ReportStep) -> Entry | None:
        """Return when and by whom a line was entered as one approval had it; None where that is not on record."""
        if line.saved <= approval.at:
            who = formats.local_text((line.author or line.report.body).name)[0]
            return Entry(line.saved, who) if line.author_name else None
        content = self._contents.get((line.report_id, approval.version), {})
        entered = content.get("pieces", {}).get(key_of_line(line.report, line), {}).get("entered")
        if entered is None:
            return None
        saved, author = entered
        return Entry(dt.datetime.fromisoformat(saved), formats.name_or(self._names.get(author), author))


def day_of(entry: Entry, steps: Sequence[ReportStep]) -> dt.date:
    """Return the day by which an entry counts: its own, or that of the submission after it where that is earlier.

    What is typed carries the real clock, also where a report counts by an earlier day.
    """
    typed = timezone.localtime(entry.at).date()
    return next((min(typed, step.known) for step in steps if step.action == "submit" and step.at >= entry.at), typed)
