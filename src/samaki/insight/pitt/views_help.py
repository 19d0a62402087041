"""The help page on how a figure is made, told from worked examples."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samaki.core import formats, gate
from samaki.registry.plan.models import Plan

from . import worked
from .asked import READ


@require_safe
@gate.allowed(READ)
def how_a_figure_is_made(request: HttpRequest) -> HttpResponse:
    """Two stories with numbers to redo on paper, the seven steps, and the list of all worked examples."""
    plan = Plan.objects.order_by("-first_month", "code").first()
    return render(
        request,
        "pitt/how_a_figure_is_made.html",
        {
            "plan": plan.code if plan else "",
            "rate": worked.rate_story(),
            "steps": worked.knowledge_story(formats.reader_language()),
            "examples": worked.examples(),
        },
    )
