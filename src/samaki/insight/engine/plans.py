"""The versions of a plan as known at a day and a position, with their documents: each document is read once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.nearest import nearest
from samaki.core.problems import NotFound
from samaki.core.text import latin_digits, search_key
from samaki.registry.plan.document import PlanDocument, from_document
from samaki.registry.plan.models import Plan, PlanVersion

DOCUMENTS_KEPT: Final = 16
_remembered: dict[str, PlanDocument] = {}  # by the document's digest


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version of a plan with what its batch says."""

    row: PlanVersion
    number: int
    in_force: dt.date
    known: dt.date
    position: int

    @property
    def document(self) -> PlanDocument:
        """What the version states, read once for each document."""
        found = _remembered.get(self.row.document_digest)
        if found is None:
            found = from_document(json.loads(self.row.document))
            if len(_remembered) >= DOCUMENTS_KEPT:
                _remembered.clear()
            _remembered[self.row.document_digest] = found
        return found


def plan_named(code: str) -> Plan:
    """The plan with this code, in any case. Raises NotFound with the nearest."""
    wanted = latin_digits(code).strip()
    plans = {plan.code.lower(): plan for plan in Plan.objects.all()}
    found = plans.get(wanted.lower())
    if found is not None:
        return found
    words = {search_key(plan.code): plan.code for plan in plans.values()}
    near = nearest(wanted, words) or [plan.code for plan in list(plans.values())[:1]]
    mend = _("Did you mean {names}?").format(names=", ".join(near)) if near else _("No plan is loaded yet.")
    raise NotFound.because("plan", _("There is no plan “{code}”.").format(code=code), where="plan", mend=mend)


def known_versions(plan: Plan, *, known_on: dt.date | None, position: int | None) -> Sequence[KnownVersion]:
    """The plan's versions known then, in the order in which they take force: one query.

    Raises NotFound, saying since when the plan is known, where none was.
    """
    rows = PlanVersion.objects.filter(plan=plan).select_related("batch").order_by("in_force", "number")
    every = [KnownVersion(row, row.number, row.in_force, row.batch.known, row.batch.position) for row in rows]
    known = [
        one
        for one in every
        if (known_on is None or one.known <= known_on) and (position is None or one.position <= position)
    ]
    if known:
        return known
    if not every:
        raise NotFound.because("plan", _("The plan {code} has no version yet.").format(code=plan.code), where="plan")
    first = min(every, key=lambda one: one.known)
    if known_on is not None and first.known > known_on:
        what = _("The plan {code} was not known on {day}.").format(code=plan.code, day=formats.day(known_on))
        mend = _("It is known from {day} on.").format(day=formats.day(first.known))
        raise NotFound.because("known", what, where="known", mend=mend)
    what = _("The plan {code} was not recorded at position {position}.").format(code=plan.code, position=position)
    mend = _("It was recorded at position {position}.").format(position=first.position)
    raise NotFound.because("at", what, where="at", mend=mend)


def in_force(versions: Sequence[KnownVersion], day: dt.date) -> KnownVersion:
    """The version in force on a day; before the first took force, the first."""
    found = versions[0]
    for one in versions:
        if one.in_force <= day:
            found = one
    return found
