"""Work that was reported outside the plan, for whoever attaches it to a line of the plan; lines named by their code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.core.actor import Actor
from samaki.core.nearest import by_word, nearest
from samaki.core.problems import NotFound, Refused
from samaki.core.text import clean, latin_digits
from samaki.registry.people.rights import require
from samaki.registry.plan.models import Indicator, Output, Plan

from .models import OtherWork, Report
from .selectors import may_read_content

ATTACH: Final = "report.attach"
MOST: Final = 20  # on one page
LONG: Final = 80  # longer than any code; SQLite compares no text without an end
SENT: Final = (Report.State.SIGNED, Report.State.RECEIVED, Report.State.APPROVED)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the plan that work may be attached to."""

    code: str
    title: Mapping[str, str]


def unattached(actor: Actor) -> tuple[Sequence[OtherWork], int]:
    """Return other work not yet in the plan, newest reports first, and how many more there are: two queries.

    Raises Forbidden (`report.attach`).
    """
    require(actor, ATTACH)
    rows = (
        OtherWork.objects.filter(
            is_removed=False, is_wrong=False, attached_output=None, attached_indicator=None, report__state__in=SENT
        )
        .exclude(what="")
        .select_related("report__plan", "report__body")
        .order_by("-report__last_month", "-pk")
    )
    return list(rows[:MOST]), max(0, rows.count() - MOST)


def other_work_of(actor: Actor, report: Report, uid: UUID) -> OtherWork:
    """Return a piece of other work of a report. Raises NotFound; also in a draft that the actor may not read."""
    found = OtherWork.objects.filter(report=report, uid=uid, is_removed=False).select_related("report__plan").first()
    if found is None or not may_read_content(actor, report):
        raise NotFound.because("report.other_work", _("This report has no such piece of work."))
    return found


def plan_lines(plan: Plan | None = None) -> list[PlanLine]:
    """Return the outputs and indicators in force, in the plan's order: two queries."""
    wanted = {"in_force": True} if plan is None else {"in_force": True, "plan": plan}
    outputs = Output.objects.filter(**wanted).values_list("code", "title")
    indicators = Indicator.objects.filter(**wanted).values_list("code", "title")
    return [PlanLine(code, title) for code, title in (*outputs, *indicators)]


def line_named(plan: Plan, text: str) -> tuple[Output | None, Indicator | None]:
    """Return the output or indicator that a typed code means; neither for an empty text. Raises Refused."""
    wanted = latin_digits(clean(text)).partition(" ")[0][:LONG]
    if not wanted:
        return None, None
    indicator = Indicator.objects.filter(plan=plan, in_force=True, code__iexact=wanted).first()
    if indicator is not None:
        return None, indicator
    output = Output.objects.filter(plan=plan, in_force=True, code__iexact=wanted).first()
    if output is not None:
        return output, None
    near = nearest(wanted, by_word((one.code, (one.code,)) for one in plan_lines(plan)), most=3)
    mend = _("Did you mean {names}?").format(names=_(", ").join(near)) if near else ""
    what = _("The plan has no output or indicator “{code}”.").format(code=wanted[:40])
    raise Refused.because("report.plan_line", what, where="line", mend=mend)
