"""The ground reports stand on: what plan, bodies and ledger say, remembered until the ledger moves or the day ends.

Everything kept here follows from the ledger's rows and from today alone. It is kept by the digest at the ledger's head,
which every act that can change a number changes, so that no process answers from an older state than it read. Kept
apart for each plan; what is in it is filled in by whoever works it out (standing, history, services/named).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from samaki.calculate.periods import month_end
from samaki.core import clock
from samaki.core.remembered import Remembered
from samaki.registry.bodies.models import BodyKind
from samaki.registry.bodies.selectors import Rung
from samaki.registry.places.models import Place
from samaki.registry.plan.document import PlanDocument
from samaki.registry.plan.models import Indicator, Plan, PlanVersion
from samaki.registry.plan.selectors import document_of, in_force_of

if TYPE_CHECKING:
    from .duties import Owed
    from .history import ValuesOfBody
    from .standing import Way

GROUNDS_KEPT: Final = 8
Months = tuple[int, int]
Asked = tuple[int, int, dt.date | None, int | None]  # first and last month, day known, body (None: all)


@dataclass
class Ground:
    """One plan as the ledger has it. By database keys of bodies and places, and what was asked of what is owed."""

    plan: Plan
    ways: dict[int, Way] = field(default_factory=dict)
    rungs: dict[int, Sequence[Rung]] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    owed: dict[Asked, Sequence[Owed]] = field(default_factory=dict)
    values: dict[tuple[int, Months], ValuesOfBody] = field(default_factory=dict)

    @cached_property
    def versions(self) -> Sequence[PlanVersion]:
        """The plan's versions in the order in which they take force, without their long documents."""
        rows = PlanVersion.objects.filter(plan=self.plan).defer("document").select_related("batch")
        return list(rows.order_by("in_force", "number"))

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator by its code in capitals."""
        return {one.code.upper(): one for one in Indicator.objects.filter(plan=self.plan)}

    @cached_property
    def kinds(self) -> Mapping[int, str]:
        """The code of every kind of body by its database key."""
        return dict(BodyKind.objects.values_list("pk", "code"))

    @cached_property
    def indicators_by_key(self) -> Mapping[int, Indicator]:
        """Every indicator by its database key."""
        return {one.pk: one for one in self.indicators.values()}

    def version(self, month: int | None = None) -> PlanVersion:
        """Return the plan's version in force at a month's end, or today."""
        return in_force_of(self.versions, None if month is None else month_end(month))

    def document(self, month: int | None = None) -> PlanDocument:
        """Return what the version in force at a month's end, or today, states."""
        return document_of(self.version(month))


_grounds: Remembered[tuple[int, dt.date], Ground] = Remembered(GROUNDS_KEPT)  # by plan and day


def ground_of(plan: Plan) -> Ground:
    """Return a plan's ground: one query where it is remembered."""
    return grounds_of([plan])[plan.pk]


def grounds_of(plans: Collection[Plan]) -> Mapping[int, Ground]:
    """Return the ground of each plan by its key: one query where they are remembered."""
    today = clock.today()
    by_key = {(plan.pk, today): plan for plan in plans}
    found = _grounds.get_each(by_key, lambda key: Ground(by_key[key]))
    return {plan: ground for (plan, _day), ground in found.items()}
