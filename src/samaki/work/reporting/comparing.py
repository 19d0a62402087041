"""Two versions of a report beside each other, as they were submitted: what changed first, the rest after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.problems import NotFound, Refused
from samaki.registry.plan.models import Indicator

from . import shown
from .content import content_of, differences, pieces_of
from .fields import Field
from .history import history_of
from .models import Report, ReportVersion

NOW: Final = "now"


@dataclass(frozen=True, slots=True)
class Side:
    """One piece in one version, in words; empty where it was not there."""

    value: str
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """One piece in both versions."""

    title: str
    left: Side
    right: Side
    is_changed: bool
    id: str = ""  # what links call it


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions: their numbers (right may be what stands now), what changed, and what is the same."""

    left: int
    right: str
    changed: Sequence[Compared]
    same: Sequence[Compared]
    numbers: Sequence[int]
    is_alone: bool = False  # there is but one: nothing to compare


def compare(report: Report, left: int | None, right: int | None, *, with_draft: bool = True) -> Comparison:
    """Return two versions beside each other; without numbers the two newest. Raises NotFound.

    A draft stands as the newest where nothing was submitted since (not `with_draft`: it is left out). A fixed number of
    queries.
    """
    kept = {one.number: json.loads(one.content) for one in ReportVersion.objects.filter(report=report)}
    numbers = sorted(kept)
    contents: dict[int, Mapping[str, Any]] = dict(kept)
    if with_draft and report.version not in contents:
        contents[report.version] = content_of(report, pieces_of([report])[report.pk])
    if not contents:
        raise _no_version()
    there = sorted(contents)
    newest = right if right is not None else there[-1]
    before = [one for one in there if one < newest]
    older = left if left is not None else (before[-1] if before else newest)
    if newest not in contents or older not in contents:
        raise _no_version()
    teller = _Teller(report)
    changed = {key for key, _before, _after in differences(contents[older], contents[newest])}
    one, other = teller.sides(contents[older]), teller.sides(contents[newest])
    empty = Side(_("not there"))
    keys = list(dict.fromkeys((*other, *one)))
    rows = [
        (key, Compared(teller.title(key), one.get(key, empty), other.get(key, empty), key in changed, _id(key)))
        for key in keys
    ]
    in_order = [row for _key, row in sorted(rows, key=lambda pair: teller.order(pair[0]))]
    return Comparison(
        left=older,
        right=str(newest) if newest in kept else NOW,
        changed=[row for row in in_order if row.is_changed],
        same=[row for row in in_order if not row.is_changed],
        numbers=numbers,
        is_alone=len(there) == 1,
    )


def version_alone(report: Report, number: int) -> Comparison:
    """Return one submitted version by itself. Raises NotFound. A fixed number of queries."""
    kept = ReportVersion.objects.filter(report=report, number=number).first()
    if kept is None:
        raise _no_version()
    teller = _Teller(report)
    sides = teller.sides(json.loads(kept.content))
    rows = [
        Compared(teller.title(key), sides[key], sides[key], False, _id(key)) for key in sorted(sides, key=teller.order)
    ]
    return Comparison(left=number, right=str(number), changed=(), same=rows, numbers=(), is_alone=True)


def _id(key: str) -> str:
    return key.removeprefix("line:")


def _no_version() -> Refused:
    return NotFound.because("report.version", _("This report has no such version."))


class _Teller:
    """Tells the pieces of a report's versions in words: two queries."""

    def __init__(self, report: Report) -> None:
        self._fields: Mapping[str, Field] = history_of([report])[report.pk].fields
        rows = Indicator.objects.filter(plan=report.plan).values_list("code", "title", "order")
        self._titles = {code: (shown.words(title), order) for code, title, order in rows}
        self._codes: dict[str, str] = {}

    def sides(self, content: Mapping[str, Any]) -> dict[str, Side]:
        """Return each piece in words, by its key; files under `file:<uid>`."""
        found: dict[str, Side] = {}
        for key, fields in content.get("pieces", {}).items():
            if key.startswith("line:"):
                self._codes[key] = fields.get("indicator", key.removeprefix("line:"))
                found[key] = self._line(fields)
            elif key.startswith("word:"):
                found[key] = Side(fields.get("text", ""))
            elif key.startswith("event:"):
                days = dict.fromkeys(_day(fields[name]) for name in ("first_day", "last_day") if fields.get(name))
                found[key] = Side(fields.get("title", ""), list(days))
            else:
                details = [_day(fields[name]) for name in ("where", "when", "partner") if fields.get(name)]
                found[key] = Side(fields.get("what", ""), details)
        for file in content.get("files", ()):
            found[f"file:{file['uid']}"] = Side(file["name"])
        return found

    def title(self, key: str) -> str:
        """Return what a piece is."""
        kind, _colon, name = key.partition(":")
        if kind == "line":
            code = self._codes.get(key, name)
            return f"{code} {self._titles.get(code, ('', 0))[0]}".strip()
        if kind == "word":
            usual = {"challenges": _("Challenges"), "next_steps": _("Next steps"), "nothing": _("Nothing to report")}
            return usual.get(name) or _("Progress, {code}").format(code=name.removeprefix("action."))
        return {"event": _("Event"), "file": _("File")}.get(kind, _("Other work"))

    def order(self, key: str) -> tuple[int, int, str]:
        """Return by what a piece stands in the page: lines first, in the plan's order."""
        kinds = ("line", "word", "event", "other", "file")
        kind = key.partition(":")[0]
        code = self._codes.get(key, "")
        return kinds.index(kind) if kind in kinds else len(kinds), self._titles.get(code, ("", 0))[1], key

    def _line(self, fields: Mapping[str, Any]) -> Side:
        sheet = self._fields.get(fields.get("indicator", ""))
        details = [", ".join(f"{label} {value}" for label, value in cells)
                   for _name, cells in shown.cells_of(sheet, fields.get("cells", ()))]  # fmt: skip
        if fields.get("why"):
            details.append(shown.why_of(sheet, fields["why"]))
        if fields.get("note"):
            details.append(_("“{words}”").format(words=fields["note"]))
        if fields.get("includes_lower"):
            details.append(_("includes lower bodies"))
        if fields.get("wrong"):
            return Side(str(fields.get("typed", {}).get("value", "")), details)
        if fields.get("kind") == "nil":
            return Side(_("nothing to report"), details)
        if fields.get("value") is None:
            return Side(_("missing"), details)
        return Side(shown.value_of(sheet, fields["value"]), details)


def _day(text: str) -> str:
    """Write a day as a sentence has it; what is no day stays as it is."""
    try:
        return formats.day(dt.date.fromisoformat(text))
    except ValueError:
        return text
