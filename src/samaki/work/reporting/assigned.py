"""The strategic actions that are a body's to report on: pure, from the plan's document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from samaki.registry.plan.document.model import PlanDocument

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assigned:
    """An action, or an output without actions of its own, with what it asks."""

    code: str
    text: Words
    strategy: str


def codes_of_actions(document: PlanDocument) -> frozenset[str]:
    """Return the codes of all outputs and actions."""
    return frozenset(one.code for one in _all(document))


def assigned_to(document: PlanDocument, names: Collection[str]) -> list[Assigned]:
    """Return what a body does by the plan: `names` are its code, its kind and the wider kinds that one belongs to.

    Where actors are named, those; an action without any goes by its output's. An output with actions that are the
    body's stands for them no more.
    """
    found: list[Assigned] = []
    for strategy in document.strategies:
        for output in strategy.outputs:
            actions = [one for one in output.actions if set(one.actors or output.actors) & set(names)]
            if actions:
                found.extend(Assigned(one.code, one.text, strategy.code) for one in actions)
            elif set(output.actors) & set(names):
                found.append(Assigned(output.code, output.text, strategy.code))
    return found


def _all(document: PlanDocument) -> Iterator[Assigned]:
    for strategy in document.strategies:
        for output in strategy.outputs:
            yield Assigned(output.code, output.text, strategy.code)
            yield from (Assigned(one.code, one.text, strategy.code) for one in output.actions)
