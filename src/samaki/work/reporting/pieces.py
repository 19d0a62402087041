"""The pieces of a report by their keys, and what may be typed into each: pure.

`line:<indicator>` the report's own line, `line:<uid>` an added one, `word:<name>`, `event:<uid>`, `other:<uid>`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.problems import Problem, Refused
from samaki.core.text import clean, latin_digits

from .entry import CELL

Typed = Mapping[str, str]

LINE_FIELDS: Final = frozenset(
    {"kind", "value", "why", "note", "includes_lower", "event", "place", "indicator", "removed"}
)
EVENT_FIELDS: Final = frozenset({"title", "first_day", "last_day", "place", "removed"})
OTHER_FIELDS: Final = frozenset({"what", "where", "when", "partner", "removed"})
WORD_FIELDS: Final = frozenset({"text"})
WORDS: Final = frozenset({"challenges", "next_steps", "nothing"})
ACTION: Final = "action."
LONGEST_TEXT: Final = 10_000
LONGEST_SHORT: Final = 200
LONGEST_TITLE: Final = 300
MOST_FIELDS: Final = 600
# What a field says when nobody touched it: the same as nothing at all.
UNTOUCHED: Final = {"kind": "number"}
_DAY: Final = re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4})")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """A piece's key, taken apart: `kind` is line, word, event or other; `uid` where it is named by one."""

    text: str
    kind: str
    name: str
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class EventRead:
    """An event as typed."""

    title: str
    first_day: dt.date | None
    last_day: dt.date | None
    place: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherRead:
    """Other work as typed."""

    what: str
    where: str
    when: dt.date | None
    partner: str
    problems: tuple[Problem, ...] = ()


def key_of(text: str) -> Key:
    """Take a key apart. Raises Refused where it means nothing."""
    kind, _colon, name = text.partition(":")
    uid = _uid(name)
    if kind in ("event", "other") and uid is not None:
        return Key(f"{kind}:{uid}", kind, str(uid), uid)
    if kind == "line" and uid is not None:
        return Key(f"line:{uid}", kind, str(uid), uid)
    if kind == "line" and _CODE.fullmatch(name):
        return Key(f"line:{name.upper()}", kind, name.upper())
    if kind == "word" and (name in WORDS or (name.startswith(ACTION) and _CODE.fullmatch(name))):
        return Key(text, kind, name)
    raise Refused.because("report.piece", _("There is no such part in a report: {key}.").format(key=text[:80]))


def cleaned(key: Key, typed: Typed) -> dict[str, str]:
    """Return what is kept of what was typed: the piece's own fields that say something, readable by any database.

    Raises Refused where it is more than any form has.
    """
    known = {"line": LINE_FIELDS, "word": WORD_FIELDS, "event": EVENT_FIELDS, "other": OTHER_FIELDS}[key.kind]
    found: dict[str, str] = {}
    for name, value in typed.items():
        if name not in known and not (key.kind == "line" and name.startswith(CELL)):
            continue
        # A database refuses NUL and halves of characters; both come only from programs.
        text = str(value).replace("\0", "").encode("utf-8", "replace").decode()
        if len(text) > LONGEST_TEXT:
            what = _("More than {most} characters: attach a file instead.").format(
                most=formats.in_sentence(LONGEST_TEXT)
            )
            raise Refused(Problem("report.too_long", what, f"{key.text}|{name}"))
        if text.strip() and UNTOUCHED.get(name) != text:
            found[name] = text
    if len(found) > MOST_FIELDS:
        raise Refused.because("report.too_many", _("More fields than any form has."), where=key.text)
    return found


def is_same(one: Typed, other: Typed) -> bool:
    """Say whether two typings say the same: what is empty or untouched counts as absent."""
    return _said(one) == _said(other)


def says_nothing(typed: Typed) -> bool:
    """Say whether nothing was typed. A piece that was not there before is then not made."""
    return not (set(_said(typed)) - {"indicator"})


def read_event(typed: Typed, first: dt.date, last: dt.date) -> EventRead:
    """Read an event of a report from its first to its last day."""
    problems: list[Problem] = []
    title = " ".join(clean(typed.get("title", "")).split())
    if not title:
        problems.append(Problem("event.title", _("Give the event a title."), "title"))
    elif len(title) > LONGEST_TITLE:
        problems.append(Problem("event.title", _("The title is longer than 300 characters."), "title"))
    begins = _day(typed, "first_day", problems)
    ends = _day(typed, "last_day", problems) or begins
    if begins and ends and ends < begins:
        problems.append(Problem("event.days", _("It ends before it begins."), "last_day"))
    elif begins and ends and (begins > last or ends < first):
        problems.append(Problem("event.outside", _("These days lie outside the period of the report."), "first_day"))
    return EventRead(title[:LONGEST_TITLE], begins, ends, typed.get("place", "").strip(), tuple(problems))


def read_other(typed: Typed, first: dt.date, last: dt.date) -> OtherRead:
    """Read other work, not in the plan, of a report from its first to its last day."""
    problems: list[Problem] = []
    what = typed.get("what", "").strip()
    if not what:
        problems.append(Problem("other.what", _("Say what was done."), "what"))
    short = {name: clean(typed.get(name, "")) for name in ("where", "partner")}
    for name, text in short.items():
        if len(text) > LONGEST_SHORT:
            problems.append(Problem("other.long", _("Use at most 200 characters here."), name))
    when = _day(typed, "when", problems)
    if when and not first <= when <= last:
        problems.append(Problem("other.outside", _("This day lies outside the period of the report."), "when"))
    where, partner = (short[name][:LONGEST_SHORT] for name in ("where", "partner"))
    return OtherRead(what, where, when, partner, tuple(problems))


def day_typed(text: str) -> dt.date | None:
    """Return the day that a text writes as 2018-03-19 or 19-03-2018 (Khmer digits too), or None."""
    written = latin_digits(clean(text))
    found = _DAY.fullmatch(written)
    try:
        if found is not None:
            return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _day(typed: Typed, name: str, problems: list[Problem]) -> dt.date | None:
    text = typed.get(name, "").strip()
    day = day_typed(text) if text else None
    if text and (day is None or not 1900 <= day.year <= 2200):
        what = _("“{text}” is no day. Type it as 19-03-2018.").format(text=text[:40])
        problems.append(Problem("day", what, name))
        return None
    return day


def _said(typed: Typed) -> dict[str, str]:
    return {name: text for name, text in typed.items() if text.strip() and UNTOUCHED.get(name) != text}


def _uid(text: str) -> UUID | None:
    if len(text) != 36:
        return None
    try:
        return UUID(text)
    except ValueError:
        return None
