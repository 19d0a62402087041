"""What home says of reports: the state of affairs in a sentence or two, the next tasks, who has reported, dates ahead.

Offered to the home page as the provider `home.reports`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.calculate.periods import month_of
from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.registry.people.rights import may
from samaki.registry.plan.models import Plan

from ..standing import READ
from .cloth import Cloth, DateAhead, Overview, overview
from .late import others_words
from .mine import OfBody, Open, bodies_held, nearness, reports_mine
from .rows import kind_words
from .waiting import APPROVE, RECEIVE, RETURNED, SIGN, Waiting, WaitingList, waiting_for
from .where import late_words

MOST_TASKS: Final = 5
NAMED: Final = 3  # reports that a task names; more are counted
SOON: Final = 14  # days before its day on which the headline names an own report
OWN_TASKS: Final = 2  # own reports that may stand among the tasks
MINE, WAITING, LATE = "/reports/", "/reports/waiting/", "/reports/late/"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: the sentence, why, when, and the button with its address. `is_late`: `when` is past."""

    sentence: str
    why: str
    when: str
    verb: str
    address: str
    is_late: bool = False


@dataclass(frozen=True)
class HomeReports:
    """What home shows of reports. `more`: tasks beyond those shown, on the page `more_address`."""

    headline: str
    tasks: Sequence[Task]
    more: int
    more_address: str
    cloth: Cloth | None
    dates: Sequence[DateAhead]
    key_figures_large: bool


def home_reports(actor: Actor) -> HomeReports | None:
    """`home.reports`: what waits for an actor, what they owe, who has reported; None for whoever reads no reports."""
    if not may(actor, READ):
        return None
    today = clock.today()
    plans = list(Plan.objects.filter(first_month__lte=month_of(today)).order_by("-last_month", "code"))
    waiting = waiting_for(actor, look_inside=False)
    mine = reports_mine(actor, plans, history=False)
    seen = overview(actor, plans[0], bodies_held(actor), waiting) if plans else None
    tasks = list(_tasks(actor, waiting, mine, seen, today))
    return HomeReports(
        headline=_headline(waiting, mine, seen, today),
        tasks=tasks[:MOST_TASKS],
        more=max(0, len(tasks) - MOST_TASKS),
        more_address=WAITING if waiting.count else MINE,
        cloth=seen.cloth if seen else None,
        dates=seen.dates if seen else [],
        key_figures_large=actor.has_role("chair"),
    )


def _headline(waiting: WaitingList, mine: Sequence[OfBody], seen: Overview | None, today: dt.date) -> str:
    """Return one or two sentences: what waits, then one's own next day; else how many are late."""
    sentences = list(_what_waits(waiting))
    own = _most_urgent(mine, today)
    if own is not None and own.row.due is not None and (own.row.due - today).days <= SOON:
        sentences.append(_due_sentence(own, today))
    if len(sentences) < 2 and seen is not None and seen.late_below:
        what = _("{late} of {owing} reports for {month} are late.")
        numbers = {"late": formats.in_sentence(seen.late), "owing": formats.in_sentence(seen.owing)}
        sentences.append(what.format(**numbers, month=formats.month(seen.month)))
    elif not sentences and seen is not None and seen.owing:
        what = _("All {owing} reports that were due for {month} have come in.")
        sentences.append(what.format(owing=formats.in_sentence(seen.owing), month=formats.month(seen.month)))
    return " ".join(sentences) or _("No report waits for you.")


def _what_waits(waiting: WaitingList) -> Iterator[str]:
    if waiting.count:
        what = ngettext("One report waits for you.", "{count} reports wait for you.", waiting.count)
        yield what.format(count=formats.in_sentence(waiting.count))
    elif returned := len(waiting.of(RETURNED)):
        what = ngettext("One report came back to you.", "{count} reports came back to you.", returned)
        yield what.format(count=formats.in_sentence(returned))


def _most_urgent(mine: Sequence[OfBody], today: dt.date) -> Open | None:
    unsent = [one for of_body in mine for one in of_body.open if not (one.row.report and one.row.report.returned)]
    return min(unsent, key=lambda one: nearness(one.row, today), default=None)


def _due_sentence(own: Open, today: dt.date) -> str:
    due = own.row.due or today
    days = (due - today).days
    if days < 0:
        what = ngettext(
            "The report for {period} is {days} day late.", "The report for {period} is {days} days late.", -days
        )
    elif days <= 1:
        what = _("The report for {period} is due tomorrow.") if days else _("The report for {period} is due today.")
    else:
        what = _("The report for {period} is due on {day}.")
    return what.format(period=own.row.period, days=formats.in_sentence(abs(days)), day=formats.short_day(due))


def _tasks(
    actor: Actor, waiting: WaitingList, mine: Sequence[OfBody], seen: Overview | None, today: dt.date
) -> Iterator[Task]:
    """Yield the tasks, what blocks others first."""
    for act in (SIGN, APPROVE, RECEIVE):
        yield from _to_decide(act, waiting.of(act), today)
    for one in waiting.of(RETURNED):
        yield _to_mend(one, several=len(mine) > 1)
    yield from _to_write(mine, today)
    if seen is not None and seen.late_below:
        yield _to_remind(seen)


