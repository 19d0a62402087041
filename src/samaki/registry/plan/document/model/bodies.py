"""The mechanism that carries the plan: what bodies.yaml holds."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from samaki.registry.plan.document.model.plan import Said
from samaki.registry.plan.document.words import Code, Source, Text, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of body; where `one_per` names a level of place, one such body stands at every place of that level."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code; duties name it when they mean all its bodies")
    name: Text = about("what one of them is called")
    plural: Text | None = about("what all of them are called", default=None)
    one_per: Code | None = about(
        "the level of place at which one stands everywhere: province, district, commune", default=None
    )
    pattern: str | None = about(
        "with one_per: its bodies' codes; {place} is the place's code without the country", default=None
    )
    name_pattern: Text | None = about(
        "with one_per: its bodies' names; {name} is the place's name, {parent_name} that of the place above",
        default=None,
    )
    names_by_type: dict[Code, Text] = about(
        "with one_per: another name in places of a type, such as the capital", table=True
    )
    is_a: Code | None = about("a wider kind that it belongs to", refers="kind", default=None)
    parent: Code | None = about(
        "above it in the area ladder: a body, or a kind (that of its place or of the place above)",
        refers="body",
        default=None,
    )
    theme_parent: Code | None = about("above it in the thematic ladder", refers="body", default=None)
    publishes: Code | None = about("the body or kind that approves its reports", refers="body", default=None)
    led_by: tuple[Said, ...] = about("who heads one, as the source says; several where it says several", many=True)
    composition: Said | None = about("who sits in it", default=None)
    roles: tuple[Said, ...] = about("what it has to do", many=True)
    legal_basis: tuple[Code, ...] = about("the documents it rests on", refers="document", many=True)
    group: Code | None = about("its item in the list kind_of_body", default=None)
    basis: Literal["source", "assumed"] = about(
        "whether the source states that one stands everywhere", default="source"
    )
    note: Text | None = about("what a reader should know", default=None)
    source: Source | None = about("where it stands", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post in a committee."""

    rank: Literal["chair", "vice_chair", "member"] = about("its rank")
    title: Text = about("the post")
    body: Code | None = about("the body it comes from", refers="body", default=None)
    permanent: bool = about("whether it is the permanent vice-chair", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One body that is named by itself."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the installation, never used again")
    kind: Code = about("its kind", refers="kind")
    name: Text = about("its full name")
    short_name: Text | None = about("its abbreviation", default=None)
    place: Code | None = about("its own place; the plan's whole area if left out", default=None)
    parent: Code | None = about("above it in the area ladder", refers="body", default=None)
    theme_parent: Code | None = about("above it in the thematic ladder", refers="body", default=None)
    chair: Said | None = about("the post that chairs it", default=None)
    chair_body: Code | None = about("the body that chairs it", refers="body", default=None)
    seat: Said | None = about("where it sits", default=None)
    members_said: int | None = about("how many members the source says it has", default=None)
    posts: tuple[Post, ...] = about("its posts as listed in the source", many=True)
    roles: tuple[Said, ...] = about("what it has to do", many=True)
    notes: tuple[Said, ...] = about("what a reader should know of it", many=True)
    legal_basis: tuple[Code, ...] = about("the documents it rests on", refers="document", many=True)
    contradictions: tuple[Code, ...] = about(
        "what the source says in two ways about it", refers="contradiction", many=True
    )
    source: Source | None = about("where it stands", default=None)
