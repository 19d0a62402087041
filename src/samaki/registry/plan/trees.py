"""The plan as a tree: strategies, outputs with their actions and indicators, how far each is, who does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from samaki.registry.plan.document.model import Action, Indicator, Output, PlanDocument, Strategy
from samaki.registry.plan.words import STATES, Link, Names, counts


@dataclass(frozen=True, slots=True)
class Line:
    """An output or an action as the page shows it."""

    item: Output | Action
    state: tuple[str, Promise] | None
    actors: Sequence[Link]
    partners: Sequence[Link]
    cited: Sequence[Link]
    actions: Sequence[Line]
    indicators: Sequence[tuple[Indicator, str]]


@dataclass(frozen=True, slots=True)
class Branch:
    """A strategy with its outputs, its own indicators and the tally of its outputs."""

    strategy: Strategy
    number: int
    lead: Link | None
    tally: Sequence[tuple[int, str, Promise]]
    lines: Sequence[Line]
    indicators: Sequence[tuple[Indicator, str]]


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole plan. `total`, `done` and `not_done` count outputs."""

    branches: Sequence[Branch]
    total: int
    done: int
    not_done: int


def tree_of(document: PlanDocument, names: Names) -> Tree:
    """Return the tree of a document."""
    under: dict[str, list[tuple[Indicator, str]]] = {}
    for sheet in document.indicators:
        under.setdefault(sheet.of, []).append((sheet, names.indicator_address(sheet.code)))
    branches, number = [], 0
    for strategy in document.strategies:
        number += strategy.kind == "strategy"
        branches.append(
            Branch(
                strategy=strategy,
                number=number if strategy.kind == "strategy" else 0,
                lead=names.body(strategy.lead) if strategy.lead else None,
                tally=counts([output.state for output in strategy.outputs], STATES),
                lines=[_line(output, names, under) for output in strategy.outputs],
                indicators=under.get(strategy.code, []),
            )
        )
    states = [output.state for strategy in document.strategies for output in strategy.outputs]
    return Tree(branches, len(states), states.count("done"), states.count("not_done"))


def _line(item: Output | Action, names: Names, under: dict[str, list[tuple[Indicator, str]]]) -> Line:
    is_output = isinstance(item, Output)
    return Line(
        item=item,
        state=STATES.get(item.state or ""),
        actors=names.all_bodies(item.actors),
        partners=names.all_bodies(item.partners) if isinstance(item, Output) else [],
        cited=names.cited(item.source),
        actions=[_line(action, names, under) for action in item.actions] if isinstance(item, Output) else [],
        indicators=under.get(item.code, []) if is_output else [],
    )
