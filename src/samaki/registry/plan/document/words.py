"""The small kinds of value that a plan is written in, and what keeps a field's description beside it."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

MILLION: Final = 1_000_000
LIMIT: Final = Decimal(10) ** 11
LANGUAGES: Final = ("en", "km")

CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?", re.ASCII)
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
PERIOD = re.compile(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)
WHEN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
PAGES = re.compile(r"[1-9]\d*(?:-[1-9]\d*)?(?:, ?[1-9]\d*(?:-[1-9]\d*)?)*", re.ASCII)
SOURCE = re.compile(
    r"(?P<document>[a-z][a-z0-9-]*)(?: p\. (?P<pages>"
    + PAGES.pattern
    + r"))?(?: (?P<spot>(?:figure|footnote|table) \d+))?"
)


class Text(dict[str, str]):
    """One text in several languages: language code to words."""


class Code(str):
    """A short stable name for people: letters, digits, point, dash and underscore, at most 40."""


class Month(str):
    """A calendar month, written 2017-06."""


class PeriodName(str):
    """A year, half-year, quarter or month: 2016, 2016-H1, 2016-Q3, 2016-07."""


class Amount(str):
    """A number exactly as decided, or the code of a stage where the unit is one."""


class Source(str):
    """Where a statement stands: `review p. 5, 10`, `review p. 15 figure 1`; several are divided by a semicolon."""

    def spots(self) -> list[tuple[str, str, str]]:
        """Return (document, pages, spot) for each place named; empty strings where nothing is said."""
        found = []
        for part in self.split(";"):
            match = SOURCE.fullmatch(part.strip())
            if match:
                found.append((match["document"], match["pages"] or "", match["spot"] or ""))
        return found


class When(str):
    """A day, a month or a year, as exact as the source is: 2014-06-25, 2016-07, 2003."""


class Pages(str):
    """Pages of a document: 5, or 22-23, or 5, 10."""


def about(
    description: str,
    *,
    refers: str | tuple[str, ...] = (),
    keyed: bool = False,
    file: str = "",
    default: Any = dataclasses.MISSING,
    many: bool = False,
    table: bool = False,
) -> Any:
    """Describe a field of the plan folder: what it means, to which codes it refers, in which file it stands.

    `keyed`: written as a mapping from code to content. `many` and `table`: optional, empty by default. `refers` names
    one or several collections of codes (see `checks/references.py`).
    """
    metadata = {
        "about": description,
        "refers": (refers,) if isinstance(refers, str) and refers else tuple(refers),
        "keyed": keyed,
        "file": file,
    }
    if many or table:
        return dataclasses.field(default_factory=dict if table else tuple, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def decimal_of(text: str) -> Decimal | None:
    """Return the number that a text writes in plain figures (no exponent, no separators), or None."""
    if not re.fullmatch(r"[+-]?[0-9]+(?:\.[0-9]+)?", text.strip()):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing to refuse
        return None


def plain_number(value: Decimal) -> str:
    """Write a number in one way only: no exponent, no trailing zeros, no sign on zero."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def month_number(name: str) -> int:
    """Return a month as one whole number (year x 12 + month - 1), the way the ledger and the calculation keep it."""
    return int(name[:4]) * 12 + int(name[5:7]) - 1


def period_months(name: str) -> tuple[int, int]:
    """Return the first and last month number of a period's name; raises ValueError for anything else."""
    match = PERIOD.fullmatch(name)
    if not match:
        raise ValueError(f"{name} is no period")
    start = int(match[1]) * 12
    if match[2]:
        first = start + 6 * (int(match[2]) - 1)
        return first, first + 5
    if match[3]:
        first = start + 3 * (int(match[3]) - 1)
        return first, first + 2
    if match[4]:
        first = start + int(match[4]) - 1
        return first, first
    return start, start + 11
