"""What happened to reports after they were approved: corrections and withdrawals, in the order of their days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from samaki.work.reporting import services
from samaki.work.reporting.models import Report

from .acts import Stage
from .cast import DEMONSTRATION
from .described import Described, Description, months_of
from .past import Past

DECIDED_AFTER = dt.timedelta(days=5)


class Later:
    """Reopens approved reports."""

    def __init__(self, description: Description, stage: Stage, past: Past) -> None:
        self._history = description.history
        self._words = description.words
        self._stage = stage
        self._past = past

    def make(self) -> int:
        """Correct and withdraw what is described so and was approved; return how many."""
        done = 0
        for number, one in enumerate(self._history["corrected"]):
            report = self._approved(one)
            if report is not None:
                self._correct(report, one, self._pick("corrections", number))
                done += 1
        for number, one in enumerate(self._history["withdrawn"]):
            report = self._approved(one)
            if report is not None:
                self._withdraw(report, one["on"], self._pick("withdrawals", number))
                done += 1
        return done

    def _correct(self, report: Report, one: Described, reason: str) -> None:
        day: dt.date = one["on"]
        owed = next(
            owed for owed in self._past.owed(report.last_month)
            if (owed.body, owed.first) == (report.body_id, report.first_month)
        )  # fmt: skip
        typed = self._past.mended(self._stage.cast.reporters[report.body_id], owed, one["indicator"])
        services.correct_report(DEMONSTRATION, report=report, reason=reason, when=self._stage.when(day))
        self._stage.write([report], {report.pk: typed}, day, again=True)
        self._stage.submit_and_sign([report], day)
        self._decide(report, day + DECIDED_AFTER)

    def _withdraw(self, report: Report, day: dt.date, reason: str) -> None:
        services.withdraw_report(DEMONSTRATION, report=report, reason=reason, when=self._stage.when(day))
        self._stage.sign([report], day)
        self._decide(report, day + DECIDED_AFTER)

    def _decide(self, report: Report, day: dt.date) -> None:
        self._stage.receive([report], day)
        self._stage.approve([report], day)

    def _approved(self, one: Mapping[str, object]) -> Report | None:
        body = self._stage.cast.bodies.get(str(one["body"]))
        months = months_of(str(one["period"]))
        reports = Report.objects.select_related("plan", "body__kind", "holder").filter(
            body=body, first_month=months.first, last_month=months.last, state=Report.State.APPROVED
        )
        return reports.first()

    def _pick(self, words: str, number: int) -> str:
        texts = self._words[words]
        return str(texts[number % len(texts)])
