"""Keeps the tables of strategies, outputs and indicators like the version in force; old facts keep their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from samaki.core.text import search_key
from samaki.registry.plan.document import words
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.models import Indicator, Output, Plan, Strategy

SHARED = ["order", "title", "search_key", "in_force"]


def rebuild_index(plan: Plan, document: PlanDocument) -> None:
    """Make the tables those of a document; lines it leaves out stay, marked not in force. Codes keep their case."""
    strategies = _put(Strategy, plan, _strategies(document), SHARED)
    outputs = _put(Output, plan, _outputs(document, strategies), [*SHARED, "strategy"])
    fields = [*SHARED, "strategy", "output", "protected", "floor", "never_by_place", "key"]
    _put(Indicator, plan, _indicators(document, strategies, outputs), fields)


def update_plan(plan: Plan, document: PlanDocument) -> None:
    """Bring title and months of the plan to those of a document."""
    plan.title = dict(document.plan.title)
    plan.first_month = words.month_number(document.plan.period.first)
    plan.last_month = words.month_number(document.plan.period.last)
    plan.save()


Row = tuple[str, dict[str, Any]]


def _strategies(document: PlanDocument) -> Iterable[Row]:
    for order, strategy in enumerate(document.strategies):
        yield strategy.code, _line(strategy.code, order, strategy.name, strategy.short_name or {})


def _outputs(document: PlanDocument, strategies: Mapping[str, Any]) -> Iterable[Row]:
    order = 0
    for strategy in document.strategies:
        for output in strategy.outputs:
            line = _line(output.code, order, output.text)
            yield output.code, line | {"strategy": strategies[strategy.code.upper()]}
            order += 1


def _indicators(document: PlanDocument, strategies: Mapping[str, Any], outputs: Mapping[str, Any]) -> Iterable[Row]:
    for order, sheet in enumerate(document.indicators):
        output = outputs.get(sheet.of.upper())
        strategy = output.strategy if output else strategies[sheet.of.upper()]
        yield (
            sheet.code,
            {
                **_line(sheet.code, order, sheet.name, sheet.definition),
                "strategy": strategy,
                "output": output,
                "protected": sheet.protected,
                "floor": sheet.floor,
                "never_by_place": sheet.never_by_place,
                "key": sheet.key,
            },
        )


def _line(code: str, order: int, title: Mapping[str, str], *more: Mapping[str, str]) -> dict[str, Any]:
    texts = [code, *title.values(), *(word for text in more for word in text.values())]
    return {"order": order, "title": dict(title), "search_key": search_key(" · ".join(texts)), "in_force": True}


def _put(model: Any, plan: Plan, rows: Iterable[Row], fields: list[str]) -> dict[str, Any]:
    """Create, change or retire rows of one table; return those in force by code in capitals: three or four queries."""
    there = {row.code.upper(): row for row in model.objects.filter(plan=plan)}
    named: dict[str, Any] = {}
    fresh, changed = [], []
    for code, values in rows:
        row = there.get(code.upper())
        if row is None:
            row = model(plan=plan, code=code, **values)
            fresh.append(row)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
        named[code.upper()] = row
    for code, row in there.items():
        if code not in named and row.in_force:
            row.in_force = False
            changed.append(row)
    model.objects.bulk_create(fresh)
    if changed:
        model.objects.bulk_update(changed, fields)
    return named
