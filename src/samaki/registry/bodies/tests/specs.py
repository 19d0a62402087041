"""A small mechanism for tests: every shape that the real one has, over the real places."""

from __future__ import annotations

import datetime as dt

from samaki.calculate.periods import month_at
from samaki.core.actor import SYSTEM
from samaki.core.batches import write_batch
from samaki.registry.bodies.rules import BodySpec, KindSpec, PostSpec
from samaki.registry.bodies.services import load_bodies
from samaki.registry.places.services import load_places

KNOWN = dt.date(2015, 2, 28)
FIRST = month_at(2014, 1)
THEMES = ("PREV", "VP", "LE", "JUS", "MIG", "IC")
LEADS = ("MoEYS", "MoSVY", "CNP", "MoJ", "MoLVT", "MoWA")

KINDS = [
    KindSpec(code="NCCT", name={"en": "National committee", "km": "គណៈកម្មាធិការជាតិ"}, rank=0),
    KindSpec(code="GS", name={"en": "General Secretariat", "km": "អគ្គលេខាធិការដ្ឋាន"}, rank=1),
    KindSpec(code="TWG", name={"en": "Working groups", "km": "ក្រុមការងារ"}, rank=2, publisher="NCCT-GS"),
    KindSpec(code="PCCT", name={"en": "Committees of provinces", "km": "គណៈកម្មាធិការខេត្ត"}, rank=3),
    KindSpec(code="PCCT-WG", name={"en": "Groups of the provinces", "km": "ក្រុមការងារខេត្ត"}, rank=4, publisher="PCCT"),
    KindSpec(code="DCCT", name={"en": "Officials of districts", "km": "មន្ត្រីស្រុក"}, rank=5, publisher="PCCT"),
    KindSpec(code="CCCT", name={"en": "Officials of communes", "km": "មន្ត្រីឃុំ"}, rank=6, publisher="PCCT"),
    KindSpec(code="MINISTRY", name={"en": "Ministries", "km": "ក្រសួង"}, rank=7),
]

BODIES = [
    BodySpec(
        code="NCCT",
        kind="NCCT",
        name={
            "en": "National Committee for Counter Trafficking in Persons",
            "km": "គណៈកម្មាធិការជាតិប្រយុទ្ធប្រឆាំងអំពើជួញដូរមនុស្ស",
        },
        facts={
            "short_name": {"en": "NCCT", "km": "គ.ជ.ប.ជ"},
            "members_said": 27,
            "seat": {"en": "Ministry of Interior headquarters", "km": "ទីស្តីការក្រសួងមហាផ្ទៃ"},
            "page": "pp. 14–16",
        },
        posts=[
            PostSpec(role="chair", title={"en": "Minister of Interior", "km": "រដ្ឋមន្ត្រីក្រសួងមហាផ្ទៃ"}, source="p. 15"),
            PostSpec(role="vice_chair", title={"en": "MoEYS", "km": "ក្រសួងអប់រំ យុវជន និងកីឡា"}, of_body="MoEYS"),
        ],
        legal_basis=["820"],
    ),
    BodySpec(
        code="NCCT-GS",
        kind="GS",
        name={"en": "General Secretariat", "km": "អគ្គលេខាធិការដ្ឋាន គ.ជ.ប.ជ"},
        area_parent="NCCT",
    ),
    *(
        BodySpec(code=lead, kind="MINISTRY", name={"en": lead, "km": lead}, theme_parent=f"TWG-{theme}")
        for lead, theme in zip(LEADS, THEMES, strict=True)
    ),
    *(
        BodySpec(
            code=f"TWG-{theme}",
            kind="TWG",
            name={"en": f"Working group {theme}", "km": f"ក្រុមការងារ {theme}"},
            area_parent="NCCT-GS",
            facts={"chair_body": lead},
        )
        for lead, theme in zip(LEADS, THEMES, strict=True)
    ),
    BodySpec(
        code="PCCT-{place}",
        kind="PCCT",
        one_per="province",
        name={"en": "PCCT {name}", "km": "គណៈកម្មាធិការខេត្ត{name}"},
        names_by_type={"capital": {"en": "MCCT {name}", "km": "គណៈកម្មាធិការ{name}"}},
        area_parent="NCCT-GS",
    ),
    *(
        BodySpec(
            code=f"PCCT-{{place}}-{theme}",
            kind="PCCT-WG",
            one_per="province",
            name={"en": f"{theme} group, {{name}}", "km": f"ក្រុមការងារ {theme} {{name}}"},
            area_parent="PCCT-{place}",
            theme_parent=f"TWG-{theme}",
        )
        for theme in THEMES
    ),
    BodySpec(
        code="DCCT-{place}",
        kind="DCCT",
        one_per="district",
        name={"en": "DCCT {name}", "km": "មន្ត្រីស្រុក{name}"},
        area_parent="PCCT-{parent}",
    ),
    BodySpec(
        code="CCCT-{place}",
        kind="CCCT",
        one_per="commune",
        name={"en": "CCCT {name}", "km": "មន្ត្រីឃុំ{name}"},
        area_parent="DCCT-{parent}",
    ),
]


def load_mechanism(first_month: int = FIRST) -> int:
    """Load the real places and this mechanism, each as one batch; return the number of spans of bodies."""
    load_places(SYSTEM, known=KNOWN)
    rows = load_bodies(SYSTEM, kinds=KINDS, bodies=BODIES, known=KNOWN, first_month=first_month, source="review")
    if rows:
        write_batch(SYSTEM, action="bodies.load", rows=rows, known=KNOWN)
    return len(rows)
