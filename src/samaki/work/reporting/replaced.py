"""What a correction or a withdrawal would replace: each line as the version says it that counts now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import shown
from .content import NOTHING, Pieces, content_of, differences
from .fields import Field
from .models import Report, ReportLine, ReportVersion

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A line as it was approved: its value in words, or why there is none; whether it says something else now."""

    value: str = ""
    absence: str = "missing"
    is_changed: bool = False


def replaced_by(report: Report, pieces: Pieces, fields: Mapping[str, Field]) -> dict[str, Replaced]:
    """Return the lines by their keys as they count now; those that are new with nothing. One query, or none.

    Empty where nothing stands approved, or nothing later than that is being decided about.
    """
    if report.intent == Report.Intent.REPORT or not report.stands:
        return {}
    version = ReportVersion.objects.filter(report=report, number=report.approved_version or 0).first()
    before: Content = json.loads(version.content) if version else {}
    now = content_of(report, pieces)
    changed = {key for key, _before, _after in differences(before, now)}
    said, is_silent = before.get("pieces", {}), _says_nothing(before)
    keys = {key for content in (before, now) for key in content.get("pieces", {}) if key.startswith("line:")}
    return {key: _replaced(said.get(key), fields, key in changed, is_silent=is_silent) for key in keys}


def _replaced(
    line: Mapping[str, Any] | None, fields: Mapping[str, Field], is_changed: bool, *, is_silent: bool
) -> Replaced:
    kind = line.get("kind") if line else None
    if line is not None and kind == ReportLine.Kind.NUMBER and line.get("value") is not None:
        return Replaced(shown.value_of(fields.get(line.get("indicator", "")), line["value"]), "", is_changed)
    if kind == ReportLine.Kind.NIL or is_silent:
        return Replaced("", "nothing_to_report", is_changed)
    return Replaced(is_changed=is_changed)


def _says_nothing(content: Content) -> bool:
    return bool(content.get("pieces", {}).get(f"word:{NOTHING}", {}).get("text") == "1")
