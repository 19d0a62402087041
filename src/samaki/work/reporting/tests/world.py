"""A country of two provinces with duties, deadlines and people: enough for any test of reporting.

Its day is Monday 2018-04-09. `make_world()` writes everything as known from the plan's first day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samaki.core import clock
from samaki.core.actor import SYSTEM, Actor
from samaki.core.batches import write_batch
from samaki.ledger.services.dues import dues_of_document
from samaki.registry.bodies.models import Body, BodyKind, BodySpan
from samaki.registry.people.models import Account, Role
from samaki.registry.people.selectors import actor_of_account
from samaki.registry.places.models import Place, PlaceLevel, PlaceSpan
from samaki.registry.plan.models import Indicator, Plan
from tests.small_world import DOCUMENT as SMALL
from tests.small_world import INDICATORS, JANUARY_2014, KNOWN, plan_version

TODAY = dt.date(2018, 4, 9)
MARCH = 2018 * 12 + 2
PLACES = {"KH": "", "P1": "KH", "P2": "KH", "D11": "P1", "D12": "P1", "D21": "P2", "C111": "D11", "C112": "D11"}
# kind: what it belongs to, who publishes for it
KINDS = {
    "OFFICE": ("", "GS"),
    "THEME": ("", "GS"),
    "PC": ("", "GS"),
    "GROUP": ("", "PC"),
    "PREVENTION": ("GROUP", "PC"),
    "DC": ("", "PC"),
    "CC": ("", "PC"),
    "MINISTRY": ("", "GS"),
    "COURT": ("", "GS"),
    "NGO": ("", "GS"),
}
# body: kind, place, parent by area, parent by theme
BODIES = {
    "NC": ("OFFICE", "KH", "", ""),
    "GS": ("OFFICE", "KH", "NC", ""),
    "TWG": ("THEME", "KH", "NC", ""),
    "PC1": ("PC", "P1", "GS", ""),
    "PC2": ("PC", "P2", "GS", ""),
    "WG1": ("PREVENTION", "P1", "PC1", "TWG"),
    "DC11": ("DC", "D11", "PC1", ""),
    "DC12": ("DC", "D12", "PC1", ""),
    "DC21": ("DC", "D21", "PC2", ""),
    "CC111": ("CC", "C111", "DC11", ""),
    "CC112": ("CC", "C112", "DC11", ""),
    "MOJ": ("MINISTRY", "KH", "NC", "TWG"),
    "COURT1": ("COURT", "P1", "MOJ", "TWG"),
    "NGO1": ("NGO", "KH", "GS", "TWG"),
}
DEADLINES = {
    "last-day": {"rule": "last_day_of_period", "basis": "source"},
    "day-3": {"rule": "day_of_month_after_period", "day": 3, "months_after": 1, "basis": "assumed"},
    "day-6": {"rule": "day_of_month_after_period", "day": 6, "months_after": 1, "basis": "assumed"},
    "day-10": {"rule": "day_of_month_after_period", "day": 10, "months_after": 1, "basis": "assumed"},
    "day-31": {"rule": "day_of_month_after_period", "day": 31, "months_after": 2, "basis": "assumed"},
}
# duty: who, to, how often, due when, indicators
DUTIES: dict[str, tuple[str, str, str, str, list[str]]] = {
    "DU-CC": ("CC", "DC", "monthly", "day-3", ["TRAINED"]),
    "DU-DC": ("DC", "PC", "monthly", "day-6", ["TRAINED"]),
    "DU-PC": ("PC", "GS", "monthly", "day-10", ["TRAINED", "VICTIMS", "DAYS"]),
    "DU-PC-LAW": ("PC", "GS", "quarterly", "day-31", ["LAW"]),
    "DU-WG": ("GROUP", "PC", "monthly", "day-6", ["TRAINED"]),
    "DU-TWG": ("TWG", "GS", "monthly", "last-day", ["TRAINED"]),
    "DU-TWG-DAYS": ("TWG", "GS", "monthly", "day-6", ["DAYS"]),
    "DU-COURT": ("COURT", "MOJ", "monthly", "day-6", ["VICTIMS"]),
    "DU-NGO": ("NGO", "twg_of_theme", "monthly", "day-6", ["VICTIMS"]),
    "DU-GS": ("GS", "NC", "monthly", "day-10", ["DAYS"]),
}
# account: its roles as (role, body)
PEOPLE: dict[str, list[tuple[str, str]]] = {
    "cc111.reporter": [("reporter", "CC111")],
    "cc111.chair": [("chair", "CC111")],
    "dc11.reporter": [("reporter", "DC11")],
    "dc11.chair": [("chair", "DC11")],
    "dc11.reviewer": [("reviewer", "DC11")],
    "pc1.reporter": [("reporter", "PC1")],
    "pc1.chair": [("chair", "PC1")],
    "pc1.approver": [("approver", "PC1")],
    "pc2.reporter": [("reporter", "PC2")],
    "pc2.chair": [("chair", "PC2")],
    "twg.reviewer": [("reviewer", "TWG")],
    "gs.approver": [("approver", "GS")],
    "gs.chair": [("chair", "GS")],
    "two.posts": [("reporter", "PC1"), ("reporter", "WG1")],
    "monitoring": [("monitoring_officer", "GS")],
    "auditor": [("auditor", "NC")],
    "administrator": [("administrator", "GS")],
    "reader": [("reader", "GS")],
}
LABELS = {"VICTIMS": "ncct"}
# what every indicator's sheet must say
SHEET: dict[str, Any] = {
    "of": "S1", "level": "output", "definition": {"en": "What counts.", "km": "What counts."}, "method": "count",
    "readiness": {"state": "measurable"}, "frequency": "monthly", "responsible": "GS",
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The rows, by code; accounts by user name."""

    plan: Plan
    places: Mapping[str, Place]
    bodies: Mapping[str, Body]
    indicators: Mapping[str, Indicator]
    accounts: Mapping[str, Account]

    def actor(self, user_name: str) -> Actor:
        """Return an account as an actor, with the roles of today."""
        return actor_of_account(self.accounts[user_name])


