"""Asks the calculation what a worked example asks, and compares what is expected with what comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator, UnknownIndicatorError
from samaki.calculate.model import World
from samaki.calculate.periods import month_name
from samaki.calculate.problems import PlanNotKnownError
from samaki.insight.engine.examples.format import Ask, Example
from samaki.insight.engine.world import load_world
from samaki.registry.plan.models import Plan

Key = tuple[dt.date | None, dt.date | None]


def mismatches(example: Example, plan: Plan) -> Iterator[str]:
    """Yield each expectation that does not hold, in a line with its file and line."""
    world = load_world(plan, need_cells=True)
    calculators: dict[Key, Calculator] = {}
    for ask in example.asks:
        try:
            answer = _answer(ask, world, calculators)
        except (PlanNotKnownError, UnknownIndicatorError) as error:
            yield f"{ask.where}: {ask.words}: {error}"
            continue
        for name, expected in ask.expect.items():
            got = _said(answer, name, expected)
            if not _same(got, expected):
                told = {"where": ask.where, "words": ask.words, "name": name, "got": _plain(got)}
                told["expected"] = _plain(expected)
                yield _("%(where)s: %(words)s: %(name)s is %(got)s, expected %(expected)s") % told


def _answer(ask: Ask, world: World, calculators: dict[Key, Calculator]) -> Answer:
    key = (ask.known_on, ask.as_of)
    if key not in calculators:
        calculators[key] = Calculator(world, known_on=ask.known_on, as_of=ask.as_of)
    return calculators[key].answer(ask.of, ask.place, ask.period, own=ask.own, original=ask.original, cells=True)


def _said(answer: Answer, name: str, expected: Any) -> Any:
    """Return what the answer says to one key of `expect`; of breakdowns, the cells that are asked for."""
    if name == "reported":
        return {"of": answer.n, "got": answer.k}
    if name == "reached":
        return None if answer.reached is None else month_name(answer.reached)
    if name == "other_sources":
        return {label: other.value for label, other in (answer.other_sources or {}).items()}
    sets = answer.sets or {}
    if name == "sets":
        return {one: _cells(sets.get(one), cells) for one, cells in (expected or {}).items()}
    if name == "cells":
        return _cells(next(iter(sets.values()), None), expected)
    return getattr(answer, name)


def _cells(found: Any, expected: Any) -> Any:
    if not isinstance(expected, Mapping):
        return None if found is None else dict(found)
    return {cell: None if found is None else found.read(cell) for cell in expected}


def _same(got: Any, expected: Any) -> bool:
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping) or got.keys() != expected.keys():
            return False
        return all(_same(got[name], value) for name, value in expected.items())
    if expected is None or isinstance(expected, bool):
        return got is expected
    if isinstance(expected, int | Decimal):
        return isinstance(got, int | Decimal) and not isinstance(got, bool) and Decimal(got) == Decimal(expected)
    return got is not None and str(got) == str(expected)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_plain(one)}" for name, one in value.items()) + "}"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
