"""The tags every page uses: how numbers, days, statuses, absences and texts in two languages look."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as gettext_now
from django.utils.translation import gettext_lazy as _

from samaki.core import formats

register = template.Library()
KHMER: Final = re.compile("[\u1780-\u17d3]")
LATIN: Final = re.compile("[A-Za-z]{3}")

STATUS_WORDS: Final[Mapping[str, Promise]] = {
    "met": _("met"),
    "on_track": _("on track"),
    "behind": _("behind"),
    "far_behind": _("far behind"),
    "not_met": _("not met"),
    "no_data": _("no data"),
    "not_due": _("not due"),
    "no_verdict": _("no verdict"),
    "not_measurable": _("not measurable yet"),
}
# Absences in a word with a look of their own, and those that show a dash with hidden words.
ABSENT_WORDS: Final[Mapping[str, tuple[str, Promise]]] = {
    "missing": ("is-missing", _("missing")),
    "hidden": ("is-hidden", _("hidden")),
    "by_year_only": ("is-coarse", _("by year only")),
    "not_available": ("", _("not available")),
    "not_measurable": ("", _("not measurable yet")),
    "not_due": ("", _("not due")),
    "not_in_source": ("", _("not in the source")),
    "nothing_to_report": ("", _("nothing to report")),
    "not_approved": ("", _("not approved yet")),
    "no_data": ("", _("no data")),
}
DASH_WORDS: Final[Mapping[str, Promise]] = {
    "no_target": _("no target"),
    "no_value": _("no value"),
    "nothing": _("nothing"),
}


@register.filter
def number(value: Decimal | int | str | None) -> str:
    """`{{ value|number }}`: 1,234.5 with Latin digits; an empty text for None."""
    return "" if value is None or value == "" else formats.number(value)


@register.filter
def file_size(value: int) -> str:
    """`{{ file.size|file_size }}`: 201 kB, 1.2 MB, as the script on the device writes it."""
    return formats.file_size(value)


@register.filter
def in_sentence(value: object) -> str:
    """`{{ count|in_sentence }}`: Khmer digits in a Khmer sentence or heading."""
    return formats.in_sentence(value)


@register.filter(expects_localtime=True)
def day(value: dt.date | None) -> str:
    """`{{ date|day }}`: 2 October 2023, ថ្ងៃទី២ ខែតុលា ឆ្នាំ២០២៣."""
    return formats.day(value) if value else ""


@register.filter
def weekday_and_day(value: dt.date | None) -> str:
    """`{{ date|weekday_and_day }}`: Monday 9 April 2018."""
    return formats.weekday_and_day(value) if value else ""


@register.filter
def short_day(value: dt.date | None) -> str:
    """`{{ date|short_day }}`: 9 April."""
    return formats.short_day(value) if value else ""


@register.filter
def month(value: int | None) -> str:
    """`{{ months|month }}` of year × 12 + month − 1: April 2018."""
    return "" if value is None else formats.month(value)


@register.filter
def localised(text: Mapping[str, str] | str | None) -> str | SafeString:
    """`{{ indicator.name|localised }}`: the reader's language; else the other one, marked as being in it."""
    words, language = formats.local_text(text)
    if not words:
        return absent("not_in_source")
    if language == formats.reader_language():
        return words
    return format_html('<span lang="{}">{}</span>', language, words)


@register.filter
def in_its_language(text: str) -> str | SafeString:
    """`{{ citation|in_its_language }}`: words kept as received; on a Khmer page, marked where they are English.

    Of words that came in both languages, `English / ខ្មែរ`, only the reader's.
    """
    english, slash, khmer = text.partition(" / ")
    if slash and KHMER.search(khmer) and not KHMER.search(english):
        return khmer if formats.reader_language() == "km" else english
    if formats.reader_language() == "km" and LATIN.search(text) and not KHMER.search(text):
        return format_html('<span lang="en">{}</span>', text)
    return text


@register.filter
def plain(text: Mapping[str, str] | str | None) -> str:
    """`{{ indicator.name|plain }}`: the same without markup, for titles and attributes."""
    return formats.local_text(text)[0]


@register.filter
def needs_translation(text: Mapping[str, str] | None) -> bool:
    """Say whether the reader's language is missing in a text."""
    return bool(text) and formats.local_text(text)[1] != formats.reader_language()


@register.simple_tag
def status(code: str) -> SafeString:
    """`{% status "behind" %}`: shape, word and colour."""
    return format_html('<span class="status is-{}">{}</span>', _status_class(code), STATUS_WORDS[code])


@register.filter
def status_word(code: str) -> Promise:
    """`{{ code|status_word }}`: the word alone."""
    return STATUS_WORDS[code]


@register.filter
def status_class(code: str) -> str:
    """`{{ code|status_class }}`: the class that carries colour and shape, such as `is-far-behind`."""
    return f"is-{_status_class(code)}"


@register.simple_tag
def absent(kind: str) -> SafeString:
    """`{% absent "missing" %}`: the word for a value that is not there, never a blank and never a zero."""
    if kind in DASH_WORDS:
        return format_html(
            '<span class="absent"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>',
            DASH_WORDS[kind],
        )
    look, word = ABSENT_WORDS[kind]
    return format_html('<span class="{}">{}</span>', f"absent {look}".strip(), word)


@register.simple_tag
def figure(value: Decimal | int | str | None, address: str = "", absence: str = "no_value") -> SafeString | str:
    """`{% figure value address %}`: a number that opens to where it comes from; without a value, its absence."""
    if value is None or value == "":
        return absent(absence)
    shown = value if isinstance(value, str) else formats.number(value)
    return format_html('<a class="figure" href="{}">{}</a>', address, shown) if address else shown


@register.simple_tag
def illustrative() -> SafeString:
    """`{% illustrative %}`: the tag on whatever was not published but serves as an example."""
    return format_html('<span class="tag is-illustrative">{}</span>', gettext_now("illustrative"))


@register.filter
def dressed(field: BoundField) -> SafeString:
    """`{{ field|dressed }}`: a form's field in our look, whoever made the form; no placeholder beside the label."""
    attributes = field.field.widget.attrs
    attributes.pop("placeholder", None)
    attributes.setdefault("class", "text-input")
    return field.as_widget()


def _status_class(code: str) -> str:
    return code.replace("_", "-")
