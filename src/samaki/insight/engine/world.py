"""Fetches everything a question about a plan may need, as plain tuples, in a constant number of queries.

Indicators, places and bodies are named by their codes, so that the calculation and its readers speak of the same
thing; facts and events by their database keys, lines by the text of their uid. Nothing is added up here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from samaki.calculate import model as rows
from samaki.calculate.periods import Period
from samaki.core.models import Batch
from samaki.ledger.models import Due, Event, EventLink, Excuse, Fact, FactCell, LowerChoice
from samaki.ledger.rules_of_plan import stated
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import Place, PlaceSpan
from samaki.registry.plan.models import Indicator, Plan, PlanVersion

Codes = Mapping[int, str]
When = Mapping[int, tuple[int, dt.date]]  # batch's key: position, known
Row = tuple[Any, ...]


def load_world(
    plan: Plan,
    *,
    indicators: Sequence[str] | None = None,
    known_on: dt.date | None = None,
    position: int | None = None,
    need_cells: bool = False,
) -> rows.World:
    """Everything recorded about a plan: of all indicators, or of some and whatever their formulas rest on.

    With `known_on` or `position`, batches not known then are left out at once. `need_cells` fetches breakdown cells too;
    those that a formula divides are fetched in any case.
    """
    versions = [row for row in PlanVersion.objects.filter(plan=plan).select_related("batch").order_by("number")]
    when = _batches(known_on, position)
    known = [stated(row).version(row) for row in versions if row.batch_id in when]
    codes = dict(Indicator.objects.filter(plan=plan).values_list("pk", "code"))
    wanted = None if indicators is None else _with_parts(indicators, known)
    keys = None if wanted is None else [key for key, code in codes.items() if code in wanted]
    places = dict(Place.objects.values_list("pk", "code"))
    bodies = dict(Body.objects.values_list("pk", "code"))
    area = stated(versions[0]).area if versions else ""
    facts = _facts(codes, keys, places, bodies, when)
    return rows.World(
        plan_period=Period(plan.first_month, plan.last_month, "plan"),
        area=area,
        versions=known,
        places=_place_spans(places, when),
        bodies=_body_spans(bodies, places, when),
        facts=facts,
        cells=_cells(_cell_keys(codes, keys, known, need_cells)),
        events=_events(bodies, when),
        event_links=_event_links(when),
        dues=_dues(codes, keys, bodies, when),
        excuses=_excuses(codes, bodies, when),
        lower_choices=[
            rows.LowerChoice(str(line), bool(parts), *when[batch])
            for line, parts, batch in LowerChoice.objects.values_list("line", "count_parts", "batch_id")
            if batch in when
        ],
    )


def _batches(known_on: dt.date | None, position: int | None) -> When:
    found = Batch.objects.all()
    if known_on is not None:
        found = found.filter(known__lte=known_on)
    if position is not None:
        found = found.filter(position__lte=position)
    return {key: (place, known) for key, place, known in found.values_list("pk", "position", "known")}


def _with_parts(indicators: Iterable[str], versions: Sequence[rows.PlanVersion]) -> set[rows.Id]:
    """Indicators and everything their formulas rest on, in any version."""
    wanted: set[rows.Id] = set()
    waiting: list[rows.Id] = list(indicators)
    while waiting:
        code = waiting.pop()
        if code in wanted:
            continue
        wanted.add(code)
        for version in versions:
            formula = version.indicators[code].formula if code in version.indicators else None
            if formula is not None:
                waiting += [formula.numerator.indicator, formula.denominator.indicator]
    return wanted


def _plain_rows(found: QuerySet[Any, Any]) -> list[Row]:
    """The rows as the database's driver gives them.

    Django's converters (uid, day, truth of each row) would take longer than everything else together for 60,000 facts.
    """
    sql, parameters = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _of_plan(kind: type[Model], codes: Codes, keys: Sequence[int] | None, field: str = "indicator_id") -> QuerySet[Any]:
    chosen = list(codes) if keys is None else keys
    return kind._default_manager.filter(**{f"{field}__in": chosen}).order_by()


def _facts(codes: Codes, keys: Sequence[int] | None, places: Codes, bodies: Codes, when: When) -> list[rows.Fact]:
    found = _plain_rows(
        _of_plan(Fact, codes, keys).values_list(
            "pk", "line", "kind", "indicator_id", "body_id", "place_id", "first_month", "last_month", "stated_from",
            "stated_to", "source", "event_id", "includes_lower", "value", "qualifier", "batch_id",
        )
    )  # fmt: skip
    make = rows.Fact._make
    return [
        make(
            (
                key, line, kind, codes[indicator], bodies[body], places[place], first, last,
                _day(begun) if begun else None, _day(ended) if ended else None,
                source or None, event, bool(lower), value, qualifier or None, *when[batch],
            )
        )
        for (
            key, line, kind, indicator, body, place, first, last, begun, ended,
            source, event, lower, value, qualifier, batch,
        ) in found
        if batch in when
    ]  # fmt: skip


def _day(value: str | dt.date) -> dt.date:
    """A day as either database gives it."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _cell_keys(
    codes: Codes, keys: Sequence[int] | None, versions: Sequence[rows.PlanVersion], need_cells: bool
) -> list[int]:
    """The indicators whose cells are needed: all that were asked for, or those that a formula divides by a cell."""
    if need_cells:
        return list(codes) if keys is None else list(keys)
    divided = {
        part.indicator
        for version in versions
        for indicator in version.indicators.values()
        if indicator.formula is not None
        for part in (indicator.formula.numerator, indicator.formula.denominator)
        if part.cell is not None
    }
    return [key for key, code in codes.items() if code in divided and (keys is None or key in keys)]


