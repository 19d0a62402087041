"""The ladder as one table: which act leads from which state to which, by whom, and why it is refused.

Pure: it looks at a report's own fields, at an actor's grants and at the way of the body, and asks no database.
Buttons, services and tests read the same table. Docs: docs/explain/reports.md, "The ladder".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.calculate.periods import month_of
from samaki.core import formats
from samaki.core.actor import Actor, Grant
from samaki.core.problems import Problem
from samaki.registry.people.rights import Subject, in_whose_stead, may, require

from .models import Report
from .standing import Way

State = Report.State
Intent = Report.Intent


@dataclass(frozen=True, slots=True)
class Act:
    """One step of the ladder.

    `right` is the action in the table of rights. `at_holder`: done where the report waits, through a role held there;
    else by the body itself. `ends_version`: the step belongs to the version that ends with it. `code` and `sentence`
    say no where the report is in another state ({state}: the one it is in, {body}: where it is).
    """

    name: str
    right: str
    states: frozenset[Report.State]
    to: Report.State
    code: str
    sentence: Promise | str
    at_holder: bool = False
    ends_version: bool = False
    needs_reason: bool = False


_NOT_HERE: Final = gettext_lazy("This report does not wait here: it is {state}, with {body}.")
_NOT_SIGNABLE: Final = gettext_lazy("This report does not wait for its signature: it is {state}.")
_GOES_NO_FURTHER: Final = gettext_lazy("{body} approves this report; it goes no further.")
_PASSES_ON: Final = gettext_lazy("{body} passes this report on; another body approves it.")
_ABOVE: Final = frozenset({State.SIGNED, State.RECEIVED})

SUBMIT: Final = Act(
    "submit", "report.submit", frozenset({State.DRAFT}), State.SUBMITTED,
    "report.not_draft", gettext_lazy("Only a draft can be submitted; this report is {state}."),
)  # fmt: skip
SIGN: Final = Act(
    "sign", "report.sign", frozenset({State.SUBMITTED}), State.SIGNED, "report.not_submitted", _NOT_SIGNABLE
)
GIVE_BACK: Final = Act(
    "give_back", "report.sign", frozenset({State.SUBMITTED}), State.DRAFT, "report.not_submitted", _NOT_SIGNABLE,
    ends_version=True, needs_reason=True,
)  # fmt: skip
RECEIVE: Final = Act("receive", "report.receive", _ABOVE, State.RECEIVED, "report.not_here", _NOT_HERE, at_holder=True)
RETURN: Final = Act(
    "return", "report.return", _ABOVE, State.DRAFT, "report.not_here", _NOT_HERE, at_holder=True, ends_version=True
)
APPROVE: Final = Act("approve", "report.approve", _ABOVE, State.APPROVED, "report.not_here", _NOT_HERE, at_holder=True)
NOTE: Final = Act("note", "report.note", _ABOVE, State.SIGNED, "report.not_here", _NOT_HERE, at_holder=True)
CORRECT: Final = Act(
    "correct", "report.correct", frozenset({State.APPROVED, State.WITHDRAWN}), State.DRAFT, "report.not_approved",
    gettext_lazy("Only a report that was approved can be opened for correction; this one is {state}."),
    needs_reason=True,
)  # fmt: skip
WITHDRAW: Final = Act(
    "withdraw", "report.correct", frozenset({State.APPROVED}), State.SUBMITTED, "report.not_approved",
    gettext_lazy("Only an approved report can be withdrawn; this one is {state}."),
    needs_reason=True,
)  # fmt: skip
DROP: Final = Act(
    "drop", "report.write", frozenset({State.DRAFT, State.SUBMITTED}), State.APPROVED, "report.nothing_to_drop",
    gettext_lazy("There is nothing to give up here: this report is {state}, with {body}."),
)  # fmt: skip
ACTS: Final[Mapping[str, Act]] = {
    act.name: act for act in (SUBMIT, SIGN, GIVE_BACK, RECEIVE, RETURN, APPROVE, CORRECT, WITHDRAW, DROP)
}


def standing_in(actor: Actor, body: int) -> Actor:
    """Return the actor with only the roles held in one body (or for the theme it leads)."""
    return replace(actor, grants=tuple(grant for grant in actor.grants if _is_held_in(grant, body)))


def require_right(actor: Actor, act: Act, report: Report, way: Way | None) -> None:
    """Raise Forbidden where the actor's post does not have the act's right on this body at all."""
    require(actor, act.right, _subject(act, report, way))


def acting(actor: Actor, act: Act, reports: Iterable[Report], ways: Mapping[int, Way]) -> Actor:
    """Return the actor with the names of those in whose stead the act is done, on whichever of these reports."""
    names = set()
    for report in reports:
        hand = standing_in(actor, report.holder_id) if act.at_holder else actor
        names.add(in_whose_stead(hand, act.right, _subject(act, report, ways.get(report.body_id))))
    return replace(actor, acting_for=", ".join(sorted(names - {""})))


def refusals(actor: Actor, act: Act, report: Report, way: Way | None, *, seen: int | None = None) -> Iterator[Problem]:
    """Yield why this report cannot take this step now; `way` where the act needs it, `report` with its holder."""
    if report.state not in act.states:
        yield _problem(act.code, act.sentence, report)
        return
    if act is DROP and report.intent == Intent.REPORT:
        yield Problem("report.nothing_to_drop", _("There is nothing to give up: this report is not being corrected."))
    if act.at_holder and not _acts_at_holder(actor, act, report, way):
        yield _problem("report.not_here", _NOT_HERE, report)
    elif way is not None and act is RECEIVE and next_body(way, report.holder_id) is None:
        yield _problem("report.publishes_here", _GOES_NO_FURTHER, report)
    elif way is not None and act is APPROVE and report.holder_id != way.publisher:
        yield _problem("report.not_publisher", _PASSES_ON, report)
    if seen is not None and seen != report.revision:
        yield Problem(
            "report.changed",
            _("This report has changed since you opened the page."),
            mend=_("Look at it again, then decide."),
        )


def own_hand() -> Problem:
    """Return the problem of whoever entered, submitted or signed what is to be approved."""
    return Problem(
        "report.own_hand",
        _("You entered, submitted or signed this report: somebody else must approve it."),
        mend=_("Ask a colleague who approves for the same body."),
    )


def own_choice() -> Problem:
    """Return the problem of whoever entered or signed a total and would choose whether it counts."""
    return Problem(
        "report.own_hand",
        _("You entered, submitted or signed this report: somebody else must choose what counts of it."),
        mend=_("Ask a colleague who approves for the same body."),
    )


def may_take(actor: Actor, act: Act, report: Report, way: Way, hands: Collection[int] = ()) -> bool:
    """Say whether this step is open to the actor now: for buttons and tasks. `report` with its holder."""
    if act is APPROVE and actor.account in hands:
        return False
    if not may(actor, act.right, _subject(act, report, way)):
        return False
    return next(refusals(actor, act, report, way), None) is None


def open_acts(actor: Actor, report: Report, way: Way, hands: Collection[int] = ()) -> frozenset[str]:
    """Return the names of the acts that are open to the actor now."""
    return frozenset(name for name, act in ACTS.items() if may_take(actor, act, report, way, hands))


def next_body(way: Way, holder: int) -> int | None:
    """Return where a report goes from here, or None at the body that approves it (which may be the body itself)."""
    return None if holder == way.publisher else way.after(holder)


def day_problems(report: Report, known: dt.date, today: dt.date) -> Iterator[Problem]:
    """Yield what is wrong with the day by which an act is to count: it comes after today, or before the last step."""
    if known > today:
        yield Problem("report.day_ahead", _("{day} has not come yet.").format(day=formats.day(known)))
    untouched = report.state == State.DRAFT and report.version == 1
    if known < report.since and not untouched:
        what = _("{day} lies before the last step of this report, {last}.")
        yield Problem("report.day_reversed", what.format(day=formats.day(known), last=formats.day(report.since)))


def period_problems(report: Report, known: dt.date) -> Iterator[Problem]:
    """Yield that the period has not begun."""
    if report.first_month > month_of(known):
        what = _("{month} has not begun: nothing can be reported for it yet.")
        yield Problem("report.not_begun", what.format(month=formats.month(report.first_month)))


def without_reason() -> Problem:
    """Return the problem of an act that needs a reason and has none."""
    return Problem("report.without_reason", _("Say why, in a few words."), "reason")


def _is_held_in(grant: Grant, body: int) -> bool:
    return grant.body == body or (grant.body is None and grant.theme == body)


def _acts_at_holder(actor: Actor, act: Act, report: Report, way: Way | None) -> bool:
    return may(standing_in(actor, report.holder_id), act.right, _subject(act, report, way))


def _subject(act: Act, report: Report, way: Way | None) -> Subject:
    return way.subject if way is not None and act.at_holder else Subject(body=report.body_id)


def _problem(code: str, sentence: Promise | str, report: Report) -> Problem:
    body = formats.name_or(report.holder.name, report.holder.code)
    return Problem(code, str(sentence).format(state=report.get_state_display(), body=body))