def document() -> dict[str, Any]:
    """Return the plan's canonical document: that of the small world made whole, with duties and deadlines."""
    return SMALL | {
        "plan": SMALL["plan"]
        | {
            "title": both("Small"),
            "owner": "NC",
            "languages": ["km", "en"],
            "dues_from": {"month": "2018-01", "basis": "assumed"},
        },
        "strategies": [
            {"code": "S1", "name": both("Strategy"), "outputs": [
                {"code": "S1-a", "text": both("Output"), "basis": "planned", "state": "planned", "source": "src",
                 "actions": [{"code": "S1-a-1", "text": both("Action"), "actors": ["PC"]}]},
            ]},
        ],
        "lists": [named(one) for one in SMALL["lists"]],
        "stages": [named(one) for one in SMALL["stages"]],
        "indicators": [SHEET | one | {"name": both(one["code"])} for one in SMALL["indicators"]],
        "kinds": [
            {"code": code, "name": both(code), "is_a": wider or None, "publishes": publisher}
            for code, (wider, publisher) in KINDS.items()
        ],
        "bodies": [{"code": code, "kind": kind, "name": both(code)} for code, (kind, *_rest) in BODIES.items()],
        "sources": [{"code": "src", "kind": "review", "title": both("Source")}],
        "deadlines": [{"code": code, "name": both(code), **rule} for code, rule in DEADLINES.items()],
        "duties": [
            {
                "code": code,
                "who": who,
                "to": to,
                "frequency": frequency,
                "deadline": deadline,
                "cadence_basis": "assumed",
                "indicators": indicators,
                "labels": {one: LABELS[one] for one in indicators if one in LABELS},
            }
            for code, (who, to, frequency, deadline, indicators) in DUTIES.items()
        ],
    }  # fmt: skip


def both(words: str) -> dict[str, str]:
    """Return the same words in both languages."""
    return {"en": words, "km": words}


def named(listed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a list with a name for itself and for each of its items."""
    items = [item | {"name": both(item["code"])} for item in listed["items"]]
    return {**listed, "name": both(listed["code"]), "items": items}


def make_world() -> World:
    """Write places, bodies, the plan, its dues and the accounts."""
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
    stated = document()
    write_batch(SYSTEM, action="test.places", rows=place_rows, known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.bodies", rows=body_rows, known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.plan", rows=[plan_version(plan, stated)], known=KNOWN, source="test")
    write_batch(SYSTEM, action="test.dues", rows=dues_of_document(plan, stated), known=KNOWN, source="test")
    return World(plan, places, bodies, indicators, {name: _account(name, bodies) for name in PEOPLE})


def _places() -> tuple[dict[str, Place], list[PlaceSpan]]:
    levels = [
        PlaceLevel.objects.get_or_create(rank=rank, defaults={"code": code, "name": {"en": code}})[0]
        for rank, code in enumerate(("country", "province", "district", "commune"))
    ]
    ranks = {"K": 0, "P": 1, "D": 2, "C": 3}
    places: dict[str, Place] = {}
    rows: list[PlaceSpan] = []
    for code, parent in PLACES.items():
        name = {"en": code, "km": code}
        places[code] = Place.objects.create(code=code, level=levels[ranks[code[0]]], name=name, search_key=code)
        rows.append(PlaceSpan(place=places[code], parent=places.get(parent), first_month=JANUARY_2014))
    return places, rows


def _bodies(places: Mapping[str, Place]) -> tuple[dict[str, Body], list[BodySpan]]:
    kinds = {
        code: BodyKind.objects.create(
            code=code, is_a=wider, publisher=publisher, rank=rank, name={"en": code, "km": code}
        )
        for rank, (code, (wider, publisher)) in enumerate(KINDS.items())
    }
    bodies: dict[str, Body] = {}
    rows: list[BodySpan] = []
    for order, (code, (kind, place, area, theme)) in enumerate(BODIES.items()):
        name = {"en": code, "km": code}
        bodies[code] = Body.objects.create(code=code, order=order, kind=kinds[kind], name=name, search_key=code)
        span = BodySpan(body=bodies[code], place=places[place], first_month=JANUARY_2014)
        span.area_parent, span.theme_parent = bodies.get(area), bodies.get(theme)
        rows.append(span)
    return bodies, rows


def _account(name: str, bodies: Mapping[str, Body]) -> Account:
    account = Account(user_name=name, name={"en": name, "km": name}, created=clock.now())
    account.set_unusable_password()
    account.save(force_insert=True)
    Role.objects.bulk_create(
        Role(account=account, role=role, body=bodies[body], first_day=KNOWN) for role, body in PEOPLE[name]
    )
    return account
