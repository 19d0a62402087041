"""What a plan says of its bodies, and how *one per province, district or commune* becomes bodies. Pure.

A plan names its kinds (`KindSpec`) and its bodies (`BodySpec`). A body with `one_per` stands for one body in every
place of that level: its code, names and parents are then patterns with these fields in braces:

    {place}        the place's code without the country: 0201 of KH-0201 (empty for the whole country)
    {parent}       the same of the place that it lies in: 02
    {name}         the place's name in the language of the text
    {parent_name}  the name of the place that it lies in

A place that changes its parent during the life of the body gives the body a second span (docs/explain/records.md,
"Places, bodies, people").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from samaki.core.problems import Problem
from samaki.core.text import clean, latin_digits

Text = Mapping[str, str]
FIELDS = ("place", "parent", "name", "parent_name")
LONGEST_CODE = 60
_FIELD = re.compile(r"\{(\w*)\}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().-]*")
_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSpec:
    """A kind of body. `publisher` is the kind, or the code of the one body, that approves for bodies of this kind.

    `is_a` is the code of a wider kind that it belongs to, `plural` what all of them are called, `rank` its order.
    """

    code: str
    name: Text
    plural: Text = field(default_factory=dict)
    is_a: str = ""
    rank: int = 0
    publisher: str = ""
    about: Text = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSpec:
    """A post in a body: its role (`chair`, `vice_chair`, `member`) and the office that holds it, never a person.

    `of_body` is the code of the body that this office belongs to.
    """

    role: str
    title: Text
    of_body: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySpec:
    """A body, or with `one_per` (the code of a level of places) the pattern of one body in each place of that level.

    `names_by_type` gives another name in places of a type (`capital`, `khan`). Without `one_per` the body lies in
    `place` (empty: the whole country). Parents are codes or patterns; empty: none. `first_month` and `last_month` are
    whole months (year * 12 + month - 1); None: from the month given to the loader, and without end.
    `facts` is what the source states, `where` the file and line for messages.
    """

    code: str
    kind: str
    name: Text
    names_by_type: Mapping[str, Text] = field(default_factory=dict)
    one_per: str = ""
    place: str = ""
    area_parent: str = ""
    theme_parent: str = ""
    first_month: int | None = None
    last_month: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    legal_basis: Sequence[str] = ()
    posts: Sequence[PostSpec] = ()
    phone: str = ""
    source: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInfo:
    """What expansion needs of a place in one stretch of months: where it lay, and from which month to which."""

    code: str
    level: str
    name: Text
    type: str = ""
    parent: str = ""
    parent_name: Text = field(default_factory=dict)
    first_month: int = 0
    last_month: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBody:
    """One body after expansion, in one stretch of months. All codes are final; `spec` holds what all have in common."""

    spec: BodySpec
    code: str
    name: dict[str, str]
    place: str
    area_parent: str
    theme_parent: str
    first_month: int
    last_month: int | None


def expand(bodies: Iterable[BodySpec], places: Sequence[PlaceInfo], first_month: int) -> Iterator[PlannedBody]:
    """Yield every body that the specs stand for, in the order of the specs and then of the places.

    `places` holds one entry per place and stretch of months, in order of code; the whole country is among them.
    """
    country = next(place for place in places if not place.parent)
    by_code = {place.code.upper(): place for place in places}
    for spec in bodies:
        first = first_month if spec.first_month is None else spec.first_month
        if not spec.one_per:
            yield _planned(spec, by_code.get(spec.place.upper(), country), first, spec.last_month)
            continue
        for place in places:
            if place.level != spec.one_per:
                continue
            start = max(first, place.first_month)
            end = earlier(spec.last_month, place.last_month)
            if end is None or start <= end:
                yield _planned(spec, place, start, end)


def joined(planned: Iterable[PlannedBody]) -> list[PlannedBody]:
    """Join stretches of one body that differ in their months alone (a place moved, the parents of its body did not)."""
    kept: list[PlannedBody] = []
    for body in planned:
        before = kept[-1] if kept else None
        if before and before.last_month == body.first_month - 1 and _same_but_months(before, body):
            kept[-1] = replace(before, last_month=body.last_month)
        else:
            kept.append(body)
    return kept


def problems_of(
    kinds: Sequence[KindSpec], bodies: Sequence[BodySpec], *, levels: Iterable[str], places: Iterable[str]
) -> Iterator[Problem]:
    """Yield what is wrong in the specs themselves. `levels` and `places` are the codes that exist."""
    known_kinds = {kind.code for kind in kinds}
    for kind in kinds:
        if kind.is_a and (kind.is_a not in known_kinds or kind.is_a == kind.code):
            yield Problem(
                "kind.is_a",
                _("The kind %(code)s belongs to a wider kind that is not listed: %(kind)s.")
                % {"code": kind.code, "kind": kind.is_a},
                kind.where,
                _("List the wider kind, or leave it out."),
            )
    known_levels = set(levels)
    known_places = {code.upper() for code in places}
    for spec in bodies:
        if spec.kind not in known_kinds:
            yield Problem(
                "body.kind",
                _("The body %(code)s is of a kind that is not listed: %(kind)s.")
                % {"code": spec.code, "kind": spec.kind},
                spec.where,
                _("List the kind, or name one of: %(kinds)s.") % {"kinds": ", ".join(sorted(known_kinds))},
            )
        if spec.one_per and spec.one_per not in known_levels:
            yield Problem(
                "body.level",
                _("The body %(code)s stands once per “%(level)s”, which is no level of places.")
                % {"code": spec.code, "level": spec.one_per},
                spec.where,
                _("Name one of: %(levels)s.") % {"levels": ", ".join(sorted(known_levels))},
            )
        if spec.place and spec.place.upper() not in known_places:
            yield Problem(
                "body.place",
                _("The body %(code)s lies in a place that does not exist: %(place)s.")
                % {"code": spec.code, "place": spec.place},
                spec.where,
                _("Name the code of a place, or leave it out for the whole country."),
            )
        yield from _pattern_problems(spec)


def problems_of_planned(planned: Sequence[PlannedBody], known_codes: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield what is wrong between the expanded bodies: codes twice, parents that nobody is, circles in a ladder.

    `known_codes` are bodies that exist already and may be named as parents.
    """
    first: dict[str, PlannedBody] = {}
    for body in planned:
        other = first.setdefault(body.code.upper(), body)
        if other.spec is not body.spec:
            yield Problem(
                "body.twice",
                _("The code %(code)s stands for two bodies.") % {"code": body.code},
                body.spec.where,
                _("Give one of them another code; capital and small letters do not tell them apart."),
            )
    everyone = set(first) | {code.upper() for code in known_codes}
    for body in planned:
        if not _CODE.fullmatch(body.code) or len(body.code) > LONGEST_CODE:
            yield Problem(
                "body.code",
                _("“%(code)s” cannot be the code of a body.") % {"code": body.code},
                body.spec.where,
                _("Use Latin letters and digits in groups joined by hyphens, at most %(most)s in all.")
                % {"most": LONGEST_CODE},
            )
        for parent in (body.area_parent, body.theme_parent):
            if parent and parent.upper() not in everyone:
                yield Problem(
                    "body.parent",
                    _("The body %(code)s names a parent that does not exist: %(parent)s.")
                    % {"code": body.code, "parent": parent},
                    body.spec.where,
                    _("Name the code of a body of this plan."),
                )
    yield from _circles(planned, "area_parent")
    yield from _circles(planned, "theme_parent")


