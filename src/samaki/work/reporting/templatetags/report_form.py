"""Tags of a report's form: a field with what was typed and what is wrong, a grid that adds itself up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from samaki.core import formats

from ..fields import Choice, Grid
from ..form_page import PieceShown
from ..typed_number import number_typed

register = template.Library()
OPEN_CELLS: Final = 12


@register.simple_tag
def wrong_at(piece: PieceShown, name: str) -> SafeString:
    """`{% wrong_at piece "value" %}`: what is said at a field, before its label."""
    found = [(at, one) for at, one in enumerate(piece.wrong) if one.field == name]
    return format_html_join(
        "",
        '<span class="{}" data-problem="{}" id="{}-problem-{}">{}</span>',
        (("check" if one.is_check else "error-text", name, piece.id, at, one.what) for at, one in found),
    )


@register.simple_tag
def typed_in(piece: PieceShown, name: str, look: str = "text-input") -> SafeString:
    """`<input {% typed_in piece "value" "text-input is-number" %}>`: id, name, class, value, and what is wrong."""
    return format_html("{}{}", _attributes(piece, name, look), _value(piece.said(name)))


@register.simple_tag
def field_of(piece: PieceShown, name: str, look: str = "text-input") -> SafeString:
    """`<textarea {% field_of piece "note" %}>`: the same without the value."""
    return _attributes(piece, name, look)


@register.simple_tag
def id_of(piece: PieceShown, name: str) -> str:
    """`{% id_of piece "value" %}`: the id of a field, for its label."""
    return piece.id_of(name)


@register.simple_tag
def said(piece: PieceShown, name: str) -> str:
    """`{% said piece "note" %}`: what was typed."""
    return piece.said(name)


@register.simple_tag
def begins(piece: PieceShown) -> SafeString:
    """`<fieldset {% begins piece %}>`: what the script on the device needs to know of a piece."""
    return format_html(
        'data-piece="{}" data-version="{}"{}{}',
        piece.key,
        piece.version,
        format_html(' data-saved="{}"', piece.saved) if piece.saved else "",
        format_html(' data-author="{}"', piece.author) if piece.author else "",
    )


@register.simple_tag
def version_of(piece: PieceShown) -> SafeString:
    """`{% version_of piece %}`: the version that this page saw."""
    return format_html('<input type="hidden" name="{}|version" value="{}">', piece.key, piece.version)


@register.filter
def is_open(grid: Grid, piece: PieceShown) -> bool:
    """`{% if grid|is_open:piece %}`: a small cross, and whatever was typed into or is wrong, stands open."""
    cells = [f"cell.{grid.code}.{cell}" for cell in grid.cells]
    is_small = bool(grid.across) and len(cells) <= OPEN_CELLS
    return is_small or any(piece.said(cell) for cell in cells) or any(one.field in cells for one in piece.wrong)


@register.simple_tag
def grid_name(grid: Grid) -> str:
    """`{% grid_name grid %}`: what it divides by, and which part of it."""
    name = formats.local_text(grid.name)[0]
    name = name[:1].lower() + name[1:]
    return f"{name}{_(':')} {_name(grid.part)}" if grid.part else name


@register.simple_tag
def wrong_cells(piece: PieceShown, grid: Grid) -> SafeString:
    """`{% wrong_cells piece grid %}`: what is said at the cells of a grid, above it."""
    return format_html_join("", "{}", ((wrong_at(piece, f"cell.{grid.code}.{cell}"),) for cell in grid.cells))


@register.simple_tag
def grid_of(piece: PieceShown, grid: Grid) -> SafeString:
    """`{% grid_of piece grid %}`: the table of a breakdown set, with the sums of what was typed."""
    numbers = {cell: _number(piece.said(f"cell.{grid.code}.{cell}")) for cell in grid.cells}
    caption = grid_name(grid)
    head = _head(grid)
    names = [escape(_name(one)) for one in grid.across]
    rows = mark_safe("".join(_row(piece, grid, down, names, numbers) for down in grid.down))  # noqa: S308 - escaped
    return format_html(
        '<table class="breakdown-grid{}"{}><caption class="visually-hidden">{}</caption>{}<tbody>{}{}</tbody></table>',
        "" if grid.across else " is-list",
        mark_safe(" data-multiple") if grid.multiple else "",
        caption,
        head,
        rows,
        "" if grid.multiple else _sums(grid, numbers),
    )


def _head(grid: Grid) -> SafeString:
    if not grid.across:
        return mark_safe("")
    names = format_html_join("", '<th scope="col">{}</th>', ((_name(choice),) for choice in grid.across))
    return format_html('<thead><tr><td></td>{}<th scope="col">{}</th></tr></thead>', names, _("Sum"))


def _row(piece: PieceShown, grid: Grid, down: Choice, names: Sequence[str], numbers: dict[str, Decimal]) -> str:
    """A row of cells; `names`: of the columns, escaped. Put together by hand: a form has hundreds of cells."""
    name = escape(_name(down))
    cells = [grid.cell(down.code, one.code) for one in grid.across] or [grid.cell(down.code)]
    labels = [f"{name}, {across}" for across in names] or [name]
    inputs = "".join(
        f'<td><input {_attributes(piece, field, "")} inputmode="decimal"{_value(piece.said(field))} '
        f'aria-label="{label}"></td>'
        for field, label in zip((f"cell.{grid.code}.{cell}" for cell in cells), labels, strict=True)
    )
    total = _output("row", [numbers[cell] for cell in cells]) if grid.across else ""
    return f'<tr><th scope="row">{name}</th>{inputs}{total}</tr>'


def _sums(grid: Grid, numbers: dict[str, Decimal]) -> SafeString:
    if not grid.across:
        total = _output("all", numbers.values())
        return format_html('<tr class="is-sum"><th scope="row">{}</th>{}</tr>', _("Adds up to"), total)
    columns = format_html_join(
        "",
        "{}",
        ((_output("col", [numbers[grid.cell(down.code, one.code)] for down in grid.down]),) for one in grid.across),
    )
    return format_html(
        '<tr class="is-sum"><th scope="row">{}</th>{}{}</tr>',
        _("Adds up to"), columns, _output("all", numbers.values()),
    )  # fmt: skip


def _output(kind: str, numbers: Iterable[Decimal]) -> SafeString:
    total = sum(numbers, Decimal(0))
    return format_html('<td><output data-sum="{}">{}</output></td>', kind, formats.number(total))


def _attributes(piece: PieceShown, name: str, look: str) -> SafeString:
    if name.startswith("cell.") and not (piece.wrong or look):
        return format_html('name="{}|{}"', piece.key, name)
    wrong = [at for at, one in enumerate(piece.wrong) if one.field == name and not one.is_check]
    said_at = [at for at, one in enumerate(piece.wrong) if one.field == name]
    look = " ".join(part for part in (look, "is-wrong" if wrong else "") if part)
    return format_html(
        '{}name="{}|{}"{}{}{}',
        # A cell has an id only where an error leads to it: a form has hundreds of cells.
        "" if name.startswith("cell.") and not look else format_html('id="{}" ', piece.id_of(name)),
        piece.key,
        name,
        format_html(' class="{}"', look) if look else "",
        mark_safe(' aria-invalid="true"') if wrong else "",
        format_html(' aria-describedby="{}"', " ".join(f"{piece.id}-problem-{at}" for at in said_at))
        if said_at
        else "",
    )


def _value(text: str) -> SafeString:
    return format_html(' value="{}"', text) if text else mark_safe("")


def _name(choice: Choice) -> str:
    return formats.local_text(choice.name)[0]


def _number(text: str) -> Decimal:
    read = number_typed(text) if text.strip() else Decimal(0)
    return read if isinstance(read, Decimal) else Decimal(0)
