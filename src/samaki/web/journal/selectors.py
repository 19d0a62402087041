"""Reads the journal: the rows that are asked for, newest first, in pages that begin at a row and never count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from samaki.core import gate
from samaki.core.actor import Actor
from samaki.core.models import JournalEntry, JournalSubject
from samaki.registry.bodies.models import Body
from samaki.work.reporting.address import address_of_report
from samaki.work.reporting.models import Report

from .asked import Asked
from .entries import Entry, Teller

READ: Final = "journal.read"
AT_ONCE: Final = 50
IN_A_FILE: Final = 500  # rows told together while a file is written


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first; `older` is the number before which the next page begins, None: there is none."""

    entries: Sequence[Entry]
    older: int | None


def page_of(actor: Actor, asked: Asked) -> Page:
    """Return one page; as many queries whatever is on it. Raises Forbidden (`journal.read`)."""
    gate.require(actor, READ)
    rows = list(_rows(asked)[: AT_ONCE + 1])
    shown = rows[:AT_ONCE]
    teller = Teller(actor, shown, is_whole=asked.row is not None)
    return Page([teller.tell(row) for row in shown], shown[-1].pk if len(rows) > AT_ONCE else None)


def entries_for(actor: Actor, asked: Asked) -> Iterator[Entry]:
    """Yield every row that is asked for, newest first: memory is that of a few. Raises Forbidden at once."""
    gate.require(actor, READ)
    return _all(actor, asked)


def _all(actor: Actor, asked: Asked) -> Iterator[Entry]:
    while True:
        rows = list(_rows(asked)[:IN_A_FILE])
        teller = Teller(actor, rows, is_whole=True)
        yield from (teller.tell(row) for row in rows)
        if len(rows) < IN_A_FILE:
            return
        asked = replace(asked, before=rows[-1].pk)


def _rows(asked: Asked) -> QuerySet[JournalEntry]:
    """Return the rows: each filter has an index that leads in the order of the numbers (see the model)."""
    rows = JournalEntry.objects.order_by("-pk").select_related("actor", "detail", "batch")
    if asked.row is not None:
        rows = rows.filter(pk=asked.row)
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.who:
        rows = rows.filter(actor_name=asked.who)
    if asked.about:
        rows = rows.filter(pk__in=_about(asked.about))
    return _between(rows, asked.first, asked.last)


def _between(rows: QuerySet[JournalEntry], first: dt.date | None, last: dt.date | None) -> QuerySet[JournalEntry]:
    """Keep the rows of some days: rows are written one after the other, so the days are a stretch of numbers."""
    if first is not None and first > dt.date.min:  # the first day of all has no midnight in every time zone
        begins = _first_row_of(first)
        rows = rows.none() if begins is None else rows.filter(pk__gte=begins)
    if last is not None and last < dt.date.max:
        ends = _first_row_of(last + dt.timedelta(days=1))
        rows = rows if ends is None else rows.filter(pk__lt=ends)
    return rows


def _first_row_of(day: dt.date) -> int | None:
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return JournalEntry.objects.filter(at__gte=midnight).order_by("at", "pk").values_list("pk", flat=True).first()


def _about(written: str) -> set[int]:
    """Return the numbers of the rows about a thing: its subject as written; of a body also its reports.

    They are looked up first: asked in one, a database may prefer to go through the whole journal for the newest few.
    """
    subjects = {written, written.lower()}
    body = Body.objects.filter(code__iexact=written).first()
    if body is not None:
        reports = Report.objects.filter(body=body).select_related("plan", "body")
        subjects |= {body.code, *(address_of_report(report)[:150] for report in reports)}
    named = JournalEntry.objects.order_by().filter(subject__in=subjects).values_list("pk", flat=True)
    among = JournalSubject.objects.filter(subject__in=subjects).values_list("entry_id", flat=True)
    return {*named, *among}
