"""The tracking table's page and its files: parse, one call, render."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samaki.calculate.periods import parse_period
from samaki.core import clock, gate
from samaki.core.models import Batch
from samaki.core.problems import NotFound
from samaki.registry.plan.models import Plan

from . import sentences, shown
from .asked import READ, Asked, resolve
from .choices import fields
from .formats import FORMATS
from .markup import RowWriter
from .question import Question, read_question
from .table import Table

DOWNLOADS: Final = ("xlsx", "csv", "json")
# What an address may carry over from the table to a figure or to what changed.
CARRIED: Final = ("as_of", "known", "at", "place", "body", "targets")


@require_safe
@gate.allowed(READ)
def tables(request: HttpRequest) -> HttpResponse:
    """Go to the table of the plan that began last; say so where there is none."""
    plan = Plan.objects.order_by("-first_month", "code").first()
    if plan is None:
        return render(request, "pitt/no_plan.html")
    return redirect("pitt_table", plan=plan.code)


@require_safe
@gate.allowed(READ)
def table_page(request: HttpRequest, plan: str) -> HttpResponse:
    """The table as a page, or (`format=csv`) as a file."""
    question = question_of(request, plan)
    kind = request.GET.get("format", "")
    if kind in FORMATS:
        asked = resolve(gate.actor_of(request), question)
        return _file(asked.table(), asked.plan.code, asked.question.as_of, kind)
    if kind:
        what = _("There is no format “{kind}”.").format(kind=kind[:20])
        raise NotFound.because("format", what, mend=_("There are: {names}.").format(names=", ".join(FORMATS)))
    asked = resolve(gate.actor_of(request), question)
    if "year" not in request.GET:  # the page opens the year of *as of*; a file, none
        asked = replace(asked, question=replace(asked.question, year=_usual_year(asked)))
    table = asked.table()
    return render(request, "pitt/table.html", _page(asked, table))


def question_of(request: HttpRequest, plan: str) -> Question:
    """The question an address asks. Raises Refused."""
    lang = "en" if (get_language() or "km").startswith("en") else "km"
    texts = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    return read_question(texts, plan=plan, lang=lang, today=clock.today())


def carried(question: Question) -> str:
    """The part of an address that goes with every figure of a table."""
    return urlencode({name: text for name, text in question.parameters().items() if name in CARRIED})


def _usual_year(asked: Asked) -> int:
    return min(max(asked.question.as_of.year, asked.years[0]), asked.years[-1])


def _page(asked: Asked, table: Table) -> dict[str, object]:
    question = asked.question
    on_the_way = asked.on_the_way(parse_period(table.judged, asked.plan_period))
    writer = RowWriter(table, plan=asked.plan.code, suffix=carried(question), on_the_way=on_the_way)
    tally = table.tally()
    total = sum(count for _status, count in tally)
    strip, at = [], 0
    for status, count in tally:
        strip.append({"status": status.replace("_", "-"), "at": at, "count": count, "words": shown.status(status)})
        at += count
    groups = [
        {
            "title": shown.localised(group.title),
            "tally": [
                {"status": status.replace("_", "-"), "count": count, "words": shown.status(status)}
                for status, count in group.tally(table.judged)
            ],
            "rows": [writer.write(row) for row in group.rows],
        }
        for group in table.groups
    ]
    chosen = str(question.year) if question.year is not None else ""
    years = [str(year) for year in asked.years]
    return {
        "asked": asked,
        "question": question,
        "table": table,
        "plan_title": shown.localised(asked.plan.title),
        "headline": sentences.headline(table),
        "sentence": sentences.what_is_shown(asked),
        "about_targets": sentences.about_targets(table),
        "judged": sentences.period_words(table.judged),
        "total": total,
        "strip": strip,
        "groups": groups,
        "chosen": chosen,
        "quarters": [_("Q{number}").format(number=number) for number in range(1, 5)] if chosen else [],
        "years_before": [year for year in years if chosen and year < chosen],
        "years_after": [year for year in years if not chosen or year > chosen],
        "span": len(years) + 6 + (6 if chosen else 0),
        "fields": fields(asked),
        "downloads": [(kind, f"?{question.query()}&format={kind}") for kind in DOWNLOADS],
        "permanent": f"?{question.fixed_at(asked.position).query()}",
        "newest": f"?{question.query(at=None, known_on=clock.today())}" if question.at is not None else "",
        "changes": carried(question),
        "batches": Batch.objects.filter(position__lte=asked.position).count(),
        "back_dated": Batch.objects.filter(position__lte=asked.position, recorded__date__gt=F("known")).count(),
    }


def _file(table: Table, plan: str, as_of: dt.date, kind: str) -> HttpResponse:
    found = FORMATS[kind]
    response = HttpResponse(found.write(table), content_type=found.media_type)
    name = "".join(letter for letter in plan if letter.isalnum() or letter in "-_.")
    response["Content-Disposition"] = f'attachment; filename="pitt-{name}-{as_of}.{found.ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
