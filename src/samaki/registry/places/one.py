"""What the page of one place shows: where it lies and lay, what lies in it, which bodies are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samaki.calculate.periods import month_of
from samaki.core import clock, providers
from samaki.core.actor import Actor
from samaki.registry.places import rules
from samaki.registry.places.models import Place, PlaceLevel, PlaceSpan
from samaki.registry.places.selectors import attribution, division, histories, place_for, places_for


@dataclass(frozen=True)
class Lay:
    """The place's parent from one month to another, with the source of that."""

    parent: Place | None
    first: int
    last: int | None
    source: str


@dataclass(frozen=True)
class PlacePage:
    """One place. `inside` are the places directly in it, each with how many lie in those, level by level."""

    place: Place
    above: Sequence[Place]
    history: Sequence[Lay]
    inside: Sequence[tuple[Place, Sequence[int]]]
    inside_level: PlaceLevel | None
    counts: Sequence[tuple[PlaceLevel, int]]
    inside_levels: Sequence[PlaceLevel]
    moved_away: Sequence[Place]
    bodies: Sequence[Mapping[str, Any]]
    figures: Any
    source: Mapping[str, object]

    @property
    def has_moved(self) -> bool:
        """Whether its history is worth telling: it lay elsewhere, or began at a known month."""
        return len(self.history) > 1 or any(lay.first != rules.ALWAYS for lay in self.history)


def place_page(actor: Actor, wanted: Place | str) -> PlacePage:
    """Return the page of a place, given itself or its code. Raises Forbidden, NotFound. Constant queries."""
    place = wanted if isinstance(wanted, Place) else place_for(actor, wanted)
    whole = division()
    levels = {level.rank: level for level in PlaceLevel.objects.all()}
    ranks = dict(Place.objects.values_list("pk", "level__rank"))
    below = whole.below(place.pk)
    children = whole.children.get(place.pk, [])
    spans = sorted(rules.standing(histories(places=[place.pk]).get(place.pk, [])).items())
    gone = _moved_away(place.pk, whole.parents)
    needed = {*whole.above(place.pk), *children, *gone, *(span.parent for _first, span in spans if span.parent)}
    full = places_for(actor).in_bulk(needed)
    sources = dict(
        PlaceSpan.objects.filter(place=place).order_by("batch__position").values_list("first_month", "source")
    )
    counts = Counter(ranks[key] for key in below)
    return PlacePage(
        place=place,
        above=[full[key] for key in whole.above(place.pk)],
        history=[Lay(full.get(span.parent or 0), first, span.last, sources.get(first, "")) for first, span in spans],
        inside=[
            (full[key], [count for _rank, count in sorted(Counter(ranks[each] for each in whole.below(key)).items())])
            for key in sorted(children, key=lambda key: full[key].code)
        ],
        inside_level=levels.get(place.level.rank + 1),
        counts=[(levels[rank], count) for rank, count in sorted(counts.items())],
        inside_levels=[levels[rank] for rank in sorted(counts) if rank > place.level.rank + 1],
        moved_away=sorted((full[key] for key in gone), key=lambda each: each.code),
        bodies=providers.ask("place.bodies", actor, place, default=()),
        figures=providers.ask("place.figures", actor, place),
        source=attribution(),
    )


def _moved_away(place: int, now: Mapping[int, int | None]) -> set[int]:
    """Return the places that lay directly in this one once and lie elsewhere now: one query."""
    month = month_of(clock.today())
    once = PlaceSpan.objects.filter(parent=place, last_month__lt=month).values_list("place", flat=True)
    return {key for key in once if now.get(key) != place}
