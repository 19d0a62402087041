"""Offers the plans to the search box: strategies, outputs, indicators, statements, recommendations, texts, glossary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samaki.core import gate
from samaki.core.actor import Actor
from samaki.core.searching import GlossaryWord, Group, Hit, Wanted, found_in, matches
from samaki.core.text import search_key
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.models import Indicator, Output, Plan, PlanVersion, Strategy
from samaki.registry.plan.selectors import READ, document_of, in_force_of

Entry = tuple[str, Mapping[str, str], str]


def indicators(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the indicators found: two queries."""
    gate.require(actor, READ)
    rows = Indicator.objects.filter(in_force=True).select_related("plan", "strategy")
    found, total = found_in(rows, wanted, most)
    hits = [
        Hit(one.code, one.title, reverse("plan_indicator", args=[one.plan.code, one.code]), _beside(one.strategy))
        for one in found
    ]
    return Group(_("Indicators"), hits, total)


def strategies(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the strategies found: two queries."""
    gate.require(actor, READ)
    found, total = found_in(Strategy.objects.filter(in_force=True).select_related("plan"), wanted, most)
    return Group(_("Strategies"), [Hit(one.code, one.title, _anchor(one.plan, one.code)) for one in found], total)


def outputs(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the outputs found: two queries."""
    gate.require(actor, READ)
    rows = Output.objects.filter(in_force=True).select_related("plan", "strategy")
    found, total = found_in(rows, wanted, most)
    hits = [Hit(one.code, one.title, _anchor(one.plan, one.code), _beside(one.strategy)) for one in found]
    return Group(_("Outputs"), hits, total)


def statements(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return contradictions, achievements, gaps and facts from elsewhere that were found: one query."""
    return _in_documents(actor, wanted, most, _("Statements of the sources"), _statements)


def recommendations(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the recommendations and research topics found: one query."""
    return _in_documents(actor, wanted, most, _("Recommendations"), _recommendations)


def documents(actor: Actor, wanted: Wanted, most: int) -> Group:
    """Return the legal texts found: one query."""
    return _in_documents(actor, wanted, most, _("Legal texts"), _documents)


def glossary_words() -> Iterator[GlossaryWord]:
    """Yield the terms of the newest plan: one query."""
    for plan, document in _in_force()[-1:]:
        address = reverse("plan_glossary", args=[plan.code])
        for term in document.glossary:
            yield GlossaryWord(term.en, term.km, term.abbr_km or "", address)


def names_of_plans() -> list[Any]:
    """Return the titles of the plans, for the page of those who have not signed in: one query."""
    return list(Plan.objects.values_list("title", flat=True))


def named_documents(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return legal texts by their codes, in that order: code, title, a line of what is known, address. One query."""
    from samaki.registry.plan.statements import documents_of
    from samaki.registry.plan.words import Names

    known: dict[str, dict[str, Any]] = {}
    for plan, document in _in_force():
        for text in documents_of(document, Names(document, plan.code)):
            entry = {
                "code": text.item.code,
                "title": text.title,
                "line": text.line,
                "address": _anchor(plan, text.item.code),
            }
            known.setdefault(text.item.code, entry)
    return [known.get(code, {"code": code, "title": code}) for code in codes]


def citer() -> Callable[[str], str]:
    """Return what says a source such as `review p. 5, 10` in the reader's words; other texts stay. One query."""
    from samaki.registry.plan.document.words import Source
    from samaki.registry.plan.words import Names

    plans = [Names(document, plan.code) for plan, document in _in_force()]

    def cited(text: str) -> str:
        for names in plans:
            if any(text.startswith(code) for code in names.titles):
                return "; ".join(str(link.name) for link in names.cited(Source(text))) or text
        return text

    return cited


def _statements(plan: Plan, document: PlanDocument) -> Iterator[Entry]:
    there = reverse("plan_contradictions", args=[plan.code])
    for item in document.contradictions:
        yield item.code, item.topic, f"{there}#{item.code}"
    for one in document.outside:
        yield one.code, one.text, f"{there}#{one.code}"
    there = reverse("plan_recommendations", args=[plan.code])
    for achieved in document.achievements:
        yield achieved.code, achieved.text, f"{there}#{achieved.code}"
    for gap in document.gaps:
        yield gap.code, gap.text, f"{there}#{gap.code}"


def _recommendations(plan: Plan, document: PlanDocument) -> Iterator[Entry]:
    there = reverse("plan_recommendations", args=[plan.code])
    for item in document.recommendations:
        yield item.code, item.text, f"{there}#{item.code}"
    for topic in document.research:
        yield topic.code, topic.text, f"{there}#{topic.code}"


def _documents(plan: Plan, document: PlanDocument) -> Iterator[Entry]:
    for item in document.documents:
        yield item.number or "", item.title, _anchor(plan, item.code)


def _in_documents(actor: Actor, wanted: Wanted, most: int, title: Promise, entries: Any) -> Group:
    gate.require(actor, READ)
    hits = [
        Hit(code, text, address)
        for plan, document in _in_force()
        for code, text, address in entries(plan, document)
        if matches(search_key(" · ".join((code, *text.values()))), wanted)
    ]
    return Group(title, hits[:most], len(hits))


def _in_force() -> list[tuple[Plan, PlanDocument]]:
    """Return each plan with the document in force today, the newest plan last: one query."""
    versions = PlanVersion.objects.select_related("plan", "batch").order_by(
        "plan__first_month", "plan__code", "in_force", "number"
    )
    by_plan: dict[Plan, list[PlanVersion]] = {}
    for version in versions:
        by_plan.setdefault(version.plan, []).append(version)
    return [(plan, document_of(in_force_of(found))) for plan, found in by_plan.items()]


def _anchor(plan: Plan, code: str) -> str:
    return f"{reverse('plan_tree', args=[plan.code])}#{code}"


def _beside(strategy: Strategy | None) -> Mapping[str, str]:
    return strategy.title if strategy else {}
