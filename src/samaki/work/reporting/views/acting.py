"""What the pages share on which one acts on a report: finding it, which acts are open, refusals kept on the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.gate import actor_of
from samaki.core.problems import Forbidden, NotFound, Problem, Refused
from samaki.core.text import clean
from samaki.registry.people.rights import in_whose_stead, may

from .. import rules
from ..address import address_of_report
from ..amounts import period_shown
from ..duties import Owed
from ..lists.rows import names_of
from ..models import Report, ReportHand, ReportStep
from ..selectors import report_at
from ..standing import Way, way_of
from ..telling import period_words
from .navigation import report_pages

# What changed since the page was made, or stands elsewhere by now: a conflict, not a mistake of the reader's.
CONFLICTS: Final = frozenset({"report.changed", "report.not_here", "report.not_submitted", "report.not_draft"})
LONGEST_TEXT: Final = 4000


@dataclass(frozen=True)
class Opened:
    """A report that somebody opened to act on it, with its way and what is owed."""

    actor: Actor
    report: Report
    way: Way
    owed: Owed | None

    @cached_property
    def address(self) -> str:
        """The report's own page."""
        return address_of_report(self.report)

    @cached_property
    def hands(self) -> frozenset[int]:
        """Who entered, submitted or signed: one query."""
        return frozenset(ReportHand.objects.filter(report=self.report).values_list("account_id", flat=True))

    @cached_property
    def acts(self) -> frozenset[str]:
        """What the actor may do with it now."""
        return rules.open_acts(self.actor, self.report, self.way, self.hands)

    @cached_property
    def steps(self) -> list[ReportStep]:
        """Its steps with account and body, oldest first: one query."""
        return list(ReportStep.objects.filter(report=self.report).select_related("account", "body").order_by("pk"))

    @cached_property
    def names(self) -> dict[str, str]:
        """The words by which pages speak of it: the body by a name that is not too long; three queries."""
        months = self.report.first_month, self.report.last_month
        return {
            "body": names_of([self.report.body_id])[self.report.body_id].readable,
            "full": formats.local_text(self.report.body.name)[0],
            "period": period_words(self.report.first_month, self.report.last_month),
            "short_period": period_shown(*months, beside=months),
        }

    @property
    def names_stand_ins(self) -> bool:
        """Whether the actor may let somebody else sign: the chair, not whoever stands in for the chair."""
        right = "report.delegate"
        return self.may(right) and not in_whose_stead(self.actor, right, self.way.subject)

    def may(self, right: str) -> bool:
        """Say whether the actor has a right over the body at all."""
        return may(self.actor, right, self.way.subject)


@dataclass(frozen=True, slots=True)
class Actions:
    """What an approved or waiting report's page offers, in words: see `reporting/after_approval.html`."""

    address: str
    revision: int
    names: Mapping[str, str]
    sign: bool = False
    review: bool = False
    correct: bool = False
    withdraw: bool = False
    drop: bool = False
    delegate: bool = False
    own_hand: str = ""


def actions_for(actor: Actor, report: Report, way: Way) -> Actions:
    """Return what an actor may do with a report, for its page: one query. `report` with plan, body and holder."""
    opened = Opened(actor, report, way, None)
    acts = opened.acts
    return Actions(
        address=opened.address,
        revision=report.revision,
        names=opened.names,
        sign="sign" in acts,
        review=bool(acts & {"receive", "return", "approve"}) or waits_for(opened),
        correct="correct" in acts,
        withdraw="withdraw" in acts,
        drop="drop" in acts,
        delegate=opened.names_stand_ins,
        own_hand=own_hand(opened),
    )


def waits_for(opened: Opened) -> bool:
    """Say whether the report waits at a body in which the actor reviews or approves."""
    if opened.report.state not in (Report.State.SIGNED, Report.State.RECEIVED):
        return False
    there = rules.standing_in(opened.actor, opened.report.holder_id)
    return may(there, "report.return", opened.way.subject)


def own_hand(opened: Opened) -> str:
    """Return why somebody who could approve may not approve this one: empty where nothing stands against it."""
    at_publisher = opened.report.holder_id == opened.way.publisher and waits_for(opened)
    there = rules.standing_in(opened.actor, opened.report.holder_id)
    if not at_publisher or not may(there, "report.approve", opened.way.subject):
        return ""
    return str(rules.own_hand()) if opened.actor.account in opened.hands else ""


def opened_report(request: HttpRequest, plan: str, body: str, period: str) -> Opened:
    """Return the report at an address. Raises NotFound where it is not there, not begun, or not the actor's to see."""
    actor = actor_of(request)
    _plan, owed, report = report_at(actor, plan=plan, body=body, period=period)
    if report is None:
        raise NotFound.because(
            "report.not_begun_yet", _("Nobody has begun this report yet."), mend=_("There is nothing to decide about.")
        )
    return Opened(actor, report, way_of(report.plan, report.body_id), owed)


def fresh_key() -> str:
    """Return a new key for a form: sent twice, the act is done once."""
    return str(uuid4())


def posted_key(request: HttpRequest) -> UUID | None:
    """Return the key the page was made with; None where it carries none."""
    return uuid_or_none(request.POST.get("key", ""))


def posted_revision(request: HttpRequest, name: str = "seen") -> int:
    """Return the revision the page showed; -1, which no report has, where it says none that can be."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def posted_text(request: HttpRequest, name: str) -> str:
    """Return a text as typed, cleaned. Raises Refused where it is longer than anybody reads."""
    text = clean(request.POST.get(name, "").replace("\0", ""))
    if len(text) > LONGEST_TEXT:
        what = _("This text is longer than {most} letters.").format(most=formats.in_sentence(LONGEST_TEXT))
        raise Refused.because("text.too_long", what, where=name, mend=_("Say it shorter, or add it as a file."))
    return text


def uuid_or_none(text: str) -> UUID | None:
    """Read a UUID; None where the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def done(request: HttpRequest, sentence: str, address: str) -> HttpResponse:
    """Go on to a page that says what was done."""
    messages.success(request, sentence)
    return redirect(address)


def next_address(request: HttpRequest, otherwise: str) -> str:
    """Return where the form says to go on, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else otherwise


def status_of(problems: Sequence[Problem]) -> int:
    """Return the status of a page that comes back with problems: a conflict, or something to mend."""
    return 409 if any(problem.code in CONFLICTS for problem in problems) else 422


def attempt(act: Callable[[], object]) -> Sequence[Problem]:
    """Do something; return what stands against it. What may not be seen or done at all still raises."""
    try:
        act()
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return refusal.problems
    return ()


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], problems: Collection[Problem] = ()
) -> HttpResponse:
    """Return a page, with the problems it comes back with and what was typed."""
    shown = {
        **context,
        "problems": problems,
        "typed": request.POST,
        "key": fresh_key(),
        "shown_at": clock.now().isoformat(),
        "pages": report_pages(actor_of(request)),
    }
    is_refused = bool(problems) and request.method == "POST"
    return render(request, template, shown, status=status_of(list(problems)) if is_refused else 200)
