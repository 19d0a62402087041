"""Lists, sets, maps, stages and the small vocabularies: what lists.yaml holds."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from samaki.registry.plan.document.words import Code, Text, about


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a breakdown list."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the list")
    name: Text = about("what a form shows")
    from_: int | None = about("the first whole year of age it takes in", default=None)
    to: int | None = about("the last whole year of age it takes in", default=None)
    body: Code | None = about("the body it stands for", refers="body", default=None)
    face_to_face: bool | None = about("whether people are met in person", default=None)
    other_codes: dict[Code, str] = about("its code in other standards", table=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownList:
    """One way to divide a value; its items exclude each other. *Not broken down* stands in no list."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    name: Text = about("what it divides by")
    note: Text | None = about("how to choose an item", default=None)
    published_only: bool = about("only for published figures, never on a form", default=False)
    items: tuple[Item, ...] = about("its items, in the order shown")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownSet:
    """A list, or a cross of lists, by which a value may be broken down."""

    KEY: ClassVar[str] = "code"
    SHORT: ClassVar[str] = "lists"

    code: Code = about("its code")
    lists: tuple[Code, ...] = about("its lists; several are crossed", refers="list")
    multiple: bool = about("one person may fall in several cells: not compared with the total", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMap:
    """The rule by which items of one list become items of another. Without a rule, lists never map."""

    from_: Code = about("the list that is mapped", refers="list")
    to: Code = about("the list it becomes", refers="list")
    basis: Literal["exact", "assumed", "none"] = about("exact, assumed (shown with a mark), or none: there is no rule")
    map: dict[Code, Code] = about("item to item", table=True)
    note: Text | None = about("why so", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a milestone or an ordered scale."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code, unique in the list")
    name: Text = about("its name")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageList:
    """Named stages, the least first."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    name: Text = about("what the stages are of")
    items: tuple[Stage, ...] = about("the stages, least first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A code with its words."""

    KEY: ClassVar[str] = "code"
    SHORT: ClassVar[str] = "name"

    code: Code = about("its code")
    name: Text = about("its words")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLabel:
    """Whose figures: a code with its words, and a name that fits a sentence where the words do not."""

    KEY: ClassVar[str] = "code"
    SHORT: ClassVar[str] = "name"

    code: Code = about("its code")
    name: Text = about("its words")
    short: Text | None = about("a short name for sentences and notes; without it they say its words", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionReason:
    """Why an indicator is protected, or need not be."""

    KEY: ClassVar[str] = "code"

    code: Code = about("its code")
    protected: bool = about("whether this reason protects")
    name: Text = about("the reason in words")
