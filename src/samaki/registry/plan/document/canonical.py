"""The canonical document of a plan version: one way to write it down, byte for byte, whatever the folder looked like.

Fields that hold their default, are empty or say nothing are left out, so that a field added later changes no old text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

from samaki.core.problems import Problem, Refused
from samaki.registry.plan.document import words
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.nodes import from_plain
from samaki.registry.plan.document.shape import Shaper, fields_of


def to_document(plan: PlanDocument) -> dict[str, Any]:
    """Return the plan as what JSON can hold: numbers and dates as text, lists in their order, tables sorted."""
    document = _plain(plan)
    assert isinstance(document, dict)
    return document


def canonical_text(document: dict[str, Any]) -> str:
    """Write a document in one way only: keys sorted, no spaces, Unicode as it is."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical_bytes(document: dict[str, Any]) -> bytes:
    """Return the canonical text in UTF-8."""
    return canonical_text(document).encode()


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def from_document(document: dict[str, Any]) -> PlanDocument:
    """Read a canonical document back; raises Refused where it is none."""
    languages = tuple(document.get("plan", {}).get("languages", words.LANGUAGES))
    shaper = Shaper(languages)
    plan = shaper.shape(PlanDocument, from_plain(document), (), "plan")
    wrong = [found for found in shaper.problems if not found.warning]
    if wrong or not isinstance(plan, PlanDocument):
        raise Refused([Problem(found.code, found.what, "document", found.mend) for found in wrong])
    return plan


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, Decimal):
        return words.plain_number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return value


def _record(value: Any) -> dict[str, Any]:
    found = {}
    specs = {spec.name: (name, spec.optional) for name, spec in fields_of(value.__class__).items()}
    for item in dataclasses.fields(value):
        inner = getattr(value, item.name)
        name, optional = specs[item.name]
        if inner is None or (optional and (inner == () or inner == {} or inner == item.default)):
            continue
        found[name] = _plain(inner)
    return found
