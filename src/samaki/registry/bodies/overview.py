"""What the page of all bodies shows: the two ladders woven, who stands at the top, and how many there are of each kind.

Everything is read off the ladders themselves, so that another plan with other kinds gets its own weave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from samaki.core.actor import Actor
from samaki.registry.bodies.facts import chairs
from samaki.registry.bodies.models import Body, BodyKind, Post
from samaki.registry.bodies.selectors import Ladders, bodies_for, ladders
from samaki.registry.places.models import Place, PlaceLevel
from samaki.registry.places.selectors import Division, division


@dataclass(frozen=True)
class Cell:
    """Bodies of one kind that work on one theme at one level: how many, and what the plan says of them."""

    kind: BodyKind
    count: int
    note: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One level of the area ladder below the top: its trunk, and its groups by theme (one list of cells per theme)."""

    level: PlaceLevel
    kind: BodyKind
    count: int
    reports_to: BodyKind | None
    cells: Sequence[Sequence[Cell]]

    @property
    def has_groups(self) -> bool:
        """Whether any theme has a body here."""
        return any(self.cells)


@dataclass(frozen=True)
class Committee:
    """A body of the first level below the top, with how many places lie in its own, level by level."""

    body: Body
    place: Place
    below: Sequence[int]


@dataclass(frozen=True)
class Part:
    """Bodies of one kind directly below the top, and below them their own parts, kind by kind."""

    kind: BodyKind
    bodies: Sequence[Body]
    parts: Sequence[Part] = ()


