"""Lays what a revision changes over what it revises, and finds what changed between two documents.

A revised version holds changes only: named fields of named things. A thing with `removed: true` leaves; a field that
says `none` is taken away; a table (targets) changes by its keys; a list without codes is replaced whole.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from samaki.registry.plan.document.nodes import Mapping, Node, Scalar, Sequence
from samaki.registry.plan.document.shape import fields_of, item_kind, key_of, spelled_out, value_kind
from samaki.registry.plan.document.words import LANGUAGES

REMOVED: Final = "removed"


class Unset(str):
    """The word `none` where it takes a field away, so that it is not mistaken for a text of four letters."""


UNSET: Final = Unset("none")


def lay_over(kind: Any, base: Node, change: Node, *, keyed: bool = False) -> Node:
    """Return the base with the change laid over it; every node keeps the file and line where it was written."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _over_record(kind, base, change)
    items = item_kind(kind)
    if items is not None and key_of(items):
        return _over_keyed(items, base, change) if keyed else _over_list(items, base, change)
    if value_kind(kind) is not None and isinstance(base, Mapping) and isinstance(change, Mapping):
        of = value_kind(kind)
        return _over_entries(base, change, lambda key: of)
    return change


def _over_record(cls: type, base: Node, change: Node) -> Node:
    base, change = spelled_out(cls, base, LANGUAGES), spelled_out(cls, change, LANGUAGES)
    if not (isinstance(base, Mapping) and isinstance(change, Mapping)):
        return change
    known = fields_of(cls)
    entries, lines = dict(base.entries), dict(base.key_lines)
    for key, node in change.entries.items():
        spec = known.get(key)
        old = entries.get(key)
        entries[key] = lay_over(spec.kind, old, node, keyed=spec.keyed) if spec and old is not None else node
        if entries[key].file == node.file:
            lines[key] = change.key_lines[key]
    return Mapping(base.file, base.line, entries, lines)


def _over_entries(base: Mapping, change: Mapping, kind_of: Any) -> Mapping:
    entries, lines = dict(base.entries), dict(base.key_lines)
    for key, node in change.entries.items():
        entries[key] = lay_over(kind_of(key), entries[key], node) if key in entries else node
        if entries[key].file == node.file:
            lines[key] = change.key_lines[key]
    return Mapping(base.file, base.line, entries, lines)


def _over_keyed(cls: type, base: Node, change: Node) -> Node:
    if not (isinstance(base, Mapping) and isinstance(change, Mapping)):
        return change
    merged = _over_entries(base, change, lambda key: cls)
    kept = {key: node for key, node in merged.entries.items() if not _leaves(node)}
    return Mapping(merged.file, merged.line, kept, {key: merged.key_lines[key] for key in kept})


def _over_list(cls: type, base: Node, change: Node) -> Node:
    if not (isinstance(base, Sequence) and isinstance(change, Sequence)):
        return change
    key = key_of(cls)
    items = list(base.items)
    places: dict[str, int] = {}
    for number, item in enumerate(items):
        places.setdefault(_key(item, key), number)
    for node in change.items:
        at = places.get(_key(node, key)) if _key(node, key) else None
        if at is None:
            items.append(node)
        else:
            items[at] = lay_over(cls, items[at], node)
    return Sequence(base.file, base.line, tuple(item for item in items if not _leaves(item)))


def _key(node: Node, key: str) -> str:
    inner = node.entries.get(key) if isinstance(node, Mapping) else None
    return inner.text.casefold() if isinstance(inner, Scalar) else ""


def _leaves(node: Node) -> bool:
    mark = node.entries.get(REMOVED) if isinstance(node, Mapping) else None
    return isinstance(mark, Scalar) and mark.text == "true"


def changes(kind: Any, old: Any, new: Any) -> Any:
    """Return what lies over `old` to give `new`, both canonical values of that kind; None where nothing changed."""
    if old == new:
        return None
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(old, dict) and isinstance(new, dict):
        return _changes_of_record(kind, old, new)
    items = item_kind(kind)
    if items is not None and key_of(items) and isinstance(old, list) and isinstance(new, list):
        return _changes_of_list(items, old, new)
    if value_kind(kind) is not None and isinstance(old, dict) and isinstance(new, dict):
        found = {key: UNSET for key in old if key not in new}
        for key, value in new.items():
            if key not in old or old[key] != value:
                found[key] = changes(value_kind(kind), old[key], value) if key in old else value
        return found
    return new


def _changes_of_record(cls: type, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, spec in fields_of(cls).items():
        if name == key_of(cls):
            found[name] = new[name]
        elif name in old and name not in new:
            found[name] = UNSET
        elif name in new and old.get(name) != new[name]:
            found[name] = changes(spec.kind, old[name], new[name]) if name in old else new[name]
    return found


def _changes_of_list(cls: type, old: list[Any], new: list[Any]) -> list[Any]:
    key = key_of(cls)
    before = {str(item[key]).casefold(): item for item in old}
    after = {str(item[key]).casefold() for item in new}
    found: list[Any] = []
    for item in new:
        was = before.get(str(item[key]).casefold())
        if was is None:
            found.append(item)
        elif was != item:
            found.append(_changes_of_record(cls, was, item))
    found += [{key: item[key], REMOVED: True} for item in old if str(item[key]).casefold() not in after]
    return found