def _cells(indicators: Sequence[int]) -> Mapping[rows.Id, tuple[rows.Cell, ...]]:
    found: defaultdict[rows.Id, list[rows.Cell]] = defaultdict(list)
    wanted = FactCell.objects.filter(fact__indicator_id__in=list(indicators) or [0]).order_by("pk")
    for fact, breakdown, cell, value in wanted.values_list("fact_id", "breakdown", "cell", "value"):
        found[fact].append((breakdown, cell, value))
    return {fact: tuple(cells) for fact, cells in found.items()}


def _place_spans(places: Codes, when: When) -> list[rows.PlaceSpan]:
    found = PlaceSpan.objects.order_by("pk").values_list("place_id", "parent_id", "first_month", "last_month", "batch_id")
    return [
        rows.PlaceSpan(places[place], places[place], places.get(parent), first, last, *when[batch])
        for place, parent, first, last, batch in found
        if batch in when
    ]


def _body_spans(bodies: Codes, places: Codes, when: When) -> list[rows.BodySpan]:
    found = BodySpan.objects.order_by("pk").values_list(
        "body_id", "place_id", "area_parent_id", "theme_parent_id", "first_month", "last_month", "batch_id"
    )
    return [
        rows.BodySpan(
            bodies[body], bodies[body], places[place], bodies.get(area), bodies.get(theme), first, last, *when[batch]
        )
        for body, place, area, theme, first, last, batch in found
        if batch in when
    ]


def _events(bodies: Codes, when: When) -> list[rows.EventRow]:
    found = Event.objects.order_by("pk").values_list("pk", "lead_id", "uid", "batch_id")
    return [
        rows.EventRow(key, bodies.get(lead), str(uid), *when[batch]) for key, lead, uid, batch in found if batch in when
    ]


def _event_links(when: When) -> list[rows.EventLink]:
    found = EventLink.objects.order_by("pk").values_list("event_id", "into_id", "kind", "batch_id")
    return [rows.EventLink(event, into, kind, *when[batch]) for event, into, kind, batch in found if batch in when]


def _dues(codes: Codes, keys: Sequence[int] | None, bodies: Codes, when: When) -> list[rows.DueSpan]:
    found = _of_plan(Due, codes, keys).values_list(
        "body_id", "indicator_id", "every", "first_month", "last_month", "batch_id"
    )
    return [
        rows.DueSpan(bodies[body], codes[indicator], every, first, last, *when[batch])
        for body, indicator, every, first, last, batch in _plain_rows(found)
        if batch in when
    ]


def _excuses(codes: Codes, bodies: Codes, when: When) -> list[rows.Excuse]:
    found = Excuse.objects.order_by("pk").values_list("body_id", "indicator_id", "first_month", "last_month", "batch_id")
    return [
        rows.Excuse(bodies[body], codes.get(indicator), first, last, *when[batch])
        for body, indicator, first, last, batch in found
        if batch in when and (indicator is None or indicator in codes)
    ]
