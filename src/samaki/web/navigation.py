"""The places of the masthead: each leads to a room that is there."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the masthead: its address, the beginnings of addresses that belong to it, and how home offers it."""

    address: str
    name: Promise
    beginnings: tuple[str, ...]
    about: Promise | str = ""
    verb: Promise | str = ""


ALL_PLACES = (
    Place("/", _("Home"), ()),
    Place(
        "/pitt/",
        _("Tracking table"),
        ("/pitt/", "/figure/", "/changes/", "/evidence/"),
        _("Every indicator with its targets and the figures that were published; each figure opens to its source."),
        _("Open the table"),
    ),
    Place(
        "/plan/",
        _("Plan"),
        ("/plan/",),
        _("Strategies, outputs and indicators; what cannot be measured, and where the sources contradict each other."),
        _("Read the plan"),
    ),
    Place(
        "/bodies/",
        _("Bodies"),
        ("/bodies/", "/places/"),
        _("The mechanism that carries the plan: who reports to whom, by area and by theme."),
        _("See the bodies"),
    ),
)


@functools.cache
def places() -> tuple[Place, ...]:
    """Return the places whose rooms are there."""
    return tuple(place for place in ALL_PLACES if _leads_somewhere(place.address))


def current_place(path: str) -> str:
    """Return the address of the place to which a page belongs, or an empty text."""
    if path == "/":
        return path
    return next((place.address for place in ALL_PLACES if path.startswith(place.beginnings or ("\n",))), "")


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
