"""The ladder's table: every act in every state, by every hand; no database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from samaki.core.actor import Actor, Grant
from samaki.core.problems import Forbidden
from samaki.registry.bodies.models import Body
from samaki.registry.people.rights import Subject

from .. import rules
from ..models import Report
from ..rules import ACTS, Act, State
from ..standing import Way

OWN, BETWEEN, PUBLISHER, ELSEWHERE, THEME = range(1, 6)
WAY = Way(OWN, (BETWEEN, PUBLISHER), Subject(OWN, frozenset({BETWEEN, PUBLISHER}), frozenset({THEME})))
ITSELF = Way(PUBLISHER, (PUBLISHER,), Subject(PUBLISHER))
DAY = dt.date(2018, 4, 2)
BODIES = {pk: Body(pk=pk, code=f"B{pk}", name={"en": f"Body {pk}"}) for pk in (OWN, BETWEEN, PUBLISHER, ELSEWHERE)}


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def report(state: str, holder: int = OWN, **fields: object) -> Report:
    """Return an unsaved report."""
    fields = {"version": 1, "revision": 4, "since": DAY, **fields}
    return Report(pk=1, body=BODIES[OWN], holder=BODIES[holder], state=state, **fields)


def actor(role: str, body: int | None, theme: int | None = None) -> Actor:
    """Return somebody with one role."""
    return Actor(9, "somebody", (Grant(role, body, theme),))


def codes(who: Actor, act: Act, one: Report, way: Way = WAY, seen: int | None = None) -> list[str]:
    """Return the codes of why an act is refused."""
    return [problem.code for problem in rules.refusals(who, act, one, way, seen=seen)]


class TestStates:
    # state and who it waits with: what the reporter, the chair, the body between and the publisher may do
    OPEN = (
        ("draft", OWN, {"submit"}, set(), set(), set()),
        ("submitted", OWN, set(), {"sign", "give_back"}, set(), set()),
        ("signed", BETWEEN, set(), set(), {"receive", "return"}, set()),
        ("received", PUBLISHER, set(), set(), set(), {"return", "approve"}),
        ("approved", OWN, {"correct", "withdraw"}, set(), set(), set()),
        ("withdrawn", OWN, {"correct"}, set(), set(), set()),
    )

    @pytest.mark.parametrize(("state", "holder", "reporter", "chair", "between", "publisher"), OPEN)
    def test_each_state_opens_just_these_acts(
        self, state: str, holder: int, reporter: set[str], chair: set[str], between: set[str], publisher: set[str]
    ) -> None:
        one = report(state, holder)
        assert rules.open_acts(actor("reporter", OWN), one, WAY) == reporter
        assert rules.open_acts(actor("chair", OWN), one, WAY) == chair
        assert rules.open_acts(actor("reviewer", BETWEEN), one, WAY) == between
        assert rules.open_acts(actor("approver", PUBLISHER), one, WAY) == publisher
        for role in ("auditor", "monitoring_officer", "administrator", "reader"):
            assert rules.open_acts(actor(role, PUBLISHER), one, WAY) == frozenset()
        for role in ("reporter", "chair", "reviewer", "approver"):
            assert rules.open_acts(actor(role, ELSEWHERE), one, WAY) == frozenset()

    @pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
    def test_every_other_state_is_refused_with_a_code_and_a_sentence(self, act: Act) -> None:
        for state in State.values:
            if state not in act.states:
                (problem,) = rules.refusals(actor("approver", OWN), act, report(state), WAY)
                assert problem.code == act.code
                assert str(State(state).label) in problem.what
                assert "{" not in problem.what

    @pytest.mark.parametrize("state", ["draft", "submitted"])
    def test_only_a_correction_or_a_withdrawal_can_be_given_up(self, state: str) -> None:
        reporter = actor("reporter", OWN)
        assert codes(reporter, rules.DROP, report(state)) == ["report.nothing_to_drop"]
        assert codes(reporter, rules.DROP, report(state, intent="correction")) == []


class TestWhereItWaits:
    def test_one_acts_only_through_a_role_where_the_report_waits(self) -> None:
        assert codes(actor("approver", PUBLISHER), rules.RECEIVE, report("signed", BETWEEN)) == ["report.not_here"]
        assert codes(actor("reviewer", BETWEEN), rules.RETURN, report("received", PUBLISHER)) == ["report.not_here"]
        two_posts = Actor(9, "two", (Grant("reviewer", PUBLISHER), Grant("approver", BETWEEN)))
        assert codes(two_posts, rules.APPROVE, report("received", PUBLISHER)) == ["report.not_here"]

    def test_the_sentence_names_state_and_body(self) -> None:
        (problem,) = rules.refusals(actor("reviewer", BETWEEN), rules.RETURN, report("received", PUBLISHER), WAY)
        assert problem.what == "This report does not wait here: it is received, with Body 3."

    def test_a_role_for_a_theme_stands_in_for_the_body_that_leads_it(self) -> None:
        way = Way(OWN, (THEME, PUBLISHER), Subject(OWN, frozenset({PUBLISHER}), frozenset({THEME})))
        one = Report(pk=1, body=BODIES[OWN], holder=Body(pk=THEME, name={"en": "Theme"}), state="signed", since=DAY)
        assert codes(actor("reviewer", None, THEME), rules.RECEIVE, one, way) == []
        assert codes(actor("reviewer", PUBLISHER, THEME), rules.RECEIVE, one, way) == ["report.not_here"]

    def test_a_body_between_does_not_approve_and_the_publisher_does_not_receive(self) -> None:
        between = actor("approver", BETWEEN)
        assert codes(between, rules.APPROVE, report("signed", BETWEEN)) == ["report.not_publisher"]
        publisher = actor("approver", PUBLISHER)
        assert codes(publisher, rules.RECEIVE, report("received", PUBLISHER)) == ["report.publishes_here"]

    def test_it_goes_from_body_to_body_up_to_the_one_that_approves(self) -> None:
        assert [rules.next_body(WAY, one) for one in (OWN, BETWEEN, PUBLISHER)] == [BETWEEN, PUBLISHER, None]
        assert rules.next_body(ITSELF, PUBLISHER) is None
        assert rules.next_body(WAY, ELSEWHERE) == PUBLISHER  # the plan changed while it was on its way


class TestHandsAndRights:
    def test_nobody_approves_what_they_had_a_hand_in(self) -> None:
        one = report("received", PUBLISHER)
        assert "approve" in rules.open_acts(actor("approver", PUBLISHER), one, WAY, {1, 2})
        assert "approve" not in rules.open_acts(actor("approver", PUBLISHER), one, WAY, {1, 9})
        assert rules.own_hand().code == "report.own_hand"

    @pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
    def test_without_the_right_it_is_forbidden_whatever_the_state(self, act: Act) -> None:
        with pytest.raises(Forbidden) as refusal:
            rules.require_right(actor("reader", OWN), act, report("draft"), WAY)
        assert refusal.value.problems[0].code == "not_allowed"
        assert refusal.value.problems[0].mend

    def test_a_revision_that_is_not_the_one_seen_is_refused(self) -> None:
        one = report("submitted", revision=5)
        assert codes(actor("chair", OWN), rules.SIGN, one, seen=4) == ["report.changed"]
        assert codes(actor("chair", OWN), rules.SIGN, one, seen=5) == []


class TestDays:
    def test_a_day_lies_neither_after_today_nor_before_the_last_step(self) -> None:
        def day(known: dt.date, **fields: object) -> list[str]:
            return [one.code for one in rules.day_problems(report("signed", **fields), known, dt.date(2018, 4, 9))]

        assert day(dt.date(2018, 4, 9)) == day(DAY) == []
        assert day(dt.date(2018, 4, 10)) == ["report.day_ahead"]
        assert day(dt.date(2018, 4, 1)) == ["report.day_reversed"]

    def test_a_draft_that_nobody_submitted_has_no_last_step(self) -> None:
        assert not list(rules.day_problems(report("draft"), dt.date(2018, 1, 1), dt.date(2018, 4, 9)))

    def test_a_month_that_has_not_begun_cannot_be_reported(self) -> None:
        april = report("draft", first_month=2018 * 12 + 3, last_month=2018 * 12 + 3)
        assert [one.code for one in rules.period_problems(april, dt.date(2018, 3, 31))] == ["report.not_begun"]
        assert not list(rules.period_problems(april, dt.date(2018, 4, 1)))