def _planned(spec: BodySpec, place: PlaceInfo, first: int, last: int | None) -> PlannedBody:
    codes = {"place": tail(place.code), "parent": tail(place.parent)}
    return PlannedBody(
        spec=spec,
        code=_filled(spec.code, codes),
        name={
            language: _filled(
                text,
                codes | {"name": place.name.get(language, ""), "parent_name": place.parent_name.get(language, "")},
            )
            for language, text in spec.names_by_type.get(place.type, spec.name).items()
        },
        place=place.code,
        area_parent=_filled(spec.area_parent, codes),
        theme_parent=_filled(spec.theme_parent, codes),
        first_month=first,
        last_month=last,
    )


def tail(place_code: str) -> str:
    """Return a place's code without the country's part: `0201` of `KH-0201`, nothing of `KH`."""
    return place_code.partition("-")[2]


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), pattern)


def earlier(one: int | None, other: int | None) -> int | None:
    """Return the earlier of two ends, where None is no end."""
    ends = [month for month in (one, other) if month is not None]
    return min(ends, default=None)


def _same_but_months(one: PlannedBody, other: PlannedBody) -> bool:
    return replace(one, first_month=0, last_month=None) == replace(other, first_month=0, last_month=None)


def _pattern_problems(spec: BodySpec) -> Iterator[Problem]:
    texts = [spec.code, spec.area_parent, spec.theme_parent, *spec.name.values()]
    texts += [text for name in spec.names_by_type.values() for text in name.values()]
    used = {found for text in texts for found in _FIELD.findall(text)}
    allowed = set(FIELDS) if spec.one_per else set()
    for name in sorted(used - allowed):
        yield Problem(
            "body.pattern",
            _("The body %(code)s uses {%(name)s}, which stands for nothing here.") % {"code": spec.code, "name": name},
            spec.where,
            _("A body that stands once per place may use: %(fields)s. Any other body may use none.")
            % {"fields": ", ".join(f"{{{known}}}" for known in FIELDS)},
        )
    if spec.one_per and "{place}" not in spec.code:
        yield Problem(
            "body.pattern",
            _("The body %(code)s stands once per place, but its code is the same in all of them.")
            % {"code": spec.code},
            spec.where,
            _("Write {place} into the code."),
        )


def _circles(planned: Sequence[PlannedBody], ladder: str) -> Iterator[Problem]:
    """Yield one problem for each circle in one ladder, in the last stretch of months of each body."""
    parent = {body.code.upper(): getattr(body, ladder).upper() for body in planned}
    clear: set[str] = set()
    for body in planned:
        walked: list[str] = []
        code = body.code.upper()
        while code and code not in clear and code not in walked:
            walked.append(code)
            code = parent.get(code, "")
        if code and code in walked:
            circle = walked[walked.index(code) :]
            yield Problem(
                "body.circle",
                _("These bodies lie above each other in a circle: %(codes)s.") % {"codes": ", ".join(circle)},
                body.spec.where,
                _("Give one of them another parent, or none."),
            )
        clear.update(walked)


def telephone(text: str) -> str | None:
    """Return a telephone number as it is kept, with Latin digits; empty for none, None for what nobody could dial."""
    number = " ".join(latin_digits(clean(text)).split())
    if not number:
        return ""
    digits = sum(char.isdigit() for char in number)
    return number if _TELEPHONE.fullmatch(number) and 6 <= digits <= 15 and len(number) <= 40 else None
