"""Where a body stands and which way its report goes: the bodies between, then the body that publishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models.functions import Upper

from samaki.core.actor import Actor
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.bodies.selectors import FEW, bodies_once_below, ladders_above
from samaki.registry.people.rights import Subject, may
from samaki.registry.plan.models import Plan

from .ground import Ground, ground_of

READ = "report.read"
NO_BODY = Subject(body=-1)  # what only those who see every body have a right over
OF_THEME = "twg_of_theme"  # as a duty's receiver: the body above in the thematic ladder


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
        """Return the next body, or None where the holder publishes. After the body itself comes the first.

        After a body that stands on the way no more, since the ladder changed, comes the one that publishes.
        """
        if holder == self.body and holder not in self.bodies[:-1]:
            return self.bodies[0]
        if holder not in self.bodies:
            return self.publisher
        at = self.bodies.index(holder)
        return self.bodies[at + 1] if at + 1 < len(self.bodies) else None


def ways_of(plan: Plan, bodies: Collection[int], ground: Ground | None = None) -> Mapping[int, Way]:
    """Return the way of each body: a number of queries that does not grow with them; one where they are remembered.

    docs/explain/reports.md, "The ladder": the chain of the duties' `to` up to the body that publishes for its kind
    (`publishes` in the plan: a body, or the nearest body of that kind above in area; without one, whoever publishes
    for the body above). Without duty or publisher: the parent in area. Give the plan's `ground` where it is at hand.
    """
    ground = ground or ground_of(plan)
    fresh = set(bodies) - ground.ways.keys()
    if fresh:
        mechanism = _Mechanism(ground, fresh)
        ground.ways.update({body: mechanism.way(body) for body in fresh})
    return {body: ground.ways[body] for body in bodies}


def way_of(plan: Plan, body: int, ground: Ground | None = None) -> Way:
    """Return the way of one body."""
    return ways_of(plan, [body], ground)[body]


def ways_seen(actor: Actor, plan: Plan) -> Mapping[int, Way]:
    """Return the way of every body whose reports an actor may read, by body.

    A number of queries that does not grow; few of them for whoever has little below. Empty without `report.read`.
    """
    if not may(actor, READ):
        return {}
    ground = ground_of(plan)
    if may(actor, READ, NO_BODY):
        return ways_of(plan, set(Body.objects.values_list("pk", flat=True)), ground)
    held = {body for grant in actor.grants for body in (grant.body, grant.theme) if body is not None}
    candidates: set[int] = {*held, *bodies_once_below(held)}
    if _receives_by_name(ground, held):
        candidates = set(Body.objects.values_list("pk", flat=True))
    return {body: way for body, way in ways_of(plan, candidates, ground).items() if may(actor, READ, way.subject)}


def bodies_seen(actor: Actor, plan: Plan) -> frozenset[int]:
    """Return the bodies whose reports an actor may read (database keys): cheaper than their ways where it is all."""
    if may(actor, READ, NO_BODY):
        return frozenset(Body.objects.values_list("pk", flat=True))
    return frozenset(ways_seen(actor, plan))


def _receives_by_name(ground: Ground, bodies: Collection[int]) -> bool:
    """Say whether a duty or a kind names one of these bodies: then reports may come from anywhere in the ladders."""
    named = {code.upper() for code in _receivers(ground).values()}
    named |= {publisher.upper() for publisher in BodyKind.objects.values_list("publisher", flat=True)}
    return any(code.upper() in named for code in Body.objects.filter(pk__in=bodies).values_list("code", flat=True))


class _Mechanism:
    """The ladders of some bodies with the plan's duties, read once. Codes in capitals; bodies by their keys."""

    def __init__(self, ground: Ground, bodies: Collection[int]) -> None:
        self._kinds = {kind.code.upper(): kind for kind in BodyKind.objects.all()}
        self._receivers = _receivers(ground)
        named = {code.upper() for code in self._receivers.values()}
        named |= {kind.publisher.upper() for kind in self._kinds.values()}
        by_code = Body.objects.annotate(capitals=Upper("code")).filter(capitals__in=named - {""})
        self._named = dict(by_code.values_list("capitals", "pk"))
        self._ladders = ladders_above({*bodies, *self._named.values()})
        keys = {*self._ladders.rungs, *bodies}
        rows = Body.objects.filter(pk__in=keys) if len(keys) <= FEW else Body.objects.all()
        self._codes = {pk: (code.upper(), kind) for pk, code, kind in rows.values_list("pk", "code", "kind__code")}

    def way(self, body: int) -> Way:
        """Return the way of a body; above it by theme are also the thematic parents of the bodies above it by area."""
        area = self._ladders.above(body, "area")
        theme = {above for one in (body, *area) for above in self._ladders.above(one, "theme")}
        bodies = self._bodies_of_way(body, area)
        return Way(body, bodies, Subject(body, frozenset({*area, *bodies} - {body}), frozenset(theme)))

    def _bodies_of_way(self, body: int, area: Sequence[int]) -> tuple[int, ...]:
        publisher = self._publisher(body)
        if publisher == body:
            return (body,)
        between: list[int] = []
        receiver = self._receiver(body)
        while receiver is not None and receiver not in (body, publisher, *between):
            between.append(receiver)
            receiver = self._receiver(receiver)
        if publisher is not None:
            return (*between, publisher)
        return tuple(between or area[:1] or [body])

    def _publisher(self, body: int) -> int | None:
        """Return who publishes for a body: by its kind, else whoever publishes for the body above it."""
        for one in (body, *self._ladders.above(body, "area")):
            for kind in self._kinds_of(one):
                found = self._resolved(self._kinds[kind].publisher, one) if kind in self._kinds else None
                if found is not None:
                    return found
        return None

    def _receiver(self, body: int) -> int | None:
        """Return to whom a body reports: by a duty of its own, else by one of its kind."""
        code = self._codes[body][0] if body in self._codes else ""
        for who in (code, *self._kinds_of(body)):
            if who in self._receivers:
                return self._resolved(self._receivers[who], body)
        return None

    def _resolved(self, name: str, body: int) -> int | None:
        """Return the body that is meant: by its code, or the nearest of that kind above in area, or that by theme."""
        if name == OF_THEME:
            return next(iter(self._ladders.above(body, "theme")), None)
        wanted = name.upper()
        if wanted in self._kinds:
            above = self._ladders.above(body, "area")
            return next((one for one in above if wanted in self._kinds_of(one)), None)
        return self._named.get(wanted)

    def _kinds_of(self, body: int) -> list[str]:
        """Return the body's kind and the wider ones that it belongs to, nearest first."""
        found: list[str] = []
        kind = self._codes[body][1].upper() if body in self._codes else ""
        while kind and kind not in found:
            found.append(kind)
            kind = self._kinds[kind].is_a.upper() if kind in self._kinds else ""
        return found


def _receivers(ground: Ground) -> dict[str, str]:
    """Return to whom each body or kind (in capitals) reports by the duties in force today; the first named counts."""
    found: dict[str, str] = {}
    for duty in ground.document().duties if ground.versions else ():
        if duty.to:
            found.setdefault(duty.who.upper(), duty.to)
    return found
