"""The months that are history: each owed report is written, sent, decided, or missing, as its dice fell."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from samaki.calculate.periods import month_end, period_name
from samaki.work.reporting.duties import Owed, owed
from samaki.work.reporting.models import Report

from .acts import Stage, Typed
from .described import Description
from .dice import Dice
from .events import EventsReported
from .fates import Course, Fate, Fates
from .figures import NIL, Figures, Reporter

NOTHING: Final = "word:nothing"


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that is sent, with what is owed and what becomes of it."""

    report: Report
    owed: Owed
    course: Course


class Past:
    """Makes one month after the other; each month is the same whichever others are made."""

    def __init__(self, description: Description, stage: Stage, events: EventsReported) -> None:
        self._description = description
        self._stage = stage
        self._events = events
        self._figures = Figures(description)
        self._fates = Fates(description)
        self._codes = dict(stage.plan.indicators.values_list("pk", "code"))
        self._totals = {(one["body"], str(one["period"])): one for one in description.history["totals"]}
        self._given = {(one["body"], str(one["period"])): one["pieces"] for one in description.history["typed"]}
        self._owed: Mapping[int, list[Owed]] | None = None

    def make(self, month: int) -> int:
        """Make the reports whose periods end with a month; return how many were sent."""
        sent = self._begin(month)
        self._run(sent, month)
        return len(sent)

    def typed(self, reporter: Reporter, one: Owed, again: int = 0) -> Typed:
        """Return what a body types into its report."""
        given: Typed = self._given.get((reporter.code, period_name(one.first, one.last)), {})
        drawn = self._drawn(reporter, one, again)
        return {**{key: typed for key, typed in drawn.items() if not given or key != NOTHING}, **given}

    def _drawn(self, reporter: Reporter, one: Owed, again: int) -> Typed:
        codes = [self._codes[indicator] for indicator in one.indicators]
        lines = self._figures.lines(reporter, one.first, one.last, codes, again)
        total = self._totals.get((reporter.code, period_name(one.first, one.last)))
        if total is not None:
            lines[total["indicator"]] = {
                "value": str(total["value"]), "includes_lower": "1", "note": total["note"]
            }  # fmt: skip
        dice = Dice(self._description.seed, reporter.code, period_name(one.first, one.last), "words")
        if (
            lines
            and all(line == NIL for line in lines.values())
            and dice.chance(self._description.history["quiet_month"])
        ):
            return {NOTHING: {"text": "1"}}
        return {**{f"line:{code}": line for code, line in lines.items()}, **self._words(dice, reporter, one)}

    def _words(self, dice: Dice, reporter: Reporter, one: Owed) -> Typed:
        found: dict[str, Mapping[str, str]] = {}
        words = self._description.words["words"]
        if dice.chance(_of_kind(self._description.history["wordy"], reporter)):
            found["word:challenges"] = {"text": dice.pick(words["challenges"])}
            found["word:next_steps"] = {"text": dice.pick(words["next_steps"])}
        if dice.chance(_of_kind(self._description.history["other_work"], reporter)):
            day = month_end(one.last).replace(day=dice.between(1, 28))
            found["other:1"] = {**dice.pick(self._description.words["other_work"]), "when": f"{day:%d-%m-%Y}"}
        return found

    def owed(self, month: int) -> list[Owed]:
        """Return what the bodies with a history owe for periods that end with a month."""
        if self._owed is None:
            found: dict[int, list[Owed]] = defaultdict(list)
            first, last = self._description.first, self._description.open
            for one in owed(self._stage.plan, first=first, last=last, bodies=list(self._stage.cast.reporters)):
                found[one.last].append(one)
            self._owed = found
        return self._owed[month]

    def _begin(self, month: int) -> list[Sent]:
        reporters = self._stage.cast.reporters
        courses = [
            (one, self._fates.course(reporters[one.body], one.first, one.last, one.due)) for one in self.owed(month)
        ]
        wanted = [(one, course) for one, course in courses if course.fate is not Fate.MISSING]
        day = month_end(month)
        reports = self._stage.begin([one for one, _course in wanted], day)
        typed = {
            report.pk: {
                **self.typed(reporters[one.body], one),
                **self._events.typed(reporters[one.body].code, report),
            }
            for report, (one, _course) in zip(reports, wanted, strict=True)
        }
        self._stage.write(reports, typed, day)
        return [Sent(report, one, course) for report, (one, course) in zip(reports, wanted, strict=True)]

    def _run(self, sent: Sequence[Sent], month: int) -> None:
        """Go through the days on which something is sent or decided, in order."""
        late, decisions = self._fates.late_day(month), set(self._fates.decisions(month))
        coming: dict[dt.date, list[Sent]] = defaultdict(list)
        for one in sent:
            coming[one.course.sent].append(one)
        waiting: list[Sent] = []
        mended: list[Sent] = []
        for day in sorted({*coming, *decisions, late}):
            self._stage.submit_and_sign([one.report for one in coming[day]], day)
            waiting += [one for one in coming[day] if one.course.fate is not Fate.RETURNED_LATELY]
            if day == late and mended:
                self._mend(mended, day)
                waiting += mended
            if day in decisions:
                back = [one for one in waiting if one.course.fate is Fate.RETURNED and day < late]
                self._decide([one for one in waiting if one not in back], back, day)
                waiting, mended = [], [*mended, *back]

    def _decide(self, ready: Sequence[Sent], back: Sequence[Sent], day: dt.date) -> None:
        for one in back:
            dice = Dice(self._description.seed, one.report.uid, "returned")
            self._stage.give_back(one.report, day, reason=dice.pick(self._description.words["notes"]))
        reports = [one.report for one in ready]
        self._stage.receive(reports, day)
        self._stage.approve(reports, day)

    def _mend(self, mended: Sequence[Sent], day: dt.date) -> None:
        """Type one line anew and send the reports again."""
        reports = [one.report for one in mended]
        typed = {one.report.pk: self.mended(self._stage.cast.reporters[one.owed.body], one.owed) for one in mended}
        self._stage.write(reports, typed, day, again=True)
        self._stage.submit_and_sign(reports, day)

    def mended(self, reporter: Reporter, one: Owed, indicator: str = "") -> Typed:
        """Return another number for one line: the indicator's, or the first that has one."""
        before, after = self.typed(reporter, one), self.typed(reporter, one, again=1)
        wanted = [f"line:{indicator}"] if indicator else [key for key in before if key.startswith("line:")]
        numbers = [key for key in wanted if after.get(key, NIL) != NIL and after.get(key) != before.get(key)]
        if numbers:
            return {numbers[0]: after[numbers[0]]}
        return {"word:challenges": {"text": self._description.words["words"]["challenges"][0]}}


def _of_kind(table: Mapping[str, int], reporter: Reporter) -> int:
    return next((table[kind] for kind in reporter.kinds if kind in table), 0)
