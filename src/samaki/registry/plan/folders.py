"""Reads and checks plan folders as this installation can: the places they name are looked up in the country's list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from samaki.registry.places.country import read_country
from samaki.registry.places.services import country_file
from samaki.registry.plan.document import Known, PlanProblem, ReadFolder, check_read, read_folder


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """A folder as read, and everything that is wrong with it."""

    read: ReadFolder
    problems: list[PlanProblem]


def check_folder(folder: Path) -> CheckedFolder:
    """Read a folder and check all of it. Needs no database. Raises Refused where the country's own file is wrong."""
    country = read_country(country_file())
    known = Known(
        places=frozenset(code for code, _depth, _name in country.everyone()),
        levels=tuple(level.code for level in country.levels),
    )
    read = read_folder(folder)
    return CheckedFolder(read, check_read(read, known))
