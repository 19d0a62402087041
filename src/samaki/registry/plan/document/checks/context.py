"""What a check is given: one version of the plan, where each value stands, and a place to note what is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from samaki.registry.plan.document.folder import ReadVersion
from samaki.registry.plan.document.messages import PlanProblem, problem
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.shape import FieldKind, Origin, Path, fields_of

Item = tuple[Path, Any]


class Context:
    """Walks one version and gathers problems with the file and line of what they speak of."""

    def __init__(self, version: ReadVersion, plan: PlanDocument) -> None:
        self.version = version
        self.plan = plan
        self.problems: list[PlanProblem] = []

    def note(self, code: str, path: Path, /, *, warning: bool = False, **params: Any) -> None:
        """Note a problem at a path; where the value itself was not written, at the nearest thing that was."""
        file, line = self.place(path)
        self.problems.append(problem(code, file, line, warning=warning, **params))

    def place(self, path: Path) -> Origin:
        """Return file and line of a path, or of the nearest thing above it."""
        while path and path not in self.version.origins:
            path = path[:-1]
        return self.version.origins.get(path, ("plan.yaml", 0))

    def items(self, collection: str) -> Iterator[Item]:
        """Yield path and item of a collection, without what could not be read at all."""
        for number, item in enumerate(getattr(self.plan, collection) or ()):
            if item is not None:
                yield (collection, number), item

    def sound(self, collection: str) -> Iterator[Item]:
        """Yield the items of a collection all of whose values could be read."""
        for path, item in self.items(collection):
            if not any(broken[: len(path)] == path for broken in self.version.broken):
                yield path, item


def every_field(value: Any, path: Path) -> Iterator[tuple[Path, FieldKind, Any]]:
    """Yield each stated field of a dataclass and of everything inside it: its path, its description, its value."""
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from every_field(item, (*path, number))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for spec in fields_of(type(value)).values():
            inner = getattr(value, spec.name)
            if inner is None:
                continue
            here = (*path, spec.name)
            yield here, spec, inner
            yield from every_field(inner, here)
