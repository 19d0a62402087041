"""The acts of the demonstration on many reports at once, by whoever holds the post: thin, over reporting's services."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from samaki.core.actor import Actor
from samaki.ledger.models import Evidence
from samaki.registry.people.models import RoleName
from samaki.registry.plan.models import Plan
from samaki.work.reporting import services
from samaki.work.reporting.content import key_of_line, pieces_of
from samaki.work.reporting.duties import Owed
from samaki.work.reporting.models import Report
from samaki.work.reporting.services import Change
from samaki.work.reporting.standing import Way, ways_of
from samaki.work.reporting.when import When

from .cast import DEMONSTRATION, Cast

AT_ONCE = 200
Typed = Mapping[str, Mapping[str, str]]  # by the key of the piece


@dataclass
class Stage:
    """Where the demonstration acts: the plan, the cast, and what every act rests on."""

    plan: Plan
    cast: Cast
    source: str
    evidence: Evidence
    accounts_from: int  # the month of the period from which accounts act

    def __post_init__(self) -> None:
        self._ways: dict[int, Way] = dict(ways_of(self.plan, list(self.cast.reporters)))

    def when(self, day: dt.date) -> When:
        """Return the day by which an act counts, with what accounts for it."""
        return When(known=day, source=self.source, evidence=self.evidence)

    def way(self, body: int) -> Way:
        """Return the way of a body's reports."""
        if body not in self._ways:
            self._ways |= ways_of(self.plan, [body])
        return self._ways[body]

    def begin(self, owed: Sequence[Owed], day: dt.date) -> list[Report]:
        """Begin reports, in order."""
        found: list[Report] = []
        for some in _some(owed):
            found += services.open_reports(DEMONSTRATION, plan=self.plan, owed=some, when=self.when(day))
        return found

    def write(
        self, reports: Iterable[Report], typed: Mapping[int, Typed], day: dt.date, *, by: Actor | None = None,
        again: bool = False,
    ) -> None:  # fmt: skip
        """Type pieces into reports (`typed` by the reports' keys); `again`: onto the versions that stand."""
        for actor, some in self._by_post(RoleName.REPORTER, reports):
            for few in _some(some):
                standing = _versions(few) if again else {}
                changes = [
                    Change(report, named, standing.get((report.pk, named), 0), fields)
                    for report in few
                    for key, fields in typed[report.pk].items()
                    for named in (_named(report, key),)
                ]
                services.save_changes(by or actor, changes=changes, when=self.when(day))

    def submit_and_sign(self, reports: Iterable[Report], submitted: dt.date, signed: dt.date | None = None) -> None:
        """Send reports out of their bodies."""
        sent = list(reports)
        self.submit(sent, submitted)
        self.sign(sent, signed or submitted)

    def submit(self, reports: Iterable[Report], day: dt.date) -> None:
        """Submit drafts."""
        for actor, some in self._by_post(RoleName.REPORTER, reports):
            for few in _some(some):
                services.submit_reports(actor, reports=few, when=self.when(day))

    def sign(self, reports: Iterable[Report], day: dt.date) -> None:
        """Sign what was submitted."""
        for actor, some in self._by_post(RoleName.CHAIR, reports):
            for few in _some(some):
                services.sign_reports(actor, reports=few, when=self.when(day))

    def receive(self, reports: Iterable[Report], day: dt.date) -> None:
        """Receive signed reports at each body between, up to the one that publishes."""
        waiting, step = list(reports), 0
        while waiting := [report for report in waiting if step < len(self.way(report.body_id).bodies) - 1]:
            for actor, some in self._by(waiting, partial(self._receiver, step)):
                for few in _some(some):
                    services.receive_reports(actor, reports=few, when=self.when(day))
            step += 1

    def approve(self, reports: Iterable[Report], day: dt.date) -> None:
        """Approve reports at the body that publishes them."""
        for actor, some in self._by(reports, self._approver):
            for few in _some(some):
                services.approve_reports(actor, reports=few, when=self.when(day))

    def give_back(self, report: Report, day: dt.date, reason: str = "", note: Mapping[str, str] | None = None) -> None:
        """Return one report from the first body above, with a note on a piece or a reason."""
        actor = self._post(RoleName.REVIEWER, report, self.way(report.body_id).bodies[0])
        if note is not None:
            services.write_note(actor, report=report, key=note["key"], text=note["text"])
        services.return_report(actor, report=report, reason=reason, when=self.when(day))

    def _receiver(self, step: int, report: Report) -> Actor:
        return self._post(RoleName.REVIEWER, report, self.way(report.body_id).bodies[step])

    def _approver(self, report: Report) -> Actor:
        return self._post(RoleName.APPROVER, report, self.way(report.body_id).publisher)

    def _by_post(self, role: str, reports: Iterable[Report]) -> Iterator[tuple[Actor, list[Report]]]:
        return self._by(reports, lambda report: self._post(role, report, report.body_id))

    def _post(self, role: str, report: Report, body: int) -> Actor:
        return self.cast.actor(role, body) if report.last_month >= self.accounts_from else DEMONSTRATION

    @staticmethod
    def _by(reports: Iterable[Report], who: Callable[[Report], Actor]) -> Iterator[tuple[Actor, list[Report]]]:
        found: dict[Actor, list[Report]] = defaultdict(list)
        for report in reports:
            found[who(report)].append(report)
        yield from found.items()


def _named(report: Report, key: str) -> str:
    """Return a piece's key: what the description numbers (`other:1`) gets a uid of its own."""
    return f"other:{uid_of(report.uid, key)}" if key.startswith("other:") else key


def _versions(reports: Sequence[Report]) -> dict[tuple[int, str], int]:
    """Return the version of each line and word that stands, by report and key."""
    found: dict[tuple[int, str], int] = {}
    for report in reports:
        pieces = pieces_of([report])[report.pk]
        found |= {(report.pk, key_of_line(report, line)): line.version for line in pieces.lines}
        found |= {(report.pk, f"word:{word.key}"): word.version for word in pieces.words}
    return found


def uid_of(report: UUID, name: str) -> UUID:
    """Return the uid that a piece of a report has in every run."""
    return UUID(int=uuid5(report, f"demonstration {name}").int, version=4)  # as random as a device's


def _some(items: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(items), AT_ONCE):
        yield list(items[start : start + AT_ONCE])
