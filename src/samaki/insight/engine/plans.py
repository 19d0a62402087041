"""The versions of a plan as known at a day and a position, with their documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.problems import NotFound
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.models import Plan, PlanVersion
from samaki.registry.plan.selectors import document_of


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
        """What the version states."""
        return document_of(self.row)


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
