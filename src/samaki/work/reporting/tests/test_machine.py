"""The ladder under random hands: any act, by anybody, in any order, with stale pages and repeated keys.

A model of a few lines says what must be taken, what must be refused, and which figures then stand; the services and
the ledger are held against it after every step. `SAMAKI_MACHINE=500x60` runs 500 stories of 60 steps.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid5

import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from samaki.core.actor import Actor
from samaki.core.models import Batch, JournalEntry
from samaki.core.problems import Refused
from samaki.ledger.check import Check
from samaki.ledger.models import EventLink, Fact
from samaki.registry.people.models import Account, Role
from samaki.registry.people.selectors import actor_of_account

from ..models import Report, ReportHand, ReportLine, ReportNote, ReportStep, ReportVersion, ReportWord
from ..services import (
    Change,
    Conflict,
    approve_reports,
    correct_report,
    drop_changes,
    give_back,
    join_reported_events,
    receive_reports,
    return_report,
    save_changes,
    separate_reported_events,
    sign_reports,
    submit_reports,
    withdraw_report,
)
from .acting import in_force, joined, opened, recorded, type_in, versions_of
from .model_of_ladder import CAST, EVENTS, OWED, REPORTS, SPACE, WAY, Model, Typed, taken
from .world import KNOWN, World

FEW = "5x25" if os.environ.get("SAMAKI_TEST_ON") == "postgresql" else "15x25"
MANY = 100
STORIES, STEPS = (int(number) for number in os.environ.get("SAMAKI_MACHINE", FEW).split("x"))
WHO = st.sampled_from(["fit", "fit", "fit", *CAST])
WHICH = st.sampled_from(sorted(REPORTS))
STALE = st.sampled_from([False, False, False, True])


class Ladder(RuleBasedStateMachine):
    """One story, on a country whose reports are begun."""

    actors: ClassVar[dict[str, Actor]]
    reports: ClassVar[dict[str, Report]]
    taken: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.models = {name: Model(body, holder=body) for name, (body, _who, _month) in REPORTS.items()}
        for name, model in self.models.items():
            model.hands = {f"{REPORTS[name][1]}.reporter"}
        self.joined: set[frozenset[str]] = set()
        self.decided: set[frozenset[str]] = set()
        self.last: tuple[Callable[[], object], str] | None = None
        self.acts = 0

    def teardown(self) -> None:
        faults = list(Check().faults())
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)
        assert faults == []

    @initialize(far=st.lists(st.integers(1, 4), min_size=3, max_size=3))
    def begun(self, far: list[int]) -> None:
        """Let the story begin with reports that are some way up."""
        for which, steps in zip(self.models, far, strict=True):
            self.save("fit", which, "TRAINED", "5", EVENTS[steps % 3], stale=False)
            self.go_on(which, [0] * steps)

    # What one may do

    @rule(who=WHO, which=WHICH, line=st.sampled_from(["TRAINED", "VICTIMS", "1", "2"]), stale=STALE,
          value=st.sampled_from(["3", "7", "", "0", "nil", "x"]), event=st.sampled_from(["", *EVENTS]))  # fmt: skip
    def save(self, who: str, which: str, line: str, value: str, event: str, stale: bool) -> None:
        key = (
            f"line:{line}" if len(line) > 1 else f"line:{UUID(int=uuid5(self.reports[which].uid, line).int, version=4)}"
        )
        indicator = line if len(line) > 1 else "TRAINED"
        typed = (
            {"kind": "nil"}
            if value == "nil" and line == "VICTIMS"
            else {"value": value}
            if value not in ("", "nil")
            else {}
        )
        if typed and event and value != "x":
            typed["event"] = event
        if len(line) == 1 and typed:
            typed["indicator"] = indicator
        if self._save(who, which, key, typed, stale=stale):
            self.models[which].said[key] = {**typed, "indicator": indicator}

    @rule(who=WHO, which=WHICH, ticked=st.booleans())
    def tick_nothing(self, who: str, which: str, ticked: bool) -> None:
        typed = {"text": "1"} if ticked else {}
        if self._save(who, which, "word:nothing", typed, stale=False):
            self.models[which].said["word:nothing"] = typed

    @rule(who=WHO, which=WHICH, stale=STALE)
    def submit(self, who: str, which: str, stale: bool) -> None:
        model, name = self.models[which], self._fit(who, which, 0)
        allowed = model.body == CAST[name][0] and model.state == "draft" and model.may_be_submitted
        if self._try("submit", name, [which], submit_reports, allowed=allowed, stale=stale, many=True):
            model.state = "submitted"
            model.hands.add(name)

    @rule(who=WHO, which=WHICH, stale=STALE)
    def sign(self, who: str, which: str, stale: bool) -> None:
        model, name = self.models[which], self._fit(who, which, 1)
        allowed = model.body == CAST[name][1] and model.state == "submitted"
        if self._try("sign", name, [which], sign_reports, allowed=allowed, stale=stale, many=True):
            model.state, model.holder = "signed", WAY[model.body][0]
            model.hands.add(name)

    @rule(who=WHO, which=WHICH, reason=st.sampled_from(["Count again", ""]))
    def give_back(self, who: str, which: str, reason: str) -> None:
        model, name = self.models[which], self._fit(who, which, 1)
        allowed = model.body == CAST[name][1] and model.state == "submitted" and bool(reason)
        if self._try("give_back", name, [which], give_back, allowed=allowed, reason=reason):
            model.state = "draft"

    @rule(who=WHO, which=WHICH, stale=STALE)
    def receive(self, who: str, which: str, stale: bool) -> None:
        model, name = self.models[which], self._fit(who, which, 2)
        allowed = self._waits_for(model, name) and model.holder != WAY[model.body][-1]
        if self._try("receive", name, [which], receive_reports, allowed=allowed, stale=stale, many=True):
            model.state, model.holder = "received", WAY[model.body][WAY[model.body].index(model.holder) + 1]

    @rule(who=WHO, which=WHICH, reason=st.sampled_from(["Which training?", ""]), stale=STALE)
    def return_it(self, who: str, which: str, reason: str, stale: bool) -> None:
        model, name = self.models[which], self._fit(who, which, 3)
        allowed = self._waits_for(model, name) and bool(reason)
        if self._try("return", name, [which], return_report, allowed=allowed, stale=stale, reason=reason):
            model.state, model.holder = "draft", model.body

    @rule(who=WHO, some=st.lists(WHICH, min_size=1, max_size=3, unique=True), stale=STALE)
    def approve(self, who: str, some: list[str], stale: bool) -> None:
        name = self._fit(who, some[0], 3)
        models = [self.models[which] for which in some]
        allowed = all(
            self._waits_for(model, name)
            and model.holder == WAY[model.body][-1] == CAST[name][3]
            and name not in model.hands
            for model in models
        )
        if self._try("approve", name, some, approve_reports, allowed=allowed, stale=stale, many=True):
            for model in models:
                is_withdrawal = model.intent == "withdrawal"
                model.stands = [] if is_withdrawal else model.figures()
                model.state = model.settled = "withdrawn" if is_withdrawal else "approved"
                model.holder, model.intent, model.approved = model.body, "report", deepcopy(model.said)
            self._take_over()

    @rule(who=WHO, which=WHICH, reason=st.sampled_from(["Counted twice", ""]))
    def correct(self, who: str, which: str, reason: str) -> None:
        model, name = self.models[which], self._fit(who, which, 0)
        allowed = model.body == CAST[name][0] and model.state in ("approved", "withdrawn") and bool(reason)
        if self._try("correct", name, [which], correct_report, allowed=allowed, reason=reason):
            model.state, model.intent = "draft", "correction"

    @rule(who=WHO, which=WHICH)
    def withdraw(self, who: str, which: str) -> None:
        model, name = self.models[which], self._fit(who, which, 0)
        allowed = model.body == CAST[name][0] and model.state == "approved"
        if self._try("withdraw", name, [which], withdraw_report, allowed=allowed, reason="Wrong month"):
            model.state, model.intent = "submitted", "withdrawal"
            model.hands.add(name)

    @rule(who=WHO, which=WHICH, stale=STALE)
    def drop(self, who: str, which: str, stale: bool) -> None:
        model, name = self.models[which], self._fit(who, which, 0)
        allowed = model.body == CAST[name][0] and model.state in ("draft", "submitted") and model.intent != "report"
        if self._try("drop", name, [which], drop_changes, allowed=allowed, stale=stale):
            model.state, model.intent, model.said = model.settled, "report", deepcopy(model.approved or {})

    @rule(which=WHICH, choices=st.lists(st.integers(0, 5), min_size=1, max_size=6))
    def go_on(self, which: str, choices: list[int]) -> None:
        """Take some of the steps that are open, by whoever should: so that stories come far."""
        for choice in choices:
            steps = self._open_steps(which, choice)
            steps[choice % len(steps)]()

    def _open_steps(self, which: str, number: int) -> list[Callable[[], None]]:
        """Return the steps that are open in the report's state; the usual ones twice."""
        model = self.models[which]
        drop = [] if model.intent == "report" else [partial(self.drop, "fit", which, stale=False)]
        submit, sign, receive, approve = (
            partial(act, "fit", which if act != self.approve else [which], stale=False)
            for act in (self.submit, self.sign, self.receive, self.approve)
        )
        send_back = partial(self.return_it, "fit", which, "Which training?", stale=False)
        correct = partial(self.correct, "fit", which, "Counted twice")
        event = EVENTS[number % len(EVENTS)]
        return {
            "draft": [submit, partial(self.save, "fit", which, "TRAINED", str(number), event, stale=False), *drop],
            "submitted": [sign, sign, partial(self.give_back, "fit", which, "Count again"), *drop],
            "approved": [correct, partial(self.withdraw, "fit", which)],
            "withdrawn": [correct],
        }.get(model.state) or [*[approve if model.holder == WAY[model.body][-1] else receive] * 2, send_back]

    @rule(who=st.sampled_from(["monitoring", "gs.approver"]), join=st.booleans(),
          pair=st.one_of(st.permutations(EVENTS), st.sampled_from(EVENTS).map(taken)))  # fmt: skip
    def find_one(self, who: str, pair: list[str], join: bool) -> None:
        both = frozenset(pair[:2])
        allowed = who == "monitoring" and both <= recorded() and (both in self.joined) != join
        act = join_reported_events if join else separate_reported_events

        def call() -> object:
            return act(self.actors[who], event=UUID(pair[0]), into=UUID(pair[1]), reason="Looked at both")

        if self._call("join" if join else "separate", call, allowed=allowed):
            self.joined = self.joined ^ {both}
            self.decided.add(both)

    @rule()
    def send_again(self) -> None:
        """The last act once more, with its key: once is once."""
        if self.last is not None:
            before = everything()
            self.last[0]()
            assert everything() == before, self.last[1]

    # What must always hold

    @invariant()
    def states_and_figures_are_the_model_s(self) -> None:
        rows = {report.pk: report for report in Report.objects.select_related("holder")}
        for name, model in self.models.items():
            row = rows[self.reports[name].pk]
            assert (row.state, row.holder.code, row.intent) == (model.state, model.holder, model.intent), name
        assert sorted(in_force()) == sorted(
            (REPORTS[name][0], REPORTS[name][2], indicator, str(value))
            for name, model in self.models.items()
            for indicator, value in model.stands
        )

    @invariant()
    def what_is_joined_is_the_model_s(self) -> None:
        assert joined() == self.joined

    @invariant()
    def no_fact_without_an_approval(self) -> None:
        steps = set(ReportStep.objects.filter(action="approve").values_list("batch", "report__body"))
        assert set(Fact.objects.values_list("batch", "body")) <= steps
        assert Batch.objects.filter(action="report.approve").count() <= JournalEntry.objects.filter(
            action="report.approve"
        ).count()  # fmt: skip

    # How it is tried

    def _take_over(self) -> None:
        """Each event that the commune named first is one with the province's own, unless somebody has decided."""
        known = recorded()
        fresh = {frozenset(pair) for pair in map(taken, EVENTS) if known.issuperset(pair)} - self.decided
        self.joined |= fresh
        self.decided |= fresh

    def _fit(self, who: str, which: str, role: int) -> str:
        """Return who should act: `fit` is somebody with the role where the report is."""
        if who != "fit":
            return who
        holder = self.models[which].holder
        fitting = (name for name, bodies in CAST.items() if holder in bodies[2:] or holder == bodies[role])
        return next((name for name in fitting if role > 1 or CAST[name][role]), "every.post")

    def _waits_for(self, model: Model, name: str) -> bool:
        return model.state in ("signed", "received") and model.holder in CAST[name][2:]

    def _save(self, who: str, which: str, key: str, typed: Typed, *, stale: bool) -> bool:
        """Save one piece; say whether it now says this."""
        model, name, report = self.models[which], self._fit(who, which, 0), self.reports[which]
        there = versions_of(report).get(key, 0)
        change = Change(report, key, max(0, there - 1) if stale else there, typed)
        is_owed = key != "line:VICTIMS" or "VICTIMS" in OWED[model.body]
        allowed = model.body == CAST[name][0] and model.state == "draft" and is_owed
        revision = Report.objects.get(pk=report.pk).revision
        answer: list[Any] = []
        if not self._call(
            "save", lambda: answer.extend(save_changes(self.actors[name], changes=[change])), allowed=allowed
        ):
            return False
        if Report.objects.get(pk=report.pk).revision != revision:
            model.hands.add(name)
        return not isinstance(answer[0], Conflict)

    def _try(
        self, act: str, name: str, some: list[str], service: Callable[..., object], *, allowed: bool,
        stale: bool = False, many: bool = False, **more: Any,
    ) -> bool:  # fmt: skip
        rows = [Report.objects.get(pk=self.reports[which].pk) for which in some]
        seen = {row.uid: row.revision - stale for row in rows}
        self.acts += 1
        more |= {"key": uuid5(SPACE, str(self.acts))}
        more |= {"reports": rows, "seen": seen} if many else {"report": rows[0], "seen": seen[rows[0].uid]}

        def call() -> object:
            return service(self.actors[name], **more)

        taken = self._call(act, call, allowed=allowed and not stale)
        if taken:
            self.last = (call, act)
        return taken

    def _call(self, act: str, call: Callable[[], object], *, allowed: bool) -> bool:
        """Do it; a refusal has a code and a sentence and changes nothing."""
        before = everything()
        refusal: Refused | None = None
        try:
            with transaction.atomic():
                call()
        except Refused as said:
            refusal = said
        if refusal is not None:
            assert refusal.problems
            assert all(problem.code and problem.what and "{" not in problem.what for problem in refusal.problems)
            assert everything() == before, act
            assert not allowed, f"{act} was refused: {refusal}"
            return False
        assert allowed, f"{act} was taken"
        self.taken[act] = self.taken.get(act, 0) + 1
        return True


