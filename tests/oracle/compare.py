"""Holds the real calculation against the oracle on random examples, and makes each disagreement small.

python compare.py FIRST COUNT [--odd] [--show N]
"""

from __future__ import annotations

import argparse
import copy
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from generate import generate
from oracle import answer
from reading import Example
from real import Real

Difference = tuple[dict[str, Any], str, Any, Any]  # ask, key, what the oracle says, what the calculation says


def differences(text: dict[str, Any]) -> Iterator[Difference]:
    """Every key of every question on which the two do not agree."""
    real = Real(text)
    for ask in text["ask"]:
        ours = answer(text, ask)
        try:
            theirs = real.answer(ask)
        except Exception as error:  # whatever it is, it is a disagreement to be shown
            yield ask, f"raises {type(error).__name__}", None, str(error)
            continue
        for key, value in ours.items():
            if plain(value) != plain(theirs.get(key)):
                yield ask, key, plain(value), plain(theirs.get(key))


def plain(value: Any) -> Any:
    """Numbers as fractions; of cells and sources only those that have a value."""
    if isinstance(value, dict):
        found = {str(key): plain(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None and item != {}}
    if isinstance(value, int | float | Decimal | Fraction) and not isinstance(value, bool):
        return Fraction(str(value))
    return value


def minimised(text: dict[str, Any], ask: dict[str, Any], key: str) -> dict[str, Any]:
    """The example with one question, without everything that the disagreement on this key does not need."""
    small = copy.deepcopy(text) | {"ask": [copy.deepcopy(ask)]}
    shrinking = True
    while shrinking:
        shrinking = False
        for smaller in reductions(small):
            if still_differs(smaller, key):
                small, shrinking = smaller, True
                break
    return small


def still_differs(text: dict[str, Any], key: str) -> bool:
    try:
        Example(text)
        return any(found == key for _, found, _, _ in differences(text))
    except (KeyError, ValueError):
        return False  # what was dropped is still named by something


def reductions(text: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The example with one thing less, the greatest things first."""
    for key in (
        "revisions",
        "thresholds",
        "place_targets",
        "plan_target",
        "due",
        "targets",
        "events",
        "bodies",
        "plan",
    ):
        if key in text:
            yield without(text, [key])
    for key in ("facts", "revisions"):
        for number in range(len(text.get(key, []))):
            yield without(text, [key, number])
    for key in ("indicators", "places", "bodies", "targets", "place_targets", "due"):
        for name in text.get(key, {}):
            if not (key == "places" and text["places"][name] is None):
                yield without(text, [key, name])
    for key in ("targets", "due"):
        for name, items in text.get(key, {}).items():
            for item in items if isinstance(items, dict) else range(len(items)):
                yield without(text, [key, name, item])
    for number, fact in enumerate(text.get("facts", [])):
        for field in ("supersedes", "id", "withdrawn", "known", "event", "includes_lower", "sets", "cells", "source"):
            if field in fact:
                yield without(text, ["facts", number, field])
    for field in text["ask"][0]:
        if field not in ("of", "place", "period"):
            yield without(text, ["ask", 0, field])
    fields = ("multiple", "breakdowns", "band", "baseline", "carry", "spread", "official", "counts", "protected")
    for name, indicator in text["indicators"].items():
        for field in (*fields, "direction", "target_kind"):
            if field in indicator:
                yield without(text, ["indicators", name, field])


def without(text: dict[str, Any], path: list[Any]) -> dict[str, Any]:
    less = copy.deepcopy(text)
    holder: Any = less
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return less


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--odd", action="store_true")
    parser.add_argument("--show", type=int, default=3, help="how many disagreements to show for each key")
    options = parser.parse_args()
    asked, seen = 0, Counter[str]()
    for seed in range(options.first, options.first + options.count):
        text = generate(seed, odd=options.odd)
        asked += len(text["ask"])
        for ask, key, _, _ in list(differences(text)):
            seen[key] += 1
            if seen[key] <= options.show:
                show(minimised(text, ask, key), seed, key)
    print(f"{options.count} examples, {asked} questions, disagreements: {dict(seen) or 'none'}")
    return 1 if seen else 0


def show(text: dict[str, Any], seed: int, key: str) -> None:
    from ruamel.yaml import YAML

    for _, found, ours, theirs in differences(text):
        if found == key:
            print(f"--- seed {seed}, {key}: oracle {readable(ours)}, calculation {readable(theirs)}")
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 200
    yaml.dump({name: value for name, value in text.items() if name != "title"}, sys.stdout)


def readable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: readable(item) for key, item in value.items()}
    return float(value) if isinstance(value, Fraction) else value


if __name__ == "__main__":
    sys.exit(main())
