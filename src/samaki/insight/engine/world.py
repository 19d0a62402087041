"""Fetches every row that questions about a plan may need, in a number of queries that does not depend on how many.

Identifiers are codes (indicators, bodies, places), database keys (facts, events) and the lines' uids. Rows come as
plain tuples straight into the calculation's own: 60,000 facts in a fraction of a second. The worlds asked for last are
remembered by the digest at the ledger's head, which every act that can change a number changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast

from samaki.calculate import model
from samaki.core.models import Batch
from samaki.core.problems import Refused
from samaki.core.remembered import Remembered
from samaki.ledger.models import Due, Event, EventLink, Excuse, Fact, FactCell, LowerChoice
from samaki.ledger.rules_of_plan import StatedPlan, stated
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import Place, PlaceSpan
from samaki.registry.plan.models import Indicator, Plan, PlanVersion

ROWS_AT_ONCE = 10_000
FEW = 8  # a world of so few indicators is small: more of them are kept, and none in the place of a large one
LARGE_KEPT, SMALL_KEPT = 3, 8
Key = tuple[Any, ...]
_large: Remembered[Key, model.World] = Remembered(LARGE_KEPT)
_small: Remembered[Key, model.World] = Remembered(SMALL_KEPT)


def is_small(indicators: Collection[str] | None) -> bool:
    """Say whether a world of these indicators (None: all) is a small one."""
    return indicators is not None and len(indicators) <= FEW


def load_world(
    plan: Plan,
    *,
    indicators: Collection[str] | None = None,
    known_on: dt.date | None = None,
    position: int | None = None,
    need_cells: bool = False,
) -> model.World:
    """Return the plan's world: everything, or what these indicators need (the parts of their formulas too).

    What was known later than `known_on` or recorded after `position` may be left out; give both to the Calculator too,
    which decides. Cells come only where a formula needs them, or all with `need_cells`. Raises Refused where the plan
    has no version at all. A world is never changed: whoever asks the same before the ledger moves gets the same one.
    """
    wanted = None if indicators is None else frozenset(indicators)
    kept = _small if is_small(wanted) else _large
    return kept.get(
        (plan.pk, wanted, known_on, position, need_cells),
        lambda: _load(plan, wanted, _Known(known_on, position), need_cells=need_cells),
    )


def _load(plan: Plan, indicators: Collection[str] | None, known: _Known, *, need_cells: bool) -> model.World:
    versions = list(PlanVersion.objects.filter(plan=plan).select_related("batch").order_by("number"))
    if not versions:
        raise Refused.because("plan.without_version", f"The plan {plan.code} has no version.")
    said = [stated(version) for version in versions]
    every = list(Indicator.objects.values_list("pk", "code", "plan_id"))
    codes = {key: code for key, code, of in every if of == plan.pk}
    if indicators is not None:
        wanted = _with_parts(indicators, said)
        codes = {key: code for key, code in codes.items() if code in wanted}
    # Where every fact there is belongs to it, reading them in turn is faster than by the index.
    facts = Fact.objects.all() if len(codes) == len(every) else Fact.objects.filter(indicator__in=list(codes))
    bodies = dict(Body.objects.values_list("pk", "code"))
    places = dict(Place.objects.values_list("pk", "code"))
    by_cell = _with_parts(_read_by_cell(said), said)  # a cell of a rate is read from those of its parts
    return model.World(
        plan_period=said[-1].period,
        area=said[-1].area,
        versions=[one.version(row) for one, row in zip(said, versions, strict=True)],
        places=list(_place_spans(known, places)),
        bodies=list(_body_spans(known, bodies, places)),
        facts=list(_facts(known, facts, codes, bodies, places)),
        cells=_cells(known, [key for key, code in codes.items() if need_cells or code in by_cell]),
        events=list(_events(known, bodies)),
        event_links=[
            model.EventLink(event, into, kind, at, day)
            for event, into, kind, at, day in known.rows(EventLink.objects.all(), "event_id", "into_id", "kind")
        ],
        dues=list(_dues(known, codes, bodies)),
        excuses=list(_excuses(known, codes, bodies)),
        lower_choices=[
            model.LowerChoice(line, parts != 0, at, day)
            for line, parts, at, day in known.rows(LowerChoice.objects.all(), "line", _as_number("count_parts"))
        ],
    )


class _Known:
    """What is fetched: what a question as known on a day, or at a position, can see.

    The batches are read first, so that one committed meanwhile is seen whole or not at all. Rows come as the database's
    driver gives them and find their batch in memory: converting SQLite's days, uids and truth values, and a join for
    each row, would cost more than reading 60,000 facts.
    """

    def __init__(self, known_on: dt.date | None, position: int | None) -> None:
        limits: dict[str, Any] = {}
        if known_on is not None:
            limits["known__lte"] = known_on
        if position is not None:
            limits["position__lte"] = position
        self.limits = {f"batch__{name}": value for name, value in limits.items()}
        self.batches: dict[int, tuple[int, dt.date]] = {
            key: (place, day)
            for key, place, day in Batch.objects.filter(**limits).values_list("pk", "position", "known")
        }

    def rows(self, rows: QuerySet[Any], *columns: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the columns as the driver gives them, and after them the position and the day known."""
        batches = self.batches
        for row in self.fetched(rows, *columns):
            when = batches.get(row[-1])
            if when is not None:
                yield (*row[:-1], *when)

    def fetched(self, rows: QuerySet[Any], *columns: Any) -> list[tuple[Any, ...]]:
        """Return the columns as the driver gives them, and after them the batch's key."""
        try:
            sql, values = rows.order_by().values_list(*columns, "batch_id").query.sql_with_params()
        except EmptyResultSet:  # none of the indicators: the database need not be asked
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _as_number(path: str) -> Cast:
    """Return a truth value as 0 or 1: SQLite's driver calls Python for each value that is declared as one."""
    return Cast(path, IntegerField())


