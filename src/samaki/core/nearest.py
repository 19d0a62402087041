"""What was meant by a word that names nothing: the words written most nearly alike."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from samaki.core.text import search_key

LONGEST = 60
LIKE_ENOUGH = 0.6


def nearest(text: str, words: Mapping[str, str], *, most: int = 5) -> list[str]:
    """Return the values of at most `most` words that are written most like the text, the likest first, each once.

    `words` maps folded words (`core.text.search_key`) to what they stand for.
    """
    asked = search_key(text[: LONGEST * 2])[:LONGEST]
    found = difflib.get_close_matches(asked, words, n=most * 2, cutoff=LIKE_ENOUGH)
    return list(dict.fromkeys(words[word] for word in found))[:most]
