"""Codes are used once, and whatever names a code names one that is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any, Final

from samaki.registry.plan.document.checks.context import Context, every_field
from samaki.registry.plan.document.model import PlanDocument
from samaki.registry.plan.document.shape import Path, nearest
from samaki.registry.plan.document.words import Source

THEME: Final = "twg_of_theme"
WHOLE_AREA: Final = "national"
PAGE = re.compile(r"[0-9]+")
FAMILIES: Final[tuple[tuple[str, ...], ...]] = (
    ("strategies", "outputs", "actions"),
    ("indicators",),
    ("kinds", "bodies"),
    ("duties", "obligations"),
    ("recommendations",),
    ("achievements", "gaps", "contradictions", "outside"),
    ("sources",),
    ("documents",),
    ("lists",),
    ("sets",),
    ("stages",),
    ("source_labels",),
    ("verification",),
    ("methods",),
    ("readiness_reasons",),
    ("readiness_steps",),
    ("protection_reasons",),
    ("deadlines",),
    ("general_checks", "checks"),
    ("research",),
)
"""Collections whose codes must differ from each other."""
HELD_IN: Final[dict[str, frozenset[str]]] = {
    "strategy": frozenset({"strategies"}),
    "output": frozenset({"strategies"}),
    "indicator": frozenset({"indicators"}),
    "list": frozenset({"lists"}),
    "set": frozenset({"sets"}),
    "stage_list": frozenset({"stages"}),
    "source_label": frozenset({"source_labels"}),
    "verification": frozenset({"verification"}),
    "method": frozenset({"methods"}),
    "readiness_reason": frozenset({"readiness_reasons"}),
    "readiness_step": frozenset({"readiness_steps"}),
    "protection_reason": frozenset({"protection_reasons"}),
    "kind": frozenset({"kinds"}),
    "body": frozenset({"kinds", "bodies"}),
    "receiver": frozenset({"kinds", "bodies"}),
    "obligation": frozenset({"obligations"}),
    "deadline": frozenset({"deadlines"}),
    "document": frozenset({"documents"}),
    "contradiction": frozenset({"contradictions"}),
    "recommendation": frozenset({"recommendations"}),
    "source": frozenset({"sources"}),
}
"""In which collections the codes of a kind stand."""


def known_codes(plan: PlanDocument) -> dict[str, list[str]]:
    """Return the codes that can be referred to, by the kind that `refers` names."""
    outputs = [output for strategy in plan.strategies or () if strategy for output in strategy.outputs if output]
    found: dict[str, Any] = {
        "strategy": plan.strategies,
        "output": outputs,
        "indicator": plan.indicators,
        "list": plan.lists,
        "set": plan.sets,
        "stage_list": plan.stages,
        "source_label": plan.source_labels,
        "verification": plan.verification,
        "method": plan.methods,
        "readiness_reason": plan.readiness_reasons,
        "readiness_step": plan.readiness_steps,
        "protection_reason": plan.protection_reasons,
        "kind": plan.kinds,
        "obligation": plan.obligations,
        "deadline": plan.deadlines,
        "document": plan.documents,
        "contradiction": plan.contradictions,
        "recommendation": plan.recommendations,
        "source": plan.sources,
    }
    codes = {kind: [item.code for item in items or () if item and item.code] for kind, items in found.items()}
    codes["body"] = codes["kind"] + [body.code for body in plan.bodies or () if body and body.code]
    codes["receiver"] = [*codes["body"], THEME]
    return codes


def check_references(context: Context) -> None:
    """Note every code used twice and every reference that leads nowhere; not where a file with such codes is unread."""
    _once(context)
    codes = known_codes(context.plan)
    unsure = {kind for kind, collections in HELD_IN.items() if context.version.unread & collections}
    for path, spec, value in every_field(context.plan, ()):
        if isinstance(value, Source) and "source" not in unsure:
            _source(context, path, value, codes["source"])
        if not spec.refers or unsure.intersection(spec.refers):
            continue
        choices = [code for kind in spec.refers for code in codes[kind]]
        for here, code in _named(path, value):
            if code is not None and code not in choices:
                kind = " or ".join(word.replace("_", " ") for word in spec.refers)
                context.note("unknown-reference", here, kind=kind, value=code, nearest=nearest(code, choices))
    labels = codes["source_label"]
    for path, duty in context.items("duties"):
        for indicator, label in (duty.labels or {}).items():
            for code, choices, kind in ((indicator, codes["indicator"], "indicator"), (label, labels, "source_label")):
                if code not in choices and kind not in unsure:
                    context.note(
                        "unknown-reference",
                        (*path, "labels", indicator),
                        kind=kind.replace("_", " "),
                        value=code,
                        nearest=nearest(code, choices),
                    )


def _named(path: Path, value: Any) -> Iterable[tuple[Path, Any]]:
    if isinstance(value, tuple):
        return [((*path, number), item) for number, item in enumerate(value)]
    return [(path, value)] if isinstance(value, str) else []


def _source(context: Context, path: Path, value: Source, choices: list[str]) -> None:
    for document, _pages, _spot in value.spots():
        if document not in choices:
            context.note("unknown-reference", path, kind="source", value=document, nearest=nearest(document, choices))


def check_pages(context: Context) -> None:
    """Note pages that a cited document has not, or that our copy of it lacks."""
    held = {source.code: source.pages_here or source.pages for _path, source in context.items("sources")}
    for path, _spec, value in every_field(context.plan, ()):
        if isinstance(value, Source):
            for document, pages, _spot in value.spots():
                _page(context, path, document, pages, held.get(document))
    review = next((source for _path, source in context.items("sources") if source.kind == "review"), None)
    if review is not None:
        for path, sheet in context.items("indicators"):
            if sheet.grounds and sheet.grounds.pages:
                last = review.pages_here or review.pages
                _page(context, (*path, "grounds", "pages"), review.code, sheet.grounds.pages, last)


def _page(context: Context, path: Path, document: str, pages: str, last: int | None) -> None:
    for page in PAGE.findall(pages):
        if last is not None and int(page) > last:
            context.note("source-page", path, document=document, page=page, pages=last)


def check_list_items(context: Context) -> None:
    """Note a kind's group, or a strategy's item, that its list has not."""
    lists = {item.code: [entry.code for entry in item.items or () if entry] for _path, item in context.items("lists")}
    for collection, field, name in (("kinds", "group", "kind_of_body"), ("strategies", "list_item", "strategy")):
        for path, item in context.items(collection):
            value = getattr(item, field)
            if value and name in lists and value not in lists[name]:
                context.note("list-item", (*path, field), list=name, item=value, nearest=nearest(value, lists[name]))


def check_places(context: Context, places: Collection[str], levels: Collection[str]) -> None:
    """Note places and levels of places that the installation does not have."""
    by_code = {place.casefold(): place for place in places}
    for path, value in _places_named(context):
        if value.casefold() not in by_code:
            context.note("unknown-place", path, place=value, nearest=nearest(value, places))
    for collection, field in (("kinds", "one_per"), ("indicators", "line_place")):
        for path, item in context.items(collection):
            value = getattr(item, field)
            if value and value not in levels and value != WHOLE_AREA:
                context.note("unknown-level", (*path, field), level=value, nearest=nearest(value, levels))


def _places_named(context: Context) -> Iterable[tuple[Path, str]]:
    if context.plan.plan and context.plan.plan.place:
        yield ("plan", "place"), context.plan.plan.place
    for path, body in context.items("bodies"):
        if body.place:
            yield (*path, "place"), body.place
    for path, sheet in context.items("indicators"):
        for place in sheet.place_targets or {}:
            yield (*path, "place_targets", place), place


def _once(context: Context) -> None:
    for family in FAMILIES:
        first: dict[str, Path] = {}
        for collection in family:
            for path, item in _coded(context, collection):
                code = item.code
                if not code:
                    continue
                if code.casefold() in first:
                    file, line = context.place((*first[code.casefold()], "code"))
                    context.note("code-twice", (*path, "code"), code=code, first=f"{file}:{line}")
                first.setdefault(code.casefold(), path)
    for collection in ("lists", "stages"):
        for path, parent in context.items(collection):
            seen: set[str] = set()
            for number, item in enumerate(parent.items or ()):
                if item and item.code and item.code.casefold() in seen:
                    file, line = context.place(path)
                    context.note("code-twice", (*path, "items", number), code=item.code, first=f"{file}:{line}")
                if item and item.code:
                    seen.add(item.code.casefold())


def _coded(context: Context, collection: str) -> Iterable[tuple[Path, Any]]:
    if collection not in ("outputs", "actions"):
        yield from context.items(collection)
        return
    for path, strategy in context.items("strategies"):
        for number, output in enumerate(strategy.outputs or ()):
            here = (*path, "outputs", number)
            if output and collection == "outputs":
                yield here, output
            elif output:
                for index, action in enumerate(output.actions or ()):
                    if action:
                        yield (*here, "actions", index), action
