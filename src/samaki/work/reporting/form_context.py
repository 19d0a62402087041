"""Everything the page of a form shows, fetched in a number of queries that does not grow with the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.problems import Problem
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import Place
from samaki.registry.places.selectors import Division, division
from samaki.registry.plan.models import Indicator, Plan

from .address import address_of
from .content import Pieces, pieces_of
from .doubts import doubts_of
from .duties import Owed
from .form_page import FormMaker, FormShown, PieceShown, Wrong, name_of
from .history import history_of, open_months
from .models import Report, ReportNote, ReportStep
from .nearby import nearby_events, own_place
from .services import Conflict
from .services.files import TYPES
from .standing import Way
from .telling import period_words
from .views.navigation import report_pages

RHYTHMS: Final[Mapping[int, Promise]] = {
    1: gettext_lazy("monthly report"),
    3: gettext_lazy("quarterly report"),
    6: gettext_lazy("half-yearly report"),
    12: gettext_lazy("annual report"),
}
MOST_PLACES: Final = 150
ACCEPTED: Final = ",".join(("image/*", "application/pdf", *TYPES))


def report_of(plan: Plan, owed: Owed) -> Report:
    """Return the report of an obligation that nobody has begun: unsaved, empty."""
    body = Body.objects.select_related("kind").get(pk=owed.body)
    return Report(
        uid=Report.uid_of(plan.code, body.code, owed.first, owed.last), plan=plan, body=body, holder=body,
        first_month=owed.first, last_month=owed.last, since=clock.today(),
    )  # fmt: skip


def form_context(
    actor: Actor,
    report: Report,
    owed: Owed | None,
    way: Way,
    *,
    add: str = "",
    conflicts: Sequence[Conflict] = (),
    problems: Sequence[Problem] = (),
    typed: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Return the context of `reporting/form.html`.

    `typed` is what was posted and could not be saved: it stays in the fields. `add`: an indicator that gets another
    line, `other` or `event`.
    """
    pieces = pieces_of([report])[report.pk] if report.pk else Pieces()
    histories = history_of([report])
    doubts = doubts_of([report], pieces={report.pk: pieces}, histories=histories)[report.pk]
    home = own_place(report)
    places, own = _places(report, home)
    maker = FormMaker(report, pieces, histories[report.pk], doubts, own.code if own else "")
    steps = _steps(report)
    maker.notes = _notes(report, steps)
    maker.open_months = open_months(histories[report.pk])
    form = maker.form(_codes(report, owed, pieces), add=add)
    _put_back(form, typed or {}, conflicts)
    refusals = [_refusal(form, one) for one in problems]
    return {
        "report": report,
        "owed": owed,
        "way": way,
        "form": form,
        "pages": report_pages(actor),
        "address": address_of(report.plan.code, report.body.code, report.first_month, report.last_month),
        "body_name": formats.local_text(report.body.name)[0],
        "rhythm": RHYTHMS.get(report.last_month - report.first_month + 1, _("report")),
        "headline": headline(report, owed, form),
        "due": due_words(owed),
        "then": then_words(report, way),
        "nothing_words": _("Nothing to report for {period}").format(period=_period(report)),
        "progress_words": _("Progress in {period}").format(period=_period(report)),
        "refusals": refusals,
        "returned_reason": _reason(report, steps),
        "noted": _noted(form, maker.notes),
        "steps": steps if report.pk else None,
        "places": places,
        "has_lower": BodySpan.objects.filter(area_parent=report.body_id).exists(),
        "nearby": nearby_events(report, home),
        "all_files": len(pieces.files),
        "accept": ACCEPTED,
        "key": uuid4(),
        "saved_at": _saved_at(pieces),
        "adds_other": add == "other",
        "new_other": PieceShown("other:__uid__"),
        "new_event": PieceShown("event:__uid__"),
    }


def headline(report: Report, owed: Owed | None, form: FormShown) -> str:
    """Say the state of affairs: the period, and for a short form its lines and how late it is."""
    period = _period(report)
    if not form.is_short:
        return period
    count = sum(not line.is_added for line in form.lines)
    late = (clock.today() - owed.due).days if owed else 0
    lines = ngettext("{period}: {count} line", "{period}: {count} lines", count)
    said = lines.format(period=period, count=formats.in_sentence(count))
    if late <= 0:
        return said
    words = ngettext("{said}, {days} day late", "{said}, {days} days late", late)
    return words.format(said=said, days=formats.in_sentence(late))


def due_words(owed: Owed | None) -> str:
    """Say when it is due, and whether that day is assumed."""
    if owed is None:
        return ""
    when = _("Due {day} (assumed deadline).") if owed.is_assumed else _("Due {day}.")
    return when.format(day=formats.weekday_and_day(owed.due))


