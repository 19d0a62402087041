"""Where a body stands and which way its report goes: the bodies between, then the body that publishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from samaki.registry.people.rights import Subject
from samaki.registry.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a body's reports (database keys): `bodies` in order after the signature, the last one publishes.

    `subject` is the body as the table of rights asks for it; whoever the report waits with counts as above it.
    """

    body: int
    bodies: tuple[int, ...]
    subject: Subject

    @property
    def publisher(self) -> int:
        """The body that approves."""
        return self.bodies[-1]

    def after(self, holder: int) -> int | None:
        """Return the next body, or None where the holder publishes. After the body itself comes the first."""
        if holder == self.body and holder not in self.bodies[:-1]:
            return self.bodies[0]
        at = self.bodies.index(holder)
        return self.bodies[at + 1] if at + 1 < len(self.bodies) else None


def ways_of(plan: Plan, bodies: Collection[int]) -> Mapping[int, Way]:
    """Return the way of each body: a fixed number of queries however many there are.

    docs/explain/reports.md, "The ladder": the chain of the duties' `to` up to the body that publishes for its kind
    (`publishes` in the plan: a body, or the nearest body of that kind above in area; else the General Secretariat's
    place in the plan: the parent chain's publisher). Without duty or publisher: the parent in area.
    """
    raise NotImplementedError


def way_of(plan: Plan, body: int) -> Way:
    """Return the way of one body."""
    raise NotImplementedError
