"""The timeline of a report: the states it passed, where it is now, and what lies ahead. Words only, from rows given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.core import formats
from samaki.core.actor import SYSTEM
from samaki.registry.bodies.models import Body

from .address import address_of_report
from .models import Report, ReportStep
from .standing import Way

PASSED: Final[Mapping[str, Promise]] = {
    "submit": gettext_lazy("Submitted by {who}"),
    "sign": gettext_lazy("Signed by {who}"),
    "give_back": gettext_lazy("Given back by {who}"),
    "receive": gettext_lazy("Received by {body}"),
    "return": gettext_lazy("Returned by {body}"),
    "approve": gettext_lazy("Approved by {body}"),
    "correct": gettext_lazy("Opened for correction by {who}"),
    "withdraw": gettext_lazy("Withdrawal asked for by {who}"),
    "drop": gettext_lazy("Changes given up by {who}"),
}
ABOVE: Final = frozenset({"receive", "return", "approve"})  # named by the body; the post stands below


@dataclass(frozen=True, slots=True)
class Stop:
    """One state: in words, with post and time under it. `look` is "" passed, "is-now", "is-ahead"."""

    words: str
    small: str = ""
    reason: str = ""
    look: str = ""
    versions: str = ""  # where this version and the one before stand beside each other


def timeline_of(
    report: Report,
    steps: Iterable[ReportStep],
    way: Way | None,
    names: Mapping[int, str],
    stand_ins: Mapping[int, str] | None = None,
) -> list[Stop]:
    """Return the stops of a report. `steps` with their account and body; `names` of the bodies of `way`, by key.

    `stand_ins`: in whose stead a step was done, in words, by its key.
    """
    stops = list(_passed(report, steps, stand_ins or {}))
    if report.state not in (Report.State.APPROVED, Report.State.WITHDRAWN):
        stops.append(_now(report, names))
        if way is not None:
            stops += [Stop(words, look="is-ahead") for words in _ahead(report, way, names)]
    return stops


def names_of_way(report: Report, way: Way | None) -> dict[int, str]:
    """Return the names of the bodies a report still comes to, by key: one query."""
    keys = {report.holder_id, *(way.bodies if way else ())}
    return {pk: formats.local_text(name)[0] for pk, name in Body.objects.filter(pk__in=keys).values_list("pk", "name")}


def post_of(step: ReportStep) -> str:
    """Return who did it, by the post; the body in whose name it was done where no account is known."""
    if step.account is None:
        return _("the system") if step.actor_name == SYSTEM.name else formats.local_text(step.body.name)[0]
    return formats.name_or(step.account.name, step.actor_name)


def words_of(step: ReportStep) -> str:
    """Return what a step was, in words; its name where it has none."""
    pattern = PASSED.get(step.action)
    body = formats.local_text(step.body.name)[0]
    return step.action if pattern is None else str(pattern).format(who=post_of(step), body=body)


def when_of(step: ReportStep) -> str:
    """Return the day by which a step counts, with the hour where it was recorded that same day."""
    recorded = timezone.localtime(step.at)
    if recorded.date() != step.known:
        return formats.day(step.known)
    return _("{day}, {time}").format(day=formats.day(step.known), time=formats.in_sentence(f"{recorded:%H:%M}"))


def _passed(report: Report, steps: Iterable[ReportStep], stand_ins: Mapping[int, str]) -> Iterator[Stop]:
    address = address_of_report(report)
    submitted = 0
    for step in steps:
        who, words = post_of(step), words_of(step)
        versions = ""
        if step.action == "submit":
            if submitted:
                words = _("Submitted again by {who}").format(who=who)
                versions = f"{address}versions/?left={submitted}&right={step.version}"
            submitted = step.version
        if step.pk in stand_ins:
            words = _("{words}, {stand_in}").format(words=words, stand_in=stand_ins[step.pk])
        said = {"when": when_of(step), "who": who, "version": formats.in_sentence(step.version)}
        small = _("{who}, {when}, version {version}") if step.action in ABOVE else _("{when}, version {version}")
        yield Stop(words, small.format(**said), step.reason, "", versions)


def _now(report: Report, names: Mapping[int, str]) -> Stop:
    holder = names.get(report.holder_id, "")
    small = _("{body}, since {day}").format(body=holder, day=formats.day(report.since))
    return Stop(state_words(report), small, look="is-now")


def state_words(report: Report) -> str:
    """Return where a report is now, in words."""
    if report.state == Report.State.DRAFT:
        if report.returned:
            return _("Returned: is being mended")
        return _("Is being corrected") if report.intent == Report.Intent.CORRECTION else _("Is being written")
    if report.state == Report.State.SUBMITTED:
        return _("Waits for the signature")
    return _("Under review")


def _ahead(report: Report, way: Way, names: Mapping[int, str]) -> Iterator[str]:
    state = Report.State
    if report.state == state.DRAFT:
        yield _("Submitted for signature")
    if report.state == state.DRAFT:
        yield _("Signed by the chair")
    waits_above = report.state in (state.SIGNED, state.RECEIVED)
    at = report.holder_id if waits_above else None
    for body in way.bodies[:-1] if at is None else _after(way, at):
        yield _("Received by {body}").format(body=names.get(body, ""))
    if at == way.publisher:
        yield _("Approved: its figures enter the ledger")
    else:
        publisher = names.get(way.publisher, "")
        yield _("Approved by {body}: its figures enter the ledger").format(body=publisher)


def _after(way: Way, holder: int) -> tuple[int, ...]:
    """Return the bodies between that come after the holder."""
    at = way.bodies.index(holder) if holder in way.bodies else -1
    return way.bodies[at + 1 : -1]
