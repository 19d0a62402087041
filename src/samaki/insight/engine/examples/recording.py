"""Puts a worked example into the database as an installation would: places, bodies and plan, then facts by *known*.

Every fact is a batch of its own, published through the ledger's service; a withdrawal takes place on its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid5

from samaki.calculate.periods import parse_period
from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import BatchRow
from samaki.insight.engine.examples.document import versions
from samaki.insight.engine.examples.format import Example, ExampleFact
from samaki.ledger.models import Due, Event, Fact
from samaki.ledger.services import NewFact, publish_batch
from samaki.registry.bodies.models import Body, BodyKind, BodySpan
from samaki.registry.places.models import Place, PlaceLevel, PlaceSpan
from samaki.registry.plan.models import Indicator, Plan

SOURCE: Final = "worked example"
LONG_AGO: Final = 1990 * 12
LINES: Final = UUID("7e1f4a52-8a3c-4a9e-9d59-0a2a4c1f7b11")  # names a line by the file's own id


def record(example: Example) -> Plan:
    """Write the example and return its plan. Raises Refused, with the line of the file, for what the ledger refuses."""
    places, place_rows = _places(example)
    bodies, body_rows = _bodies(example, places)
    plan = Plan.objects.create(
        code="example", title={"en": str(example.raw.get("title", ""))},
        first_month=example.plan.first, last_month=example.plan.last,
    )  # fmt: skip
    indicators = {
        code: Indicator.objects.create(plan=plan, code=code, order=order, title={"en": code})
        for order, code in enumerate(example.sheets)
    }
    events = {
        code: Event(title=code, lead=bodies[str(fields["lead"])])
        for code, fields in (example.raw.get("events") or {}).items()
    }
    dues = [
        Due(body=bodies[str(body)], indicator=indicators[code], every=1, first_month=LONG_AGO)
        for code, owing in (example.raw.get("due") or {}).items()
        for body in (owing if isinstance(owing, list) else [owing])
    ]
    _write([*place_rows, *body_rows, *events.values(), *dues], dt.date.min)
    for version, known in versions(example, plan):
        _write([version], known)
    for known, fact, withdrawn in _in_order(example):
        new = _new_fact(fact, places, bodies, indicators, events)
        if withdrawn:
            new = replace(new, kind=Fact.WITHDRAWAL, value=None, cells=(), qualifier="")
        publish_batch(SYSTEM, action="example.fact", facts=[new], known=known, source=SOURCE)
    return plan


def _in_order(example: Example) -> Iterator[tuple[dt.date, ExampleFact, bool]]:
    """Yield facts and withdrawals in the order of the day they are known; one day's in the order of the file."""
    acts = []
    for fact in example.facts:
        acts.append((fact.known, fact, False))
        if fact.withdrawn is not None:
            acts.append((fact.withdrawn, fact, True))
    yield from sorted(acts, key=lambda act: act[0])


def _new_fact(
    fact: ExampleFact,
    places: Mapping[str, Place],
    bodies: Mapping[str, Body],
    indicators: Mapping[str, Indicator],
    events: Mapping[str, Event],
) -> NewFact:
    return NewFact(
        indicator=indicators[fact.of],
        body=bodies[fact.body],
        place=None if fact.place is None else places[fact.place],
        first_month=fact.first,
        last_month=fact.last,
        kind=fact.kind,
        value=fact.value,
        cells=fact.cells,
        line=line_of(fact),
        stated_from=fact.stated_from,
        stated_to=fact.stated_to,
        source=fact.source,
        event=None if fact.event is None else events[fact.event],
        includes_lower=fact.includes_lower,
        qualifier=fact.qualifier,
        where=fact.where,
    )


def line_of(fact: ExampleFact) -> UUID:
    """Return the uid of the line whose version a fact is."""
    return uuid5(LINES, fact.line_name)


def _write(rows: list[Any], known: dt.date) -> None:
    write_batch(SYSTEM, action="example.world", rows=rows, known=known, source=SOURCE)


def _places(example: Example) -> tuple[dict[str, Place], list[BatchRow]]:
    level, _ = PlaceLevel.objects.get_or_create(rank=0, defaults={"code": "place", "name": {}})
    places = {
        code: Place.objects.create(code=code, level=level, name={"en": code}, search_key="", sort_km="", sort_en="")
        for code in example.raw["places"]
    }
    rows: list[BatchRow] = []
    for code, parent in example.raw["places"].items():
        parents = parent if isinstance(parent, dict) else {None: parent}
        for month, one in parents.items():
            first = 0 if month is None else parse_period(month, example.plan).first
            rows.append(PlaceSpan(place=places[code], parent=places.get(str(one)), first_month=first))
    return places, rows


def _bodies(example: Example, places: Mapping[str, Place]) -> tuple[dict[str, Body], list[BatchRow]]:
    kind, _ = BodyKind.objects.get_or_create(code="BODY", defaults={"name": {}})
    bodies = {
        code: Body.objects.create(code=code, kind=kind, name={"en": code}, search_key="", sort_km="", sort_en="")
        for code in example.bodies
    }
    rows: list[BatchRow] = [
        BodySpan(body=bodies[code], place=places[place], first_month=0) for code, place in example.bodies.items()
    ]
    return bodies, rows
