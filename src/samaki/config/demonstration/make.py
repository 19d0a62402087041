"""Makes the demonstration's history, step by step: each step is one transaction and leaves its mark in the journal.

A set-up that was cut short goes on with the first step that has no mark. Docs: docs/decisions/0025.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from django.db import transaction

from samaki.calculate.periods import month_name
from samaki.core import clock, journal
from samaki.core.models import JournalEntry
from samaki.ledger.models import Due
from samaki.ledger.services import excuse_bodies, store_evidence
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.services import change_phone
from samaki.registry.plan.models import Plan

from .acts import Stage, uid_of
from .cast import DEMONSTRATION, Cast
from .described import Description, months_of
from .events import NAMESPACE, EventsReported
from .later import Later
from .open_month import OpenMonth
from .past import Past

Say = Callable[[str], None]
Step = tuple[str, Callable[[], int]]
ACTION: Final = "demonstration.history"


def make_history(say: Say, folder: Path, size: str = "whole") -> None:
    """Make the history that a folder describes, in one of its sizes; what was made already is left as it is."""
    description = Description.read(folder, size)
    if clock.today() < description.open_month["day"]:
        say("The demonstration's day lies before its history ends: none is made.")
        return
    with _rare_collections():
        _take_steps(say, description)


def _take_steps(say: Say, description: Description) -> None:
    done = set(JournalEntry.objects.filter(action=ACTION).values_list("subject", flat=True))
    began = time.monotonic()
    for name, step in _steps(description):
        if name in done:
            continue
        with transaction.atomic():
            made = step()
            journal.record(DEMONSTRATION, action=ACTION, subject=name)
        say(f"Demonstration: {name}: {made} ({time.monotonic() - began:.0f} s)")


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look for garbage rarely: a hundred thousand rows are made, and none of them is any."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _steps(description: Description) -> Iterator[Step]:
    """Yield the steps in order, each with its name."""
    history = description.history
    stage = _stage(description)
    events = EventsReported(history["events"])
    past = Past(description, stage, events)
    yield "excuses", partial(_excuse, description, stage)
    yield "telephones", partial(_telephones, description, stage)
    for month in range(description.first, description.last + 1):
        yield month_name(month), partial(past.make, month)
    yield "corrections and withdrawals", Later(description, stage, past).make
    yield "events joined", partial(events.join, stage, "monitoring")
    open_month = OpenMonth(description, stage, past)
    yield month_name(description.open), open_month.make
    yield "returned lately", open_month.return_lately


def _stage(description: Description) -> Stage:
    history = description.history
    evidence = store_evidence(
        DEMONSTRATION,
        name=history["evidence"]["name"],
        content=description.text,
        uid=uid_of(NAMESPACE, description.digest),
        citation=history["evidence"]["citation"],
        is_illustrative=True,
    )
    return Stage(
        plan=Plan.objects.get(code=history["plan"]),
        cast=Cast(description),
        source=history["source"],
        evidence=evidence,
        accounts_from=months_of(history["accounts_from"]).first,
    )


def _telephones(description: Description, stage: Stage) -> int:
    """Give the posts of some bodies telephone numbers that nobody has."""
    described = description.history["phones"]
    prefixes = described["prefixes"]
    bodies = stage.cast.below(described["below"], described["kinds"])
    for number, body in enumerate(bodies):
        prefix = prefixes[number % len(prefixes)]
        change_phone(DEMONSTRATION, body=body, phone=f"{prefix} 000 {number + 1:03d}")
    return len(bodies)


def _excuse(description: Description, stage: Stage) -> int:
    """Excuse whoever has no history, so that what is missing is what is meant to be missing."""
    history, plan = description.history, stage.plan
    reporting = set(stage.cast.reporters)
    owing = set(Due.objects.filter(indicator__plan=plan).values_list("body", flat=True))
    begins = Due.objects.filter(indicator__plan=plan).order_by("first_month").values_list("first_month", flat=True)[0]
    later = {stage.cast.bodies[code].pk for code in history["not_excused"]}
    spans = [
        (owing - reporting - later, begins, description.open),
        (later, begins, description.last),
        (reporting & owing, begins, description.first - 1),
    ]
    excused = 0
    for keys, first, last in spans:
        if keys and first <= last:
            bodies = list(Body.objects.filter(pk__in=keys).order_by("code"))
            excuse_bodies(
                DEMONSTRATION, bodies, first_month=first, last_month=last, reason=history["excuse"],
                known=history["not_before"], source=history["source"],
            )  # fmt: skip
            excused += len(bodies)
    return excused
