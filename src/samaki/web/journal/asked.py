"""What is asked of the journal: every filter stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.core.text import clean
from samaki.insight.pitt.question import Reader

from .words import ACTS

LONGEST_SUBJECT: Final = 150


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are wanted; empty texts and None: all. `first` and `last` are days in the installation's time zone.

    `before` is the number of the row before which a page begins, `row` the one row that is asked for alone.
    """

    action: str = ""
    about: str = ""
    who: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    before: int | None = None
    row: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Say whether less than the whole journal is asked for."""
        return replace(self, before=None) != Asked()

    def query(self, **others: object) -> str:
        """Return the query of an address that asks the same, with some things otherwise."""
        said = {
            "action": self.action,
            "about": self.about,
            "who": self.who,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
            "row": self.row,
            "before": self.before,
        } | others
        return urlencode({name: value for name, value in said.items() if value})


def read_asked(texts: Mapping[str, str]) -> Asked:
    """Read the filters of an address. Raises Refused with every problem."""
    reader = Reader(texts)
    action = reader.text("action")
    if action and action not in ACTS:
        reader.wrong("action", _("There is no act named {name}.").format(name=action), "action")
    asked = Asked(
        action=action,
        about=clean(str(texts.get("about") or ""))[:LONGEST_SUBJECT],
        who=reader.text("who").lower(),
        first=reader.day("from"),
        last=reader.day("to"),
        before=reader.whole("before"),
        row=reader.whole("row"),
    )
    if asked.first and asked.last and asked.last < asked.first:
        reader.wrong("days", _("The last day lies before the first."), "to")
    reader.finish()
    return asked
