"""Reads the installation's file on its country: which list, which levels, and what the list does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from samaki.calculate.periods import month_at
from samaki.core.problems import Problem, Refused
from samaki.core.text import LocalText
from samaki.registry.places.lists import READERS, ListedPlace, PlaceList
from samaki.registry.places.rules import Split

KEYS = frozenset({"list", "country", "levels", "types", "type_of", "types_within", "attribution", "aliases", "history"})
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of places, from the country down."""

    code: str
    name: LocalText
    plural: LocalText


@dataclass(frozen=True)
class Country:
    """The country with its list of places, ready to be loaded. Codes are whole (`KH-02`)."""

    code: str
    name: LocalText
    listed: PlaceList
    levels: Sequence[Level]
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    types: Mapping[str, LocalText] = field(default_factory=dict)
    types_of: Mapping[str, str] = field(default_factory=dict)
    types_within: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    attribution: Mapping[str, str] = field(default_factory=dict)
    splits: Sequence[Split] = ()
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def _by_code(self) -> dict[str, ListedPlace]:
        return {place.code: place for place in self.listed.places}

    def everyone(self) -> Iterator[tuple[str, int, LocalText]]:
        """Yield code, depth and names of the country and every place of its list that has a level."""
        yield self.code, 0, self.name
        for place in self.listed.places:
            if place.depth < len(self.levels):
                yield place.code, place.depth, {"en": place.en, "km": place.km}

    def parents(self) -> dict[str, str | None]:
        """Return the division of today: the parent of each place, None for the country."""
        below = {place.code: place.parent for place in self.listed.places if place.depth < len(self.levels)}
        return {self.code: None, **below}

    def type_of(self, code: str, level: str) -> str:
        """Return what type a place is of: its own, else that of its level within a place above it, else nothing."""
        if code in self.types_of:
            return self.types_of[code]
        above = self._by_code.get(code)
        while above is not None:
            found = self.types_within.get(above.parent, {}).get(level)
            if found:
                return found
            above = self._by_code.get(above.parent)
        return ""


def read_country(path: Path) -> Country:
    """Read the file and the list it names. Raises Refused with every problem found: file, what, how to mend."""
    content = _load(path)
    where = path.name
    problems = list(_shape_problems(content, where))
    if problems:
        raise Refused(problems)
    own = content["country"]
    code = str(own["code"])
    country = Country(
        code=code,
        name=_text(own["name"]),
        listed=READERS[content["list"]](code),
        levels=[
            Level(level["code"], _text(level["name"]), _text(level.get("plural") or level["name"]))
            for level in content["levels"]
        ],
        aliases={code: own.get("aliases") or [], **(content.get("aliases") or {})},
        types=content.get("types") or {},
        types_of=content.get("type_of") or {},
        types_within=content.get("types_within") or {},
        attribution=content.get("attribution") or {},
        splits=[_split(entry) for entry in content.get("history") or ()],
        notes={entry["split"]: dict(entry.get("note") or {}) for entry in content.get("history") or ()},
    )
    problems = list(_code_problems(country, where))
    if problems:
        raise Refused(problems)
    return country


def _load(path: Path) -> dict[str, Any]:
    try:
        content = YAML(typ="safe", pure=True).load(path)
    except FileNotFoundError as error:
        raise Refused.because(
            "places.file",
            _("The file on the country's places is not there: {path}.").format(path=path),
            mend=_("Put it there, or name another in the settings."),
        ) from error
    except (YAMLError, OSError, UnicodeDecodeError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = f":{mark.line + 1}" if mark else ""
        said = error.problem if isinstance(error, MarkedYAMLError) else str(error)
        raise Refused.because(
            "places.yaml",
            _("The file cannot be read: {reason}.").format(reason=str(said).splitlines()[0]),
            where=f"{path.name}{line}",
            mend=_("Correct the file; it is written in YAML."),
        ) from error
    if not isinstance(content, dict):
        raise Refused.because("places.shape", _("The file holds no keys."), where=path.name)
    return content


def _shape_problems(content: dict[str, Any], where: str) -> Iterator[Problem]:
    for key in sorted(set(content) - KEYS):
        yield Problem(
            "places.key",
            _("Unknown key: {key}.").format(key=key),
            where,
            _("Known keys: {keys}.").format(keys=", ".join(sorted(KEYS))),
        )
    if content.get("list") not in READERS:
        yield Problem(
            "places.list",
            _("No such list of places: {name}.").format(name=content.get("list")),
            where,
            _("Name one of: {names}.").format(names=", ".join(READERS)),
        )
    own = content.get("country")
    if not isinstance(own, dict) or not own.get("code") or not own.get("name"):
        yield Problem("places.country", _("The country needs a code and a name."), where)
    levels = content.get("levels")
    if not isinstance(levels, list) or not all(
        isinstance(level, dict) and {"code", "name"} <= set(level) for level in levels
    ):
        yield Problem("places.levels", _("Each level needs a code and a name, from the country down."), where)
    for entry in content.get("history") or ():
        if not isinstance(entry, dict) or not {"split", "out_of", "month"} <= set(entry):
            yield Problem("places.history", _("A split needs split, out_of and month."), where)
        elif not _MONTH.fullmatch(str(entry["month"])):
            yield Problem(
                "places.month",
                _("Not a month: {month}.").format(month=entry["month"]),
                where,
                _("Write a year and a month, as 2014-01."),
            )


def _code_problems(country: Country, where: str) -> Iterator[Problem]:
    there = set(country.parents())
    named = {
        "aliases": list(country.aliases),
        "type_of": list(country.types_of),
        "types_within": list(country.types_within),
        "history": [code for split in country.splits for code in (split.place, split.out_of)],
    }
    for key, codes in named.items():
        for code in codes:
            if code not in there:
                yield Problem(
                    "places.code",
                    _("{key} names a place that the list does not have: {code}.").format(key=key, code=code),
                    where,
                    _("Write the code with the country's before it, as {code}-02.").format(code=country.code),
                )
    used = set(country.types_of.values()) | {name for kinds in country.types_within.values() for name in kinds.values()}
    for name in sorted(used - set(country.types)):
        yield Problem("places.type", _("No such type of place: {name}.").format(name=name), where)


def _text(value: Mapping[str, str]) -> LocalText:
    return {"en": str(value.get("en", "")), "km": str(value.get("km", ""))}


def _split(entry: Mapping[str, Any]) -> Split:
    year, month = str(entry["month"]).split("-")
    return Split(entry["split"], entry["out_of"], month_at(int(year), int(month)), str(entry.get("source") or ""))
