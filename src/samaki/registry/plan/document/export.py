"""Writes the versions of a plan out as a folder: the first whole, each later one as what it changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from samaki.core.problems import Refused
from samaki.registry.plan.document.folder import MANY_FILES, PLAN_FILE, files
from samaki.registry.plan.document.merge import changes
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.shape import fields_of, item_kind, key_of
from samaki.registry.plan.document.yaml_writer import write

Document = dict[str, Any]


def export(documents: Sequence[Document], folder: Path) -> list[Path]:
    """Write canonical documents, in the order of their versions, into a new or empty folder; return the files written.

    The same documents give the same bytes. Raises Refused where the folder holds something already, OSError where it
    cannot be written; then no file is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused.because(
            "export.not-empty", f"{folder} is there already and not empty.", mend="Name a new folder."
        )
    written: list[Path] = []
    try:
        for name, content in contents(documents).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            path.write_text(content, encoding="utf-8", newline="\n")
    except OSError:  # half a plan would look like a whole one
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


def contents(documents: Sequence[Document]) -> dict[str, str]:
    """Return the text of each file of the folder, by its path inside it."""
    documents = [in_order(PlanDocument, document) for document in documents]
    first = documents[0]
    found = {PLAN_FILE: write({**first["plan"], "versions": [document["version"] for document in documents]})}
    found |= _files(first, "")
    for old, new in pairwise(documents):
        under = f"versions/{new['version']['number']}/"
        changed = changes(PlanDocument, _without_version(old), _without_version(new)) or {}
        if "plan" in changed:
            found[under + PLAN_FILE] = write(changed["plan"])
        found |= _files(changed, under)
    return dict(sorted(found.items()))


def in_order(kind: Any, value: Any) -> Any:
    """Return a canonical value with its fields in the order in which the format describes them."""
    if isinstance(value, list):
        return [in_order(item_kind(kind), item) for item in value]
    if isinstance(value, dict) and isinstance(kind, type) and dataclasses.is_dataclass(kind):
        known = fields_of(kind)
        return {name: in_order(spec.kind, value[name]) for name, spec in known.items() if name in value}
    return value


def _without_version(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "version"}


def _files(document: Document, under: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, collections in files().items():
        if name == PLAN_FILE:
            continue
        if name == MANY_FILES:
            found |= _indicators(document, under)
            continue
        held = {key: _as_written(key, document[key]) for key in collections if key in document}
        if held or not under:
            found[under + name] = write(held) if held else "{}\n"
    return found


def _as_written(name: str, value: Any) -> Any:
    """Write a collection by code as a mapping, with its short forms."""
    spec = fields_of(PlanDocument)[name]
    if not spec.keyed or not isinstance(value, list):
        return value
    cls = item_kind(spec.kind)
    key, short = key_of(cls), str(getattr(cls, "SHORT", ""))
    found = {}
    for item in value:
        rest = {field: inner for field, inner in item.items() if field != key}
        found[str(item[key])] = rest[short] if short and set(rest) == {short} else rest
    return found


def _indicators(document: Document, under: str) -> dict[str, str]:
    """Write indicators by strategy, in files whose names keep the order; a revision's changes in one file."""
    sheets = document.get("indicators", [])
    if under:
        return {f"{under}indicators/changes.yaml": write({"indicators": sheets})} if sheets else {}
    strategy_of = {strategy["code"]: strategy["code"] for strategy in document["strategies"]}
    for strategy in document["strategies"]:
        strategy_of |= {output["code"]: strategy["code"] for output in strategy.get("outputs", [])}
    runs = [(code, list(run)) for code, run in groupby(sheets, key=lambda sheet: strategy_of.get(sheet["of"], "other"))]
    width = max(2, len(str(len(runs))))
    return {
        f"indicators/{number:0{width}}-{code.lower()}.yaml": write({"indicators": run})
        for number, (code, run) in enumerate(runs, start=1)
    }
