"""Runs files of worked examples in one throw-away database; each file is undone before the next one comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from samaki.core.problems import Problem, Refused
from samaki.insight.engine.examples.asking import mismatches
from samaki.insight.engine.examples.format import Example
from samaki.insight.engine.examples.reading import read_example
from samaki.insight.engine.examples.recording import record
from samaki.ledger.throwaway import throwaway_database


@dataclass(slots=True)
class Outcome:
    """What came out: files that hold, mismatches, and what could not be understood or was refused."""

    held: int = 0
    questions: int = 0
    mismatches: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def run_files(paths: Sequence[Path]) -> Outcome:
    """Put every file through the ledger and the calculation; a malformed one stops none of the others."""
    outcome = Outcome()
    examples = list(_read(paths, outcome))
    if examples:
        with throwaway_database():
            for example in examples:
                run_example(example, outcome)
    return outcome


def run_example(example: Example, outcome: Outcome) -> None:
    """Run one example in the database there is and take everything back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                found = list(mismatches(example, record(example)))
        except Refused as refusal:
            outcome.problems += [_placed(problem, example) for problem in refusal.problems]
        else:
            outcome.mismatches += found
            outcome.held += not found
            outcome.questions += len(example.asks)
        transaction.set_rollback(True)


def _read(paths: Sequence[Path], outcome: Outcome) -> Iterator[Example]:
    for path in paths:
        try:
            yield read_example(path)
        except Refused as refusal:
            outcome.problems += refusal.problems


def _placed(problem: Problem, example: Example) -> Problem:
    return problem if problem.where else Problem(problem.code, problem.what, str(example.path), problem.mend)
