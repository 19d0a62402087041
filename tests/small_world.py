"""A country of three provinces and a plan: enough for any test of the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.core.models import BatchRow
from samaki.registry.bodies.models import Body, BodyKind, BodySpan
from samaki.registry.places.models import Place, PlaceLevel, PlaceSpan
from samaki.registry.plan.models import Indicator, Plan, PlanVersion

KNOWN = dt.date(2014, 1, 1)
JANUARY_2014 = 2014 * 12
PLACES = {"KH": None, "P1": "KH", "P2": "KH", "P3": "KH", "D11": "P1", "D12": "P1"}
BODIES = {
    "NC": ("KH", None, None),
    "TWG": ("KH", "NC", None),
    "PC1": ("P1", "NC", None),
    "PC2": ("P2", "NC", None),
    "WG1": ("P1", "PC1", "TWG"),
    "DC11": ("D11", "PC1", None),
    "DC12": ("D12", "PC1", None),
    "POLICE": ("KH", None, None),
}
INDICATORS: dict[str, dict[str, Any]] = {
    "TRAINED": {"unit": "number", "counts": "persons", "over_time": "sum", "over_places": "sum",
                "direction": "increase", "target_kind": "per_period", "breakdown_sets": ["sex"],
                "targets": {"2015": "100"}},
    "VICTIMS": {"unit": "number", "counts": "persons", "over_time": "sum", "over_places": "sum", "protected": True,
                "breakdown_sets": ["sex", "service"], "official_source": "ncct", "source_labels": ["ncct", "police"]},
    "DAYS": {"unit": "number", "over_time": "average", "over_places": "average"},
    "LAW": {"unit": "milestone", "stages": "law", "over_time": "latest", "over_places": "min", "target_kind": "level"},
    "SHARE": {"unit": "percent", "target_kind": "level",
              "formula": {"numerator": "VICTIMS[sex=female]", "denominator": "VICTIMS", "factor": "100"}},
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "version": {"number": 1, "in_force": "2014-01-01", "known": "2014-01-01"},
    "plan": {"code": "small", "place": "KH", "period": {"first": "2014-01", "last": "2018-12"}},
    "lists": [
        {"code": "sex", "items": [{"code": "female"}, {"code": "male"}]},
        {"code": "service", "items": [{"code": "shelter"}, {"code": "legal"}]},
    ],
    "sets": [
        {"code": "sex", "lists": ["sex"]},
        {"code": "service", "lists": ["service"], "multiple": True},
    ],
    "stages": [{"code": "law", "items": [{"code": "none"}, {"code": "drafted"}, {"code": "approved"}]}],
    "indicators": [{"code": code, **sheet} for code, sheet in INDICATORS.items()],
}


@dataclass(frozen=True)
class SmallWorld:
    """The rows, by code."""

    plan: Plan
    places: Mapping[str, Place]
    bodies: Mapping[str, Body]
    indicators: Mapping[str, Indicator]


def make_small_world() -> SmallWorld:
    """Write places, bodies and the plan as batches known from the plan's first day."""
    places, place_rows = _places()
    bodies, body_rows = _bodies(places)
    plan = Plan.objects.create(
        code="small", title={"en": "Small"}, first_month=JANUARY_2014, last_month=JANUARY_2014 + 59
    )
    indicators = {
        code: Indicator.objects.create(
            plan=plan, code=code, order=order, title={"en": code}, protected=bool(sheet.get("protected"))
        )
        for order, (code, sheet) in enumerate(INDICATORS.items())
    }
    write_batch(SYSTEM, action="test.places", rows=place_rows, known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.bodies", rows=body_rows, known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.plan", rows=[plan_version(plan, DOCUMENT)], known=KNOWN, source="test")
    return SmallWorld(plan, places, bodies, indicators)


def plan_version(plan: Plan, document: Mapping[str, Any], number: int = 1) -> PlanVersion:
    """Return an unsaved version of a plan with this document."""
    text = json.dumps(document, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    in_force = dt.date.fromisoformat(document["version"]["in_force"])
    return PlanVersion(plan=plan, number=number, in_force=in_force, document=text, document_digest=digest)


def _places() -> tuple[dict[str, Place], list[BatchRow]]:
    levels = [
        PlaceLevel.objects.get_or_create(rank=rank, defaults={"code": code, "name": {"en": code}})[0]
        for rank, code in enumerate(("country", "province", "district"))
    ]
    places: dict[str, Place] = {}
    rows: list[BatchRow] = []
    for code, parent in PLACES.items():
        rank = 0 if parent is None else 1 if parent == "KH" else 2
        places[code] = Place.objects.create(code=code, level=levels[rank], name={"en": code}, search_key=code)
        rows.append(PlaceSpan(place=places[code], parent=places.get(parent or ""), first_month=JANUARY_2014))
    return places, rows


def _bodies(places: Mapping[str, Place]) -> tuple[dict[str, Body], list[BatchRow]]:
    kind = BodyKind.objects.create(code="COMMITTEE", name={"en": "Committee"})
    bodies: dict[str, Body] = {}
    rows: list[BatchRow] = []
    for code, (place, area, theme) in BODIES.items():
        bodies[code] = Body.objects.create(code=code, kind=kind, name={"en": code}, search_key=code)
        span = BodySpan(body=bodies[code], place=places[place], first_month=JANUARY_2014)
        span.area_parent, span.theme_parent = bodies.get(area or ""), bodies.get(theme or "")
        rows.append(span)
    return bodies, rows
