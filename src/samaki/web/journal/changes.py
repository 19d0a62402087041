"""What an act changed: of what was before and after, the fields that differ, each in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.journal import ADDRESS, several_subjects
from samaki.core.models import JournalEntry
from samaki.registry.people.models import RoleName
from samaki.work.reporting.models import Report

from .words import COUNTS, FIELDS, OTHER_WORK

ALWAYS: Final = frozenset({"role", "body", "line"})  # say of which role or line something changed
SHORT: Final = 12  # letters of a digest
Fields = Mapping[str, Any]


class Change(NamedTuple):
    """One field in words, before and after (empty: nothing); `is_hidden`: it changed, and is not shown to the reader.

    `code` is the field's own name.
    """

    code: str
    field: str
    before: str
    after: str
    is_hidden: bool = False


def things_of(row: JournalEntry) -> list[str]:
    """Return the addresses of several things that an act was done to; of one alone the subject tells."""
    return several_subjects(*_sides(row))


def changes_of(row: JournalEntry, *, hides: Callable[[str], bool]) -> Iterator[Change]:
    """Yield what changed, of each thing the act was done to."""
    by_address = _by_address(row)
    for before, after in by_address.values() if by_address else [_sides(row)]:
        for name in dict.fromkeys((*before, *after)):
            was, now = before.get(name), after.get(name)
            if was == now and name not in ALWAYS:
                continue
            if hides(name):
                yield Change(name, _field(name), "", "", is_hidden=True)
            elif was or now:
                yield Change(name, _field(name), _shown(name, was), _shown(name, now))


def _by_address(row: JournalEntry) -> dict[str, tuple[Fields, Fields]]:
    """Return before and after of each thing, where the detail is keyed by address."""
    before, after = _sides(row)
    addresses = [key for key in {**before, **after} if key.startswith(ADDRESS)]
    return {one: (_fields(before.get(one)), _fields(after.get(one))) for one in addresses}


def _sides(row: JournalEntry) -> tuple[Fields, Fields]:
    """Return before and after; nothing where there is no detail, or it was erased."""
    detail = getattr(row, "detail", None)
    return (_fields(detail.before), _fields(detail.after)) if detail else ({}, {})


def _fields(side: object) -> Fields:
    return side if isinstance(side, dict) else {}


def _field(name: str) -> str:
    if name.startswith("other:"):
        return str(OTHER_WORK)
    return str(FIELDS.get(name, name))


def _shown(name: str, value: object) -> str:
    """Return a value in words; empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return formats.local_text(value)[0]
    if name == "size" and isinstance(value, int):
        return formats.file_size(value)
    text = str(value)
    if name in ("first_day", "last_day"):
        return _day(text)
    if name in ("document", "sha256"):
        return text[:SHORT]
    known: dict[str, Mapping[str, Any]] = {
        "state": dict(Report.State.choices), "role": dict(RoleName.choices), "language": dict(settings.LANGUAGES),
        "counts": COUNTS,
    }  # fmt: skip
    return str(known.get(name, {}).get(text, text))


def _day(text: str) -> str:
    try:
        return formats.day(dt.date.fromisoformat(text))
    except ValueError:
        return text
