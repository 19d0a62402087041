"""Reads about bodies: one by its code, the two ladders as they stood in a month, who stands below whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_of
from samaki.core import clock, gate
from samaki.core.actor import Actor
from samaki.core.nearest import by_word, nearest
from samaki.core.problems import NotFound, Problem
from samaki.core.remembered import Remembered
from samaki.core.text import clean, latin_digits
from samaki.registry.bodies.models import Body, BodyKind, BodySpan
from samaki.registry.places.models import Place
from samaki.registry.places.rules import version_at

READ = "bodies.read"
NEAREST = 5
LONGEST_SHOWN = 60
LADDERS_KEPT = 8
FEW = 200  # up to so many bodies are climbed from one by one; for more the whole ladder is read

Ladder = Literal["area", "theme"]


class Rung(NamedTuple):
    """Where a body stands from a month on: its own place and its parent in each ladder (database keys)."""

    place: int
    area_parent: int | None
    theme_parent: int | None
    first: int
    last: int | None
    known: dt.date
    position: int

    def parent(self, ladder: Ladder) -> int | None:
        """Return the parent in one of the ladders."""
        return self.area_parent if ladder == "area" else self.theme_parent


class Lineage(NamedTuple):
    """The bodies above one (database keys)."""

    area: frozenset[int]
    theme: frozenset[int]


@dataclass(frozen=True)
class Ladders:
    """Both ladders in one month, as known on one day: where each body that stands then stands. Database keys.

    What stands above a body is remembered, and so are the ladders: they are never changed.
    """

    rungs: Mapping[int, Rung]
    _above: dict[tuple[int, Ladder], Sequence[int]] = field(default_factory=dict, compare=False, repr=False)
    _lineages: dict[int, Lineage] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _children(self) -> Mapping[Ladder, Mapping[int, list[int]]]:
        found: dict[Ladder, dict[int, list[int]]] = {"area": {}, "theme": {}}
        for body, rung in self.rungs.items():
            for ladder, children in found.items():
                parent = rung.parent(ladder)
                if parent is not None:
                    children.setdefault(parent, []).append(body)
        return found

    def children(self, body: int, ladder: Ladder) -> list[int]:
        """Return the bodies directly below."""
        return self._children[ladder].get(body, [])

    def lineage(self, body: int) -> Lineage:
        """Return what stands above a body; by theme also the thematic parents of the bodies above it by area."""
        found = self._lineages.get(body)
        if found is None:
            area = self.above(body, "area")
            theme = {above for one in (body, *area) for above in self.above(one, "theme")}
            found = self._lineages[body] = Lineage(frozenset(area), frozenset(theme))
        return found

    def above(self, body: int, ladder: Ladder) -> Sequence[int]:
        """Return the bodies above, the nearest first."""
        known = self._above.get((body, ladder))
        if known is None:
            known = self._above[body, ladder] = self._climb(body, ladder)
        return known

    def _climb(self, body: int, ladder: Ladder) -> list[int]:
        found: list[int] = []
        rung = self.rungs.get(body)
        parent = rung.parent(ladder) if rung else None
        while parent is not None and parent not in found:
            found.append(parent)
            rung = self.rungs.get(parent)
            parent = rung.parent(ladder) if rung else None
        return found

    def below(self, body: int, ladder: Ladder) -> list[int]:
        """Return all bodies below, nearest first; in the theme ladder also what lies below those in area.

        A theme reads across all provinces: its groups there, and whoever reports to such a group.
        """
        found = list(self.children(body, ladder))
        there = set(found)
        for each in found:
            more = (
                self.children(each, ladder)
                if ladder == "area"
                else [
                    *self.children(each, "theme"),
                    *self.children(each, "area"),
                ]
            )
            found.extend(child for child in more if child not in there)
            there.update(more)
        return found


_ladders: Remembered[tuple[int, dt.date | None, int | None], Ladders] = Remembered(LADDERS_KEPT, BodySpan)
_once_below: Remembered[None, Mapping[int, set[int]]] = Remembered(1, BodySpan)


def bodies_for(actor: Actor) -> QuerySet[Body]:
    """Return the bodies the actor may read: all, in order of code. Raises Forbidden."""
    gate.require(actor, READ)
    return Body.objects.select_related("kind")


def body_for(actor: Actor, code: str) -> Body:
    """Return one body by its code, in any case. Raises Forbidden, NotFound."""
    gate.require(actor, READ)
    return resolve_body(code)


def resolve_body(code: str) -> Body:
    """Return the body with this code, in any case and with Khmer or Latin digits. Raises NotFound with the nearest."""
    wanted = latin_digits(clean(code)).replace("\0", "")
    body = Body.objects.select_related("kind").filter(code__iexact=wanted).first()
    if body is None:
        raise _not_found(code)
    return body


def ladders(month: int | None = None, *, known_on: dt.date | None = None, position: int | None = None) -> Ladders:
    """Return both ladders in a month (this month), with the knowledge of a day and a position.

    Two queries; one where they are remembered.
    """
    asked = month_of(clock.today()) if month is None else month

    def work_out() -> Ladders:
        histories = rungs_of(known_on=known_on, position=position)
        standing = {body: version_at(rungs, asked) for body, rungs in histories.items()}
        return Ladders({body: rung for body, rung in standing.items() if rung is not None})

    return _ladders.get((asked, known_on, position), work_out)


def ladders_above(bodies: Collection[int], month: int | None = None) -> Ladders:
    """Return both ladders of some bodies with everything above them in a month (this month).

    As many queries as the ladder is high; of many bodies at once, one.
    """
    if len(bodies) > FEW:
        return ladders(month)
    asked = month_of(clock.today()) if month is None else month
    rungs: dict[int, Rung] = {}
    waiting = set(bodies)
    seen = set(waiting)
    while waiting:
        fresh = {body: version_at(found, asked) for body, found in rungs_of(sorted(waiting)).items()}
        rungs |= {body: rung for body, rung in fresh.items() if rung is not None}
        parents = {parent for rung in fresh.values() if rung for parent in (rung.area_parent, rung.theme_parent)}
        waiting = {parent for parent in parents if parent is not None} - seen
        seen |= waiting
    return Ladders(rungs)


def bodies_once_below(bodies: Collection[int]) -> set[int]:
    """Return every body that stands or stood below some, in either ladder, by parents of parents (database keys).

    Two queries; one where they are remembered. More than `Ladders.below` says of one month: ask it where that matters.
    """
    children = _once_below.get(None, _children_once)
    found: set[int] = set()
    waiting = set(bodies)
    while waiting:
        waiting = {child for body in waiting for child in children.get(body, ())} - found - set(bodies)
        found |= waiting
    return found


def _children_once() -> Mapping[int, set[int]]:
    """Return by body the bodies that stand or stood directly below it, in either ladder."""
    found: dict[int, set[int]] = defaultdict(set)
    spans = BodySpan.objects.order_by().values_list("body", "area_parent", "theme_parent")
    for body, *parents in spans:
        for parent in parents:
            if parent is not None:
                found[parent].add(body)
    return dict(found)


def rungs_of(
    bodies: Sequence[int] | None = None, *, known_on: dt.date | None = None, position: int | None = None
) -> dict[int, list[Rung]]:
    """Return every recorded stretch by body (database keys), in order of the bodies' codes: one query."""
    spans = BodySpan.objects.order_by("body__code", "first_month", "batch__position")
    if bodies is not None:
        spans = spans.filter(body__in=bodies)
    if known_on is not None:
        spans = spans.filter(batch__known__lte=known_on)
    if position is not None:
        spans = spans.filter(batch__position__lte=position)
    found: dict[int, list[Rung]] = {}
    rows = spans.values_list(
        "body", "place", "area_parent", "theme_parent", "first_month", "last_month", "batch__known", "batch__position"
    )
    for key, place, area, theme, first, last, known, at in rows:
        found.setdefault(key, []).append(Rung(place, area, theme, first, last, known, at))
    return found


