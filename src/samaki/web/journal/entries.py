"""Tells rows of the journal: who, when, for whom, the act in words, what it was done to, and what changed."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.calculate.periods import Period, parse_period
from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.models import JournalEntry
from samaki.registry.bodies.models import Body
from samaki.registry.people.models import Account
from samaki.registry.plan.models import Plan

from .changes import Change, changes_of, things_of
from .discretion import STORE, Discretion
from .words import ABOUT_ACCOUNTS, ACTS

REPORT: Final = re.compile(r"/reports/(?P<plan>[^/]+)/(?P<body>[^/]+)/(?P<period>[^/]+)/")
FEW: Final = 6  # of several things that one act was done to, as many are named in a list of rows


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act was done to: in words, and where it opens (empty: nowhere, or not for this reader)."""

    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it is shown. `who` and `acting_for` are posts, `sign_in` the name signed in with.

    `things` are the first few of several; `more` says how many others there are. `changes` are shown once with the
    number of things of which they are true.
    """

    row: JournalEntry
    at: dt.datetime
    act: str
    who: str
    acting_for: str
    subject: Thing
    things: Sequence[Thing]
    more: int
    reason: str
    hides_reason: bool
    changes: Sequence[tuple[Change, int]]
    is_erased: bool
    batch: Thing | None
    known: str

    @property
    def digest(self) -> str:
        """Return the beginning of the digest that chains the row to the one before it."""
        return self.row.digest[:12]


@dataclass
class Teller:
    """Tells some rows; what they name is looked up once for all of them. `is_whole`: of several things, every one."""

    actor: Actor
    rows: Collection[JournalEntry]
    is_whole: bool = False
    discretion: Discretion = field(init=False)
    bodies: Mapping[str, str] = field(init=False)
    accounts: Mapping[str, str] = field(init=False)
    plan: str = field(init=False)

    def __post_init__(self) -> None:
        self.discretion = Discretion.of(self.actor, self.rows)
        subjects = {subject for row in self.rows for subject in (row.subject, *things_of(row))}
        found = (REPORT.fullmatch(subject) for subject in subjects)
        codes = {match["body"] for match in found if match} | subjects
        names = Body.objects.filter(code__in=codes).values_list("code", "name")
        self.bodies = {code: formats.name_or(name, code) for code, name in names}
        wanted = subjects | {name for row in self.rows for name in row.acting_for.split(", ")}
        people = Account.objects.filter(user_name__in=wanted - {""}).values_list("user_name", "name")
        self.accounts = {user_name: formats.name_or(name, user_name) for user_name, name in people}
        self.plan = Plan.objects.order_by("-first_month", "code").values_list("code", flat=True).first() or ""

    def tell(self, row: JournalEntry) -> Entry:
        """Return a row as it is shown: no query."""
        several = things_of(row)
        named = several if self.is_whole else several[:FEW]
        batch = getattr(row, "batch", None)
        at = timezone.localtime(row.at)
        hides = self.discretion.hides_reason(row)
        return Entry(
            row=row,
            at=at,
            act=str(ACTS.get(row.action, row.action)),
            who=formats.local_text(row.actor.name)[0] if row.actor else _system(row.actor_name),
            acting_for=", ".join(self.accounts.get(name, name) for name in row.acting_for.split(", ")),
            subject=Thing(_several(len(several))) if several else self._thing(row),
            things=[self._report(one) for one in named],
            more=len(several) - len(named),
            reason="" if hides else row.reason,
            hides_reason=hides,
            changes=list(Counter(self._changes(row)).items()),
            is_erased=bool(row.detail_digest) and getattr(row, "detail", None) is None,
            batch=self._batch(batch.position) if batch else None,
            known=formats.day(batch.known) if batch and batch.known != at.date() else "",
        )

    def _changes(self, row: JournalEntry) -> Iterator[Change]:
        return changes_of(row, hides=lambda name: self.discretion.hides(row, name))

    def _thing(self, row: JournalEntry) -> Thing:
        subject = row.subject
        if REPORT.fullmatch(subject):
            return self._report(subject)
        if row.action.startswith(ABOUT_ACCOUNTS) and subject in self.accounts:
            address = f"{reverse('accounts')}#account-{subject}"
            return Thing(f"{self.accounts[subject]} ({subject})", address)
        if subject in self.bodies:
            return Thing(f"{self.bodies[subject]} ({subject})", reverse("body", args=[subject]))
        if row.action == STORE and subject in self.discretion.published:
            return Thing(subject, reverse("evidence", args=[subject]))
        counted = re.fullmatch(r"(\d+) bodies", subject)
        return Thing(_("{count} bodies").format(count=formats.in_sentence(int(counted[1]))) if counted else subject)

    def _report(self, address: str) -> Thing:
        match = REPORT.fullmatch(address)
        if match is None:
            return Thing(address)
        words = f"{self.bodies.get(match['body'], match['body'])}, {_period(match['period'])}"
        return Thing(words, address if self.discretion.reads_reports else "")

    def _batch(self, position: int) -> Thing:
        words = _("batch {position}").format(position=formats.in_sentence(str(position)))
        if not self.plan:
            return Thing(words)
        return Thing(words, f"{reverse('pitt_changes', args=[self.plan])}?since={position - 1}&at={position}")


def _system(name: str) -> str:
    return _("the system") if name in ("system", "demonstration") else name


def _several(count: int) -> str:
    return _("{count} reports").format(count=formats.in_sentence(count))


def _period(name: str) -> str:
    """Return a report's months in words; as the address has them where they are none."""
    ends: list[Any] = name.split("..")
    try:
        first, last = (parse_period(end, Period(0, 0, "")) for end in (ends[0], ends[-1]))
    except ValueError:
        return name
    return formats.months(first.first, last.last) if first.last > 0 else name