@dataclass
class Overview:
    """The whole page."""

    top: Body | None = None
    approver: Body | None = None
    posts: list[tuple[str, list[Post]]] = field(default_factory=list)
    post_count: int = 0
    parts: list[Part] = field(default_factory=list)
    themes: list[Body] = field(default_factory=list)
    chairs: dict[int, Mapping[str, str]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    committees: list[Committee] = field(default_factory=list)
    kinds: list[tuple[BodyKind, int]] = field(default_factory=list)
    total: int = 0


def overview(actor: Actor) -> Overview:
    """Return the page for this month: nine queries, however many bodies there are. Raises Forbidden."""
    readable = bodies_for(actor)
    shown = ladders()
    kinds = {kind.pk: kind for kind in BodyKind.objects.all()}
    kind_of = dict(readable.values_list("pk", "kind"))
    ranks = dict(Place.objects.values_list("pk", "level__rank"))
    rank_of = {body: ranks[rung.place] for body, rung in shown.rungs.items()}
    page = Overview(total=len(shown.rungs))
    counts = Counter(kind_of[body] for body in shown.rungs)
    page.kinds = [(kind, counts[key]) for key, kind in kinds.items() if counts[key]]
    trunk = climb(shown, rank_of)
    if not trunk:
        return page
    themes = theme_heads(shown)
    nation = [body for body in trunk if rank_of[body] == 0]
    first = next((body for body in trunk if rank_of[body] == 1), None)
    below_top = [body for body in shown.children(nation[-1], "area") if rank_of[body] == 0] if nation else []
    offices = {
        body: [part for part in shown.children(body, "area") if rank_of[part] == 0 and part not in themes]
        for body in below_top
    }
    wanted = {*nation, *themes, *below_top, *(office for some in offices.values() for office in some)}
    committees = [body for body in shown.rungs if first and rank_of[body] == 1 and kind_of[body] == kind_of[first]]
    samples = theme_samples(shown, rank_of, kind_of, themes)
    wanted.update(committees, (body for body, _count in samples.values()))
    full = readable.in_bulk(wanted)
    page.themes = sorted((full[body] for body in themes), key=lambda body: body.order)
    page.approver = full[nation[0]] if nation else None
    page.top = full[nation[-1]] if nation else None
    page.parts = _parts([full[body] for body in below_top if body not in themes], offices, full)
    _add_posts(page)
    page.rows = _rows(page, shown, trunk, rank_of, kind_of, kinds, samples, full)
    page.committees = _committees(shown, [full[body] for body in committees], division(), ranks)
    return page


def climb(shown: Ladders, rank_of: Mapping[int, int]) -> list[int]:
    """Return the bodies met on the way up the area ladder from one of the lowest places: the trunk of the mechanism."""
    feet = [body for body, rung in shown.rungs.items() if rung.area_parent is not None]
    if not feet:
        return []
    foot = max(feet, key=lambda body: rank_of[body])
    return [foot, *shown.above(foot, "area")]


def theme_heads(shown: Ladders) -> set[int]:
    """Return the bodies that head a theme: others have them as their parent there, and they have none."""
    heads = {rung.theme_parent for rung in shown.rungs.values() if rung.theme_parent is not None}
    return {body for body in heads if body in shown.rungs and shown.rungs[body].theme_parent is None}


def theme_samples(
    shown: Ladders, rank_of: Mapping[int, int], kind_of: Mapping[int, int], themes: set[int]
) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return, by level, theme and kind, one body of those directly below the theme and how many there are."""
    found: dict[tuple[int, int, int], tuple[int, int]] = {}
    for theme in themes:
        for body in shown.children(theme, "theme"):
            key = (rank_of[body], theme, kind_of[body])
            sample, count = found.get(key, (body, 0))
            found[key] = (sample, count + 1)
    return found


def _parts(bodies: Sequence[Body], offices: Mapping[int, Sequence[int]], full: Mapping[int, Body]) -> list[Part]:
    """Group bodies by kind; one that has parts of its own stands alone, with them."""
    parts: list[Part] = []
    ordered = sorted(bodies, key=lambda body: (body.kind.rank, body.kind.code, body.order))
    for kind, alike in groupby(ordered, key=lambda body: body.kind):
        several = list(alike)
        single = [body for body in several if offices.get(body.pk)]
        parts.extend(Part(kind, [body], _parts([full[key] for key in offices[body.pk]], {}, full)) for body in single)
        if len(single) < len(several):
            parts.append(Part(kind, [body for body in several if body not in single]))
    return parts


def _add_posts(page: Overview) -> None:
    """Put in the posts of the top, by role, and who chairs each theme: one query."""
    owners = [body.pk for body in page.themes] + ([page.top.pk] if page.top else [])
    for post in Post.objects.filter(body__in=owners).select_related("of_body").order_by("body", "order"):
        if page.top and post.body_id == page.top.pk:
            page.post_count += 1
            if page.posts and page.posts[-1][0] == post.role:
                page.posts[-1][1].append(post)
            else:
                page.posts.append((post.role, [post]))
        elif post.role == "chair":
            page.chairs.setdefault(post.body_id, post.title)
    for theme in page.themes:
        for _role, said in chairs(theme.facts)[:1]:
            page.chairs.setdefault(theme.pk, said.text)


def _rows(
    page: Overview,
    shown: Ladders,
    trunk: Sequence[int],
    rank_of: Mapping[int, int],
    kind_of: Mapping[int, int],
    kinds: Mapping[int, BodyKind],
    samples: Mapping[tuple[int, int, int], tuple[int, int]],
    full: Mapping[int, Body],
) -> list[Row]:
    counts = Counter((rank_of[body], kind_of[body]) for body in shown.rungs)
    rows = []
    for level in PlaceLevel.objects.filter(rank__gt=0):
        rung = next((body for body in trunk if rank_of[body] == level.rank), None)
        if rung is None:
            continue
        above = next((body for body in trunk if rank_of[body] < level.rank), None)
        cells = [
            [
                Cell(kinds[kind], count, full[sample].facts.get("note") or {})
                for (rank, head, kind), (sample, count) in sorted(
                    samples.items(), key=lambda item: kinds[item[0][2]].rank
                )
                if rank == level.rank and head == theme.pk
            ]
            for theme in page.themes
        ]
        rows.append(
            Row(
                level=level,
                kind=kinds[kind_of[rung]],
                count=counts[level.rank, kind_of[rung]],
                reports_to=kinds[kind_of[above]] if above else None,
                cells=cells,
            )
        )
    return rows


def _committees(shown: Ladders, bodies: Sequence[Body], places: Division, ranks: Mapping[int, int]) -> list[Committee]:
    own = {place.pk: place for place in Place.objects.filter(pk__in={shown.rungs[body.pk].place for body in bodies})}
    found = []
    for body in sorted(bodies, key=lambda each: each.code):
        place = own[shown.rungs[body.pk].place]
        levels = Counter(ranks[key] for key in places.below(place.pk))
        found.append(Committee(body, place, [count for _rank, count in sorted(levels.items())]))
    return found
