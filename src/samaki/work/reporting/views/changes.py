"""What changed in a report since somebody opened its page: said where a decision came too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from ..content import Pieces, pieces_of
from ..selectors import may_read_content
from ..timeline import when_of, words_of
from .acting import Opened


@dataclass(frozen=True, slots=True)
class Changes:
    """The steps taken meanwhile, and the pieces saved, by their keys."""

    steps: Sequence[tuple[str, str]]
    pieces: Sequence[tuple[str, str]]


def changes_since(request: HttpRequest, opened: Opened) -> Changes | None:
    """Return what happened after the page was made (`shown`, an instant); None where nothing did, or it says none."""
    shown = _instant(request.POST.get("shown", ""))
    if shown is None:
        return None
    steps = [(words_of(step), when_of(step)) for step in opened.steps if step.at > shown]
    may_read = may_read_content(opened.actor, opened.report)
    pieces = pieces_of([opened.report])[opened.report.pk] if may_read else Pieces()
    saved = [
        *((line.indicator.code, line) for line in pieces.lines),
        *((word.key, word) for word in pieces.words),
        *((event.title, event) for event in pieces.events),
        *((other.what, other) for other in pieces.others),
    ]
    changed = [(name, piece.author_name) for name, piece in saved if piece.saved > shown]
    return Changes(steps, changed) if steps or changed else None


def _instant(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
