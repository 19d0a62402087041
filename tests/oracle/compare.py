"""Holds the real calculation against the oracle on random examples, and makes each disagreement small.

python -m tests.oracle.compare FIRST COUNT [--odd] [--show N]
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

from .generate import generate
from .oracle import answer
from .reading import Example
from .real import Real

Difference = tuple[dict[str, Any], str, Any, Any]  # ask, key, what the oracle says, what the calculation says


def differences(text: dict[str, Any]) -> Iterator[Difference]:
    """Every key of every question on which the two do not agree."""
    real = Real(text)
    for ask in text["ask"]:
        ours = answer(text, ask)
        try:
            theirs = real.answer(ask)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
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


WHOLE_PARTS = ("revisions", "thresholds", "place_targets", "plan_target", "due", "targets", "events", "bodies", "plan")
OF_A_FACT = ("supersedes", "id", "withdrawn", "known", "event", "includes_lower", "sets", "cells", "source")
OF_AN_INDICATOR = ("multiple", "breakdowns", "band", "baseline", "carry", "spread", "official", "counts", "protected")


def reductions(text: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The example with one thing less, the greatest things first."""
    for path in removable(text):
        holder: Any = text
        for step in path[:-1]:
            holder = holder[step]
        if path[-1] in (range(len(holder)) if isinstance(holder, list) else holder):
            yield without(text, path)


def removable(text: dict[str, Any]) -> Iterator[list[Any]]:
    """Where something could be left out; not every such thing need be there."""
    yield from ([name] for name in WHOLE_PARTS)
    for key in ("facts", "revisions"):
        yield from ([key, number] for number in range(len(text.get(key, []))))
    for key in ("indicators", "bodies", "targets", "place_targets", "due"):
        yield from ([key, name] for name in text.get(key, {}))
    yield from (["places", name] for name, parent in text["places"].items() if parent is not None)
    yield from (["targets", code, period] for code, row in text.get("targets", {}).items() for period in row)
    yield from (["due", code, number] for code, owing in text.get("due", {}).items() for number in range(len(owing)))
    yield from (["facts", number, field] for number in range(len(text["facts"])) for field in OF_A_FACT)
    yield from (["ask", 0, field] for field in ("as_of", "as_known_on", "targets", "own"))
    fields = (*OF_AN_INDICATOR, "direction", "target_kind")
    yield from (["indicators", code, field] for code in text["indicators"] for field in fields)


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
