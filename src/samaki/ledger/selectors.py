"""Reads of the ledger: evidence an actor may open, facts with their whole story."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.core import gate
from samaki.core.actor import Actor
from samaki.core.problems import Forbidden, NotFound
from samaki.ledger.models import Evidence, Fact
from samaki.ledger.protection import bodies_in_ladder, evidence_seen_by, protected_lines, sees_everything
from samaki.ledger.rules import Cells

READ_EVIDENCE = "evidence.read"
READ_FIGURES = "figures.read"


@dataclass(frozen=True, slots=True)
class Recorded:
    """How a version came in: the batch's position, the day it was known, the instant it was recorded, and by whom."""

    position: int
    known: dt.date
    recorded: dt.datetime
    action: str
    actor: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a line. `value` is None for nothing to report, for a withdrawal, and where hidden."""

    fact: int
    kind: str
    value: int | None
    cells: Cells
    is_hidden: bool
    batch: Recorded
    note: Mapping[str, str]
    qualifier: str
    locator: str


@dataclass(frozen=True, slots=True)
class Story:
    """A fact, all versions of its line in the order known, and what it rests on as far as the asker may see.

    `event`: the title of the event it belongs to; empty where the asker may not read the words of the line.
    """

    fact: Fact
    version: Version
    versions: Sequence[Version]
    evidence: Evidence | None
    may_open: bool
    event: str = ""


def evidence_for(actor: Actor, uid: UUID) -> Evidence:
    """Return evidence that the actor may open. Raises NotFound; Forbidden where it is personal."""
    gate.require(actor, READ_EVIDENCE)
    evidence = Evidence.objects.filter(evidence_seen_by(actor), uid=uid).first()
    if evidence is None:
        raise NotFound.because("evidence.unknown", _("There is no such evidence, or it is not yours to see."))
    if evidence.is_personal:
        raise Forbidden.because("evidence.personal", _("This evidence holds personal data: nobody opens it here."))
    return evidence


def facts_with_story(actor: Actor, facts: Collection[int]) -> dict[int, Story]:
    """Return each fact with the versions of its line, their batches and its evidence, in at most seventeen queries.

    Everyone signed in sees that a fact is there, who recorded it and when; the value of a protected one, and the words
    of any line, only where it was published or in the ladder; evidence is named to everyone and opens as `may_open`
    says (docs/explain/numbers.md, "Where it came from"). People stand by their sign-in name only for the ladder.
    Raises Forbidden.
    """
    gate.require(actor, READ_FIGURES)
    # Fetched apart, not joined: without fresh statistics PostgreSQL joins a freshly loaded ledger by nested loops.
    related = ("batch", "indicator", "body", "place", "event", "evidence")
    asked = list(Fact.objects.filter(pk__in=facts).prefetch_related(*related).order_by("pk"))
    lines = {fact.line for fact in asked}
    versions: dict[UUID, list[Fact]] = {}
    every = Fact.objects.filter(line__in=lines).prefetch_related("batch", "indicator", "evidence", "cells")
    for fact in sorted(every, key=lambda fact: (fact.batch.known, fact.batch.position)):
        versions.setdefault(fact.line, []).append(fact)
    sight = _Sight(actor, asked)
    return {fact.pk: _story(fact, versions[fact.line], sight) for fact in asked}


class _Sight:
    """What the actor may see of single facts: looked up once."""

    def __init__(self, actor: Actor, facts: Collection[Fact]) -> None:
        self.everything = sees_everything(actor)
        self.bodies = frozenset() if self.everything else bodies_in_ladder(actor)
        self.protected = protected_lines({fact.indicator.plan_id for fact in facts})
        papers = {fact.evidence_id or 0 for fact in facts}  # 0: none
        may_see = Evidence.objects.filter(evidence_seen_by(actor), pk__in=papers, is_personal=False)
        self.papers = frozenset(may_see.values_list("pk", flat=True))

    def in_ladder(self, fact: Fact) -> bool:
        return self.everything or fact.body_id in self.bodies

    def sees(self, fact: Fact) -> bool:
        is_protected = (fact.indicator.plan_id, fact.indicator.code) in self.protected
        return not is_protected or self.reads_words(fact)

    def reads_words(self, fact: Fact) -> bool:
        """What somebody wrote at a line may tell of persons, whatever it counts: like people, it is the ladder's."""
        is_published = fact.evidence is not None and fact.evidence.is_published
        return is_published or self.in_ladder(fact)


def _story(fact: Fact, line: Sequence[Fact], sight: _Sight) -> Story:
    evidence = fact.evidence
    versions = [_version(version, sight) for version in line]
    return Story(
        fact=fact,
        version=next(version for version in versions if version.fact == fact.pk),
        versions=versions,
        evidence=evidence,
        may_open=evidence is not None and evidence.pk in sight.papers,
        event=fact.event.title if fact.event is not None and sight.reads_words(fact) else "",
    )


def _version(fact: Fact, sight: _Sight) -> Version:
    seen = sight.sees(fact)
    batch = fact.batch
    return Version(
        fact=fact.pk,
        kind=fact.kind,
        value=fact.value if seen else None,
        cells=tuple((cell.breakdown, cell.cell, cell.value) for cell in fact.cells.all()) if seen else (),
        is_hidden=not seen and fact.kind == Fact.VALUE,
        batch=Recorded(
            position=batch.position,
            known=batch.known,
            recorded=batch.recorded,
            action=batch.action,
            actor=batch.actor_name if sight.in_ladder(fact) or batch.actor_id is None else "",
            source=batch.source,
            reason=batch.reason,
        ),
        note=note_of(fact.note) if sight.reads_words(fact) else {},
        qualifier=fact.qualifier,
        locator=fact.locator,
    )


def note_of(text: str) -> dict[str, str]:
    """Return a note by language: kept as JSON where it has several, else as plain words."""
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except ValueError:
            return {"en": text}
        if isinstance(found, dict):
            return {str(language): str(words) for language, words in found.items()}
    return {"en": text} if text else {}
