"""Enters a folder of published figures: `sources.yaml` and `facts.yaml`, one batch a source, each with its evidence.

Every problem of both files is named with its line, and then nothing is entered. A figure marked *context* is a note for
readers of the folder and never enters. Loading again enters only what is new. Docs: docs/explain/records.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import clock, gate
from samaki.core.actor import Actor
from samaki.core.problems import Problem, Refused
from samaki.ledger.models import Fact
from samaki.ledger.published_file import Entry, PublishedSource, read_published
from samaki.ledger.rules_of_plan import labels_of
from samaki.ledger.services.evidence import store_evidence
from samaki.ledger.services.facts import checked, publish_batch
from samaki.ledger.services.names import Names
from samaki.registry.plan.models import Plan

ACTION: Final = "facts.load"
Series = tuple[int, int, int, str]  # indicator, body, place (database keys), source label


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: facts entered by source, those that were there, those left out as context, those left for later.

    `later` names the sources that are not known yet by the day asked for.
    """

    entered: Mapping[str, int]
    there: int
    context: int
    later: tuple[str, ...] = ()


def load_published(actor: Actor, *, folder: Path, plan: str = "", known_by: dt.date | None = None) -> Loaded:
    """Enter what a folder publishes and the ledger does not hold yet; all of it or nothing.

    `plan` is the code of the plan; else the folder says it (`plan:` in sources.yaml, or the plan.yaml it lies beside).
    With `known_by` the sources known later are left out: a demonstration knows what its own day knows.
    Raises Forbidden, NotFound for the plan, and Refused with every problem.
    """
    gate.require(actor, ACTION)
    published = read_published(folder, plan)
    later = _known_after(published.sources.values(), known_by)
    for code in later:
        del published.sources[code]
    entries = [entry for entry in published.entries if entry.enters and entry.source not in later]
    lines = {entry.line: entry for entry in entries}
    there = _there(lines)
    names, wrong = checked([entry.fact for entry in entries], published.plan)
    broken = {problem.where for problem in wrong}
    problems = [
        *published.problems,
        *_source_problems(published.sources.values(), entries),
        *_label_problems(published.plan, entries),
        *wrong,
        *_changed(lines, there),
        *_overlaps(published.plan, [entry for entry in entries if entry.where not in broken], names),
    ]
    if problems:
        raise Refused(problems)
    new = [entry for entry in entries if entry.line not in there]
    with transaction.atomic():
        entered = {
            source.code: _enter(actor, published.plan, source, [entry for entry in new if entry.source == source.code])
            for source in sorted(published.sources.values(), key=lambda one: (one.known or dt.date.max, one.line))
            if any(entry.source == source.code for entry in new)
        }
    context = sum(not entry.enters for entry in published.entries)
    return Loaded(entered, len(there), context, later)


def _known_after(sources: Iterable[PublishedSource], day: dt.date | None) -> tuple[str, ...]:
    return tuple(source.code for source in sources if day and source.known and source.known > day)


def _enter(actor: Actor, plan: Plan, source: PublishedSource, entries: Sequence[Entry]) -> int:
    evidence = store_evidence(
        actor,
        name=f"{source.code}.yaml",
        content=source.record(entries),
        citation=source.citation,
        address=source.address,
        published=source.known,
        published_basis=source.basis,
        is_published=True,
        is_illustrative=source.is_illustrative,
    )
    publish_batch(
        actor,
        action=ACTION,
        facts=[replace(entry.fact, evidence=evidence) for entry in entries],
        plan=plan,
        known=source.known,
        source=source.citation,
        subject=source.code,
    )
    return len(entries)


def _there(lines: Collection[UUID]) -> dict[UUID, Fact]:
    """Return the newest version of each line that the ledger holds."""
    found = Fact.objects.filter(line__in=list(lines)).select_related("indicator", "body", "place")
    newest: dict[UUID, Fact] = {}
    for fact in found.prefetch_related("cells").order_by("batch__known", "batch__position"):
        newest[fact.line] = fact
    return newest


