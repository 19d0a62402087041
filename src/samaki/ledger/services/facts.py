"""Publishing, correcting and withdrawing facts: the only door to an approved figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.batches import write_batch
from samaki.core.models import Batch, BatchRow, ChainHead
from samaki.core.problems import NotFound, Problem, Refused
from samaki.ledger.models import Event, EventLink, Fact, FactCell
from samaki.ledger.rules import Cells, NewFact, problems_of_fact
from samaki.ledger.services.names import Names
from samaki.registry.plan.models import Plan

LINES_AT_ONCE = 5000


def publish_batch(
    actor: Actor,
    *,
    action: str,
    facts: Sequence[NewFact],
    plan: Plan | str | None = None,
    events: Sequence[Event] = (),
    links: Sequence[EventLink] = (),
    known: dt.date | None = None,
    reason: str = "",
    source: str = "",
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    head: ChainHead | None = None,
) -> Batch:
    """Write facts as one batch; all of them, or none.

    `plan` is needed where a fact names its indicator by code. `events` are unsaved ones that facts name and `links`
    those between events: recorded with them; whoever gives some holds the `head` locked, so that nobody else records
    the same. `known` is today, or an earlier day that `source` accounts for; `before` and `after` go to the journal.
    Raises Refused with every problem: see ledger/rules.py, and _line_problems below.
    """
    known = checked_known(known, source)
    names, problems = checked(facts, plan)
    if problems:
        raise Refused(problems)
    rows = _rows(facts, names)
    with transaction.atomic():
        head = head or journal.locked_head()
        _refuse_broken_lines([row for row in rows if isinstance(row, Fact)], facts, known)
        return write_batch(
            actor, action=action, rows=[*events, *links, *rows], known=known, reason=reason, source=source,
            subject=subject, before=before, after=after, head=head,
        )  # fmt: skip


def checked(facts: Sequence[NewFact], plan: Plan | str | None = None) -> tuple[Names, list[Problem]]:
    """Return what the facts name, loaded, and everything that is wrong with them in themselves."""
    names = Names.of(facts, plan)
    problems: list[Problem] = []
    for fact in facts:
        unknown = list(names.problems(fact))
        problems += unknown or [*problems_of_fact(fact, names.rule(fact)), *names.place_problems(fact)]
    return names, problems


def withdraw_line(
    actor: Actor,
    line: UUID,
    *,
    reason: str,
    known: dt.date | None = None,
    source: str = "",
    action: str = "fact.withdraw",
) -> Batch:
    """End a line's whole chain. Raises NotFound for an unknown line, Refused where it is withdrawn already."""
    newest = _newest_version(line, checked_known(known, source))
    if newest.kind == Fact.WITHDRAWAL:
        raise Refused.because("line.withdrawn_already", _("This line has been withdrawn already."))
    withdrawal = replace(
        _as_new(newest), kind=Fact.WITHDRAWAL, value=None, cells=(), qualifier="", note="", evidence=None
    )
    return publish_batch(
        actor, action=action, facts=[withdrawal], known=known, reason=reason, source=source, subject=str(line)
    )


def supersede(
    actor: Actor,
    line: UUID,
    *,
    changes: Mapping[str, Any],
    reason: str,
    known: dt.date | None = None,
    source: str = "",
    action: str = "fact.correct",
) -> Batch:
    """Add a version to a line: the newest one with `changes` (fields of NewFact; a changed value drops the old cells).

    Raises NotFound for an unknown line, Refused for what publish_batch refuses.
    """
    newest = _newest_version(line, checked_known(known, source))
    kept: dict[str, Any] = {} if "value" in changes else {"cells": _cells_of(newest)}
    version = replace(_as_new(newest), kind=Fact.VALUE, **{**kept, **changes})
    return publish_batch(
        actor, action=action, facts=[version], known=known, reason=reason, source=source, subject=str(line)
    )


def checked_known(known: dt.date | None, source: str) -> dt.date:
    """Return the day a batch is known: today, or an earlier one where a source accounts for it. Raises Refused."""
    today = clock.today()
    if known is not None and known < today and not source:
        raise Refused.because(
            "batch.source_missing",
            _("A batch known before today must say where that day comes from."),
            mend=_("Name the source, or leave the day out."),
        )
    return known or today


