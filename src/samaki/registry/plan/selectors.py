"""Reads plans: which there are, the version in force as known on a day and at a position, and what it states."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.calculate import model as calculate
from samaki.core import clock, formats, gate
from samaki.core.actor import Actor
from samaki.core.nearest import nearest
from samaki.core.problems import NotFound, Refused
from samaki.core.text import latin_digits, search_key
from samaki.registry.plan.document import PlanDocument, from_document
from samaki.registry.plan.document.calculation import to_calculate as rules_of
from samaki.registry.plan.models import Indicator, Plan, PlanVersion

READ: Final = "plan.read"
DOCUMENTS_KEPT: Final = 16
_remembered: dict[str, PlanDocument] = {}  # by the document's digest


def plans_for(actor: Actor) -> QuerySet[Plan]:
    """Return the plans the actor may read, in order of code. Raises Forbidden."""
    gate.require(actor, READ)
    return Plan.objects.all()


def plan_for(actor: Actor, code: str) -> Plan:
    """Return a plan by its code, in any case and with Khmer or Latin digits. Raises Forbidden, NotFound."""
    gate.require(actor, READ)
    wanted = latin_digits(code).strip()
    plans = {plan.code.casefold(): plan for plan in Plan.objects.all()}
    if wanted.casefold() in plans:
        return plans[wanted.casefold()]
    words = {search_key(plan.code): plan.code for plan in plans.values()}
    near = nearest(wanted, words) or [plan.code for plan in plans.values()][:3]
    mend = _("Did you mean {names}?").format(names=", ".join(near)) if near else _("No plan is loaded yet.")
    raise NotFound.because("plan.unknown", _("There is no plan “{code}”.").format(code=code), mend=mend)


def version_in_force(
    plan: Plan, on: dt.date | None = None, *, known_on: dt.date | None = None, position: int | None = None
) -> PlanVersion:
    """Return the version in force on a day (today), of those known then: the first where none was in force yet.

    `position` also leaves out what was recorded after it. One query. Raises NotFound where no version was known.
    """
    versions = list(PlanVersion.objects.filter(plan=plan).select_related("batch").order_by("in_force", "number"))
    known = [
        version
        for version in versions
        if (known_on is None or version.batch.known <= known_on)
        and (position is None or version.batch.position <= position)
    ]
    if not known:
        raise _not_known(plan, versions)
    return in_force_of(known, on)


def in_force_of(versions: Sequence[PlanVersion], on: dt.date | None = None) -> PlanVersion:
    """Return which of some versions, in the order in which they take force, is in force on a day (today)."""
    day = on or clock.today()
    return next((version for version in reversed(versions) if version.in_force <= day), versions[0])


def document_of(version: PlanVersion) -> PlanDocument:
    """Return what a version states; each document is read once and then remembered by its digest."""
    found = _remembered.get(version.document_digest)
    if found is None:
        found = from_document(json.loads(version.document))
        if len(_remembered) >= DOCUMENTS_KEPT:
            _remembered.clear()
        _remembered[version.document_digest] = found
    return found


def document_in_force(
    plan: Plan, on: dt.date | None = None, *, known_on: dt.date | None = None, position: int | None = None
) -> PlanDocument:
    """Return the document of the version in force; see `version_in_force`."""
    return document_of(version_in_force(plan, on, known_on=known_on, position=position))


def indicators_for(actor: Actor, plan: Plan) -> QuerySet[Indicator]:
    """Return the indicators of the version in force, in the plan's order. Raises Forbidden."""
    gate.require(actor, READ)
    return Indicator.objects.filter(plan=plan, in_force=True).select_related("strategy", "output")


def recorded_documents(plan: Plan) -> list[dict[str, Any]]:
    """Return the canonical documents of every recorded version, in their order. Raises NotFound where there is none."""
    texts = list(PlanVersion.objects.filter(plan=plan).order_by("number").values_list("document", flat=True))
    if not texts:
        raise _not_known(plan, [])
    return [json.loads(text) for text in texts]


def to_calculate(version: PlanVersion) -> calculate.PlanVersion:
    """Return a version as the calculation takes it; identifiers are codes. Load the version with its batch."""
    return rules_of(document_of(version), position=version.batch.position)


def _not_known(plan: Plan, versions: Sequence[PlanVersion]) -> Refused:
    if not versions:
        what = _("The plan {code} has no version yet.").format(code=plan.code)
        return NotFound.because("plan.no-version", what)
    first = min(version.batch.known for version in versions)
    return NotFound.because(
        "plan.not-known",
        _("The plan {code} was not known then.").format(code=plan.code),
        mend=_("It is known from {day} on.").format(day=formats.day(first)),
    )
