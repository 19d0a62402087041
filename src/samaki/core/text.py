"""Khmer and English text: folding for search, keys for sorting, digits. Never changes what is stored and shown."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TypedDict

from pyuca import Collator


class LocalText(TypedDict, total=False):
    """One text in the plan's languages; Khmer may be missing (shown as *needs translation*)."""

    en: str
    km: str


KHMER_DIGITS = "០១២៣៤៥៦៧៨៩"
_TO_LATIN = str.maketrans(KHMER_DIGITS, "0123456789")
_TO_KHMER = str.maketrans("0123456789", KHMER_DIGITS)
_INVISIBLE = re.compile("[\0\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Look-alikes that mean the same to a reader (docs/explain/khmer.md): coeng DA for coeng TA, spellings of "give",
# the independent letter U+17A3 for U+17A2, the deprecated vowel for AA, the two signs for which a colon is typed.
_ALIKE = {
    "\u17d2\u178a": "\u17d2\u178f",
    "ឲ្យ": "ឱ្យ",
    "អោយ": "ឱ្យ",
    "\u17a3": "\u17a2",
    "\u17a4": "\u17a2\u17b6",
    "\u17d3": "\u17c6",
    "\u17c8": "\u17c7",
}
# Coeng RO belongs after another coeng: real text has both orders.
_COENG_RO_FIRST = re.compile("(\u17d2\u179a)(\u17d2[\u1780-\u17a2])")
_KHMER_LETTER_COLON = re.compile("(?<=[\u1780-\u17d3]):")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_WORD = re.compile(r"[^\w\u1780-\u17d3]+")


def clean(text: str) -> str:
    """Return typed or imported text in NFC, without outer spaces, invisible letters and NUL, which databases refuse."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


def search_key(text: str) -> str:
    """Fold text for search: no marks on Latin letters, no case, look-alike Khmer one, Latin digits, no punctuation.

    Khmer words are not separated by spaces, so search looks for the folded words anywhere inside the key.
    """
    folded = clean(text).casefold().translate(_TO_LATIN)
    folded = _KHMER_LETTER_COLON.sub("\u17c7", folded)
    for seen, meant in _ALIKE.items():
        folded = folded.replace(seen, meant)
    folded = _COENG_RO_FIRST.sub(r"\2\1", folded)
    decomposed = unicodedata.normalize("NFD", folded)
    bare = "".join(char for char in decomposed if not ("\u0300" <= char <= "\u036f"))
    # Dots of abbreviations vanish (គ.ជ.ប.ជ is also written គជបជ); other punctuation parts words.
    return _NOT_WORD.sub(" ", bare.replace(".", "")).strip()


def sort_key(text: str) -> str:
    """Return a key whose plain byte order is the Unicode Collation order, the same on both databases."""
    weights = _collator().sort_key(clean(text))
    return "".join(f"{weight:04x}" for weight in weights)


def latin_digits(text: str) -> str:
    """Return the text with Khmer digits written in Latin ones (for what was typed)."""
    return text.translate(_TO_LATIN)


def khmer_digits(text: str) -> str:
    """Return the text with Latin digits written in Khmer ones (for sentences, headings and dates)."""
    return text.translate(_TO_KHMER)


def safe_in_sheet(text: str) -> str:
    """Return a text for a cell of a CSV file: an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


@functools.cache
def _collator() -> Collator:
    return Collator()