def kinds_within(code: str) -> list[BodyKind]:
    """Return the kind with this code (any case) and every kind that belongs to it, however deep: one query."""
    kinds = list(BodyKind.objects.all())
    found = [kind for kind in kinds if kind.code.casefold() == code.casefold()]
    for wider in found:
        found.extend(kind for kind in kinds if kind.is_a == wider.code and kind not in found)
    return found


def bodies_below(
    actor: Actor,
    body: Body,
    ladder: Ladder,
    *,
    month: int | None = None,
    known_on: dt.date | None = None,
    position: int | None = None,
) -> QuerySet[Body]:
    """Return the bodies below one in a ladder, as of a month (this month) and a state of knowledge.

    Raises Forbidden. Two queries however many there are.
    """
    keys = ladders(month, known_on=known_on, position=position).below(body.pk, ladder)
    return bodies_for(actor).filter(pk__in=keys)


def _not_found(code: str) -> NotFound:
    near = _nearest(code)
    language = get_language() or "km"
    meant = "; ".join(f"{body.code} {body.name.get(language, '')}" for body in near)
    mend = _("Perhaps you meant: {bodies}.").format(bodies=meant) if meant else _("The list of bodies has every code.")
    shown = clean(code)[:LONGEST_SHOWN]
    return NotFound(Problem("body", _("There is no body with the code “{code}”.").format(code=shown), mend=mend))


def _nearest(text: str) -> list[Body]:
    """Return the bodies whose code or name is written most nearly alike."""
    rows = Body.objects.values_list("code", "name")
    codes = nearest(text, by_word((code, (code, *name.values())) for code, name in rows), most=NEAREST)
    found = {body.code: body for body in Body.objects.filter(code__in=codes)}
    return [found[code] for code in codes]


def bodies_in(actor: Actor, place: Place) -> list[Body]:
    """Return the bodies whose own place this is this month, in the order of the plan. Raises Forbidden."""
    here = [body for body, rung in ladders().rungs.items() if rung.place == place.pk]
    return list(bodies_for(actor).filter(pk__in=here).order_by("order", "code"))
