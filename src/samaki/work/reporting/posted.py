"""What a form or a script sent, as pieces: {key, version, typed}. Everything else in the request is left alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict, RawPostDataException
from django.utils.translation import gettext as _

from samaki.core.actor import Actor
from samaki.core.problems import Refused
from samaki.ledger.services.evidence import refuse_too_large

from .models import Report
from .nearby import nearby_event
from .services.saving import Change

VERSION: Final = "version"
MOST_PIECES: Final = 300


@dataclass(frozen=True, slots=True)
class PiecePosted:
    """A piece as sent."""

    key: str
    version: int
    typed: Mapping[str, str]


def pieces_posted(sent: QueryDict | HttpRequest) -> list[PiecePosted]:
    """Return the pieces of a posted form, or of a script's JSON. Raises Refused for JSON that is none of ours."""
    return _of_json(sent) if isinstance(sent, HttpRequest) else _of_form(sent)


def pieces_to_save(sent: QueryDict | HttpRequest) -> list[PiecePosted]:
    """Return the pieces that were posted: all of them, for none is left out in silence. Raises Refused for too many."""
    pieces = pieces_posted(sent)
    if len(pieces) > MOST_PIECES:
        raise Refused.because("report.too_many", _("More fields than any form has."))
    return pieces


def changes_posted(actor: Actor, report: Report, uid: str) -> list[Change]:
    """Return the event that another body reported as one of this report's: found again by its uid."""
    event = nearby_event(actor, report, uid)
    typed = {
        "title": event.title,
        "first_day": _as_typed(event.first_day),
        "last_day": _as_typed(event.last_day),
        "place": event.place.code if event.place else "",
    }
    return [Change(report, f"event:{event.uid}", 0, typed)]


def _as_typed(day: dt.date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def content_sent(file: UploadedFile[Any]) -> bytes:
    """Return what a file holds. Raises Refused where it is too large, before a byte of it is read."""
    refuse_too_large((file.name or "")[:200], file.size or 0)
    return bytes(file.read())


def _of_form(form: QueryDict) -> list[PiecePosted]:
    typed: dict[str, dict[str, str]] = {}
    versions: dict[str, int] = {}
    for name, value in form.items():
        key, bar, field = name.rpartition("|")
        if not bar or ":" not in key:
            continue
        if field == VERSION:
            versions[key] = _version(value)
            typed.setdefault(key, {})
        else:
            typed.setdefault(key, {})[field] = str(value).replace("\r\n", "\n")
    return [PiecePosted(key, versions.get(key, 0), fields) for key, fields in typed.items()]


def _of_json(request: HttpRequest) -> list[PiecePosted]:
    try:
        sent = json.loads(request.body)
        changes = sent["changes"]
        return [_piece(change) for change in changes]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        raise Refused.because("report.unreadable", _("What was sent cannot be read.")) from None


def _piece(change: Any) -> PiecePosted:
    typed = {str(name): value for name, value in change["typed"].items() if isinstance(value, str)}
    return PiecePosted(str(change["key"]), _version(change.get("version", 0)), typed)


def _version(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
