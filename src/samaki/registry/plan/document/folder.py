"""Reads a plan folder: which file holds what, every version laid over the one before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from samaki.registry.plan.document import words
from samaki.registry.plan.document.merge import lay_over
from samaki.registry.plan.document.messages import PlanProblem, problem
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.nodes import Mapping, Node, Scalar, Sequence, read_file
from samaki.registry.plan.document.shape import Origin, Shaper, fields_of, nearest
from samaki.registry.plan.document.shape import Path as Trail

PLAN_FILE: Final = "plan.yaml"
ROOT: Final = "the plan as a whole"
MANY_FILES: Final = "indicators/*.yaml"
BESIDE: Final = frozenset({"published", "versions"})
UNREAD: Final = frozenset(
    {
        "yaml",
        "file-missing",
        "file-too-large",
        "file-not-utf8",
        "file-unreadable",
        "file-empty",
        "not-a-mapping",
        "not-a-list",
    }
)
Root = dict[str, tuple[Node, int]]


@dataclass(slots=True)
class ReadVersion:
    """One version as read: the plan (None where its shape fails), where everything stands, what is wrong with it.

    `unread` names collections of which a file could not be read: nobody can say what codes they hold.
    """

    number: int
    plan: PlanDocument | None
    origins: dict[Trail, Origin]
    broken: set[Trail]
    problems: list[PlanProblem]
    unread: frozenset[str] = frozenset()


@dataclass(slots=True)
class ReadFolder:
    """A folder as read: its versions in their order and everything that keeps it from being read."""

    versions: list[ReadVersion] = field(default_factory=list)
    problems: list[PlanProblem] = field(default_factory=list)


def files() -> dict[str, list[str]]:
    """Return each file of a folder with the names of the collections it holds (plan.yaml: the plan's own fields)."""
    found: dict[str, list[str]] = {}
    for name, spec in fields_of(PlanDocument).items():
        found.setdefault(spec.file, []).append(name)
    return found


def read_folder(folder: Path) -> ReadFolder:
    """Read all versions of the plan in a folder, reporting every problem of reading and shape."""
    result = ReadFolder()
    if not folder.is_dir():
        result.problems.append(problem("folder-missing", str(folder), 0, path=folder))
        return result
    base, announced = _read_files(folder, "", result.problems, whole=True)
    stated = _stated_versions(announced)
    trees: list[tuple[Node | None, Root]] = [(node, base) for node in stated[:1]] or [(None, base)]
    whole = base
    for entry in stated[1:]:
        number = _number(entry)
        change, _none = _read_files(folder, f"versions/{number}/", result.problems, whole=False)
        if not change:
            result.problems.append(problem("version-without-changes", PLAN_FILE, entry.line, number=number))
        whole = _lay_roots(whole, change)
        trees.append((entry, whole))
    _unannounced(folder, [_number(node) for node in stated], result.problems)
    bad = {found.file for found in result.problems if found.code in UNREAD}
    unread = frozenset(name for file in bad for name in _collections_in(file))
    for node, tree in trees:
        version = _shape(node, tree, unread)
        result.versions.append(version)
    return result


def _collections_in(file: str) -> list[str]:
    name = "/".join(file.split("/")[2:]) if file.startswith("versions/") else file
    return files().get(MANY_FILES if name.startswith("indicators/") else name, [])


def _shape(version: Node | None, tree: Root, unread: frozenset[str]) -> ReadVersion:
    shaper = Shaper(_languages(tree))
    entries = {name: node for name, (node, _line) in tree.items()}
    lines = {name: line for name, (_node, line) in tree.items()}
    if version is not None:
        entries["version"], lines["version"] = version, version.line
    present = {name: entries[name] for name in fields_of(PlanDocument) if name in entries}
    plan = shaper.shape(PlanDocument, Mapping(PLAN_FILE, 1, present, lines), (), ROOT)
    shaper.problems = [found for found in shaper.problems if found.params.get("of") != ROOT]
    shaper.problems += [
        problem("missing-key", spec.file, 0, of=spec.file, key=name, about=spec.about)
        for name, spec in fields_of(PlanDocument).items()
        if not spec.optional and name not in entries and name not in unread
    ]
    return ReadVersion(
        _number(version) if version else 1,
        plan if isinstance(plan, PlanDocument) else None,
        shaper.origins,
        shaper.broken,
        shaper.problems,
        unread,
    )


def _languages(tree: Root) -> tuple[str, ...]:
    plan = tree.get("plan")
    node = plan[0].entries.get("languages") if plan and isinstance(plan[0], Mapping) else None
    if isinstance(node, Sequence):
        named = tuple(item.text for item in node.items if isinstance(item, Scalar))
        return named or words.LANGUAGES
    return words.LANGUAGES


def _read_files(folder: Path, under: str, problems: list[PlanProblem], *, whole: bool) -> tuple[Root, Node | None]:
    """Read the files of one version; returns its collections, and what plan.yaml announces as versions."""
    root: Root = {}
    announced: Node | None = None
    here = folder / under if under else folder
    for name, collections in files().items():
        if name == MANY_FILES:
            _read_indicators(here, under, root, problems, whole=whole)
            continue
        path = here / name
        if not path.exists():
            if whole:
                problems.append(problem("file-missing", name, 0, name=name))
            continue
        node, found = read_file(path, under + name)
        problems.extend(found)
        if node is None:
            if not found:
                problems.append(
                    problem("file-empty", under + name, 0, name=under + name, example=f"{collections[-1]}:")
                )
            continue
        if not isinstance(node, Mapping):
            problems.append(problem("not-a-mapping", under + name, node.line, what=under + name))
            continue
        if name == PLAN_FILE:
            announced = _take_plan(node, root, problems, whole=whole)
            continue
        _take(node, collections, root, problems, under + name)
    _unknown_files(here, under, problems)
    return root, announced


def _take_plan(node: Mapping, root: Root, problems: list[PlanProblem], *, whole: bool) -> Node | None:
    entries = {key: inner for key, inner in node.entries.items() if key != "versions"}
    root["plan"] = (Mapping(node.file, node.line, entries, node.key_lines), node.line)
    announced = node.entries.get("versions")
    if announced is None and whole:
        problems.append(
            problem(
                "missing-key",
                node.file,
                node.line,
                of="plan.yaml",
                key="versions",
                about="number, in_force and known of each version",
            )
        )
    return announced


def _take(node: Mapping, collections: list[str], root: Root, problems: list[PlanProblem], name: str) -> None:
    for key, inner in node.entries.items():
        line = node.key_lines[key]
        if key not in collections:
            problems.append(
                problem("unknown-key", node.file, line, key=key, of=name, nearest=nearest(key, collections))
            )
        elif isinstance(inner, Scalar) and not inner.text:
            problems.append(problem("empty-value", node.file, line, what=key))
        else:
            root[key] = (inner, line)


def _read_indicators(here: Path, under: str, root: Root, problems: list[PlanProblem], *, whole: bool) -> None:
    paths = sorted((here / "indicators").glob("*.yaml")) if (here / "indicators").is_dir() else []
    if not paths and whole:
        problems.append(problem("file-missing", "indicators/", 0, name="indicators/*.yaml"))
        return
    items: list[Node] = []
    first: Node | None = None
    for path in paths:
        name = f"{under}indicators/{path.name}"
        node, found = read_file(path, name)
        problems.extend(found)
        if node is None:
            if not found:
                problems.append(problem("file-empty", name, 0, name=name, example="indicators:"))
            continue
        part: Root = {}
        if isinstance(node, Mapping):
            _take(node, ["indicators"], part, problems, name)
        else:
            problems.append(problem("not-a-mapping", name, node.line, what=name))
        if "indicators" in part:
            inner, line = part["indicators"]
            if isinstance(inner, Sequence):
                items.extend(inner.items)
                first = first or inner
            else:
                problems.append(problem("not-a-list", name, line, what="indicators"))
    if first is not None:
        root["indicators"] = (Sequence(first.file, first.line, tuple(items)), first.line)


def _unknown_files(here: Path, under: str, problems: list[PlanProblem]) -> None:
    known = {name.split("/")[0] for name in files()} | (set() if under else BESIDE)
    for path in sorted(here.iterdir() if here.is_dir() else ()):
        if path.name in known or path.name.startswith(".") or path.suffix.lower() in {".md", ".txt"}:
            continue
        problems.append(
            problem("file-unknown", under + path.name, 0, name=under + path.name, nearest=nearest(path.name, known))
        )
    inside = here / "indicators"
    for path in sorted(inside.iterdir() if inside.is_dir() else ()):
        if path.suffix != ".yaml" and not path.name.startswith("."):
            name = f"{under}indicators/{path.name}"
            problems.append(problem("file-unknown", name, 0, name=name, nearest=f"{path.stem}.yaml"))


def _stated_versions(announced: Node | None) -> list[Node]:
    return list(announced.items) if isinstance(announced, Sequence) else []


def _number(node: Node | None) -> int:
    inner = node.entries.get("number") if isinstance(node, Mapping) else None
    return int(inner.text) if isinstance(inner, Scalar) and inner.text.isdigit() else 0


def _unannounced(folder: Path, numbers: list[int], problems: list[PlanProblem]) -> None:
    inside = folder / "versions"
    for path in sorted(inside.iterdir() if inside.is_dir() else ()):
        if path.name not in {str(number) for number in numbers[1:]}:
            problems.append(problem("version-not-announced", f"versions/{path.name}", 0, number=path.name))


def _lay_roots(base: Root, change: Root) -> Root:
    whole = dict(base)
    for name, (node, line) in change.items():
        spec = fields_of(PlanDocument)[name]
        merged = lay_over(spec.kind, whole[name][0], node, keyed=spec.keyed) if name in whole else node
        whole[name] = (merged, line)
    return whole