def day_of(day: str | dt.date) -> dt.date:
    """Return a day from what the driver gives: text on SQLite, a date on PostgreSQL."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def _place_spans(known: _Known, places: Mapping[int, str]) -> Iterator[model.PlaceSpan]:
    columns = ("place_id", "parent_id", "first_month", "last_month")
    for place, parent, first, last, at, day in known.rows(PlaceSpan.objects.all(), *columns):
        code = places[place]
        yield model.PlaceSpan(code, code, places.get(parent), first, last, at, day)


def _body_spans(known: _Known, bodies: Mapping[int, str], places: Mapping[int, str]) -> Iterator[model.BodySpan]:
    columns = ("body_id", "place_id", "area_parent_id", "theme_parent_id", "first_month", "last_month")
    for body, place, area, theme, first, last, at, day in known.rows(BodySpan.objects.all(), *columns):
        code = bodies[body]
        yield model.BodySpan(code, code, places[place], bodies.get(area), bodies.get(theme), first, last, at, day)


def _facts(
    known: _Known,
    facts: QuerySet[Fact],
    codes: Mapping[int, str],
    bodies: Mapping[int, str],
    places: Mapping[int, str],
) -> Iterator[model.Fact]:
    columns = (
        "pk", "line", "kind", "indicator_id", "body_id", "place_id", "first_month", "last_month", "stated_from",
        "stated_to", "source", "event_id", _as_number("includes_lower"), "value", "qualifier",
    )  # fmt: skip
    batches = known.batches
    make, kind_of_row = tuple.__new__, model.Fact  # a third of the cost of Fact._make
    for row in known.fetched(facts, *columns):
        key, line, kind, indicator, body, place, first, last, since, until, source, event, lower, value, mark, at = row
        if at in batches:
            yield make(kind_of_row, (
                key, line, kind, codes[indicator], bodies[body], places[place], first, last,
                since and day_of(since), until and day_of(until),
                source or None, event, lower != 0, value, mark or None, *batches[at],
            ))  # fmt: skip


def _cells(known: _Known, indicators: list[int]) -> dict[int, tuple[model.Cell, ...]]:
    limits = {f"fact__{name}": value for name, value in known.limits.items()}
    # Asked even for none, so that a page asks the database as often whatever the plan holds.
    rows = FactCell.objects.filter(fact__indicator__in=indicators or [0], **limits).order_by("fact_id", "pk")
    found: dict[int, list[model.Cell]] = {}
    for fact, name, cell, value in rows.values_list("fact_id", "breakdown", "cell", "value").iterator(ROWS_AT_ONCE):
        found.setdefault(fact, []).append((name, cell, value))
    return {fact: tuple(cells) for fact, cells in found.items()}


def _events(known: _Known, bodies: Mapping[int, str]) -> Iterator[model.EventRow]:
    for event, lead, at, day in known.rows(Event.objects.all(), "pk", "lead_id"):
        yield model.EventRow(event, bodies[lead], str(event), at, day)


def _dues(known: _Known, codes: Mapping[int, str], bodies: Mapping[int, str]) -> Iterator[model.DueSpan]:
    rows = Due.objects.filter(indicator__in=list(codes))
    columns = ("body_id", "indicator_id", "every", "first_month", "last_month")
    for body, indicator, every, first, last, at, day in known.rows(rows, *columns):
        yield model.DueSpan(bodies[body], codes[indicator], every, first, last, at, day)


def _excuses(known: _Known, codes: Mapping[int, str], bodies: Mapping[int, str]) -> Iterator[model.Excuse]:
    rows = Excuse.objects.filter(Q(indicator__in=list(codes)) | Q(indicator=None))
    columns = ("body_id", "indicator_id", "first_month", "last_month", _as_number("taken_back"))
    for body, indicator, first, last, back, at, day in known.rows(rows, *columns):
        yield model.Excuse(bodies[body], codes.get(indicator), first, last, at, day, back != 0)


def _with_parts(indicators: Collection[str], said: Iterable[StatedPlan]) -> set[str]:
    """Return the codes with those of all formula parts, in whatever version."""
    parts: dict[str, set[str]] = {}
    for version in said:
        for code, rule in version.indicators.items():
            if rule.formula is not None:
                of = (rule.formula.numerator, rule.formula.denominator)
                parts.setdefault(code, set()).update(str(part.indicator) for part in of)
    wanted: set[str] = set()
    waiting = list(indicators)
    while waiting:
        code = waiting.pop()
        if code not in wanted:
            wanted.add(code)
            waiting += parts.get(code, ())
    return wanted


def _read_by_cell(said: Iterable[StatedPlan]) -> set[str]:
    """Return the indicators of which a formula reads one cell."""
    return {
        str(part.indicator)
        for version in said
        for rule in version.indicators.values()
        if rule.formula is not None
        for part in (rule.formula.numerator, rule.formula.denominator)
        if part.set is not None
    }
