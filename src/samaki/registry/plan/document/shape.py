"""Turns nodes into the plan's dataclasses, field by field, and says of everything that does not fit why not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import functools
import types
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from samaki.registry.plan.document import words
from samaki.registry.plan.document.messages import PlanProblem, problem
from samaki.registry.plan.document.nodes import Mapping, Node, Scalar, Sequence, misread

Path = tuple[str | int, ...]
Origin = tuple[str, int]
BROKEN: Final = object()


@dataclasses.dataclass(frozen=True, slots=True)
class FieldKind:
    """One field of a dataclass as the reader sees it."""

    name: str
    kind: Any
    optional: bool
    keyed: bool
    about: str
    refers: tuple[str, ...]
    file: str


@functools.cache
def fields_of(cls: Any) -> dict[str, FieldKind]:
    """Return the fields of a dataclass by the names they are written under."""
    hints = get_type_hints(cls)
    found = {}
    for item in dataclasses.fields(cls):
        kind, optional = _without_none(hints[item.name])
        optional = (
            optional or item.default is not dataclasses.MISSING or item.default_factory is not dataclasses.MISSING
        )
        meta = item.metadata
        name = item.name.rstrip("_")
        found[name] = FieldKind(
            item.name,
            kind,
            optional,
            meta.get("keyed", False),
            meta.get("about", ""),
            meta.get("refers", ()),
            meta.get("file", ""),
        )
    return found


def key_of(cls: Any) -> str:
    """Return the field that names an item of a list (`code`, `number`), or an empty string."""
    return str(getattr(cls, "KEY", "")) if isinstance(cls, type) else ""


def item_kind(kind: Any) -> Any:
    """Return the kind of the items of a tuple, or None for anything else."""
    return get_args(kind)[0] if get_origin(kind) is tuple else None


def value_kind(kind: Any) -> Any:
    """Return the kind of the values of a mapping, or None for anything else."""
    return get_args(kind)[1] if get_origin(kind) is dict else None


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the known word most like the given one, whatever its case; the first in order where none is alike."""
    known = sorted(set(choices))
    folded = {choice.casefold(): choice for choice in known}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.3)
    return folded[found[0]] if found else ", ".join(known[:6]) or "-"


