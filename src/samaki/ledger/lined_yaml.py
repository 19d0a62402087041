"""Reads YAML into plain values that remember their lines, numbers exactly as written (never as floats)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from samaki.core.problems import Refused

LARGEST: Final = 4_000_000
DEEPEST: Final = 20
MOST_VALUES: Final = 1_000_000  # more than any honest file: aliases of aliases multiply
LONGEST_NUMBER: Final = 40  # digits before or after the point
_TAG: Final = "tag:yaml.org,2002:"


class Lined(dict[str, Any]):
    """A mapping: every key a text; `line` where it begins, `lines` by key."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the whole mapping where it has none."""
        return self.lines.get(key, self.line)


class LinedList(list[Any]):
    """A list; `line` where it begins, `lines` of its items."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read_yaml(path: Path) -> Any:
    """Return what a file holds: Lined, LinedList, text (dates too), int, Decimal, bool or None.

    Raises Refused with file and line where it cannot be read.
    """
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Refused.because(
            "file.unreadable", _("The file cannot be read: %(why)s.") % {"why": error.strerror}, where=str(path)
        ) from error
    if raw is None:
        raise Refused.because("file.too_large", _("The file is larger than 4 MB."), where=str(path))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{path}:{raw[: error.start].count(10) + 1}"
        raise Refused.because("file.not_utf8", _("The file is not written in UTF-8."), where=where) from error
    return parse_yaml(text, str(path))


def parse_yaml(text: str, name: str) -> Any:
    """Return what a text holds; `name` stands in problems. Raises Refused."""
    try:
        reader = YAML(typ="safe", pure=True)
        reader.max_depth = DEEPEST
        root = reader.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        too_deep = isinstance(error, MaxDepthExceededError)
        why = _("it is nested too deeply") if too_deep else (error.problem or "").strip()
        raise _refused(name, mark.line + 1 if mark else 1, why) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise _refused(name, 1, str(error).splitlines()[0] if str(error) else type(error).__name__) from error
    return None if root is None else _Reader(name).value(root, 0)


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.values = 0

    def value(self, node: Any, depth: int) -> Any:
        self.values += 1
        if self.values > MOST_VALUES:
            raise _refused(self.name, node.start_mark.line + 1, _("it holds too many values"))
        if depth > DEEPEST:
            raise _refused(self.name, node.start_mark.line + 1, _("it is nested too deeply"))
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        line = node.start_mark.line + 1
        if isinstance(node, SequenceNode):
            items = LinedList(line)
            for item in node.value:
                items.append(self.value(item, depth + 1))
                items.lines.append(item.start_mark.line + 1)
            return items
        assert isinstance(node, MappingNode)
        return self._mapping(node, line, depth)

    def _mapping(self, node: Any, line: int, depth: int) -> Lined:
        found = Lined(line)
        for key_node, value_node in node.value:
            key_line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                raise _refused(self.name, key_line, _("a key must be one word"))
            key = self._text(key_node)
            if key in found:
                raise _refused(self.name, key_line, _("the key %(key)s stands twice") % {"key": key})
            found[key] = self.value(value_node, depth + 1)
            found.lines[key] = key_line
        return found

    def _scalar(self, node: Any) -> Any:
        text, kind = self._text(node), str(node.tag).removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() in {"true", "yes", "on", "y"}
        if kind in {"int", "float"}:
            return self._number(text, node.start_mark.line + 1)
        return text

    def _text(self, node: Any) -> str:
        """Return a word as written; no database takes a NUL or half a character."""
        text = str(node.value)
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
            raise _refused(self.name, node.start_mark.line + 1, _("it holds a character that cannot be stored"))
        return text

    def _number(self, text: str, line: int) -> int | Decimal | str:
        bare = text.replace("_", "")
        try:
            number = Decimal(bare)
        except InvalidOperation:
            return text  # 0x1F, 1:30 and the like: words, to whoever wanted a number
        if not number.is_finite():
            raise _refused(self.name, line, _("%(text)s is no number") % {"text": text})
        if not number:
            return 0
        exponent = number.as_tuple().exponent
        if abs(number.adjusted()) > LONGEST_NUMBER or (isinstance(exponent, int) and -exponent > LONGEST_NUMBER):
            raise _refused(self.name, line, _("a number is too large or too long"))
        return int(bare) if bare.lstrip("+-").isdecimal() else number


def _refused(name: str, line: int, why: str) -> Refused:
    return Refused.because(
        "yaml", _("This is not YAML as it should be: %(why)s.") % {"why": why}, where=f"{name}:{line}"
    )
