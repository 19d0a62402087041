"""The month that stands open: each report came as far as demonstration/march.yaml says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from samaki.work.reporting.duties import Owed
from samaki.work.reporting.models import Report

from .acts import Stage, Typed
from .described import Described, Description, listed, months_of
from .events import EventsReported
from .past import Past

# How far a report came, the least first; `returned` came up and went back.
MISSING, DRAFT, SUBMITTED, SIGNED, RETURNED, APPROVED = (
    "missing",
    "draft",
    "submitted",
    "signed",
    "returned",
    "approved",
)
STAGES: Final = (MISSING, DRAFT, SUBMITTED, SIGNED, RETURNED, APPROVED)


@dataclass(frozen=True, slots=True)
class Begun:
    """A report of the open month: how far it comes, on which days, and what is given of it."""

    report: Report
    owed: Owed
    stage: str
    days: Mapping[str, dt.date]
    given: Described


class OpenMonth:
    """Makes the open month."""

    def __init__(self, description: Description, stage: Stage, past: Past) -> None:
        self._described = description.open_month
        self._month = description.open
        self._stage = stage
        self._past = past
        self._events = EventsReported(self._described["events"], self._described["period"])
        self._given = {one["body"]: one for one in self._described["reports"]}
        self._stages = {code: name for name in STAGES for code in listed(self._described.get(name, ()))} | {
            code: one["stage"] for code, one in self._given.items()
        }

    def make(self) -> int:
        """Make the reports of the open month; return how many were begun."""
        begun = self._begin()
        self._write(begun)
        self._go(begun, SUBMITTED, self._stage.submit)
        self._go(begun, SIGNED, self._stage.sign)
        for one in begun:
            if "returned" in one.given:
                self._return(one)
        self._decide([one for one in begun if one.stage == APPROVED])
        return len(begun)

    def return_lately(self) -> int:
        """Return what came back a few days ago, of the month before; return how many."""
        returned = 0
        for one in self._described["returned_lately"]:
            body = self._stage.cast.bodies.get(one["body"])
            months = months_of(one["period"])
            report = Report.objects.filter(body=body, first_month=months.first, last_month=months.last).first()
            if report is not None:
                self._stage.give_back(report, one["on"], note=one["note"])
                returned += 1
        return returned

    def _begin(self) -> list[Begun]:
        reporters = self._stage.cast.reporters
        monthly = [one for one in self._past.owed(self._month) if one.first == one.last]
        wanted = [(one, self._stage_of(reporters[one.body].code, reporters[one.body].kinds)) for one in monthly]
        wanted = [(one, stage) for one, stage in wanted if stage != MISSING]
        reports = self._stage.begin([one for one, _stage in wanted], self._days((), {})[SUBMITTED])
        found = []
        for report, (one, stage) in zip(reports, wanted, strict=True):
            reporter = reporters[one.body]
            given = self._given.get(reporter.code, {})
            found.append(Begun(report, one, stage, self._days(reporter.kinds, given), given))
        return found

    def _stage_of(self, code: str, kinds: Iterable[str]) -> str:
        others: Mapping[str, str] = self._described["others"]
        return self._stages.get(code) or next(others[kind] for kind in kinds if kind in others)

    def _days(self, kinds: Iterable[str], given: Described) -> Mapping[str, dt.date]:
        by_kind = self._described["days_by_kind"]
        usual: Mapping[str, dt.date] = next((by_kind[kind] for kind in kinds if kind in by_kind), {})
        return {**self._described["days"], **usual, **given.get("days", {})}

    def _write(self, begun: Iterable[Begun]) -> None:
        typed = {one.report.pk: self._typed(one) for one in begun}
        reports = [one.report for one in begun]
        self._stage.write(reports, typed, self._days((), {})[SUBMITTED])
        for one in begun:
            for user_name, pieces in one.given.get("typed_by", {}).items():
                account = self._stage.cast.account(user_name)
                self._stage.write([one.report], {one.report.pk: pieces}, one.days[SUBMITTED], by=account)

    def _typed(self, one: Begun) -> Typed:
        reporter = self._stage.cast.reporters[one.owed.body]
        given: Typed = {key: _texts(fields) for key, fields in one.given.get("typed", {}).items()}
        drawn = {} if one.stage == DRAFT and given else self._past.typed(reporter, one.owed)
        return {**drawn, **given, **self._events.typed(reporter.code, one.report)}

    def _go(self, begun: Iterable[Begun], stage: str, act: Callable[[list[Report], dt.date], None]) -> None:
        days: dict[dt.date, list[Report]] = defaultdict(list)
        for one in begun:
            if STAGES.index(one.stage) >= STAGES.index(stage):
                days[one.days[stage]].append(one.report)
        for day in sorted(days):
            act(days[day], day)

    def _return(self, one: Begun) -> None:
        """Return a report; where it says so, mend it and send it again."""
        returned = one.given["returned"]
        self._stage.give_back(one.report, returned["on"], note=returned["note"])
        again = returned.get("again")
        if again is not None:
            typed = {key: _texts(fields) for key, fields in returned["typed"].items()}
            self._stage.write([one.report], {one.report.pk: typed}, again[SUBMITTED], again=True)
            self._stage.submit_and_sign([one.report], again[SUBMITTED], again[SIGNED])

    def _decide(self, approved: Iterable[Begun]) -> None:
        days: dict[dt.date, list[Report]] = defaultdict(list)
        for one in approved:
            days[one.days["decided"]].append(one.report)
        for day in sorted(days):
            self._stage.receive(days[day], day)
            self._stage.approve(days[day], day)


def _texts(fields: Described) -> dict[str, str]:
    """Return fields as they are typed: a day that YAML read is a text again."""
    return {name: value.isoformat() if isinstance(value, dt.date) else str(value) for name, value in fields.items()}
