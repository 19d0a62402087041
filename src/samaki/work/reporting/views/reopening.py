"""After approval: a correction or a withdrawal with its reason, and giving it up again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from samaki.core.problems import Problem

from .. import rules, services
from ..models import Report
from .acting import Opened, attempt, done, opened_report, page, posted_key, posted_revision, posted_text
from .changes import changes_since

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page asks before it is done, and what it says after."""

    act: rules.Act
    path: str
    question: Promise
    meaning: Promise
    button: Promise
    said: Promise


CORRECTING: Final = Asking(
    rules.CORRECT,
    "correct",
    _("Correct {period}?"),
    _("It opens again as a draft, as it was approved. What counts now stays until the correction is approved."),
    _("Open it for correction"),
    _("{period} is open for correction."),
)
SENDING_ANEW: Final = Asking(
    rules.CORRECT,
    "correct",
    _("Send {period} anew?"),
    _("It opens again as a draft, as it was withdrawn. Nothing of it counts until it is approved anew."),
    _("Open it"),
    _("{period} is open: mend it, then submit it."),
)
WITHDRAWING: Final = Asking(
    rules.WITHDRAW,
    "withdraw",
    _("Withdraw {period}?"),
    _("All its figures end once the withdrawal is signed and approved; until then they count."),
    _("Ask for the withdrawal"),
    _("The withdrawal of {period} waits for the signature."),
)
DROPPING: Final = Asking(
    rules.DROP,
    "drop",
    _("Give the changes up?"),
    _("The report is again as it was approved; what was typed since is gone from it."),
    _("Give the changes up"),
    _("{period} is again as it was approved."),
)


@GET_OR_POST
def correct(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Open an approved report for correction, or a withdrawn one to be sent anew, with the reason."""
    opened = opened_report(request, plan, body, period)
    why = posted_text(request, "reason")
    asking = SENDING_ANEW if opened.report.state == Report.State.WITHDRAWN else CORRECTING
    return _ask(request, opened, asking, partial(services.correct_report, reason=why))


@GET_OR_POST
def withdraw(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Ask for an approved report to be withdrawn, with the reason."""
    opened = opened_report(request, plan, body, period)
    why = posted_text(request, "reason")
    return _ask(request, opened, WITHDRAWING, partial(services.withdraw_report, reason=why))


@GET_OR_POST
def drop(request: HttpRequest, plan: str, body: str, period: str) -> HttpResponse:
    """Give up a correction or withdrawal that is not yet approved."""
    opened = opened_report(request, plan, body, period)
    return _ask(request, opened, DROPPING, services.drop_changes)


def _ask(request: HttpRequest, opened: Opened, asking: Asking, act: Callable[..., Report]) -> HttpResponse:
    """Ask, then do it once. Raises Forbidden where the actor's post does not have the right."""
    rules.require_right(opened.actor, asking.act, opened.report, opened.way)
    problems: Collection[Problem] = ()
    if request.method == "POST":
        seen, key = posted_revision(request), posted_key(request)
        problems = attempt(lambda: act(opened.actor, report=opened.report, seen=seen, key=key))
        if not problems:
            return done(request, str(asking.said).format(**opened.names), opened.address)
    elif asking.act.name not in opened.acts:
        problems = list(rules.refusals(opened.actor, asking.act, opened.report, opened.way))
    context = {
        "opened": opened,
        "report": opened.report,
        "question": str(asking.question).format(**opened.names),
        "meaning": asking.meaning,
        "button": asking.button,
        "needs_reason": asking.act.needs_reason,
        "is_open": asking.act.name in opened.acts,
        "changes": changes_since(request, opened) if problems else None,
    }
    return page(request, "reporting/reopening.html", context, problems)
