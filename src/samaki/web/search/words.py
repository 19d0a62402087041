"""From what was typed to what is looked for, and back to where it stands in a name. Pure.

Folding is `core.text.search_key`: case, accents, look-alike Khmer spellings, the order of subscripts, digits, dots of
short forms and invisible characters make no difference (docs/explain/khmer.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from samaki.core.searching import GlossaryWord, Wanted, is_khmer
from samaki.core.text import search_key

LONGEST = 200
MOST_WORDS = 12
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# One unit of writing: a Khmer cluster with its subscripts and signs, or a letter with its marks.
_UNIT = re.compile(
    "អោយ|ឲ្យ|[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd"
    + _INVISIBLE
    + "])*:?|.[\u0300-\u036f]*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: `typed` as shown again, the alternatives, and the words the glossary added."""

    typed: str
    wanted: Wanted = ()
    added: Sequence[tuple[str, str]] = ()
    was_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that could be looked for."""
        return not self.wanted


def question(typed: str, glossary: Iterable[GlossaryWord]) -> Question:
    """Read what was typed, and add what the glossary pairs with the whole of it: (the word it has, the word added)."""
    text = typed.strip()[:LONGEST]
    key = search_key(text)
    if not key:
        return Question(text)
    alternatives = [_words(key)]
    added = []
    for word in glossary:
        for have, other in _pairs(word):
            if _same(key, search_key(have)) and _words(search_key(other)) not in alternatives and search_key(other):
                alternatives.append(_words(search_key(other)))
                added.append((have, other))
    return Question(text, tuple(alternatives), tuple(added), was_cut=len(typed.strip()) > LONGEST)


def marked(text: str, wanted: Wanted) -> SafeString:
    """Return a text as HTML with every place marked where a word that was looked for stands."""
    units = [found[0] for found in _UNIT.finditer(text)]
    hit = [False] * len(units)
    words = {word for words in wanted for word in words}
    for spaced in (True, False):
        folded, owner = _folded(units, keep_spaces=spaced)
        for word in words:
            if is_khmer(word) == spaced:
                continue
            for start in _places_of(word, folded):
                first, last = owner[start], owner[start + len(word) - 1]
                hit[first : last + 1] = [True] * (last + 1 - first)
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", part) if is_hit else part,) for part, is_hit in _runs(units, hit)),
    )


def _words(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key.split()[:MOST_WORDS]))


def _pairs(word: GlossaryWord) -> Iterator[tuple[str, str]]:
    """Yield each form of a glossary entry with its counterpart. English forms drop what stands in brackets."""
    english = re.sub(r"\s*\([^)]*\)", "", word.en)
    short = re.findall(r"\(([^)]*)\)", word.en)
    for have in (english, *short):
        yield have, word.km
    for have in (word.km, word.short_km):
        if have:
            yield have, english
    if word.short_km:
        yield word.km, word.short_km
        yield word.short_km, word.km


def _same(asked: str, known: str) -> bool:
    """Compare folded words; a plural s in English makes no difference."""
    return bool(known) and (
        asked == known or (not is_khmer(asked) and asked.removesuffix("s") == known.removesuffix("s"))
    )


def _folded(units: Sequence[str], *, keep_spaces: bool) -> tuple[str, list[int]]:
    """Return the units folded into one key, and for each letter of it which unit it comes from."""
    letters: list[str] = []
    owner: list[int] = []
    for index, unit in enumerate(units):
        folded = search_key(unit)
        if not folded and keep_spaces and unit != "." and unit not in _INVISIBLE:
            folded = " "
        letters.append(folded)
        owner.extend([index] * len(folded))
    return "".join(letters), owner


def _places_of(word: str, folded: str) -> Iterator[int]:
    start = folded.find(word)
    while start >= 0:
        yield start
        start = folded.find(word, start + len(word))


def _runs(units: Sequence[str], hit: Sequence[bool]) -> Iterator[tuple[str, bool]]:
    """Yield the units joined into runs that are marked or not."""
    run: list[str] = []
    for index, unit in enumerate(units):
        if run and hit[index] != hit[index - 1]:
            yield "".join(run), hit[index - 1]
            run = []
        run.append(unit)
    if run:
        yield "".join(run), hit[-1]