def everything() -> list[Any]:
    """Return all that an act may change."""
    return [
        list(Report.objects.order_by("pk").values_list()),
        list(ReportLine.objects.order_by("pk").values_list("pk", "version", "kind", "value", "line", "standing")),
        *(model.objects.count() for model in (ReportHand, ReportNote, ReportStep, ReportVersion, ReportWord)),
        *(model.objects.count() for model in (Fact, EventLink, Batch, JournalEntry)),
    ]


@pytest.fixture
def reports(world: World) -> Iterator[dict[str, Report]]:
    """Return reports of a commune and of a province, each with the same three events."""
    account = Account(user_name="every.post", name={"en": "Every post"}, created="2018-01-01T00:00Z")
    account.save(force_insert=True)
    for role, body in (("reporter", "PC1"), ("chair", "PC1"), ("approver", "GS")):
        Role.objects.create(account=account, role=role, body=world.bodies[body], first_day=KNOWN)
    found = {}
    with translation.override("en"):
        for name, (body, who, month) in REPORTS.items():
            found[name] = opened(world, body, f"{who}.reporter", month)
            type_in(world, found[name], {f"event:{uid}": {"title": "Fair"} for uid in EVENTS}, f"{who}.reporter")
        yield found


def test_any_order_of_acts_by_anybody(reports: dict[str, Report]) -> None:
    Ladder.actors = {name: actor_of_account(Account.objects.get(user_name=name)) for name in CAST}
    Ladder.reports, Ladder.taken = reports, {}
    run_state_machine_as_test(
        Ladder,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize="SAMAKI_MACHINE" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
    every = {"save", "submit", "sign", "receive", "return", "approve", "correct", "drop"}
    # A few stories need not reach what only an approved and reopened report allows.
    assert every - ({"correct", "drop"} if STORIES < MANY else set()) <= set(Ladder.taken)
