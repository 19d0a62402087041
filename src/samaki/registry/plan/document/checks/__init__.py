"""All checks of a plan folder, run together: every problem at once, each with file, line, what and how to mend."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.checks.indicators import check_indicators
from samaki.registry.plan.document.checks.mechanism import check_mechanism
from samaki.registry.plan.document.checks.references import (
    check_list_items,
    check_pages,
    check_places,
    check_references,
)
from samaki.registry.plan.document.checks.targets import check_targets, check_thresholds
from samaki.registry.plan.document.checks.versions import check_versions
from samaki.registry.plan.document.folder import ReadFolder, read_folder
from samaki.registry.plan.document.messages import PlanProblem

CHECKS = (
    check_references,
    check_pages,
    check_list_items,
    check_indicators,
    check_targets,
    check_thresholds,
    check_mechanism,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What an installation knows and a plan may name: codes of places and of their levels."""

    places: Collection[str]
    levels: Collection[str]


def check(folder: Path, known: Known | None = None) -> list[PlanProblem]:
    """Return everything that is wrong with a plan folder, by file and line; warnings are marked and stop nothing.

    With `known` the places and levels that the plan names are looked up as well.
    """
    return check_read(read_folder(folder), known)


def check_read(read: ReadFolder, known: Known | None = None) -> list[PlanProblem]:
    """Check a folder that was read already; the same problem in two versions is told once."""
    problems = list(read.problems)
    contexts = []
    for version in read.versions:
        problems += _new(version.problems, problems)
        if version.plan is None:
            continue
        context = Context(version, version.plan)
        contexts.append(context)
        for run in CHECKS:
            run(context)
        if known is not None:
            check_places(context, known.places, known.levels)
    check_versions(contexts)
    for context in contexts:
        problems += _new(context.problems, problems)
    unique = {(found.file, found.line, found.code, found.what): found for found in problems}
    return sorted(unique.values(), key=lambda found: (found.file, found.line, found.code, found.what))


def _new(found: list[PlanProblem], told: list[PlanProblem]) -> list[PlanProblem]:
    """Leave out what a version inherits from the one before it: the same kind of problem on the same line."""
    known = {(one.file, one.line, one.code) for one in told}
    return [one for one in found if (one.file, one.line, one.code) not in known]


def refuse(problems: list[PlanProblem]) -> list[PlanProblem]:
    """Return those that stop a plan from being loaded."""
    return [found for found in problems if not found.warning]
