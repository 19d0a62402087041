"""What the page of one body shows: where it stands and stood, its posts, what the source says, what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samaki.core import providers
from samaki.core.actor import Actor
from samaki.core.problems import Forbidden
from samaki.registry.bodies.facts import Stated, stated
from samaki.registry.bodies.models import Body, BodyKind, Post
from samaki.registry.bodies.owed import Owed
from samaki.registry.bodies.selectors import Ladders, Rung, body_for, ladders, rungs_of
from samaki.registry.bodies.services import may_see_phone, require_contact
from samaki.registry.places.models import Place
from samaki.registry.places.rules import standing


@dataclass(frozen=True)
class Stood:
    """The body's own place and parents from one month to another."""

    place: Place
    area_parent: Body | None
    theme_parent: Body | None
    first: int
    last: int | None


@dataclass(frozen=True)
class BodyPage:
    """One body, whole. `below` counts those below by kind; `dues`, `figures`, `reports` are other rooms' (or None)."""

    body: Body
    place: Place | None
    above: Sequence[Body]
    above_theme: Sequence[Body]
    parts: Sequence[Body]
    more_parts: int
    theme_parts: int
    below: Sequence[tuple[BodyKind, int]]
    below_count: int
    history: Sequence[Stood]
    posts: Sequence[Post]
    posts_elsewhere: Sequence[Post]
    facts: Sequence[Stated]
    legal_basis: Sequence[Mapping[str, Any]]
    source: str
    dues: Sequence[Owed] | None
    figures: Any
    reports: Any
    may_see_phone: bool
    may_change_phone: bool


PARTS_SHOWN = 40


def body_page(actor: Actor, code: str) -> BodyPage:
    """Return one body as it stands this month. Raises Forbidden, NotFound. The same queries for every body."""
    body = body_for(actor, code)
    shown = ladders()
    cited = providers.ask("plan.citer", default=str)
    own = sorted(standing(rungs_of([body.pk]).get(body.pk, [])).items())
    above, above_theme = shown.above(body.pk, "area"), shown.above(body.pk, "theme")
    below = shown.below(body.pk, "area")
    children = shown.children(body.pk, "area")
    related = {*above, *above_theme, *children[:PARTS_SHOWN]}
    for _first, rung in own:
        related |= {key for key in (rung.area_parent, rung.theme_parent) if key is not None}
    full = Body.objects.select_related("kind").in_bulk(related)
    places = Place.objects.select_related("level").in_bulk({rung.place for _first, rung in own})
    now = shown.rungs.get(body.pk)
    posts = list(Post.objects.filter(body=body).select_related("of_body"))
    return BodyPage(
        body=body,
        place=places.get(now.place) if now else None,
        above=[full[key] for key in above],
        above_theme=[full[key] for key in above_theme],
        parts=sorted((full[key] for key in children[:PARTS_SHOWN]), key=lambda each: each.order),
        more_parts=max(0, len(children) - PARTS_SHOWN),
        theme_parts=len(shown.children(body.pk, "theme")),
        below=_by_kind(below),
        below_count=len(below),
        history=[_stood(rung, full, places) for _first, rung in own],
        posts=posts,
        posts_elsewhere=list(body.posts_elsewhere.select_related("body")),
        facts=list(stated(body.facts, cited)),
        source=cited(body.source),
        legal_basis=providers.ask("plan.documents", body.legal_basis, default=None)
        or [{"code": code, "title": code} for code in body.legal_basis],
        dues=providers.ask("body.dues", actor, body),
        figures=providers.ask("body.figures", actor, body),
        reports=providers.ask("body.reports", actor, body),
        may_see_phone=may_see_phone(actor, body, shown),
        may_change_phone=_may_change_phone(actor, body, shown),
    )


def _may_change_phone(actor: Actor, body: Body, standing: Ladders) -> bool:
    try:
        require_contact(actor, body, standing)
    except Forbidden:
        return False
    return True


def _by_kind(keys: Sequence[int]) -> list[tuple[BodyKind, int]]:
    """Count bodies by kind, or by the wider kind theirs belongs to, in the kinds' order: two queries."""
    kinds = {kind.code: kind for kind in BodyKind.objects.all()}
    counts: Counter[str] = Counter()
    for code, wider in Body.objects.filter(pk__in=keys).values_list("kind__code", "kind__is_a"):
        counts[wider or code] += 1
    return [(kind, counts[code]) for code, kind in kinds.items() if counts[code]]


def _stood(rung: Rung, full: Mapping[int, Body], places: Mapping[int, Place]) -> Stood:
    return Stood(
        place=places[rung.place],
        area_parent=full.get(rung.area_parent or 0),
        theme_parent=full.get(rung.theme_parent or 0),
        first=rung.first,
        last=rung.last,
    )