def _to_decide(act: str, waiting: Sequence[Waiting], today: dt.date) -> Iterator[Task]:
    if not waiting:
        return
    first = waiting[0]
    days = (today - first.report.since).days
    since = ngettext("{body} has waited longest, {days} day.", "{body} has waited longest, {days} days.", days)
    if len(waiting) == 1:
        since = ngettext("It has waited {days} day.", "It has waited {days} days.", days)
    why = since.format(body=first.row.named.readable, days=formats.in_sentence(days)) if days else _("Since today.")
    verb, address = _("Review the first"), first.page
    if len(waiting) > NAMED:
        verb, address = _("See them"), WAITING
    elif act == SIGN:
        verb = _("Read and sign")
    elif len(waiting) == 1:
        verb = _("Review")
    yield Task(_decide_sentence(act, waiting), why, _("Next"), verb, address)


def _decide_sentence(act: str, waiting: Sequence[Waiting]) -> str:
    count = len(waiting)
    if count > NAMED:
        number = formats.in_sentence(count)
        if act == SIGN:
            return _("Sign {count} reports").format(count=number)
        if act == RECEIVE:
            return _("Receive {count} reports and pass them on").format(count=number)
        return _("Review {count} reports").format(count=number)
    names = [one.row.named.readable for one in waiting]
    listed = names[0] if count == 1 else _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
    period = waiting[0].row.period
    if act == SIGN:
        return _("Sign for {names}: {period}").format(names=listed, period=period)
    if act == RECEIVE:
        return _("Receive {names}: {period}").format(names=listed, period=period)
    return _("Review {names}: {period}").format(names=listed, period=period)


def _to_mend(one: Waiting, *, several: bool) -> Task:
    period = one.row.period
    sentence = _("Mend the report for {period}").format(period=period)
    if one.notes:
        what = ngettext("Answer {count} note on {period}", "Answer {count} notes on {period}", one.notes)
        sentence = what.format(count=formats.in_sentence(one.notes), period=period)
    why = one.row.named.readable if several else _("It goes up again once it is mended and signed.")
    when = _("Returned {day}").format(day=formats.short_day(one.report.since))
    return Task(sentence, why, when, _("Open the notes"), one.page)


def _to_write(mine: Sequence[OfBody], today: dt.date) -> Iterator[Task]:
    wanted = [
        (one, of_body)
        for of_body in mine
        if of_body.may_write
        for one in of_body.open
        if not (one.row.report and one.row.report.returned)
    ]
    for one, of_body in sorted(wanted, key=lambda pair: nearness(pair[0].row, today))[:OWN_TASKS]:
        begun = one.row.report is not None
        what = _("Finish the report for {period}") if begun else _("Begin the report for {period}")
        verb = _("Continue") if begun else _("Begin")
        if one.row.where.is_withdrawn:
            what, verb = _("Send the report for {period} anew"), _("Send it anew")
        where = [of_body.named.readable] if len(mine) > 1 else []
        due = one.row.due
        is_late = due is not None and due < today
        when = late_words((today - due).days) if due and is_late else formats.short_day(due) if due else ""
        yield Task(
            what.format(period=one.row.period),
            " · ".join([*where, one.row.where.words if one.row.where.is_withdrawn else progress_words(one)]),
            when,
            verb,
            one.address,
            is_late,
        )


def progress_words(one: Open) -> str:
    """Return how far a report is: lines filled and wrong, and when it was saved; how many lines, before it is begun."""
    lines = formats.in_sentence(one.lines)
    progress = one.progress
    if progress is None:
        return ngettext("{lines} line.", "{lines} lines.", one.lines).format(lines=lines)
    filled = formats.in_sentence(progress.filled)
    said = _("{filled} of {lines} lines filled.").format(filled=filled, lines=lines)
    if progress.wrong:
        wrong = formats.in_sentence(progress.wrong)
        said = _("{filled} of {lines} lines filled, {wrong} to correct.").format(
            filled=filled, lines=lines, wrong=wrong
        )
    if progress.saved is None:
        return said
    # What was saved carries the real clock, also in a demonstration, whose own day may lie long before.
    saved, now = timezone.localtime(progress.saved), timezone.localtime(clock.now())
    if saved.date() == now.date():
        return _("{said} Saved today at {time}.").format(said=said, time=formats.in_sentence(f"{saved:%H:%M}"))
    if saved.date() > clock.today():
        return said
    return _("{said} Saved on {day}.").format(said=said, day=formats.short_day(saved.date()))


def _to_remind(seen: Overview) -> Task:
    late = formats.in_sentence(seen.late_below)
    what = ngettext("One report is late", "{count} reports are late", seen.late_below)
    rest = seen.late_below - sum(count for _kind, count in seen.late_by_kind)
    why = "; ".join([*(kind_words(kind, count) for kind, count in seen.late_by_kind), *others_words(rest)])
    return Task(what.format(count=late), why, _("Late"), _("See who is late"), LATE, is_late=True)
