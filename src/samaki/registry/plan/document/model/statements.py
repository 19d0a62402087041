"""What the sources say: documents.yaml, statements.yaml, recommendations.yaml and glossary.yaml."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

from samaki.registry.plan.document.model.plan import Said
from samaki.registry.plan.document.words import Code, Pages, Source, Text, When, about


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A document that the plan folder cites."""

    KEY: ClassVar[str] = "code"

    code: Code = about("the word that a source begins with; small letters")
    title: Text = about("its title")
    kind: Literal["review", "press", "report", "web"] = about("what kind of document")
    address: str | None = about("where it was read", default=None)
    date: dt.date | None = about("the day it was published, where known", default=None)
    pages: int | None = about("how many pages it has", default=None)
    pages_here: int | None = about("how many of them our copy has", default=None)
    reliability: Literal["usual", "weak"] = about("weak: seen only in part, or copied", default="usual")
    notes: tuple[Said, ...] = about("how it came about and what it rests on", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDocument:
    """A law, decree, decision, guideline or agreement that the plan rests on or works for."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    kind: Literal["law", "royal_decree", "sub_decree", "decision", "guideline", "standard", "agreement", "treaties"] = (
        about("what kind")
    )
    number: str | None = about("its number, in quotes; left out: not in the source", default=None)
    date: When | None = about("its day, month or year; left out: not in the source", default=None)
    date_note: Text | None = about("what the source says of its time", default=None)
    title: Text = about("its title")
    state: Literal["in_force", "replaced", "to_amend", "unknown"] = about(
        "how it stands, as the source says", default="unknown"
    )
    contradictions: tuple[Code, ...] = about(
        "what the source says in two ways about it", refers="contradiction", many=True
    )
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """What the source reports as achieved."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    of: Code = about("the output or strategy", refers=("output", "strategy"))
    text: Text = about("what was achieved")
    when: When | None = about("when, where the source says so", default=None)
    count: int | None = about("how many, where the source counts", default=None)
    actors: tuple[Code, ...] = about("who", refers="body", many=True)
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What the source says is missing."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    of: Code = about("the output or strategy", refers=("output", "strategy"))
    text: Text = about("what is missing")
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Something that the source says in two ways; both readings are kept, and what is shown until it is decided."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    topic: Text = about("what it is about")
    readings: tuple[Said, ...] = about("every reading with its page")
    until_decided: Text = about("what this system shows meanwhile")
    elsewhere: tuple[Said, ...] = about("what other sources say", many=True)
    decided: Said | None = about("what was decided, once it is", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPages:
    """Pages that our copy of a source lacks, by its table of contents."""

    pages: Pages = about("the pages")
    title: Text = about("what stands there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A fact from another source than the one the plan is read from."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    text: Text = about("the fact, in short words")
    of: tuple[Code, ...] = about("what it bears on", refers=("output", "strategy", "contradiction"), many=True)
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A recommendation of the source."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    area: Literal["mechanism", "capacity", "monitoring", "budget", "law", "research", "victims", "justice"] = about(
        "what it is about"
    )
    text: Text = about("what is recommended")
    priority: Literal["immediate"] | None = about("where the source gives one", default=None)
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResearchTopic:
    """Research that the source asks for."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code; the item of the list research_topic has the same")
    text: Text = about("the topic")
    source: Source = about("where it stands")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term in both languages."""

    en: str = about("the English term")
    km: str = about("the Khmer term")
    abbr_km: str | None = about("the Khmer abbreviation", default=None)
    kind: Code = about("the group it belongs to")
    source: str = about("where the Khmer form was seen")
    status: Literal["sourced", "unreviewed"] = about(
        "sourced: seen in that source; unreviewed: no source, or only for a part"
    )
    note: str | None = about("a remark for editors, in English", default=None)
