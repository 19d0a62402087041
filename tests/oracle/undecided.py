"""Where the rules leave room and the oracle and the calculation read them differently, until the rules say more.

Each function tells whether a disagreement is one of these. Whoever decides one deletes its function.
"""

from __future__ import annotations

from typing import Any

from .reading import Example, part_of, period_months

Disagreement = tuple[dict[str, Any], str, Any, Any]  # ask, key, what the oracle says, what the calculation says


def is_undecided(text: dict[str, Any], disagreement: Disagreement) -> bool:
    questions = (
        not_broken_down_where_nothing_adds,
        own_amount_of_a_longer_total,
        cells_of_an_own_amount,
        cells_of_a_formula_without_breakdowns,
        not_available_at_the_edge,
    )
    return any(question(text, disagreement) for question in questions)


def not_broken_down_where_nothing_adds(text: dict[str, Any], disagreement: Disagreement) -> bool:
    """Has a set a cell *not broken down* where its cells are averaged or compared, not added?"""
    ask, key, ours, theirs = disagreement
    if key == "cells":
        ours, theirs = {"": ours}, {"": theirs}
    return key in ("cells", "sets") and _without_rest(ours) == _without_rest(theirs) and not _adds(text, ask["of"])


def own_amount_of_a_longer_total(text: dict[str, Any], disagreement: Disagreement) -> bool:
    """Is a running total sent for a quarter *sent in* its last month?"""
    ask = disagreement[0]
    example = Example(text)
    first, last = period_months(ask["period"], example.plan)
    facts = [fact for fact in example.facts if fact.of == ask["of"]]
    return _asks_own(text, ask) and any(fact.first < first <= fact.last <= last for fact in facts)


def cells_of_an_own_amount(text: dict[str, Any], disagreement: Disagreement) -> bool:
    """What did a period add to a cell that its total leaves out and the one before named?"""
    return _asks_own(text, disagreement[0]) and disagreement[1] in ("cells", "sets")


def cells_of_a_formula_without_breakdowns(text: dict[str, Any], disagreement: Disagreement) -> bool:
    """Has a formula that names no breakdowns those that both its parts have? (A rate of a rate may ask for a cell.)"""
    ask, key, _, _ = disagreement
    formula = text["indicators"][ask["of"]].get("formula")
    if formula is None:
        return False
    parts = [text["indicators"][part_of(formula[role])[0]] for role in ("numerator", "denominator")]
    inherits = "breakdowns" not in text["indicators"][ask["of"]] and key in ("cells", "sets")
    return inherits or any("formula" in part and "breakdowns" not in part for part in parts)


def not_available_at_the_edge(text: dict[str, Any], disagreement: Disagreement) -> bool:
    """Is it *not available*: a whole plan of which no year has a value, but a value lies across two; a latest value

    too old; a total to date of a later period, by a value from before the plan; a cell that no counted value states?
    """
    ask, key, _, _ = disagreement
    indicator = text["indicators"][ask["of"]]
    edge = ask["period"] == "plan" or indicator.get("target_kind") == "cumulative"
    return key == "not_available" and (edge or indicator.get("over_time", "formula") in ("latest", "formula"))


def _adds(text: dict[str, Any], code: str) -> bool:
    indicator = text["indicators"][code]
    return indicator.get("over_places") == "sum" and indicator["over_time"] not in ("max", "min")


def _asks_own(text: dict[str, Any], ask: dict[str, Any]) -> bool:
    indicator = text["indicators"][ask["of"]]
    own = bool(ask.get("own")) or indicator.get("target_kind") == "per_period"
    return indicator.get("over_time") == "running_total" and own


def _without_rest(sets: Any) -> dict[str, Any]:
    kept = {name: {c: v for c, v in cells.items() if c != "not_broken_down"} for name, cells in (sets or {}).items()}
    return {name: cells for name, cells in kept.items() if cells}
