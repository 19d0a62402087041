"""A number as people type it: Khmer or Latin digits, thousands by comma or space, decimals by point. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from samaki.core.text import clean, latin_digits

LONGEST: Final = 60
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
# No group begins with 0: 0,500 may mean a half as well.
_GROUPED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([, ])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?")
_COMMAS: Final = re.compile(r"[+-]?[0-9][0-9., ]*")
_SPACES: Final = re.compile(r"\s+")


def number_typed(text: str) -> Decimal | Literal["word", "comma"]:
    """Return the number; "comma" where its commas, points or spaces do not part thousands, "word" for all else.

    What may mean two things is never guessed: 1,5 is refused, 1.5 and 1,500 are read.
    """
    typed = _SPACES.sub(" ", latin_digits(clean(text))).replace("\u2212", "-")
    typed = re.sub(r"^([+-]) ", r"\1", typed)
    if len(typed) > LONGEST:
        return "word"
    if _GROUPED.fullmatch(typed):
        typed = typed.replace(",", "").replace(" ", "")
    if _PLAIN.fullmatch(typed):
        return Decimal(typed)
    return "comma" if _COMMAS.fullmatch(typed) else "word"