def then_words(report: Report, way: Way) -> str:
    """Say what happens when one submits."""
    publisher = Body.objects.filter(pk=way.publisher).first()
    return _("When you submit, the chair of {body} signs; then {publisher} reviews.").format(
        body=formats.local_text(report.body.name)[0],
        publisher=formats.local_text(publisher.name)[0] if publisher else "",
    )


def _period(report: Report) -> str:
    return period_words(report.first_month, report.last_month)


def _codes(report: Report, owed: Owed | None, pieces: Pieces) -> list[str]:
    """Return the indicators that the form asks for: those owed, and those with a line already; in the plan's order."""
    there = {line.indicator_id for line in pieces.lines}
    wanted = {*(owed.indicators if owed else ()), *there}
    return list(Indicator.objects.filter(pk__in=wanted).order_by("order").values_list("code", flat=True))


def _places(report: Report, home: int | None) -> tuple[list[Place], Place | None]:
    """Return the places that lines may name (what lies in the body's own, as deep as fits a list), and the own one."""
    if home is None:
        return [], None
    lying: Division = division(report.last_month)
    near = lying.children.get(home, [])
    below = lying.below(home)
    keys = [home, *(below if len(below) <= MOST_PLACES else near)]
    places = list(Place.objects.filter(pk__in=keys).order_by("code").only("code", "name"))
    return places, next((place for place in places if place.pk == home), None)


def _steps(report: Report) -> list[ReportStep]:
    if not report.pk:
        return []
    return list(ReportStep.objects.filter(report=report).select_related("account", "body").order_by("pk"))


def _notes(report: Report, steps: Sequence[ReportStep]) -> dict[str, list[ReportNote]]:
    """Return the notes of the last return, by piece."""
    if not report.pk:
        return {}
    found: dict[str, list[ReportNote]] = {}
    sent = ReportNote.objects.filter(report=report, sent__isnull=False, version=report.version - 1)
    for note in sent.select_related("body"):
        found.setdefault(note.key, []).append(note)
    return found


def _noted(form: FormShown, notes: Mapping[str, Sequence[ReportNote]]) -> list[tuple[str, str, str]]:
    """Return the notes it came back with, those on the whole first, as (id of the piece or "", its name, text)."""
    pieces = {"": None, **{piece.key: piece for piece in form.pieces}}
    return [
        (piece.id, name_of(piece), note.text) if (piece := pieces.get(key)) else ("", "", note.text)
        for key in sorted(notes, key=[*pieces, *notes].index)
        for note in notes[key]
    ]


def _reason(report: Report, steps: Sequence[ReportStep]) -> str | None:
    """Return why the report came back; None where it did not."""
    if not report.returned:
        return None
    back = [step for step in steps if step.action in ("return", "give_back")]
    return back[-1].reason if back else ""


def _put_back(form: FormShown, typed: Mapping[str, Mapping[str, str]], conflicts: Sequence[Conflict]) -> None:
    """Put what was posted and not saved back into the fields, with what somebody else saved meanwhile."""
    theirs = {one.key: one for one in conflicts}
    for piece in form.pieces:
        if piece.key in typed:
            piece.typed = typed[piece.key]
        conflict = theirs.get(piece.key)
        if conflict is None:
            continue
        # What they read next to it they may now overwrite knowingly.
        piece.version = conflict.version
        words = _("{author} saved “{theirs}” here at {time}. Nothing was overwritten: correct yours, or save it again.")
        time = timezone.localtime(conflict.saved).strftime("%H:%M")
        said = ", ".join(text for name, text in conflict.typed.items() if name not in ("kind", "indicator")) or "–"
        piece.conflict = words.format(author=conflict.author, theirs=said, time=time)


def _refusal(form: FormShown, problem: Problem) -> dict[str, str]:
    """Return a refusal with the id of the field it speaks of; it stands at that field too."""
    key, _bar, name = problem.where.partition("|")
    for piece in form.pieces:
        if key and piece.key.upper() == key.upper():
            if not any(wrong.field == name and wrong.what.startswith(problem.what) for wrong in piece.wrong):
                piece.wrong.append(Wrong(name, problem.what))
            piece.wrong = [replace(wrong, is_check=False) if wrong.field == name else wrong for wrong in piece.wrong]
            code = key.removeprefix("line:") if key.startswith("line:") and len(key) < 41 else ""
            what = f"{code}. {problem.what}" if code else problem.what
            return {"id": piece.id_of(name) if name else piece.id, "what": what, "mend": problem.mend}
    return {"id": "file" if problem.where == "file" else "", "what": problem.what, "mend": problem.mend}


def _saved_at(pieces: Pieces) -> str:
    rows = [*pieces.lines, *pieces.words, *pieces.events, *pieces.others]
    return timezone.localtime(max(row.saved for row in rows)).strftime("%H:%M") if rows else ""
