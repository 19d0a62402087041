"""The plan itself: what plan.yaml and strategies.yaml hold."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from samaki.registry.plan.document.words import Code, Month, Source, Text, about

Basis = Literal["source", "assumed", "decided", "illustrative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement and where it stands."""

    SHORT: ClassVar[str] = "text"

    text: Text = about("the statement, in short words")
    source: Source | None = about("where it stands; left out where the software says it", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the plan: from when it holds and since when it is known."""

    KEY: ClassVar[str] = "number"

    number: int = about("1 for the plan as first approved; a revision takes the next number")
    in_force: dt.date = about("the day from which figures are judged by it")
    known: dt.date = about("the day from which anyone could know it")
    known_basis: Text | None = about("where that day comes from, and whether it is assumed", default=None)
    reason: Text | None = about("why there is this version", default=None)
    decision: Text | None = about("the decision behind it", default=None)
    source: Source | None = about("where that stands", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The plan's time, both months included."""

    first: Month = about("its first month")
    last: Month = about("its last month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From how many percent of its target a figure carries each status."""

    met: Decimal = about("from here on: met", default=Decimal(100))
    on_track: Decimal = about("from here on: on track", default=Decimal(85))
    behind: Decimal = about("from here on: behind; below: far behind", default=Decimal(60))


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallCounts:
    """How small counts of persons are protected."""

    floor: int = about("a protected count below this is hidden outside its ladder (3 to 20)", default=10)
    show_zero: bool = about("whether a true zero may be shown", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DuesFrom:
    """From when the duties of duties.yaml are owed."""

    month: Month = about("the first month for which values are owed")
    basis: Basis = about("whether the source states it")
    note: Text | None = about("why", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Predecessor:
    """The plan before this one."""

    code: Code = about("its code")
    title: Text = about("its title")
    facts: tuple[Said, ...] = about("what is known of it", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What plan.yaml says of the plan as a whole."""

    code: Code = about("the plan's code, unique in an installation; matched without regard to case")
    title: Text = about("its full title")
    short_title: Text | None = about("a title that fits a masthead", default=None)
    owner: Code = about("the body that owns it", refers="body")
    place: Code = about("the area it speaks of as a whole, for example a country")
    period: Span = about("its time")
    languages: tuple[str, ...] = about("the languages of its texts, first the one shown first")
    purpose: Said | None = about("what it is for", default=None)
    approved: Said | None = about("who approved it and when", default=None)
    thresholds: Thresholds = about("when a target counts as met, on track, behind", default=Thresholds())
    small_counts: SmallCounts = about("protection of small counts", default=SmallCounts())
    dues_from: DuesFrom | None = about("from when duties are owed", default=None)
    status_note: Text | None = about(
        "what of it is official and what is proposed, said on every page that shows it", default=None
    )
    history: tuple[Said, ...] = about("how it came about", many=True)
    assumptions: tuple[Said, ...] = about("what had to be assumed because no source says it", many=True)
    predecessor: Predecessor | None = about("the plan before it", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A strategic action of an output."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the plan")
    text: Text = about("what is to be done")
    state: Literal["done", "in_part", "reported", "not_done", "planned"] | None = about("how far it is", default=None)
    actors: tuple[Code, ...] = about("who does it", refers="body", many=True)
    source: Source | None = about("where it stands", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """An output of a strategy."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the plan")
    text: Text = about("what the plan wants to bring about")
    basis: Literal["planned", "reported"] = about(
        "planned: the source says that the plan plans it; reported: it reports work on it"
    )
    state: Literal["done", "in_part", "reported", "not_done", "planned"] = about(
        "done, in part, work reported, not done, or planned without any report"
    )
    actors: tuple[Code, ...] = about("who does it; empty: not in the source", refers="body", many=True)
    partners: tuple[Code, ...] = about("who supports it", refers="body", many=True)
    where: Text | None = about("where, if only in some places", default=None)
    note: Text | None = about("what a reader should know of it", default=None)
    source: Source = about("where it stands")
    actions: tuple[Action, ...] = about("its strategic actions, where the source tells them apart", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """A strategy, or the mechanism that carries the plan."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the plan")
    kind: Literal["strategy", "mechanism"] = about(
        "a strategy of the plan, or the functioning of its mechanism", default="strategy"
    )
    name: Text = about("its title")
    short_name: Text | None = about("a title that fits a table", default=None)
    lead: Code | None = about("the body that leads its theme", refers="body", default=None)
    list_item: Code | None = about(
        "its item in the list named strategy, where indicators are broken down by it", default=None
    )
    source: Source | None = about("where it stands", default=None)
    outputs: tuple[Output, ...] = about("its outputs", many=True)
