"""Tags of the lists: where a report stands as stitches, a committee's reports as cloth."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from samaki.core.text import latin_digits

from ..lists.home import progress_words
from ..lists.mine import Open
from ..lists.where import Where

register = template.Library()


@register.simple_tag
def stitches(where: Where, words: str | None = None) -> SafeString:
    """`{% stitches row.where %}`: four stitches, filled as far as the report has come, and its words."""
    marks = format_html_join(
        "",
        '<rect{} x="{}" y="0.75" width="7" height="7"/>',
        ((SafeString(' class="done"') if done else "", f"{at * 10 + 0.75}") for at, done in enumerate(where.marks)),
    )
    return format_html(
        '<span class="{}"><svg class="stitches" viewBox="0 0 40 9" aria-hidden="true">{}</svg>{}</span>',
        f"report-state {where.look}".strip(), marks, where.words if words is None else words,
    )  # fmt: skip


@register.simple_tag
def cloth(squares: Sequence[str]) -> SafeString:
    """`{% cloth squares %}`: a square for each body's report: approved, waiting, or a hole. Say it in words beside."""
    width = len(squares) * 13
    rects = format_html_join(
        "",
        '<rect class="{}" x="{}" y="1.5" width="10" height="10"/>',
        ((look, at * 13 + 1) for at, look in enumerate(squares)),
    )
    return format_html(
        '<svg class="cloth" viewBox="0 0 {} 13" preserveAspectRatio="xMinYMid" width="{}" height="14" '
        'aria-hidden="true">{}</svg>',
        width, round(width * 14 / 13), rects,
    )  # fmt: skip


@register.simple_tag
def progress(one: Open) -> str:
    """`{% progress one %}`: lines filled and wrong, and when it was saved."""
    return progress_words(one)


@register.filter
def telephone(number: str) -> str:
    """`tel:{{ number|telephone }}`: what can be dialled of a number."""
    return "".join(char for char in latin_digits(number) if char in "+0123456789")


@register.simple_tag
def cloth_square(look: str) -> SafeString:
    """`{% cloth_square "missing" %}`: one square, for a legend."""
    return format_html(
        '<svg class="cloth" viewBox="0 0 13 13" aria-hidden="true">'
        '<rect class="{}" x="1" y="1.5" width="10" height="10"/></svg>',
        look,
    )
