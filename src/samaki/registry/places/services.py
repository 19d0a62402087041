"""Loads the country's places: its list, and what the installation's file adds (levels, aliases, types, history)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from samaki.core.actor import Actor
from samaki.core.batches import write_batch
from samaki.core.text import LocalText, search_key, sort_key
from samaki.registry.places import rules
from samaki.registry.places.country import Country, read_country
from samaki.registry.places.models import Place, PlaceLevel, PlaceSpan
from samaki.registry.places.selectors import histories

ROWS_AT_ONCE = 1000
COUNTRY_FILE = "country.yaml"
KEPT_CURRENT = ["level", "name", "aliases", "note", "type", "type_name", "search_key", "sort_km", "sort_en"]


def country_file() -> Path:
    """Return the installation's description of its country: the setting `PLACES_FILE`, else the one shipped."""
    chosen: Path | None = getattr(settings, "PLACES_FILE", None)
    return chosen or Path(settings.PLANS_DIR).parent / "places" / COUNTRY_FILE


def load_places(actor: Actor, *, known: dt.date | None, source: str = "", path: Path | None = None) -> int:
    """Bring the places to what list and file say; return how many stretches of history were new (0: nothing changed).

    The new stretches are one batch, known on the day given. Places that the list no longer names stay: facts hang on
    them. Raises Refused where the file cannot be read.
    """
    country = read_country(path or country_file())
    with transaction.atomic():
        places = _write_places(country)
        rows = _new_spans(country, places, known)
        if rows:
            write_batch(actor, action="places.load", rows=rows, known=known, source=source or country.listed.edition)
    return len(rows)


def _write_places(country: Country) -> dict[str, Place]:
    levels = {
        level.code: PlaceLevel.objects.update_or_create(
            code=level.code, defaults={"rank": rank, "name": level.name, "plural": level.plural}
        )[0]
        for rank, level in enumerate(country.levels)
    }
    ranked = [levels[level.code] for level in country.levels]
    wanted = [_place(country, code, depth, name, ranked) for code, depth, name in country.everyone()]
    there = {place.code.upper(): place for place in Place.objects.all()}
    fresh = [place for place in wanted if place.code.upper() not in there]
    changed = []
    for place in wanted:
        old = there.get(place.code.upper())
        if old is not None and any(_held(old, name) != _held(place, name) for name in KEPT_CURRENT):
            place.pk, place.code = old.pk, old.code
            changed.append(place)
    Place.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    Place.objects.bulk_update(changed, KEPT_CURRENT, batch_size=200)
    return {place.code.upper(): place for place in Place.objects.all()}


def _held(place: Place, name: str) -> Any:
    return place.level_id if name == "level" else getattr(place, name)


def _place(country: Country, code: str, depth: int, name: LocalText, levels: list[PlaceLevel]) -> Place:
    aliases = list(country.aliases.get(code, ()))
    english, khmer = name.get("en", ""), name.get("km", "")
    type_code = country.type_of(code, country.levels[depth].code)
    return Place(
        code=code,
        level=levels[depth],
        name=dict(name),
        aliases=aliases,
        note=_note(country, code, depth),
        type=type_code,
        type_name=dict(country.types.get(type_code, {})),
        search_key=search_key(" · ".join([code, english, khmer, *aliases])),
        sort_km=sort_key(khmer),
        sort_en=sort_key(english),
    )


def _note(country: Country, code: str, depth: int) -> Mapping[str, Any]:
    if depth == 0:
        return {
            "edition": country.listed.edition,
            "notice": country.listed.notice,
            "attribution": dict(country.attribution),
        }
    return dict(country.notes.get(code, {}))


def _new_spans(country: Country, places: Mapping[str, Place], known: dt.date | None) -> list[PlaceSpan]:
    """Return unsaved rows for the stretches that the newest knowledge does not hold, or of which that day knows none.

    A plan may be loaded after another that was known later: its own day must know the places too.
    """
    stand = {place: rules.standing(found) for place, found in histories().items()}
    then = {place: rules.standing(found) for place, found in histories(known_on=known).items()} if known else stand
    rows = []
    for stretch in rules.stretches(country.parents(), country.splits):
        place = places[stretch.place.upper()]
        parent = places[stretch.parent.upper()] if stretch.parent else None
        held = stand.get(place.pk, {}).get(stretch.first)
        unknown = stretch.first not in then.get(place.pk, {})
        if unknown or held is None or (held.parent, held.last) != (parent.pk if parent else None, stretch.last):
            rows.append(
                PlaceSpan(
                    place=place,
                    parent=parent,
                    first_month=stretch.first,
                    last_month=stretch.last,
                    source=stretch.source or country.listed.edition,
                )
            )
    return rows