class Shaper:
    """Builds one document. `origins` says where each value stands, `broken` which objects hold a value that failed."""

    def __init__(self, languages: tuple[str, ...] = words.LANGUAGES) -> None:
        self.languages = languages
        self.problems: list[PlanProblem] = []
        self.origins: dict[Path, Origin] = {}
        self.broken: set[Path] = set()

    def shape(self, kind: Any, node: Node, path: Path, what: str) -> Any:
        """Return the value that a node writes, or BROKEN with its problems noted."""
        self.origins.setdefault(path, (node.file, node.line))
        kind, _optional = _without_none(kind)
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return self._record(kind, node, path, what)
        if get_origin(kind) is tuple:
            return self._list(kind, node, path, what)
        if get_origin(kind) is dict:
            return self._table(kind, node, path, what)
        if kind is words.Text:
            return self._text(node, path, what)
        return self._value(kind, node, path, what)

    def _record(self, cls: type, node: Node, path: Path, what: str) -> Any:
        node = spelled_out(cls, node, self.languages)
        if not isinstance(node, Mapping):
            return self._wrong("not-a-mapping", node, path, what=what)
        known = fields_of(cls)
        name = _name_of(cls, node, what)
        for key in node.entries:
            if key not in known:
                self._note(
                    "unknown-key",
                    node.entries[key].file,
                    node.key_lines[key],
                    key=key,
                    of=name,
                    nearest=nearest(key, known),
                )
        values: dict[str, Any] = {}
        for key, spec in known.items():
            values[spec.name] = self._field(key, spec, node, path, name)
        for spec in known.values():
            if values[spec.name] is BROKEN:
                self.broken.add(path)
                values[spec.name] = _stand_in(spec)
        return cls(**{key: value for key, value in values.items() if value is not dataclasses.MISSING})

    def _field(self, key: str, spec: FieldKind, node: Mapping, path: Path, name: str) -> Any:
        inner = node.entries.get(key)
        if inner is None:
            if spec.optional:
                return dataclasses.MISSING
            self._note("missing-key", node.file, node.line, of=name, key=key, about=spec.about)
            return BROKEN
        here = (*path, spec.name)
        self.origins[here] = (inner.file, node.key_lines[key] or inner.line)
        if isinstance(inner, Scalar) and inner.is_none() and spec.optional:
            return dataclasses.MISSING
        if spec.keyed:
            inner = _as_items(spec.kind, inner, self.languages)
        return self.shape(spec.kind, inner, here, f"{name} {key}" if name else key)

    def _list(self, kind: Any, node: Node, path: Path, what: str) -> Any:
        if not isinstance(node, Sequence):
            return self._wrong("not-a-list", node, path, what=what)
        found = []
        for number, item in enumerate(node.items):
            value = self.shape(get_args(kind)[0], item, (*path, number), what)
            if value is BROKEN:
                self.broken.add(path[:-1])
                value = None
            found.append(value)
        return tuple(found)

    def _table(self, kind: Any, node: Node, path: Path, what: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong("not-a-mapping", node, path, what=what)
        of_key, of_value = get_args(kind)
        found = {}
        for key, inner in node.entries.items():
            here = (*path, key)
            self.origins[here] = (inner.file, node.key_lines[key])
            name = self._value(of_key, Scalar(node.file, node.key_lines[key], key), here, what)
            if isinstance(inner, Scalar) and inner.is_none():
                continue
            value = self.shape(of_value, inner, here, f"{what} {key}")
            if name is BROKEN or value is BROKEN:
                self.broken.add(path[:-1])
                continue
            found[name] = value
        return found

    def _text(self, node: Node, path: Path, what: str) -> Any:
        if not isinstance(node, Mapping):
            return self._wrong("not-a-mapping", node, path, what=f"{what} (a text: {{en: …, km: …}})")
        found = words.Text()
        for language, inner in node.entries.items():
            line = node.key_lines[language]
            if language not in self.languages:
                self._note("unknown-language", node.file, line, value=language, languages=", ".join(self.languages))
                continue
            value = self._value(str, inner, (*path, language), f"{what} {language}")
            if value is not BROKEN:
                found[language] = value
        for language in self.languages:
            if language not in node.entries:
                self._note("needs-translation", node.file, node.line, warning=True, what=what, language=language)
        return found

    def _value(self, kind: Any, node: Node, path: Path, what: str) -> Any:
        if not isinstance(node, Scalar):
            return self._wrong("not-a-value", node, path, what=what)
        if not node.text.strip():
            return self._wrong("empty-value", node, path, what=what)
        if get_origin(kind) is Literal:
            return self._choice(get_args(kind), node, path)
        reader = READERS[kind]
        value, code = reader(node)
        if code:
            return self._wrong(code, node, path, value=node.text)
        if isinstance(value, str):
            odd = misread(node) if kind not in _NUMBERLIKE else _leading_zero(node)
            if odd:
                self.problems.append(odd)
            if "\u200b" in value:
                return self._wrong("zero-width", node, path)
        return value

    def _choice(self, choices: tuple[str, ...], node: Scalar, path: Path) -> Any:
        if node.text in choices:
            return node.text
        odd = misread(node)
        if odd:
            self.problems.append(odd)
            return BROKEN
        return self._wrong(
            "not-a-choice", node, path, value=node.text, choices=", ".join(choices), nearest=nearest(node.text, choices)
        )

    def _wrong(self, code: str, node: Node, path: Path, /, **params: Any) -> Any:
        self._note(code, node.file, node.line, **params)
        return BROKEN

    def _note(self, code: str, file: str, line: int, /, **params: Any) -> None:
        self.problems.append(problem(code, file, line, **params))


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) in (Union, types.UnionType):
        rest = [item for item in get_args(kind) if item is not type(None)]
        return rest[0], len(rest) < len(get_args(kind))
    return kind, False


def _stand_in(spec: FieldKind) -> Any:
    """Return what stands where a value could not be read, so that the rest can still be checked."""
    if spec.optional:
        return dataclasses.MISSING
    return {tuple: (), dict: {}}.get(get_origin(spec.kind))


