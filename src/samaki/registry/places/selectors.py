"""Reads about places: one by its code, the whole division as it was in a month, what was meant by a wrong code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_of
from samaki.core import clock, gate
from samaki.core.actor import Actor
from samaki.core.nearest import by_word, nearest
from samaki.core.problems import NotFound, Problem
from samaki.core.remembered import Remembered
from samaki.core.text import clean, latin_digits, search_key
from samaki.registry.places import rules
from samaki.registry.places.models import Place, PlaceSpan

NEAREST = 5
LONGEST_SHOWN = 60
DIVISIONS_KEPT = 8
READ = "places.read"


@dataclass(frozen=True)
class Division:
    """Which place lay in which, in one month, as known on one day. Database keys; the country's parent is None."""

    parents: Mapping[int, int | None]

    @cached_property
    def children(self) -> Mapping[int, list[int]]:
        """The places that lie directly in each place."""
        found: dict[int, list[int]] = {}
        for place, parent in self.parents.items():
            if parent is not None:
                found.setdefault(parent, []).append(place)
        return found

    def above(self, place: int) -> list[int]:
        """Return the places above, the nearest first."""
        found: list[int] = []
        parent = self.parents.get(place)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.parents.get(parent)
        return found

    def below(self, place: int) -> list[int]:
        """Return all places below, level by level."""
        found = list(self.children.get(place, ()))
        for each in found:
            found.extend(self.children.get(each, ()))
        return found


_divisions: Remembered[tuple[int, dt.date | None, int | None], Division] = Remembered(DIVISIONS_KEPT, PlaceSpan)


def places_for(actor: Actor) -> QuerySet[Place]:
    """Return the places the actor may read: all, in order of code. Raises Forbidden."""
    gate.require(actor, READ)
    return Place.objects.select_related("level")


def place_for(actor: Actor, code: str) -> Place:
    """Return one place by code, name or other spelling. Raises Forbidden, NotFound."""
    gate.require(actor, READ)
    return resolve_place(code)


def resolve_place(code: str) -> Place:
    """Return the place with this code (any case, Khmer digits too), else the one with this name or other spelling.

    Of several with one name the larger is meant, where it is the only one of its level. Raises NotFound with the
    nearest codes and names.
    """
    wanted = latin_digits(clean(code)).replace("\0", "")
    place = Place.objects.select_related("level").filter(code__iexact=wanted).first()
    if place is not None:
        return place
    named = _named(wanted)
    largest = [each for each in named if each.level.rank == named[0].level.rank]
    if len(largest) == 1:
        return largest[0]
    raise _not_found(code, named)


def division(month: int | None = None, *, known_on: dt.date | None = None, position: int | None = None) -> Division:
    """Return the division in a month (this month), with the knowledge of a day and a position.

    Two queries; one where it is remembered.
    """
    asked = month_of(clock.today()) if month is None else month

    def work_out() -> Division:
        found = histories(known_on=known_on, position=position)
        standing = {place: rules.version_at(versions, asked) for place, versions in found.items()}
        return Division({place: version.parent for place, version in standing.items() if version is not None})

    return _divisions.get((asked, known_on, position), work_out)


def histories(
    *, known_on: dt.date | None = None, position: int | None = None, places: Sequence[int] | None = None
) -> dict[int, list[rules.Version]]:
    """Return the recorded stretches by place (database keys), in order of code: one query."""
    spans = PlaceSpan.objects.order_by("place__code", "first_month", "batch__position")
    if known_on is not None:
        spans = spans.filter(batch__known__lte=known_on)
    if position is not None:
        spans = spans.filter(batch__position__lte=position)
    if places is not None:
        spans = spans.filter(place__in=places)
    found: dict[int, list[rules.Version]] = {}
    rows = spans.values_list("place", "parent", "first_month", "last_month", "batch__known", "batch__position")
    for place, parent, first, last, known, at in rows:
        found.setdefault(place, []).append(rules.Version(parent, first, last, known, at))
    return found


def attribution() -> Mapping[str, object]:
    """Return what the source of the list wants said: {"edition", "notice", "attribution"}; empty where none is."""
    note = Place.objects.filter(level__rank=0).values_list("note", flat=True).first()
    return note or {}


def _named(text: str) -> list[Place]:
    key = search_key(text)
    if not key:
        return []
    found = Place.objects.select_related("level").filter(search_key__contains=key).order_by("level__rank", "code")[:200]
    return [place for place in found if key in _names(place)]


def _names(place: Place) -> set[str]:
    return {search_key(name) for name in (*place.name.values(), *place.aliases)}


def _not_found(code: str, named: Sequence[Place]) -> NotFound:
    near = named or _nearest(code)
    language = get_language() or "km"
    meant = "; ".join(f"{place.code} {place.name.get(language, '')}" for place in near[:NEAREST])
    shown = clean(code)[:LONGEST_SHOWN]
    mend = _("Perhaps you meant: {places}.").format(places=meant) if meant else _("The list of places has every code.")
    return NotFound(Problem("place", _("There is no place with the code “{code}”.").format(code=shown), mend=mend))


def _nearest(text: str) -> list[Place]:
    """Return the places whose code or name is written most nearly alike."""
    rows = Place.objects.values_list("code", "name", "aliases")
    words = by_word((code, (code, *name.values(), *aliases)) for code, name, aliases in rows)
    codes = nearest(text, words, most=NEAREST)
    found = {place.code: place for place in Place.objects.select_related("level").filter(code__in=codes)}
    return [found[code] for code in codes]
