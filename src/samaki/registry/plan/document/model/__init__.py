"""The plan as one whole: every collection with the file it stands in."""

# ruff: noqa: RUF009 (about() makes a dataclass field)
from __future__ import annotations

from dataclasses import dataclass

from samaki.registry.plan.document.model.bodies import Body, Kind, Post
from samaki.registry.plan.document.model.duties import Check, Day, Deadline, Duty, GeneralCheck, Message, Obligation
from samaki.registry.plan.document.model.indicators import Baseline, Formula, Grounds, Indicator, Readiness
from samaki.registry.plan.document.model.lists import (
    BreakdownList,
    BreakdownSet,
    Item,
    ListMap,
    Named,
    ProtectionReason,
    SourceLabel,
    Stage,
    StageList,
)
from samaki.registry.plan.document.model.plan import Action, Output, Plan, Said, Strategy, Version
from samaki.registry.plan.document.model.statements import (
    Achievement,
    Contradiction,
    Gap,
    LegalDocument,
    MissingPages,
    Outside,
    Recommendation,
    ResearchTopic,
    SourceDocument,
    Term,
)
from samaki.registry.plan.document.words import about

LISTS = "lists.yaml"
STATEMENTS = "statements.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDocument:
    """One version of a plan, whole."""

    version: Version = about("which version this is", file="plan.yaml")
    plan: Plan = about("the plan as a whole", file="plan.yaml")
    strategies: tuple[Strategy, ...] = about("strategies with their outputs and actions", file="strategies.yaml")
    indicators: tuple[Indicator, ...] = about("indicators; any number of files", file="indicators/*.yaml")
    lists: tuple[BreakdownList, ...] = about("lists to divide values by", file=LISTS, keyed=True, many=True)
    sets: tuple[BreakdownSet, ...] = about(
        "breakdown sets: a list or a cross of lists", file=LISTS, keyed=True, many=True
    )
    maps: tuple[ListMap, ...] = about("rules from list to list", file=LISTS, many=True)
    stages: tuple[StageList, ...] = about("named stages", file=LISTS, keyed=True, many=True)
    source_labels: tuple[SourceLabel, ...] = about(
        "whose figures: the labels of sources", file=LISTS, keyed=True, many=True
    )
    verification: tuple[Named, ...] = about("means of verification", file=LISTS, keyed=True, many=True)
    methods: tuple[Named, ...] = about("methods", file=LISTS, keyed=True, many=True)
    readiness_reasons: tuple[Named, ...] = about("why something cannot be measured", file=LISTS, keyed=True, many=True)
    readiness_steps: tuple[Named, ...] = about("what mends it", file=LISTS, keyed=True, many=True)
    protection_reasons: tuple[ProtectionReason, ...] = about(
        "why something is protected or not", file=LISTS, keyed=True, many=True
    )
    kinds: tuple[Kind, ...] = about("kinds of body", file="bodies.yaml")
    bodies: tuple[Body, ...] = about("bodies named by themselves", file="bodies.yaml")
    obligations: tuple[Obligation, ...] = about("what the source obliges bodies to do", file="duties.yaml", many=True)
    duties: tuple[Duty, ...] = about("who reports which indicators when", file="duties.yaml", many=True)
    deadlines: tuple[Deadline, ...] = about("when things are due", file="calendar.yaml", keyed=True, many=True)
    days: tuple[Day, ...] = about("days of the year that matter", file="calendar.yaml", many=True)
    calendar_notes: tuple[Said, ...] = about("how the calendar was read", file="calendar.yaml", many=True)
    general_checks: tuple[GeneralCheck, ...] = about("checks of every entry", file="checks.yaml", many=True)
    messages: tuple[Message, ...] = about("what each rule says", file="checks.yaml", keyed=True, many=True)
    checks: tuple[Check, ...] = about("checks of single indicators", file="checks.yaml", many=True)
    sources: tuple[SourceDocument, ...] = about("documents that this folder cites", file="documents.yaml", keyed=True)
    documents: tuple[LegalDocument, ...] = about(
        "laws, decrees, decisions, guidelines, agreements", file="documents.yaml", many=True
    )
    achievements: tuple[Achievement, ...] = about("what the source reports as achieved", file=STATEMENTS, many=True)
    gaps: tuple[Gap, ...] = about("what it says is missing", file=STATEMENTS, many=True)
    contradictions: tuple[Contradiction, ...] = about("what it says in two ways", file=STATEMENTS, many=True)
    missing_pages: tuple[MissingPages, ...] = about("pages that our copy lacks", file=STATEMENTS, many=True)
    not_in_source: tuple[Said, ...] = about("what was looked for and is not in the source", file=STATEMENTS, many=True)
    findings: tuple[Said, ...] = about("what the source finds of the plan as a whole", file=STATEMENTS, many=True)
    tools: tuple[Said, ...] = about("tools and channels that the source names", file=STATEMENTS, many=True)
    context: tuple[Said, ...] = about("figures about the country that the source cites", file=STATEMENTS, many=True)
    outside: tuple[Outside, ...] = about("facts from other sources", file=STATEMENTS, many=True)
    recommendations: tuple[Recommendation, ...] = about("recommendations", file="recommendations.yaml", many=True)
    research: tuple[ResearchTopic, ...] = about("research topics", file="recommendations.yaml", many=True)
    glossary: tuple[Term, ...] = about("the terms used, in both languages", file="glossary.yaml", many=True)


__all__ = [
    "Achievement",
    "Action",
    "Baseline",
    "Body",
    "BreakdownList",
    "BreakdownSet",
    "Check",
    "Contradiction",
    "Day",
    "Deadline",
    "Duty",
    "Formula",
    "Gap",
    "GeneralCheck",
    "Grounds",
    "Indicator",
    "Item",
    "Kind",
    "LegalDocument",
    "ListMap",
    "Message",
    "MissingPages",
    "Named",
    "Obligation",
    "Output",
    "Outside",
    "Plan",
    "PlanDocument",
    "Post",
    "ProtectionReason",
    "Readiness",
    "Recommendation",
    "ResearchTopic",
    "Said",
    "SourceDocument",
    "SourceLabel",
    "Stage",
    "StageList",
    "Strategy",
    "Term",
    "Version",
]
