"""Reads one YAML file into plain nodes that know their file and line; reports everything it cannot read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from samaki.registry.plan.document.messages import PlanProblem, problem

LARGEST_MB: Final = 4
TRUTHS: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false"])
STRING: Final = "tag:yaml.org,2002:str"
FLOAT: Final = "tag:yaml.org,2002:float"
INT: Final = "tag:yaml.org,2002:int"


@dataclass(frozen=True, slots=True)
class Node:
    """Something written, and where: `file` inside the folder, `line` from 1 (0: not from a file)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Scalar(Node):
    """One value as written. `tag` is what a YAML reader takes it for; plain ones stand without quotes."""

    text: str
    plain: bool = False
    tag: str = STRING

    def is_none(self) -> bool:
        """Say whether the word `none` stands here: *there is none*, the way to say so of an optional field."""
        return self.plain and self.text == "none"


@dataclass(frozen=True, slots=True)
class Mapping(Node):
    """Keys with their values, and the line of each key."""

    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """Items in their order."""

    items: tuple[Node, ...] = ()


def read_file(path: Path, name: str) -> tuple[Node | None, list[PlanProblem]]:
    """Read one file; `name` is its path inside the folder, used in problems. No node where it cannot be read."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST_MB * 1_000_000 else None
    except OSError as error:
        return None, [problem("file-unreadable", name, 0, name=name, why=error.strerror or "unknown")]
    if raw is None:
        return None, [problem("file-too-large", name, 0, name=name, limit=LARGEST_MB)]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [problem("file-not-utf8", name, line, name=name, byte=f"0x{raw[error.start]:02x}")]
    return parse(text, name)


def parse(text: str, name: str) -> tuple[Node | None, list[PlanProblem]]:
    """Read YAML text; the first mistake of grammar ends a file, for what follows cannot be told."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = (error.problem or "it cannot be read").strip()
        return None, [problem("yaml", name, mark.line + 1 if mark else 1, why=why)]
    except RecursionError:
        return None, [problem("yaml", name, 1, why="it is nested too deep")]
    except (YAMLError, ValueError) as error:
        line = getattr(error, "position", None)
        where = text[:line].count("\n") + 1 if isinstance(line, int) else 1
        return None, [problem("yaml", name, where, why=str(error).splitlines()[0])]
    if root is None:
        return None, []
    problems: list[PlanProblem] = []
    return _convert(root, name, problems, set()), problems


def _convert(node: Any, file: str, problems: list[PlanProblem], seen: set[int]) -> Node:
    line = node.start_mark.line + 1
    if id(node) in seen or node.anchor:
        problems.append(problem("anchor", file, line))
        return Scalar(file, line, "", plain=True)
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        return Scalar(file, line, node.value, plain=node.style is None, tag=str(node.tag))
    if isinstance(node, SequenceNode):
        return Sequence(file, line, tuple(_convert(item, file, problems, seen) for item in node.value))
    assert isinstance(node, MappingNode)
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, key_line = str(key_node.value), key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            problems.append(problem("yaml", file, key_line, why="a key must be one word"))
            continue
        if key in entries:
            problems.append(problem("duplicate-key", file, key_line, key=key, first=lines[key]))
            continue
        odd = misread(Scalar(file, key_line, key, plain=key_node.style is None, tag=str(key_node.tag)))
        if odd:
            problems.append(odd)
        entries[key], lines[key] = _convert(value_node, file, problems, seen), key_line
    return Mapping(file, line, entries, lines)


def misread(scalar: Scalar) -> PlanProblem | None:
    """Return the problem of an unquoted word that YAML readers take for something else, or None."""
    if not scalar.plain:
        return None
    text = scalar.text
    if text.lower() in TRUTHS:
        read = "true" if text.lower() in {"y", "yes", "on", "true"} else "false"
        return problem("read-as-truth", scalar.file, scalar.line, value=text, read=read)
    digits = text.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits.isdigit():
        return problem("leading-zero", scalar.file, scalar.line, value=text, read=int(digits))
    if scalar.tag == INT and not digits.isdigit():
        return problem("read-otherwise", scalar.file, scalar.line, value=text, read="a number")
    if scalar.tag == FLOAT and ("e" in text.lower() or text.endswith("0") or "." not in text or text.startswith(".")):
        return problem("read-otherwise", scalar.file, scalar.line, value=text, read="a number")
    return None


def from_plain(value: Any) -> Node:
    """Turn what JSON holds (a canonical document) into nodes that come from no file."""
    if isinstance(value, dict):
        return Mapping("", 0, {key: from_plain(item) for key, item in value.items()}, dict.fromkeys(value, 0))
    if isinstance(value, list):
        return Sequence("", 0, tuple(from_plain(item) for item in value))
    if isinstance(value, bool):
        return Scalar("", 0, "true" if value else "false", plain=True)
    return Scalar("", 0, str(value))


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and everything below it."""
    yield node
    below = node.entries.values() if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else ()
    for item in below:
        yield from walk(item)
