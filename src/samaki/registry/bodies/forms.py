"""Reads the filters of the list of bodies from an address: whatever is written there, a clear answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from samaki.core.text import latin_digits

SORTS = ("code", "name")
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. `page` counts from 1."""

    kind: str = ""
    place: str = ""
    sort: str = "code"
    page: int = 1

    @property
    def any(self) -> bool:
        """Whether a list is asked for, and not the overview."""
        return bool(self.kind or self.place or self.page > 1 or self.sort != SORTS[0])

    def address(self, **changes: object) -> str:
        """Return the query that asks for the same with these changes; what is usual is left out."""
        wanted = {"kind": self.kind, "place": self.place, "sort": self.sort, "page": self.page} | changes
        usual = {"kind": "", "place": "", "sort": SORTS[0], "page": 1}
        return urlencode({name: value for name, value in wanted.items() if value != usual[name]})


def read_filters(given: Mapping[str, str]) -> Filters:
    """Return the filters of an address; a page or an order that is none counts as not given."""
    page = latin_digits(given.get("page", ""))[:9]
    sort = given.get("sort", "")
    return Filters(
        kind=given.get("kind", "").strip()[:LONGEST],
        place=given.get("place", "").strip()[:LONGEST],
        sort=sort if sort in SORTS else SORTS[0],
        page=max(1, int(page)) if page.isascii() and page.isdecimal() else 1,
    )
