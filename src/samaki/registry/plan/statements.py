"""What the sources say, for the pages: contradictions with what is missing, recommendations, legal texts, terms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.registry.plan.document.model import (
    Contradiction,
    LegalDocument,
    MissingPages,
    Outside,
    PlanDocument,
    Recommendation,
    ResearchTopic,
    Said,
    SourceDocument,
    Term,
)
from samaki.registry.plan.document.words import When
from samaki.registry.plan.words import AREAS, Link, Names

Cited = tuple[Mapping[str, str], Sequence[Link]]


@dataclass(frozen=True, slots=True)
class Contradictions:
    """The page of contradictions: each with its readings, then what the source lacks and what others say."""

    items: Sequence[tuple[Contradiction, Sequence[Cited], Sequence[Cited]]]
    undecided: int
    review: SourceDocument | None
    missing_pages: Sequence[tuple[MissingPages, str]]
    not_in_source: Sequence[Said]
    findings: Sequence[Cited]
    outside: Sequence[tuple[Outside, Sequence[Link]]]


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The page of recommendations by area, and the research topics."""

    total: int
    areas: Sequence[tuple[Promise, Sequence[tuple[Recommendation, Sequence[Link], Sequence[Link]]]]]
    research: Sequence[tuple[ResearchTopic, Sequence[Link]]]
    achievements: Sequence[tuple[Any, Sequence[Link]]]
    gaps: Sequence[tuple[Any, Sequence[Link]]]


@dataclass(frozen=True, slots=True)
class Terms:
    """The glossary by kind; `sourced` of `total` terms were seen in a source."""

    total: int
    sourced: int
    groups: Sequence[tuple[str, Sequence[Term]]]


@dataclass(frozen=True, slots=True)
class LegalText:
    """A legal text as lists show it: its title, and a line with kind, number, day and source."""

    item: LegalDocument
    title: Mapping[str, str]
    line: str
    address: str = ""


def contradictions_of(document: PlanDocument, names: Names) -> Contradictions:
    """Return where the source contradicts itself and what it lacks."""
    return Contradictions(
        items=[(one, _cited(one.readings, names), _cited(one.elsewhere, names)) for one in document.contradictions],
        undecided=sum(1 for one in document.contradictions if one.decided is None),
        review=next((one for one in document.sources if one.kind == "review"), None),
        missing_pages=[(one, formats.in_sentence(one.pages.replace("-", "–"))) for one in document.missing_pages],
        not_in_source=document.not_in_source,
        findings=_cited(document.findings, names),
        outside=[(one, names.cited(one.source)) for one in document.outside],
    )


def recommendations_of(document: PlanDocument, names: Names) -> Recommendations:
    """Return the recommendations by area, each with the indicators that answer it."""
    answers: dict[str, list[Link]] = {}
    for sheet in document.indicators:
        for code in sheet.grounds.recommendations if sheet.grounds else ():
            answers.setdefault(code, []).append(Link(sheet.code, names.indicator_address(sheet.code)))
    order = list(AREAS)
    by_area = sorted(document.recommendations, key=lambda one: order.index(one.area))
    return Recommendations(
        total=len(document.recommendations),
        areas=[
            (AREAS[area], [(one, names.cited(one.source), answers.get(one.code, [])) for one in found])
            for area, found in groupby(by_area, key=lambda one: one.area)
        ],
        research=[(one, names.cited(one.source)) for one in document.research],
        achievements=[(one, names.cited(one.source)) for one in document.achievements],
        gaps=[(one, names.cited(one.source)) for one in document.gaps],
    )


def terms_of(document: PlanDocument) -> Terms:
    """Return the glossary by kind, in the order of the document."""
    kinds = {
        "body": _("Bodies and posts"),
        "plan": _("The plan"),
        "indicator": _("Indicators and targets"),
        "reporting": _("Reporting"),
        "statistics": _("Statistics"),
        "justice": _("Law and justice"),
        "protection": _("Protection"),
        "place": _("Places"),
        "interface": _("Buttons and pages"),
        "time": _("Time"),
    }
    groups = [
        (kinds.get(kind, kind), list(found)) for kind, found in groupby(document.glossary, key=lambda term: term.kind)
    ]
    return Terms(
        total=len(document.glossary),
        sourced=sum(1 for term in document.glossary if term.status == "sourced"),
        groups=groups,
    )


def documents_of(document: PlanDocument, names: Names) -> list[LegalText]:
    """Return the legal texts with a line of what is known of each."""
    return [LegalText(one, one.title, _line(one, names)) for one in document.documents]


def _line(item: LegalDocument, names: Names) -> str:
    kinds = {
        "law": _("Law"),
        "royal_decree": _("Royal Decree"),
        "sub_decree": _("Sub-Decree"),
        "decision": _("Decision"),
        "guideline": _("Guidelines"),
        "standard": _("Standard"),
        "agreement": _("Agreement"),
        "treaties": _("Treaties"),
    }
    number = _("no. {number}").format(number=formats.in_sentence(item.number)) if item.number else ""
    day = _when(item.date) if item.date else ""
    note = formats.local_text(item.date_note)[0]
    cited = "; ".join(str(link.name) for link in names.cited(item.source))
    return " · ".join(
        part for part in (kinds[item.kind], number, day, note, cited, ", ".join(item.contradictions)) if part
    )


def _when(date: When) -> str:
    """A day, a month or a year in words."""
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return formats.day(dt.date(*parts))
    return formats.month(parts[0] * 12 + parts[1] - 1) if len(parts) == 2 else formats.year(parts[0])


def _cited(items: Sequence[Said], names: Names) -> list[Cited]:
    return [(one.text, names.cited(one.source)) for one in items]
