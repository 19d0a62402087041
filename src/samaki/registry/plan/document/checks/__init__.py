"""All checks of a plan folder, run together: every problem at once, each with file, line, what and how to mend."""

from __future__ import annotations

from pathlib import Path

from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.checks.indicators import check_indicators
from samaki.registry.plan.document.checks.mechanism import check_mechanism
from samaki.registry.plan.document.checks.references import check_references
from samaki.registry.plan.document.checks.targets import check_targets, check_thresholds
from samaki.registry.plan.document.checks.versions import check_versions
from samaki.registry.plan.document.folder import ReadFolder, read_folder
from samaki.registry.plan.document.messages import PlanProblem


def check(folder: Path) -> list[PlanProblem]:
    """Return everything that is wrong with a plan folder, by file and line; warnings are marked and stop nothing."""
    return check_read(read_folder(folder))


def check_read(read: ReadFolder) -> list[PlanProblem]:
    """Check a folder that was read already; the same problem in two versions is told once."""
    problems = list(read.problems)
    contexts = []
    for version in read.versions:
        problems.extend(version.problems)
        if version.plan is None:
            continue
        context = Context(version, version.plan)
        contexts.append(context)
        for run in (check_references, check_indicators, check_targets, check_thresholds, check_mechanism):
            run(context)
    check_versions(contexts)
    for context in contexts:
        problems.extend(context.problems)
    unique = {(found.file, found.line, found.code, found.what): found for found in problems}
    return sorted(unique.values(), key=lambda found: (found.file, found.line, found.code, found.what))


def refuse(problems: list[PlanProblem]) -> list[PlanProblem]:
    """Return those that stop a plan from being loaded."""
    return [found for found in problems if not found.warning]