def _rows(facts: Sequence[NewFact], names: Names) -> list[BatchRow]:
    """Return the unsaved facts, and after them their cells."""
    made: list[Fact] = []
    cells: list[FactCell] = []
    for new in facts:
        fact = Fact(
            line=new.line or uuid4(),
            kind=new.kind,
            indicator=names.indicator(new),
            body=names.body(new),
            place=names.place(new),
            first_month=new.first_month,
            last_month=new.last_month,
            stated_from=new.stated_from,
            stated_to=new.stated_to,
            source=new.source,
            event=names.event(new),
            includes_lower=new.includes_lower,
            value=new.value,
            qualifier=new.qualifier,
            evidence=new.evidence,
            locator=new.locator,
            note=new.note,
        )
        made.append(fact)
        cells += [FactCell(fact=fact, breakdown=name, cell=cell, value=value) for name, cell, value in new.cells]
    return [*made, *cells]  # type: ignore[list-item]  # cells live in a batch through their fact


def _refuse_broken_lines(rows: Sequence[Fact], facts: Sequence[NewFact], known: dt.date) -> None:
    problems = list(_line_problems(rows, facts, known, _versions({fact.line for fact in facts if fact.line})))
    if problems:
        raise Refused(problems)


def _line_problems(
    rows: Sequence[Fact], facts: Sequence[NewFact], known: dt.date, versions: Mapping[UUID, list[Fact]]
) -> Iterator[Problem]:
    """Yield what would break a chain of versions: two versions at once, another indicator, nothing to withdraw."""
    seen: set[UUID] = set()
    for row, new in zip(rows, facts, strict=True):
        before = versions.get(row.line, [])
        if row.line in seen:
            yield Problem("line.twice", _("Two versions of one line in one batch: which would count?"), new.where)
        seen.add(row.line)
        if before and before[0].indicator_id != row.indicator_id:
            yield Problem(
                "line.indicator",
                _("The line belongs to another indicator."),
                new.where,
                _("Withdraw it and enter the value as a new line."),
            )
        if row.kind == Fact.WITHDRAWAL and not any(version.batch.known <= known for version in before):
            what = _("There is nothing to withdraw: no value of this line was known then.")
            yield Problem("line.nothing_to_withdraw", what, new.where)


def _versions(lines: Collection[UUID]) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = {}
    wanted = sorted(lines)
    for start in range(0, len(wanted), LINES_AT_ONCE):
        versions = Fact.objects.filter(line__in=wanted[start : start + LINES_AT_ONCE]).select_related("batch")
        for version in versions.only("line", "kind", "indicator_id", "batch__known", "batch__position"):
            found.setdefault(version.line, []).append(version)
    return found


def _newest_version(line: UUID, known: dt.date) -> Fact:
    """Return the version that stands as known on a day, else the newest of all. Raises NotFound."""
    related = ("batch", "indicator__plan", "body", "place", "event")
    versions = list(Fact.objects.filter(line=line).select_related(*related))
    if not versions:
        raise NotFound.because("line.unknown", _("There is no such line in the ledger."))
    return _last_known([version for version in versions if version.batch.known <= known] or versions)


def _last_known(versions: Sequence[Fact]) -> Fact:
    """Of versions of one line the one known last; on one day a withdrawal, else the one recorded last."""
    return max(versions, key=lambda fact: (fact.batch.known, fact.kind == Fact.WITHDRAWAL, fact.batch.position))


def _as_new(fact: Fact) -> NewFact:
    return NewFact(
        indicator=fact.indicator,
        body=fact.body,
        place=fact.place,
        first_month=fact.first_month,
        last_month=fact.last_month,
        kind=fact.kind,
        value=fact.value,
        line=fact.line,
        stated_from=fact.stated_from,
        stated_to=fact.stated_to,
        source=fact.source,
        event=fact.event,
        includes_lower=fact.includes_lower,
        qualifier=fact.qualifier,
        locator=fact.locator,
        note=fact.note,
    )


def _cells_of(fact: Fact) -> Cells:
    return tuple(fact.cells.order_by("pk").values_list("breakdown", "cell", "value"))