def _source_problems(sources: Iterable[PublishedSource], entries: Sequence[Entry]) -> Iterable[Problem]:
    used = {entry.source for entry in entries}
    for source in sources:
        if source.code in used and source.known is None:
            yield Problem(
                "published.known_missing",
                _("Of %(source)s no day is known: its figures cannot enter.") % {"source": source.code},
                source.where,
                _("Give the day, or mark all its figures with enter: context."),
            )
        elif source.known is not None and source.known > clock.today():
            what = _("%(source)s would be known on a day that has not come yet.")
            yield Problem("published.known_later", what % {"source": source.code}, source.where)


def _label_problems(plan: Plan, entries: Sequence[Entry]) -> Iterable[Problem]:
    """Yield the figures whose label the plan does not give their indicator, or whose `enter` does not fit the label."""
    labels = labels_of(plan)
    for entry in entries:
        known = labels.get(str(entry.fact.indicator))
        label = entry.fact.source
        if known is None:
            continue  # the indicator is unknown: said elsewhere
        if label not in known.labels and (label or known.official):
            what = _("%(label)s is no source label of %(indicator)s.")
            told = {"label": label or "-", "indicator": entry.fact.indicator}
            yield Problem("published.label", what % told, entry.where)
        elif entry.enter == "official" and known.official and label != known.official:
            what = _("The official source is %(official)s: a figure of %(label)s enters beside it.")
            yield Problem("published.official", what % {"official": known.official, "label": label}, entry.where)
        elif entry.enter == "beside" and label == known.official:
            what = _("%(label)s is the official source: its figure does not enter beside it.")
            yield Problem("published.beside", what % {"label": label}, entry.where)


def _changed(lines: Mapping[UUID, Entry], there: Mapping[UUID, Fact]) -> Iterable[Problem]:
    for line, fact in there.items():
        entry = lines[line]
        new = entry.fact
        cells = {(cell.breakdown, cell.cell): cell.value for cell in fact.cells.all()}
        same = (
            fact.kind == new.kind
            and fact.value == new.value
            and cells == {(name, cell): value for name, cell, value in new.cells}
            and (fact.first_month, fact.last_month) == (new.first_month, new.last_month)
            and (fact.stated_from, fact.stated_to) == (new.stated_from, new.stated_to)
            and fact.indicator.code.upper() == str(new.indicator).upper()
            and fact.body.code.upper() == str(new.body).upper()
            and (new.place is None or fact.place.code.upper() == str(new.place).upper())
            and (fact.source, fact.includes_lower, fact.qualifier) == (new.source, new.includes_lower, new.qualifier)
        )
        if not same:
            yield Problem(
                "published.changed",
                _("%(code)s is in the ledger already, and differs from this entry.") % {"code": entry.code},
                entry.where,
                _("An entered figure never changes: enter the correction under a code and a source of its own."),
            )


def _overlaps(plan: Plan, entries: Sequence[Entry], names: Names) -> Iterable[Problem]:
    """Yield the figures of one series whose periods overlap, or are one: in the folder, and with the ledger."""
    ours = {entry.line for entry in entries}
    series: dict[Series, list[tuple[int, int, str]]] = {}
    for fact in _standing(plan, {names.indicator(entry.fact).pk for entry in entries}):
        if fact.line not in ours:
            key = (fact.indicator_id, fact.body_id, fact.place_id, fact.source)
            series.setdefault(key, []).append((fact.first_month, fact.last_month, fact.locator))
    for entry in entries:
        new = entry.fact
        if new.kind != Fact.VALUE:
            continue
        key = (names.indicator(new).pk, names.body(new).pk, names.place(new).pk, new.source)
        for first, last, other in series.get(key, ()):
            if first <= new.last_month and new.first_month <= last:
                what = _("%(code)s overlaps %(other)s: they would be added.")
                yield Problem("published.overlap", what % {"code": entry.code, "other": other or "-"}, entry.where)
        series.setdefault(key, []).append((new.first_month, new.last_month, entry.code))


def _standing(plan: Plan, indicators: Collection[int]) -> Iterable[Fact]:
    """Return the values of these indicators that stand in the ledger today: of each line the newest version."""
    newest: dict[UUID, Fact] = {}
    facts = Fact.objects.filter(indicator__plan=plan, indicator__in=list(indicators))
    for fact in facts.order_by("batch__known", "batch__position"):
        newest[fact.line] = fact
    return [fact for fact in newest.values() if fact.kind == Fact.VALUE]
