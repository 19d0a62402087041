"""The shape in which every list of places is read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """One place as its list states it: its code with the country's before it, its level's place from the top (1 is
    the first below the country), its names and the code of the place it lies in. Values are never modified."""

    code: str
    depth: int
    en: str
    km: str
    parent: str


@dataclass(frozen=True, slots=True)
class PlaceList:
    """A whole list, parents before children. `edition` names what was read, `notice` is its licence notice verbatim."""

    edition: str
    notice: str
    places: tuple[ListedPlace, ...]
