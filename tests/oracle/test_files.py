"""Random examples through the real ledger and the real calculation, on both databases: the oracle's answers hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from samaki.insight.engine.examples.reading import read_example
from samaki.insight.engine.examples.running import Outcome, run_example

from .files import write_examples

SEEDS = range(40_000, 40_030)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_the_ledger_and_the_calculation_answer_as_the_oracle(tmp_path: Path, seed: int) -> None:
    outcome = Outcome()
    for path in write_examples(tmp_path, range(seed, seed + 1)):
        run_example(read_example(path), outcome)
    assert (outcome.mismatches, outcome.problems) == ([], [])
    assert outcome.held == 1
