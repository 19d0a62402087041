"""Saving what is typed: piece by piece, each with its version; an older version never overwrites a newer one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samaki.core.actor import Actor
from samaki.core.problems import Problem

from ..models import Report
from ..when import When


@dataclass(frozen=True, slots=True)
class Change:
    """One piece as typed. `key`: `line:<indicator code>` the report's own line; `line:<uid>` an added line (typed also
    has `indicator`, and `event`, `place`, or `removed`); `word:challenges`, `word:next_steps`, `word:nothing`,
    `word:action.<code>` (typed has `text`); `event:<uid>` (title, first_day, last_day, place, removed);
    `other:<uid>` (what, where, when, partner, removed). `version` is the one the person saw: 0 for a new piece.
    """

    report: Report
    key: str
    version: int
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """A piece on record: its new version, and what is wrong with what was typed (kept all the same)."""

    key: str
    version: int
    saved: dt.datetime
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved this piece meanwhile: theirs as typed, its version, who and when. Nothing was overwritten."""

    key: str
    version: int
    typed: Mapping[str, str]
    author: str
    saved: dt.datetime


def save_changes(actor: Actor, *, changes: Sequence[Change], when: When | None = None) -> list[Saved | Conflict]:
    """Save pieces, of one report or of many; return for each what became of it, in their order.

    The same text again on the version that stands is no conflict, nor is a piece sent twice. Raises Forbidden
    (`report.write`); Refused where a report is no draft any more (`report.not_draft`), or a key or its codes mean
    nothing. Wrong text is saved and marked; it stops the report at submit.
    """
    raise NotImplementedError
