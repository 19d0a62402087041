"""What was meant by a word that names nothing: the words written most nearly alike."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from samaki.core.text import search_key

LONGEST = 60
LIKE_ENOUGH = 0.6
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


def by_word(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Return what `nearest` looks through, from (what is meant, its words): each word folded, and a code's number also
    without the zeros before it, which people leave out."""
    found: dict[str, str] = {}
    for meant, words in named:
        for word in words:
            key = search_key(word)
            found.setdefault(key, meant)
            found.setdefault(_LEADING_ZEROS.sub("", key), meant)
    return found


def nearest(text: str, words: Mapping[str, str], *, most: int = 5) -> list[str]:
    """Return the values of at most `most` words that are written most like the text, the likest first, each once.

    `words` maps folded words (`core.text.search_key`) to what they stand for.
    """
    asked = search_key(text[: LONGEST * 2])[:LONGEST]
    found = difflib.get_close_matches(asked, words, n=most * 2, cutoff=LIKE_ENOUGH)
    return list(dict.fromkeys(words[word] for word in found))[:most]
