"""Pages of a plan, all read from the document in force: tree, indicators, what is missing, what contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.core import providers
from samaki.core.gate import actor_of, allowed
from samaki.core.nearest import nearest
from samaki.core.problems import NotFound
from samaki.core.text import latin_digits, search_key
from samaki.registry.plan.document.model import Indicator, PlanDocument
from samaki.registry.plan.models import Plan
from samaki.registry.plan.readiness import readiness_of
from samaki.registry.plan.selectors import READ, document_in_force, plan_for, plans_for
from samaki.registry.plan.sheets import sheet_of
from samaki.registry.plan.statements import contradictions_of, documents_of, recommendations_of, terms_of
from samaki.registry.plan.trees import tree_of
from samaki.registry.plan.words import READINESS, Names, choice


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan of an address, what it states today, and its names."""

    plan: Plan
    document: PlanDocument
    names: Names


def pages(plan: Plan) -> list[dict[str, str]]:
    """Return the second row: the pages of this place."""
    found = [
        ("plan_tree", _("Outputs")),
        ("plan_indicators", _("Indicators")),
        ("plan_readiness", _("What cannot be measured")),
        ("plan_contradictions", _("Contradictions")),
        ("plan_recommendations", _("Recommendations")),
        ("plan_glossary", _("Glossary")),
    ]
    of_plan = [{"address": reverse(name, args=[plan.code]), "name": words} for name, words in found]
    return [*of_plan[:2], {"address": reverse("bodies"), "name": _("Bodies")}, *of_plan[2:]]


@require_safe
@allowed(READ)
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans; a single one is shown at once."""
    found = list(plans_for(actor_of(request)))
    if len(found) == 1:
        return redirect("plan_tree", found[0].code)
    return render(request, "plan/plans.html", {"plans": found})


@require_safe
@allowed(READ)
def tree(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the plan: strategies, outputs, actions and indicators, how far each is, who does it, where it stands."""
    asked = _asked(request, plan)
    document = asked.document
    context = {
        "tree": tree_of(document, asked.names),
        "documents": documents_of(document, asked.names),
        "approved": document.plan.approved,
        "review": next((one for one in document.sources if one.kind == "review"), None),
        "readiness": readiness_of(document, asked.names),
    }
    return _page(request, "tree", asked, context)


@require_safe
@allowed(READ)
def indicators(request: HttpRequest, plan: str) -> HttpResponse:
    """List the indicators by strategy."""
    asked = _asked(request, plan)
    heading = {output.code: one for one in asked.document.strategies for output in one.outputs}
    heading |= {one.code: one for one in asked.document.strategies}
    order = {one.code: number for number, one in enumerate(asked.document.strategies)}
    rows = sorted(
        (_row(sheet, asked, heading[sheet.of]) for sheet in asked.document.indicators),
        key=lambda row: order[row["of"].code],
    )
    groups = [(strategy, list(found)) for strategy, found in groupby(rows, key=lambda row: row["of"])]
    context = {
        "groups": groups,
        "total": len(rows),
        "key": sum(1 for row in rows if row["item"].key),
        "official": sum(1 for row in rows if row["item"].status == "official"),
    }
    return _page(request, "indicators", asked, context)


@require_safe
@allowed(READ)
def indicator(request: HttpRequest, plan: str, indicator: str) -> HttpResponse:
    """Show an indicator's reference sheet with its series; an address in another case leads to the right one."""
    asked = _asked(request, plan)
    item = _indicator(asked, indicator)
    if item.code != indicator:
        return redirect("plan_indicator", asked.plan.code, item.code)
    series = providers.ask("indicator.series", actor_of(request), asked.plan.code, item.code)
    return _page(request, "indicator", asked, {"sheet": sheet_of(asked.document, item, asked.names), "series": series})


@require_safe
@allowed(READ)
def cannot_be_measured(request: HttpRequest, plan: str) -> HttpResponse:
    """Show which indicators cannot be measured, why, and who must mend it."""
    asked = _asked(request, plan)
    return _page(request, "cannot_be_measured", asked, {"page": readiness_of(asked.document, asked.names)})


@require_safe
@allowed(READ)
def contradictions(request: HttpRequest, plan: str) -> HttpResponse:
    """Show where the source contradicts itself, every reading with its page, then what our copy lacks."""
    asked = _asked(request, plan)
    return _page(request, "contradictions", asked, {"page": contradictions_of(asked.document, asked.names)})


@require_safe
@allowed(READ)
def recommendations(request: HttpRequest, plan: str) -> HttpResponse:
    """Show what the source recommends, with the indicators that answer, and the research it asks for."""
    asked = _asked(request, plan)
    return _page(request, "recommendations", asked, {"page": recommendations_of(asked.document, asked.names)})


@require_safe
@allowed(READ)
def glossary(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the terms in both languages, and which of them nobody has confirmed."""
    asked = _asked(request, plan)
    return _page(request, "glossary", asked, {"page": terms_of(asked.document)})


def _asked(request: HttpRequest, code: str) -> Asked:
    plan = plan_for(actor_of(request), code)
    document = document_in_force(plan)
    return Asked(plan, document, Names(document, plan.code))


def _page(request: HttpRequest, template: str, asked: Asked, context: dict[str, Any]) -> HttpResponse:
    common = {"plan": asked.plan, "document": asked.document, "names": asked.names, "pages": pages(asked.plan)}
    return render(request, f"plan/{template}.html", {**common, **context})


def _row(sheet: Indicator, asked: Asked, strategy: Any) -> dict[str, Any]:
    return {
        "item": sheet,
        "of": strategy,
        "address": asked.names.indicator_address(sheet.code),
        "level": choice(sheet.level),
        "frequency": choice(sheet.frequency),
        "responsible": asked.names.body(sheet.responsible),
        "readiness": READINESS[sheet.readiness.state],
        "illustrative": bool(sheet.targets or sheet.place_targets) and sheet.targets_status == "illustrative",
    }


def _indicator(asked: Asked, code: str) -> Indicator:
    wanted = latin_digits(code).strip().casefold()
    for sheet in asked.document.indicators:
        if sheet.code.casefold() == wanted:
            return sheet
    words = {search_key(sheet.code): sheet.code for sheet in asked.document.indicators}
    near = ", ".join(nearest(code, words)) or asked.document.indicators[0].code
    raise NotFound.because(
        "indicator.unknown",
        _("The plan {plan} has no indicator “{code}”.").format(plan=asked.plan.code, code=code),
        mend=_("Did you mean {names}?").format(names=near),
    )
