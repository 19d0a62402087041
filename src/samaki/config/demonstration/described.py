"""What demonstration/*.yaml says of the history, read once: months as whole numbers, codes in capitals."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from samaki.calculate.periods import Period, parse_period

FILES = ("history.yaml", "figures.yaml", "words.yaml", "march.yaml")
Described = Mapping[str, Any]
PLAN = Period(0, 0, "plan")


@dataclass(frozen=True)
class Description:
    """The whole description; `history` is cut to a size."""

    history: Described
    figures: Described
    words: Described
    open_month: Described
    text: bytes

    @classmethod
    def read(cls, folder: Path, size: str = "whole") -> Description:
        """Read the files of a folder, with what one of its `sizes` says otherwise."""
        texts = [(folder / name).read_text(encoding="utf-8") for name in FILES]
        history, figures, words, open_month = (YAML(typ="safe").load(text) for text in texts)
        return cls(_cut(history, history["sizes"][size]), figures, words, open_month, "\n".join(texts).encode())

    @property
    def seed(self) -> int:
        """The seed from which everything is drawn."""
        return int(self.history["seed"])

    @cached_property
    def first(self) -> int:
        """The first month of the history."""
        return months_of(self.history["months"]["first"]).first

    @cached_property
    def last(self) -> int:
        """The last month that is history."""
        return months_of(self.history["months"]["last"]).last

    @cached_property
    def open(self) -> int:
        """The month that stands open."""
        return months_of(self.history["months"]["open"]).first

    @property
    def not_before(self) -> dt.date:
        """The first day on which anything could be sent."""
        day: dt.date = self.history["not_before"]
        return day

    @property
    def digest(self) -> str:
        """The SHA-256 of all the files: the evidence's own name."""
        return hashlib.sha256(self.text).hexdigest()

    def years(self, table: Mapping[int, Any], month: int) -> Any:
        """Return what a table by years says of a month's year; of later years what its last one says."""
        return table.get(month // 12, table[max(table)])


def months_of(name: str) -> Period:
    """Return the months of a period's name: 2015-08, 2017-Q1, 2016."""
    return parse_period(str(name), PLAN)


def _cut(history: dict[str, Any], size: Described) -> Described:
    months = {**history["months"], **({"first": size["first"]} if "first" in size else {})}
    who = {**history["who"], **{name: size[name] for name in ("kinds", "bodies", "below") if name in size}}
    return {**history, "months": months, "who": who}


def listed(groups: Sequence[Sequence[str]]) -> list[str]:
    """Return the codes of several lists as one."""
    return [code for group in groups for code in group]
