"""The one search box: how a room offers what it has, and how what was asked is compared with it.

A room registers `search.<kind>` in `core.providers`: a function `(actor, wanted, most) -> Group` that returns at most
`most` hits the actor may read, in as many queries whatever is found. `wanted` is what to look for: alternatives (the
words typed, and what the glossary pairs with them), each a tuple of folded words that must all occur. The kinds shown,
and their order, are in `web/search/kinds.py`. Words of the glossary come from the provider `glossary.words`:
`() -> Iterable[GlossaryWord]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Replace
from django.utils.functional import Promise

Wanted = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: code, name {"en", "km"}, address, and what tells it from others of its name (its parent)."""

    code: str
    name: Mapping[str, str]
    address: str
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind: its title, the first hits, and how many there are in all."""

    title: str | Promise
    hits: Sequence[Hit]
    total: int


@dataclass(frozen=True, slots=True)
class GlossaryWord:
    """A pair of the glossary: English, Khmer, the Khmer short form where there is one, and where it stands."""

    en: str
    km: str
    short_km: str = ""
    address: str = ""
    is_reviewed: bool = False


def matching(rows: QuerySet[Any], wanted: Wanted, *, key: str = "search_key") -> QuerySet[Any]:
    """Return the rows whose folded key holds every word of one of the alternatives.

    Khmer is written with and without spaces, so its words are looked for in the key without any.
    """
    asked = Q(pk__in=())
    for words in wanted:
        every = Q()
        for word in words:
            every &= Q(**{f"{'key_unspaced' if is_khmer(word) else key}__contains": word})
        asked |= every
    found: QuerySet[Any] = rows.alias(
        key_unspaced=Replace(key, Value(" "), Value(""), output_field=TextField())
    ).filter(asked)
    return found


def matches(folded: str, wanted: Wanted) -> bool:
    """Say the same of one folded key, for rooms that keep what they offer in a document."""
    unspaced = folded.replace(" ", "")
    return any(all(word in (unspaced if is_khmer(word) else folded) for word in words) for words in wanted)


def is_khmer(word: str) -> bool:
    """Say whether a word holds Khmer letters."""
    return any("\u1780" <= letter <= "\u17d3" for letter in word)


def found_in(rows: QuerySet[Any], wanted: Wanted, most: int) -> tuple[list[Any], int]:
    """Return at most `most` matching rows in the order of `rows`, and how many there are: two queries."""
    asked = matching(rows, wanted)
    return list(asked[:most]), asked.count()
