"""One act on some reports: locked, judged, and recorded as steps and one row of the journal. Every service of the
ladder stands on it, so that several reports cost as many queries as one.

Reports are locked first, in the order of their keys, the ledger's head last: nobody waits in a circle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast
from uuid import UUID

from django.db.models import Case, Field, Value
from django.db.models import When as Whenever
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.models import Batch, ChainHead
from samaki.core.problems import Forbidden, Problem, Refused
from samaki.registry.bodies.models import Body
from samaki.registry.plan.models import Plan

from .. import rules
from ..address import address_of_report
from ..models import Report, ReportHand, ReportStep
from ..rules import Act
from ..standing import Way, ways_of
from ..when import When

Seen = Mapping[UUID, int] | int | None
STEPS_AT_ONCE = 500


@dataclass
class Turn:
    """An act that may be taken: its reports in the order given, locked. `is_done`: nothing is left to do, for the same
    key did it before, or there are no reports.

    Change the reports' fields, then `record`.
    """

    actor: Actor
    act: Act
    reports: list[Report]
    known: dt.date
    key: UUID | None
    when: When | None
    reason: str
    ways: Mapping[int, Way]  # by body; empty where the act needs none
    is_done: bool = False
    batch: Batch | None = None
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)  # state before, by report

    @classmethod
    def begin(
        cls,
        actor: Actor,
        act: Act,
        reports: Iterable[Report],
        *,
        seen: Seen = None,
        key: UUID | None = None,
        when: When | None = None,
        reason: str = "",
    ) -> Self:
        """Lock the reports and judge the act on each. Raises Forbidden, Refused with every problem."""
        locked = _locked(reports)
        ways = _ways(locked) if act.at_holder or act is rules.SIGN else {}
        known = when.known if when else clock.today()
        turn = cls(actor, act, locked, known, key, when, reason.strip(), ways)
        for report in locked:
            rules.require_right(actor, act, report, ways.get(report.body_id))
        if not locked:
            turn.is_done = True
        elif not turn._was_done():
            turn._judge(seen)
            turn.actor = rules.acting(actor, act, locked, ways)
            turn.before, turn.states = turn.shown(), {report.pk: report.state for report in locked}
        return turn

    def where(self, report: Report, piece: str = "") -> str:
        """Return where a problem lies: the piece; among several reports also which report."""
        if len(self.reports) == 1:
            return piece
        return f"{address_of_report(report)}#{piece}" if piece else address_of_report(report)

    def shown(self) -> dict[str, dict[str, Any]]:
        """Return state and version of each report by its address, as the journal keeps them."""
        return {
            address_of_report(report): {"state": str(report.state), "version": report.version}
            for report in self.reports
        }

    @property
    def subject(self) -> str:
        """Return what the journal says it was done to."""
        return address_of_report(self.reports[0])[:150] if len(self.reports) == 1 else f"{len(self.reports)} reports"

    def record(self, *fields: str, batch: Batch | None = None, head: ChainHead | None = None) -> list[Report]:
        """Save the fields that were changed, beside state, revision and day; write the steps, and the journal's row.

        A batch has a row in the journal of its own. Returns the reports.
        """
        for report in self.reports:
            report.revision += 1
            report.since = self.known
        _save(self.reports, {*fields, "state", "revision", "since"})
        now = clock.now()
        ReportStep.objects.bulk_create(
            [
                ReportStep(
                    report=report,
                    version=report.version - 1 if self.act.ends_version else report.version,
                    action=self.act.name,
                    before=self.states[report.pk],
                    after=report.state,
                    body_id=self._in_whose_name(report),
                    account_id=self.actor.account,
                    actor_name=self.actor.name,
                    acting_for=self.actor.acting_for[: journal.LONGEST_NAME],
                    at=now,
                    known=self.known,
                    reason=self.reason,
                    key=self.key if report is self.reports[0] else None,
                    batch=batch,
                )
                for report in self.reports
            ],
            batch_size=STEPS_AT_ONCE,
        )
        if batch is None:
            journal.record(
                self.actor,
                action=f"report.{self.act.name}",
                subject=self.subject,
                reason=self.reason or (self.when.source if self.when else ""),
                before=self.before,
                after=self.shown(),
                head=head,
            )
        return self.reports

    def remember_hand(self) -> None:
        """Keep that the actor had a hand in these reports: they cannot approve them."""
        if self.actor.account is not None:
            hands = [ReportHand(report=report, account_id=self.actor.account) for report in self.reports]
            ReportHand.objects.bulk_create(hands, batch_size=STEPS_AT_ONCE, ignore_conflicts=True)

    def _was_done(self) -> bool:
        """Say whether the key was used: then what it did is the outcome. Raises Refused where it did something else.

        The same is the same act, by the same person, on the same reports: no report is said to be done that was not.
        """
        step = ReportStep.objects.select_related("batch").filter(key=self.key).first() if self.key else None
        if step is None:
            return False
        done = ReportStep.objects.filter(action=self.act.name, account=self.actor.account, at=step.at)
        if set(done.values_list("report_id", flat=True)) != {report.pk for report in self.reports}:
            raise Refused.because(
                "report.key_used", _("This page was used for something else already."), mend=_("Open the page again.")
            )
        self.is_done, self.batch = True, step.batch
        return True

    def _judge(self, seen: Seen) -> None:
        problems: list[Problem] = []
        if self.act.needs_reason and not self.reason:
            problems.append(rules.without_reason())
        hands = self._hands() if self.act is rules.APPROVE else set()
        for report in self.reports:
            if report.pk in hands:
                raise Forbidden(replace(rules.own_hand(), where=self.where(report)))
            way = self.ways.get(report.body_id)
            revision = seen.get(report.uid) if isinstance(seen, Mapping) else seen
            found = [
                *rules.refusals(self.actor, self.act, report, way, seen=revision),
                *rules.day_problems(report, self.known, clock.today()),
            ]
            problems += [replace(problem, where=self.where(report, problem.where)) for problem in found]
        if problems:
            raise Refused(problems)

    def _hands(self) -> set[int]:
        if self.actor.account is None:
            return set()
        hands = ReportHand.objects.filter(account=self.actor.account, report__in=[one.pk for one in self.reports])
        return set(hands.values_list("report_id", flat=True))

    def _in_whose_name(self, report: Report) -> int:
        """Return the body in whose name the act is done: where the report waited, else the reporting body."""
        return self._held[report.pk] if self.act.at_holder else report.body_id

    def __post_init__(self) -> None:
        self._held = {report.pk: report.holder_id for report in self.reports}


def _locked(reports: Iterable[Report]) -> list[Report]:
    """Return the reports anew, locked until the transaction ends, each once, in the order given."""
    keys = list(dict.fromkeys(report.pk for report in reports))
    rows = Report.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {report.pk: report for report in rows}
    # One row for each plan and body, however many reports have the same.
    plans = Plan.objects.in_bulk({report.plan_id for report in found.values()})
    wanted = {key for report in found.values() for key in (report.body_id, report.holder_id)}
    bodies = {body.pk: body for body in Body.objects.filter(pk__in=wanted).select_related("kind").defer("facts")}
    for report in found.values():
        report.plan, report.body, report.holder = (
            plans[report.plan_id], bodies[report.body_id], bodies[report.holder_id],
        )  # fmt: skip
    return [found[key] for key in keys]


def _ways(reports: Sequence[Report]) -> dict[int, Way]:
    plans = {report.plan_id: report.plan for report in reports}
    found: dict[int, Way] = {}
    for key, plan in plans.items():
        found |= ways_of(plan, {report.body_id for report in reports if report.plan_id == key})
    return found


def _save(reports: Sequence[Report], fields: Iterable[str]) -> None:
    """Save some fields of some reports in one query: mostly the values are the same, or few."""
    changes: dict[str, Any] = {}
    for name in fields:
        column = cast("Field[Any, Any]", Report._meta.get_field(name))
        by_value: dict[Any, list[int]] = {}
        for report in reports:
            by_value.setdefault(getattr(report, column.attname), []).append(report.pk)
        values = [(Value(value, output_field=column), keys) for value, keys in by_value.items()]
        most = max(range(len(values)), key=lambda at: len(values[at][1]))
        others = [Whenever(pk__in=keys, then=value) for at, (value, keys) in enumerate(values) if at != most]
        changes[name] = Case(*others, default=values[most][0], output_field=column) if others else values[most][0]
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(**changes)
