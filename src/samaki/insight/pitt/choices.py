"""What the filter form offers: each choice with its words, two queries in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.core.text import sort_key
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import Place

from . import shown
from .asked import Asked
from .question import CHOOSABLE_STATUSES, LEVELS, READINESS

MANY: Final = 30  # a kind with more bodies is chosen by its code in the address, not from a list


class Choice(NamedTuple):
    """One line of a list."""

    code: str
    words: str
    chosen: bool


class Field(NamedTuple):
    """One list of the form; `all_words` is what no choice means."""

    name: str
    label: str
    all_words: str
    choices: list[Choice]


def fields(asked: Asked) -> list[Field]:
    """The lists of the form."""
    question = asked.question
    strategies: dict[str, str] = {
        one.code: f"{one.code}. {shown.localised(one.name)}" for one in asked.document.strategies
    }
    everything = _("All")
    whole = shown.localised(asked.area.name)
    years = {str(year): str(year) for year in asked.years}
    versions = {"original": _("before any revision"), "both": _("both side by side")}
    words: list[tuple[str, str, str, Mapping[str, str], str]] = [
        ("strategy", _("Strategy"), everything, strategies, question.strategy),
        ("place", _("Place"), whole, _places(asked), question.place),
        ("body", _("Body and those below"), everything, _bodies(asked), question.body),
        ("level", _("Level"), everything, _words(shown.LEVEL_WORDS, LEVELS), question.level),
        ("key", _("Key indicators"), everything, {"yes": _("key only")}, "yes" if question.key else ""),
        ("status", _("Status"), everything, _words(shown.STATUS_WORDS, CHOOSABLE_STATUSES), question.status),
        ("readiness", _("Readiness"), everything, _words(shown.READINESS_WORDS, READINESS), question.readiness),
        ("breakdown", _("Breakdown"), _("Totals"), _breakdowns(asked), question.breakdown),
        ("year", _("Year by quarter"), _("None"), years, str(question.year or "")),
        ("targets", _("Targets"), _("in force"), versions, "" if question.targets == "in_force" else question.targets),
    ]
    return [
        Field(name, label, first, [Choice(code, text, code == chosen) for code, text in of.items()])
        for name, label, first, of, chosen in words
    ]


def _words(words: Mapping[str, object], codes: Iterable[str]) -> dict[str, str]:
    return {code: str(words[code]) for code in codes}


def _places(asked: Asked) -> dict[str, str]:
    """The places one level below the whole, and the one chosen, by name."""
    rank = asked.area.level.rank + 1
    found = Place.objects.filter(Q(level__rank=rank) | Q(pk=asked.place.pk)).exclude(pk=asked.area.pk)
    names = {code: shown.localised(name) for code, name in found.values_list("code", "name")}
    return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))


def _bodies(asked: Asked) -> dict[str, str]:
    """Bodies that others stand below, of kinds with few enough to list; and the one chosen."""
    above = BodySpan.objects.filter(area_parent__isnull=False).values("area_parent_id")
    over = BodySpan.objects.filter(theme_parent__isnull=False).values("theme_parent_id")
    found = list(
        Body.objects.filter(Q(pk__in=above) | Q(pk__in=over)).order_by("code").values_list("code", "name", "kind_id")
    )
    counted = Counter(kind for _code, _name, kind in found)
    names = {code: shown.localised(name) for code, name, kind in found if counted[kind] <= MANY}
    if asked.body is not None:
        names.setdefault(asked.body.code, shown.localised(asked.body.name))
    return names


def _breakdowns(asked: Asked) -> dict[str, str]:
    used = {name for sheet in asked.sheets for name in sheet.sets}
    return {code: shown.localised(name) for code, name in asked.labels.set_names.items() if code in used}
