"""What other rooms' pages may show of the tracking table, by name: they ask `core.providers` and import nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from samaki.core import clock, providers

if TYPE_CHECKING:
    from samaki.core.actor import Actor

MOST_LEADING: Final = 4
MOST_OF_A_BODY: Final = 40


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: its template (given this as `panel`), what it shows, its title or the query it was asked by.

    Where it speaks of less than the whole plan, `heading` stands over it and `query` is what its figures are asked by.
    """

    template: str
    content: Any
    plan: str
    title: str = ""
    heading: str = ""
    query: str = ""


def register() -> None:
    """Offer them all."""
    providers.register("home.key_figures", key_figures)
    providers.register("indicator.series", indicator_series)
    providers.register("body.figures", body_figures)
    providers.register("place.figures", place_figures)


def key_figures(actor: Actor) -> Panel | None:
    """`home.key_figures`: at most four figures of the newest plan that the actor sees first.

    Of a post in a part of the plan's area: what its body reports, this year, for its own place (`heading` names it).
    Else, and where nothing came yet: the key indicators of the whole area, each with its newest year with a figure; the
    title says how many of all of them have one.
    """
    asked = _newest(actor)
    if asked is None:
        return None
    return _own_figures(actor, asked) or _key_figures(asked)


def _own_figures(actor: Actor, asked: Any) -> Panel | None:
    """This year's figures of what the actor's body reports, for the body's own place; None in the whole area."""
    from samaki.registry.bodies.selectors import ladders_above
    from samaki.registry.places.models import Place

    from .sentences import period_words
    from .shown import localised

    body = next((grant.body for grant in actor.grants if grant.body is not None), None)
    rung = None if body is None else ladders_above([body]).rungs.get(body)
    if rung is None or rung.place == asked.area.pk:
        return None
    place = Place.objects.get(pk=rung.place)
    here = replace(asked, place=place, question=replace(asked.question, place=place.code))
    year = str(min(asked.question.as_of.year, asked.years[-1]))
    rows = [row for row in _rows_of(here, _owed_by(body, asked.plan)) if _speaks(row.cells.get(year))]
    if not rows:
        return None
    rows.sort(key=lambda row: not row.key)
    content = [
        {"row": row, "cell": row.cells[year], "is_word": isinstance(row.cells[year].actual, str), "period": ""}
        for row in rows[:MOST_LEADING]
    ]
    heading = f"{localised(place.name)}, {period_words(year)}"
    return Panel("pitt/key_figures.html", content, asked.plan.code, heading=heading, query=f"&place={place.code}")


def _speaks(cell: Any) -> bool:
    return cell is not None and cell.actual is not None and not cell.is_hidden


def _owed_by(body: int | None, plan: Any) -> list[str]:
    """The codes of the indicators a body owes most often, in the plan's order."""
    from samaki.ledger.models import Due

    owed = Due.objects.filter(body=body, indicator__plan=plan, last_month=None).order_by("every", "indicator__order")
    return list(dict.fromkeys(owed.values_list("indicator__code", flat=True)))


def _rows_of(asked: Any, codes: list[str]) -> list[Any]:
    """The rows of some indicators, without the rest of the table."""
    from .build import Setting, build_row
    from .illustrations import Illustrations

    sheets = {sheet.code: sheet for sheet in asked.sheets}
    calculator = asked.calculator(indicators=codes)
    setting = Setting(
        asked.question,
        calculator,
        asked.sheets,
        asked.place.code,
        None,
        asked.position,
        asked.cell_maker(calculator),
        illustrations=Illustrations.of(asked.plan),
    )
    return [build_row(setting, sheets[code]) for code in codes if code in sheets]


def _key_figures(asked: Any) -> Panel:
    from django.utils.translation import gettext as _

    from samaki.core import formats

    from .sentences import period_words
    from .shown import localised

    table = replace(asked, question=replace(asked.question, key=True)).table()
    years = [column.code for column in table.columns if column.kind == "year"]
    leading: list[dict[str, Any]] = []
    for row in table.rows():
        spoken = [row.cells[year] for year in years if row.cells[year].actual is not None]
        cell = spoken[-1] if spoken else row.cells["to_date"]
        period = "" if cell.period == "to_date" else period_words(cell.period)
        is_word = not spoken or isinstance(cell.actual, str)
        leading.append({"row": row, "cell": cell, "is_word": is_word, "period": period})
    leading.sort(key=lambda one: one["cell"].actual is None)
    speaking = sum(not one["is_word"] for one in leading)
    said = _("{spoken} of {total} key indicators have a figure.").format(
        spoken=formats.in_sentence(speaking), total=formats.in_sentence(len(leading))
    )
    return Panel(
        "pitt/key_figures.html", leading[:MOST_LEADING], asked.plan.code, said, heading=localised(asked.area.name)
    )


def indicator_series(actor: Actor, plan: str, indicator: str) -> Panel | None:
    """`indicator.series`: the years of one indicator as columns and as a table; None where the plan has no such one."""
    from samaki.core.problems import NotFound

    from . import shown
    from .build import Setting, build_row
    from .illustrations import Illustrations
    from .naming import sheet_named
    from .series import series

    try:
        asked = _asked(actor, plan)
        sheet = sheet_named(asked, indicator)
    except NotFound:
        return None
    calculator = asked.calculator(indicators=[sheet.code])
    maker = asked.cell_maker(calculator)
    told = Illustrations.of(asked.plan)
    setting = Setting(
        asked.question, calculator, [sheet], asked.place.code, None, asked.position, maker, illustrations=told
    )
    row = build_row(setting, sheet)
    cells = [row.cells[str(year)] for year in asked.years]
    return Panel(
        "pitt/indicator_series.html",
        {"row": row, "cells": cells, "drawing": series(cells)},
        asked.plan.code,
        shown.localised(sheet.title),
    )


def body_figures(actor: Actor, body: Any) -> Panel | None:
    """`body.figures`: what a body and those below it brought to the plan to date; None where they brought nothing."""
    asked = _newest(actor)
    if asked is None:
        return None
    table = replace(asked, body=body, question=replace(asked.question, body=body.code)).table()
    rows = [row for row in table.rows() if row.cells["to_date"].actual is not None][:MOST_OF_A_BODY]
    return Panel("pitt/body_figures.html", rows, asked.plan.code, f"body={body.code}") if rows else None


def place_figures(actor: Actor, place: Any) -> Panel | None:
    """`place.figures`: what is known of a place for the plan to date; None where nothing is."""
    asked = _newest(actor)
    if asked is None:
        return None
    table = replace(asked, place=place, question=replace(asked.question, place=place.code)).table()
    rows = [row for row in table.rows() if row.cells["to_date"].actual is not None][:MOST_OF_A_BODY]
    return Panel("pitt/body_figures.html", rows, asked.plan.code, f"place={place.code}") if rows else None


def _newest(actor: Actor) -> Any:
    """The newest plan's question of today; None where no plan is known or the actor may not ask."""
    from samaki.core.problems import Refused
    from samaki.registry.plan.models import Plan

    plan = Plan.objects.order_by("-first_month", "code").first()
    if plan is None:
        return None
    try:
        return _asked(actor, plan.code)
    except Refused:
        return None


def _asked(actor: Actor, plan: str) -> Any:
    from django.utils.translation import get_language

    from .asked import resolve
    from .question import read_question

    lang = "en" if (get_language() or "km").startswith("en") else "km"
    return resolve(actor, read_question({}, plan=plan, lang=lang, today=clock.today()))
