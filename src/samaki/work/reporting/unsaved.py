"""Whether a form that comes too late says anything that its report does not: nothing typed is dropped in silence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from .models import Report, ReportFile
from .pieces import cleaned, is_same, key_of, says_nothing
from .services.named import Named
from .services.saving import Change


def says_more(report: Report, changes: Sequence[Change], files: Collection[UploadedFile[Any]]) -> bool:
    """Say whether a form holds text or a file that is not in the report, which is no draft any more.

    A form sent twice says the same as the first time. `changes` are its pieces; raises Refused for keys that mean
    nothing. A few queries.
    """
    keys = [key_of(change.key) for change in changes]
    named = Named.of([report], keys, changes)
    for change, key in zip(changes, keys, strict=True):
        typed = cleaned(key, change.typed)
        there = named.piece(report, key)
        if there is None and not says_nothing(typed) and not typed.get("removed"):
            return True
        if there is not None and not is_same(there.typed, typed):
            return True
    kept = ReportFile.objects.filter(report=report).values_list("evidence__name", "evidence__size") if files else ()
    return any(_told(file) not in {*kept} for file in files)


def _told(file: UploadedFile[Any]) -> tuple[str, int]:
    return (file.name or "").replace("\\", "/").rpartition("/")[2], file.size or 0
