"""What a plan asks of a body by its name or kind: the actions it reports on, the indicators. Pure."""

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


def names_of(document: PlanDocument, body: str, kind: str) -> frozenset[str]:
    """Return by which names the plan may mean a body: its code, its kind and the wider kinds that one belongs to."""
    wider = {one.code: one.is_a for one in document.kinds}
    names = {body, kind}
    above = wider.get(kind)  # type: ignore[call-overload]
    while above and above not in names:
        names.add(above)
        above = wider.get(above)
    return frozenset(names)


def asked_of(document: PlanDocument, names: Collection[str]) -> frozenset[str]:
    """Return the indicators that the plan's duties ask of a body with these names, in whatever rhythm."""
    return frozenset(code for duty in document.duties if duty.who in names for code in duty.indicators)


def assigned_to(document: PlanDocument, names: Collection[str]) -> list[Assigned]:
    """Return what a body does by the plan: `names` are its code, its kind and the wider kinds that one belongs to.

    Where actors are named, those; an action without any goes by its output's; whoever leads a strategy reports on all
    of it. An output with actions that are the body's stands for them no more.
    """
    found: list[Assigned] = []
    for strategy in document.strategies:
        leads = strategy.lead in names
        for output in strategy.outputs:
            actions = [one for one in output.actions if leads or set(one.actors or output.actors) & set(names)]
            if actions:
                found.extend(Assigned(one.code, one.text, strategy.code) for one in actions)
            elif leads or set(output.actors) & set(names):
                found.append(Assigned(output.code, output.text, strategy.code))
    return found


def _all(document: PlanDocument) -> Iterator[Assigned]:
    for strategy in document.strategies:
        for output in strategy.outputs:
            yield Assigned(output.code, output.text, strategy.code)
            yield from (Assigned(one.code, one.text, strategy.code) for one in output.actions)
