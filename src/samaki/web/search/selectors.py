"""Asks every room what it has of what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from samaki.core import gate, providers
from samaki.core.actor import Actor
from samaki.core.searching import GlossaryWord, Group, Hit, matches
from samaki.core.text import search_key
from samaki.web.search import help_pages
from samaki.web.search.kinds import GLOSSARY, HELP, KINDS
from samaki.web.search.words import Question, question

FEW = 4
MANY = 200


@dataclass(frozen=True)
class Found:
    """The question, and what was found by kind: (kind, group). `only` is the one kind that was asked for."""

    question: Question
    groups: Sequence[tuple[str, Group]]
    only: str = ""

    @property
    def total(self) -> int:
        """How many hits there are in all."""
        return sum(group.total for _kind, group in self.groups)


def search(actor: Actor, typed: str, *, only: str = "") -> Found:
    """Return what was found of every kind, a few of each; of `only`, many. Raises Forbidden.

    The number of queries is the same whatever is found, and none where nothing was typed.
    """
    gate.require(actor, "search.use")
    if not search_key(typed[:MANY]):
        return Found(Question(typed.strip()[:MANY]), ())
    glossary = list(providers.ask("glossary.words", default=()))
    asked = question(typed, glossary)
    kinds = [kind for kind in (*KINDS, GLOSSARY) if only in ("", kind)]
    most = MANY if only else FEW
    groups = []
    for kind in kinds:
        group = _of_kind(kind, actor, asked, glossary, most)
        if group is not None and group.total:
            groups.append((kind, group))
    return Found(asked, groups, only)


def _of_kind(kind: str, actor: Actor, asked: Question, glossary: Sequence[GlossaryWord], most: int) -> Group | None:
    if kind == GLOSSARY:
        return _glossary(glossary, asked, most)
    if kind == HELP:
        return help_pages.found(asked.wanted, most)
    group: Group | None = providers.ask(f"search.{kind}", actor, asked.wanted, most)
    return group


def _glossary(words: Sequence[GlossaryWord], asked: Question, most: int) -> Group:
    hits = [
        Hit("", {"en": word.en, "km": word.km}, word.address)
        for word in words
        if matches(search_key(f"{word.en} · {word.km} · {word.short_km}"), asked.wanted)
    ]
    return Group(_("Glossary"), hits[:most], len(hits))
