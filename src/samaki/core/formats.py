"""How numbers, days and texts in two languages are written: `1,234.5` everywhere, ថ្ងៃទី២ ខែតុលា ឆ្នាំ២០២៣ in Khmer.

Pure but for the reader's language, which is the active one where none is given. Tables, fields and whatever is
compared have Latin digits; Khmer sentences, headings and dates have Khmer ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language, gettext

from samaki.core.text import khmer_digits

MINUS: Final = "\u2212"
MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "km": (
        "មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា",
        "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
WEEKDAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "km": ("ចន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}  # fmt: skip


def reader_language(language: str | None = None) -> str:
    """Return `km` or `en`: the one given, else the active one."""
    return "km" if (language or get_language() or "km").startswith("km") else "en"


def number(value: Decimal | int | str) -> str:
    """Write a number with thousands by comma and decimals by point, with the decimals it carries and no more."""
    exact = Decimal(str(value))
    return f"{exact:,f}".replace("-", MINUS)


def file_size(size: int) -> str:
    """Write how large a file is: `201 kB`, `1.2 MB`; begun kilobytes count."""
    return f"{number(-(-size // 1000))} kB" if size < 10**6 else f"{Decimal(size) / 10**6:.1f} MB"


def in_sentence(value: object, language: str | None = None) -> str:
    """Write a number or a text with digits as a sentence of the language has them."""
    text = number(value) if isinstance(value, int | Decimal) else str(value)
    return khmer_digits(text) if reader_language(language) == "km" else text


def day(value: dt.date, language: str | None = None) -> str:
    """Write a day: `2 October 2023`, ថ្ងៃទី២ ខែតុលា ឆ្នាំ២០២៣."""
    if reader_language(language) == "km":
        return khmer_digits(f"ថ្ងៃទី{value.day} ខែ{MONTHS['km'][value.month - 1]} ឆ្នាំ{value.year}")
    return f"{value.day} {MONTHS['en'][value.month - 1]} {value.year}"


def weekday_and_day(value: dt.date, language: str | None = None) -> str:
    """Write a day with its weekday: `Monday 9 April 2018`, ថ្ងៃចន្ទ ទី៩ ខែមេសា ឆ្នាំ២០១៨."""
    if reader_language(language) == "km":
        weekday = WEEKDAYS["km"][value.weekday()]
        return khmer_digits(f"ថ្ងៃ{weekday} ទី{value.day} ខែ{MONTHS['km'][value.month - 1]} ឆ្នាំ{value.year}")
    return f"{WEEKDAYS['en'][value.weekday()]} {day(value, 'en')}"


def short_day(value: dt.date, language: str | None = None) -> str:
    """Write a day without its year, for lists of coming days: `9 April`, ៩ មេសា."""
    if reader_language(language) == "km":
        return khmer_digits(f"{value.day} {MONTHS['km'][value.month - 1]}")
    return f"{value.day} {MONTHS['en'][value.month - 1]}"


def month(value: int, language: str | None = None) -> str:
    """Write a month given as year × 12 + month − 1: `April 2018`, ខែមេសា ឆ្នាំ២០១៨."""
    year, index = divmod(value, 12)
    if reader_language(language) == "km":
        return khmer_digits(f"ខែ{MONTHS['km'][index]} ឆ្នាំ{year}")
    return f"{MONTHS['en'][index]} {year}"


def month_alone(value: int, language: str | None = None) -> str:
    """Write a month without its year: `February`, ខែកុម្ភៈ."""
    wanted = reader_language(language)
    name = MONTHS[wanted][value % 12]
    return f"ខែ{name}" if wanted == "km" else name


def months(first: int, last: int) -> str:
    """Write the months from first to last: March 2018; January to March 2018; July 2017 to June 2018."""
    if first == last:
        return month(first)
    begins = month_alone(first) if first // 12 == last // 12 else month(first)
    return gettext("{first} to {last}").format(first=begins, last=month(last))


def year(value: int | str, language: str | None = None) -> str:
    """Write a year as a sentence has it: `2016`, ឆ្នាំ២០១៦."""
    return khmer_digits(f"ឆ្នាំ{value}") if reader_language(language) == "km" else str(value)


def local_text(text: Mapping[str, str] | str | None, language: str | None = None) -> tuple[str, str]:
    """Return a text and the language it is really in: the reader's, else the other; empty where there is none."""
    wanted = reader_language(language)
    if not text:
        return "", wanted
    if isinstance(text, str):
        return text, wanted
    for code in (wanted, *sorted(text)):
        if text.get(code):
            return text[code], code
    return "", wanted


def name_or(name: Mapping[str, str] | str | None, otherwise: str) -> str:
    """Return a name in the reader's language, or the other; where there is none what stands for it, such as a code."""
    return local_text(name)[0] or otherwise