def _name_of(cls: type, node: Mapping, what: str) -> str:
    key = node.entries.get(key_of(cls)) if key_of(cls) else None
    return key.text if isinstance(key, Scalar) else what or cls.__name__.lower()


def spelled_out(cls: Any, node: Node, languages: tuple[str, ...]) -> Node:
    """Write a short form out: `sex: [sex]` for a set, `{en, km}` for a thing that has only a name."""
    short = str(getattr(cls, "SHORT", ""))
    if not short:
        return node
    if isinstance(node, Mapping) and not (node.entries and set(node.entries) <= set(languages)):
        return node
    return Mapping(node.file, node.line, {short: node}, {short: node.line})


def _as_items(kind: Any, node: Node, languages: tuple[str, ...]) -> Node:
    """Turn a mapping from code to content into a list of things that carry their code."""
    if not isinstance(node, Mapping):
        return node
    cls = item_kind(kind)
    items: list[Node] = []
    for code, inner in node.entries.items():
        line = node.key_lines[code]
        whole = spelled_out(cls, inner, languages)
        if isinstance(whole, Mapping):
            entries = {key_of(cls): Scalar(node.file, line, code), **whole.entries}
            items.append(Mapping(node.file, line, entries, {key_of(cls): line, **whole.key_lines}))
        else:
            items.append(whole)
    return Sequence(node.file, node.line, tuple(items))


def _leading_zero(node: Scalar) -> PlanProblem | None:
    odd = misread(node)
    return odd if odd and odd.code == "leading-zero" else None


def _read_str(node: Scalar) -> tuple[Any, str]:
    return node.text.strip(), ""


def _read_matching(cls: type[str], pattern: Any, code: str) -> Any:
    def read(node: Scalar) -> tuple[Any, str]:
        text = node.text.strip()
        return (cls(text), "") if pattern.fullmatch(text) else (None, code)

    return read


def _read_source(node: Scalar) -> tuple[Any, str]:
    text = node.text.strip()
    good = all(words.SOURCE.fullmatch(part.strip()) for part in text.split(";"))
    return (words.Source(text), "") if good else (None, "not-a-source")


def _read_decimal(node: Scalar) -> tuple[Any, str]:
    value = words.decimal_of(node.text)
    if value is None:
        return None, "not-a-number"
    if -value.as_tuple().exponent > 6 and value != round(value, 6):  # type: ignore[operator]
        return None, "too-fine"
    return (value, "") if abs(value) <= words.LIMIT else (None, "beyond-limit")


def _read_amount(node: Scalar) -> tuple[Any, str]:
    value, code = _read_decimal(node)
    if code == "not-a-number":
        return (words.Amount(node.text), "") if words.CODE.fullmatch(node.text) else (None, code)
    return (None, code) if code else (words.Amount(words.plain_number(value)), "")


def _read_int(node: Scalar) -> tuple[Any, str]:
    text = node.text.strip()
    return (int(text), "") if text.lstrip("-").isdigit() and len(text) < 12 else (None, "not-whole")


def _read_bool(node: Scalar) -> tuple[Any, str]:
    if node.text in ("true", "false"):
        return node.text == "true", ""
    return None, "not-yes-no"


def _read_date(node: Scalar) -> tuple[Any, str]:
    try:
        return dt.date.fromisoformat(node.text.strip()), ""
    except ValueError:
        return None, "not-a-date"


READERS: Final[dict[Any, Any]] = {
    str: _read_str,
    int: _read_int,
    bool: _read_bool,
    Decimal: _read_decimal,
    dt.date: _read_date,
    words.Code: _read_matching(words.Code, words.CODE, "not-a-code"),
    words.Month: _read_matching(words.Month, words.MONTH, "not-a-month"),
    words.PeriodName: _read_matching(words.PeriodName, words.PERIOD, "not-a-period"),
    words.When: _read_matching(words.When, words.WHEN, "not-a-date"),
    words.Pages: _read_matching(words.Pages, words.PAGES, "not-pages"),
    words.Source: _read_source,
    words.Amount: _read_amount,
}
_NUMBERLIKE: Final = frozenset({words.Month, words.PeriodName, words.Pages, words.When, words.Amount})
