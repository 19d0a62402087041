"""Writes plain values as YAML in one way only, readable by hand; reading it back gives the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from samaki.registry.plan.document.merge import Unset
from samaki.registry.plan.document.nodes import TRUTHS

WIDTH: Final = 120
PLAIN = re.compile(r"[A-Za-z\u1780-\u17b3][A-Za-z0-9\u1780-\u17ff _./()+–-]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
WORDS_FOR_NOTHING: Final = frozenset({"null", "none", "~"})


def write(content: dict[str, Any]) -> str:
    """Return a mapping as a YAML text that ends with a line break."""
    return "\n".join(_mapping(content, 0)) + "\n"


def _mapping(content: dict[str, Any], depth: int) -> Iterator[str]:
    for key, value in content.items():
        yield from _entry(f"{'  ' * depth}{scalar(key)}:", value, depth)


def _entry(head: str, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield head
        yield from _mapping(value, depth + 1)
    elif isinstance(value, list) and value and not all(_is_scalar(item) for item in value):
        yield head
        for item in value:
            yield from _item(item, depth)
    elif isinstance(value, str) and _folds(value, head):
        yield f"{head} >-"
        yield from (f"{'  ' * (depth + 1)}{line}" for line in _wrapped(value, WIDTH - 2 * (depth + 1)))
    else:
        yield f"{head} {_inline(value)}"


def _item(item: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if not isinstance(item, dict):
        yield f"{indent}- {_inline(item)}"
        return
    lines = list(_mapping(item, depth + 1))
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(scalar(item) for item in value)}]"
    if isinstance(value, dict):
        return "{}"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return one value: plain where every YAML reader takes it as it stands, else in double quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, Unset) or NUMBER.fullmatch(text) or DATE.fullmatch(text):
        return text
    plain = PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in TRUTHS | WORDS_FOR_NOTHING
    return text if plain else json.dumps(text, ensure_ascii=False)


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, (dict, list))


def _folds(text: str, head: str) -> bool:
    return (
        len(head) + len(text) > WIDTH
        and text == " ".join(text.split(" "))
        and "  " not in text
        and "\n" not in text
        and text == text.strip()
        and text.isprintable()
    )


def _wrapped(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
