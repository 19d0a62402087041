"""The places of the masthead: four for everybody, each leading to a room that is there."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samaki.core.actor import Actor
from samaki.registry.people.rights import may

PLAN: Final = "/plan/"
BODIES: Final = "/bodies/"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the masthead: its address, the beginnings of addresses that belong to it, and how home offers it.

    `needs`: the right without which it is not shown; `instead_of`: the address of the place whose room it takes.
    """

    address: str
    name: Promise
    beginnings: tuple[str, ...]
    about: Promise | str = ""
    verb: Promise | str = ""
    needs: str = ""
    instead_of: str = ""


ALL_PLACES = (
    Place("/", _("Home"), ()),
    Place(
        "/reports/",
        _("Reports"),
        ("/reports/",),
        _("What the bodies report: what is open, what waits, who is late."),
        _("Open the reports"),
        needs="report.read",
        instead_of=BODIES,
    ),
    Place(
        "/pitt/",
        _("Tracking table"),
        ("/pitt/", "/figure/", "/changes/", "/evidence/"),
        _("Every indicator with its targets and the figures that were published; each figure opens to its source."),
        _("Open the table"),
    ),
    Place(
        PLAN,
        _("Plan"),
        ("/plan/",),
        _("Strategies, outputs and indicators; what cannot be measured, and where the sources contradict each other."),
        _("Read the plan"),
    ),
    Place(
        BODIES,
        _("Bodies"),
        ("/bodies/", "/places/"),
        _("The mechanism that carries the plan: who reports to whom, by area and by theme."),
        _("See the bodies"),
    ),
)


def places_for(actor: Actor) -> tuple[Place, ...]:
    """Return the four places of somebody: whoever reads reports reaches the bodies from the plan."""
    shown = [place for place in _all_that_lead() if not place.needs or may(actor, place.needs)]
    replaced = {place.instead_of for place in shown}
    return tuple(place for place in shown if place.address not in replaced)


def ways_for(actor: Actor) -> tuple[Place, ...]:
    """Return the rooms that home offers to somebody: every place but home."""
    return tuple(
        place for place in _all_that_lead() if place.beginnings and (not place.needs or may(actor, place.needs))
    )


def current_place(path: str, shown: Sequence[Place]) -> str:
    """Return the address of the shown place to which a page belongs, or an empty text."""
    if path == "/":
        return path
    here = next((place.address for place in ALL_PLACES if path.startswith(place.beginnings or ("\n",))), "")
    there = {place.address for place in shown}
    return here if here in there else PLAN if here == BODIES and PLAN in there else ""


@functools.cache
def _all_that_lead() -> tuple[Place, ...]:
    return tuple(place for place in ALL_PLACES if _leads_somewhere(place.address))


def _leads_somewhere(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page of the help."""

    address: str
    name: Promise
    about: Promise


ALL_HELP_PAGES = (
    HelpPage("/help/how-a-figure-is-made/", _("How a figure is made"), _("two stories with numbers to redo on paper")),
    HelpPage("/help/rights/", _("Who may do what"), _("the table of rights")),
    HelpPage("/help/sign-in/", _("I cannot sign in"), _("what to do")),
)


@functools.cache
def help_pages() -> tuple[HelpPage, ...]:
    """Return the help pages that are there."""
    return tuple(page for page in ALL_HELP_PAGES if _leads_somewhere(page.address))
