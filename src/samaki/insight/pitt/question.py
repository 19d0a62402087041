"""What may be asked of the tracking table: read from an address or a command line, written back as an address.

Every filter is in the address. A question without `at` asks for the newest knowledge; one with `at=<position>` also
carries `as_of`, so that its answer never changes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.core.problems import Problem, Refused
from samaki.core.text import clean, latin_digits

from .table import HIDDEN, STATUSES

LANGUAGES: Final = ("km", "en")
LEVELS: Final = ("impact", "outcome", "output", "process")
READINESS: Final = ("measurable", "source_named", "not_measurable")
VERSIONS: Final = ("in_force", "original", "both")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_LONGEST: Final = 60  # characters of a code


@dataclass(frozen=True, slots=True)
class Question:
    """One question; empty texts and None mean *all*. `as_of` is always set, by default to today.

    `known_on` None (only beside `at`) means: everything recorded up to the position.
    """

    plan: str
    as_of: dt.date
    known_on: dt.date | None = None
    at: int | None = None
    place: str = ""
    strategy: str = ""
    body: str = ""
    level: str = ""
    key: bool = False
    status: str = ""
    readiness: str = ""
    year: int | None = None
    breakdown: str = ""
    targets: str = "in_force"
    lang: str = "km"

    def parameters(self) -> dict[str, str]:
        """What an address says of it, in one order; what is left at *all* is left out."""
        said = {
            "as_of": self.as_of.isoformat(),
            "known": self.known_on.isoformat() if self.known_on else "",
            "at": "" if self.at is None else str(self.at),
            "place": self.place,
            "strategy": self.strategy,
            "body": self.body,
            "level": self.level,
            "key": "yes" if self.key else "",
            "status": self.status,
            "readiness": self.readiness,
            "year": "" if self.year is None else str(self.year),
            "breakdown": self.breakdown,
            "targets": "" if self.targets == "in_force" else self.targets,
        }
        return {name: text for name, text in said.items() if text}

    def text(self) -> str:
        """The question in one line, for files: the same question gives the same line."""
        return urlencode({"plan": self.plan, **self.parameters(), "lang": self.lang})

    def query(self, **changes: object) -> str:
        """The query of an address that asks it, with some things asked otherwise."""
        return urlencode(replace(self, **changes).parameters())  # type: ignore[arg-type]

    def fixed_at(self, position: int) -> Question:
        """The same question, tied to a position of the ledger: its answer never changes."""
        return replace(self, at=position)


@dataclass(slots=True)
class Reader:
    """Reads the texts of a question and collects everything that is wrong with them."""

    texts: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What was written under a name, without what cannot be seen."""
        return clean(latin_digits(str(self.texts.get(name) or "")))[:_LONGEST]

    def day(self, name: str) -> dt.date | None:
        """A day, written 31-12-2016 or 2016-12-31, in Latin or Khmer digits."""
        written = self.text(name)
        if not written:
            return None
        found = read_day(written)
        if found is None:
            what = _("“{written}” is not a day of the calendar.").format(written=written)
            self.wrong("day", what, name, _("Write it as 31-12-2016 or 2016-12-31."))
        return found

    def whole(self, name: str) -> int | None:
        """A whole number, not negative."""
        written = self.text(name)
        if not written:
            return None
        if written.isascii() and written.isdigit() and len(written) <= 15:
            return int(written)
        what = _("“{written}” is not a whole number.").format(written=written)
        self.wrong("number", what, name, _("Use digits only."))
        return None

    def choice(self, name: str, choices: tuple[str, ...], usual: str = "") -> str:
        """One of several words."""
        written = self.text(name).lower().replace(" ", "_").replace("-", "_")
        if not written or written == "all":
            return usual
        if written not in choices:
            what = _("“{written}” is not one of: {choices}.").format(written=written, choices=", ".join(choices))
            self.wrong("choice", what, name, meant(written, choices))
            return usual
        return written

    def wrong(self, code: str, what: str, where: str, mend: str = "") -> None:
        """Keep a problem."""
        self.problems.append(Problem(code, what, where, mend))

    def finish(self) -> None:
        """Raise Refused with everything that was wrong, if anything was."""
        if self.problems:
            raise Refused(self.problems)


def read_question(texts: Mapping[str, str], *, plan: str, lang: str, today: dt.date) -> Question:
    """Read a question from an address or a command line. Raises Refused with every problem of its form.

    Whether what it names exists is for `asked.resolve`. `as_of` is today where neither it nor `at` is given; beside
    `at` it is left to be filled with the day that position was recorded (here: dt.date.max, never seen by a reader).
    """
    reader = Reader(texts)
    at = reader.whole("at")
    as_of = reader.day("as_of")
    known_on = reader.day("known")
    question = Question(
        plan=clean(plan)[:_LONGEST],
        as_of=as_of or (today if at is None else dt.date.max),
        known_on=known_on or (today if at is None else None),
        at=at,
        place=reader.text("place"),
        strategy=reader.text("strategy"),
        body=reader.text("body"),
        level=reader.choice("level", LEVELS),
        key=reader.choice("key", ("yes", "no")) == "yes",
        status=reader.choice("status", STATUSES),
        readiness=reader.choice("readiness", READINESS),
        year=reader.whole("year"),
        breakdown=reader.text("breakdown"),
        targets=reader.choice("targets", VERSIONS, "in_force"),
        lang=lang if lang in LANGUAGES else LANGUAGES[0],
    )
    reader.finish()
    return question


def read_day(written: str) -> dt.date | None:
    """A day of the calendar from either order of writing; None where it is none. Latin digits."""
    first, last = _YEAR_FIRST.fullmatch(written), _DAY_FIRST.fullmatch(written)
    parts = first.groups() if first else tuple(reversed(last.groups())) if last else None
    if parts is None:
        return None
    try:
        return dt.date(*(int(part) for part in parts))
    except ValueError:
        return None


def meant(written: str, choices: tuple[str, ...] | list[str]) -> str:
    """A sentence that names what was probably meant; empty where nothing is near."""
    by_small = {choice.lower(): choice for choice in choices}
    near = [by_small[small] for small in get_close_matches(written.lower(), list(by_small), n=3, cutoff=0.5)]
    return _("Did you mean {names}?").format(names=", ".join(near)) if near else ""


CHOOSABLE_STATUSES: Final = tuple(status for status in STATUSES if status != HIDDEN)
