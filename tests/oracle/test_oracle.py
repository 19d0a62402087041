"""The oracle holds every worked example of the project, and the real calculation agrees with it on random ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from samaki.calculate.tests.examples import load

from .compare import differences, minimised
from .generate import generate
from .oracle import answer
from .reading import Example

FOLDER = Path(__file__).parents[2] / "examples"
FILES = sorted(FOLDER.glob("*.yaml"))
SEEDS = range(150)


def holds(expected: Any, got: Any) -> bool:
    """Of cells, sets and sources only those named are compared; numbers as numbers."""
    if isinstance(expected, Mapping):
        return all(holds(value, (got or {}).get(key)) for key, value in expected.items())
    if isinstance(expected, int | Decimal) and not isinstance(expected, bool):
        return isinstance(got, int | Fraction) and got == Fraction(expected)
    return bool(expected == got)


def test_the_first_sixteen_examples_are_there() -> None:
    assert len(FILES) >= 16


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_oracle_holds_the_worked_example(path: Path) -> None:
    text = dict(load(path))
    for ask in text["ask"]:
        found = answer(text, ask)
        wrong = {key: found[key] for key, value in ask["expect"].items() if not holds(value, found[key])}
        assert wrong == {}, ask


def test_calculation_agrees_with_the_oracle_on_random_examples() -> None:
    for seed in SEEDS:
        text = generate(seed)
        found = list(differences(text))
        assert not found, (seed, found[0], minimised(text, found[0][0], found[0][1]))


def test_random_examples_reach_every_status_and_every_key() -> None:
    """Else agreement would say little."""
    statuses, told = set(), set()
    for seed in SEEDS:
        text = generate(seed)
        for ask in text["ask"]:
            found = answer(text, ask)
            statuses.add(found.get("status"))
            told |= {key for key, value in found.items() if value not in (None, False, {})}
    assert statuses >= {"met", "on_track", "behind", "far_behind", "not_met", "no_data", "no_verdict", "not_due"}
    assert told >= {"reached", "open", "partial", "stated_target", "other_sources", "sets", "not_available", "achieved"}


def test_the_same_seed_makes_the_same_example() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


def test_a_correction_of_a_correction_belongs_to_one_line() -> None:
    text = next(text for text in map(generate, range(1000)) if has_chain_of_three(text))
    lines = [fact.line for fact in Example(text).facts if fact.kind != "withdrawal"]
    assert max(lines.count(line) for line in lines) >= 3


def has_chain_of_three(text: dict[str, Any]) -> bool:
    forerunners = {fact["id"]: fact.get("supersedes") for fact in text["facts"] if "id" in fact}
    return any(forerunners.get(forerunner) for forerunner in forerunners.values() if forerunner)
