"""What other rooms' pages may show of the tracking table, by name: they ask `core.providers` and import nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from samaki.core import clock, providers

if TYPE_CHECKING:
    from samaki.core.actor import Actor

MOST_OF_A_BODY: Final = 40


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: its template (given this as `panel`), what it shows, its title or the query it was asked by."""

    template: str
    content: Any
    plan: str
    title: str = ""


def register() -> None:
    """Offer them all."""
    providers.register("home.key_figures", key_figures)
    providers.register("indicator.series", indicator_series)
    providers.register("body.figures", body_figures)
    providers.register("place.figures", place_figures)


def key_figures(actor: Actor) -> Panel | None:
    """`home.key_figures`: at most four figures of the newest plan that the actor sees first (see leading.py).

    The title is empty, or says how many key indicators of the plan have a figure.
    """
    from .leading import leading_figures

    asked = _newest(actor)
    if asked is None:
        return None
    figures, title = leading_figures(actor, asked)
    look = "lead_figures" if actor.has_role("chair") else "key_figures"
    return Panel(f"pitt/{look}.html", figures, asked.plan.code, title)


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
