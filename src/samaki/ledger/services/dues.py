"""What is owed, what is excused, and which reading of a total that includes lower bodies counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.calculate.periods import month_of
from samaki.core import journal
from samaki.core.actor import Actor
from samaki.core.batches import write_batch
from samaki.core.models import Batch
from samaki.core.problems import NotFound, Refused
from samaki.ledger.excuses import standing_excuses
from samaki.ledger.models import Due, Evidence, Excuse, Fact, LowerChoice
from samaki.ledger.services.facts import checked_known
from samaki.registry.bodies.models import Body, BodyKind
from samaki.registry.plan.models import Indicator, Plan

# Months between two values, by how often a duty says; a survey has no rhythm and makes no due.
EVERY: Final = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "annual": 12}
DueKey = tuple[int, int, int]  # body, indicator, every


def excuse(
    actor: Actor,
    body: Body,
    *,
    first_month: int,
    last_month: int,
    reason: str,
    indicator: Indicator | None = None,
    evidence: Evidence | None = None,
    known: dt.date | None = None,
    source: str = "",
) -> Batch:
    """Excuse a body from what it owes in these months, of one indicator or of all."""
    return excuse_bodies(
        actor, [body], first_month=first_month, last_month=last_month, reason=reason, indicator=indicator,
        evidence=evidence, known=known, source=source,
    )  # fmt: skip


def excuse_bodies(
    actor: Actor,
    bodies: Sequence[Body],
    *,
    first_month: int,
    last_month: int,
    reason: str,
    indicator: Indicator | None = None,
    evidence: Evidence | None = None,
    known: dt.date | None = None,
    source: str = "",
) -> Batch:
    """Excuse several bodies alike, in one batch."""
    if first_month > last_month:
        raise Refused.because("excuse.months_reversed", _("The period ends before it begins."))
    known = checked_known(known, source)
    rows = [
        Excuse(body=body, indicator=indicator, first_month=first_month, last_month=last_month, evidence=evidence)
        for body in bodies
    ]
    subject = bodies[0].code if len(bodies) == 1 else f"{len(bodies)} bodies"
    return write_batch(
        actor, action="due.excuse", rows=rows, known=known, reason=reason, source=source, subject=subject
    )


def take_back_excuse(
    actor: Actor, excuse: Excuse, *, reason: str, known: dt.date | None = None, source: str = ""
) -> Batch:
    """Take back an excuse: the body owes again. Raises Refused where it does not stand (any more)."""
    known = checked_known(known, source)
    with transaction.atomic():
        journal.locked_head()
        same = Excuse.objects.filter(body=excuse.body, batch__known__lte=known)
        if excuse.batch.position not in standing_excuses(same).values():
            raise Refused.because("excuse.not_standing", _("This excuse was taken back already."))
        row = Excuse(
            body=excuse.body, indicator=excuse.indicator, first_month=excuse.first_month, last_month=excuse.last_month,
            taken_back=True,
        )  # fmt: skip
        return write_batch(
            actor, action="due.take_back", rows=[row], known=known, reason=reason, source=source,
            subject=excuse.body.code,
        )  # fmt: skip


def choose_parts(
    actor: Actor,
    line: UUID,
    *,
    count_parts: bool,
    reason: str,
    known: dt.date | None = None,
    source: str = "",
    subject: str = "",
) -> Batch:
    """For a total that includes lower bodies: count its parts (True) or the total (False).

    `subject` is what the journal calls it by: where it was reported (the line's own uid). Raises NotFound, Refused.
    """
    known = checked_known(known, source)
    with transaction.atomic():
        journal.locked_head()
        marks = dict(Fact.objects.filter(line=line).order_by("pk").values_list("includes_lower", "indicator__code"))
        if not marks:
            raise NotFound.because("line.unknown", _("There is no such line in the ledger."))
        if True not in marks:
            raise Refused.because(
                "line.without_lower", _("This line does not include lower bodies: nothing to choose.")
            )
        row = LowerChoice(line=line, count_parts=count_parts)
        stood = LowerChoice.objects.filter(line=line).order_by("batch__known", "batch__position").last()
        if stood is not None and stood.count_parts == count_parts and stood.batch.known <= known:
            raise Refused.because("line.chosen_already", _("This is what counts already."))
        return write_batch(
            actor, action="line.choose", rows=[row], known=known, reason=reason, source=source,
            subject=subject or str(line),
            before={"line": marks[True], "counts": stood and _counting(stood)},
            after={"line": marks[True], "counts": _counting(row)},
        )  # fmt: skip


def _counting(choice: LowerChoice) -> str:
    return "parts" if choice.count_parts else "total"


def dues_of_plan(plan: Plan, duties: Iterable[Mapping[str, Any]], first_month: int) -> list[Due]:
    """Return the unsaved dues that a plan version's duties add to what the ledger holds, for the caller's batch.

    A duty is {code, who: a body or a kind of body, frequency, indicators}; `first_month` the month from which what is
    new is owed. A due that no duty names any more ends with the month before. Codes match without regard to case;
    raises NotFound for an indicator or body nobody knows.
    """
    wanted = dict(_wanted(plan, duties))
    standing = _standing(plan)
    new = [
        Due(body=body, indicator=indicator, every=key[2], first_month=first_month, last_month=None, duty=duty)
        for key, (body, indicator, duty) in wanted.items()
        if key not in standing
    ]
    ended = [
        Due(
            body=due.body,
            indicator=due.indicator,
            every=due.every,
            first_month=due.first_month,
            last_month=first_month - 1,
            duty=due.duty,
        )
        for key, due in standing.items()
        if key not in wanted
    ]
    return [*new, *ended]


def dues_of_document(plan: Plan, document: Mapping[str, Any], default_first: int | None = None) -> list[Due]:
    """Return the dues of a canonical plan document: the provider `plan.dues`.

    The first version's dues run from the month the document says (`plan.dues_from`), else from the plan's first; those
    that a revision adds or ends, from the month in which it comes into force.
    """
    duties = document.get("duties", [])
    said = document["plan"].get("dues_from")
    first = plan.first_month if default_first is None else default_first
    if said:
        first = int(said["month"][:4]) * 12 + int(said["month"][5:7]) - 1
    if Due.objects.filter(indicator__plan=plan).exists():
        first = max(first, month_of(dt.date.fromisoformat(str(document["version"]["in_force"]))))
    return dues_of_plan(plan, duties, first)


def _wanted(plan: Plan, duties: Iterable[Mapping[str, Any]]) -> Iterable[tuple[DueKey, tuple[Body, Indicator, str]]]:
    indicators = {one.code.upper(): one for one in Indicator.objects.filter(plan=plan).select_related("plan")}
    bodies = _by_body_or_kind()
    for duty in duties:
        every = EVERY.get(duty["frequency"])
        if every is None:
            continue
        for code in duty.get("indicators", ()):
            indicator = indicators.get(code.upper())
            if indicator is None:
                raise NotFound.because("indicator.unknown", _("The plan has no indicator %(code)s.") % {"code": code})
            for body in _who(bodies, duty["who"]):
                yield (body.pk, indicator.pk, every), (body, indicator, duty.get("code", ""))


def _by_body_or_kind() -> dict[str, list[Body]]:
    """Return what a duty's `who` may name: one body, or all bodies of a kind and of the kinds that belong to it."""
    kinds = {kind.code.upper(): kind for kind in BodyKind.objects.all()}
    by_kind: dict[str, list[Body]] = {code: [] for code in kinds}
    by_code: dict[str, list[Body]] = {}
    for body in Body.objects.select_related("kind").order_by("code"):
        by_code[body.code.upper()] = [body]
        kind: BodyKind | None = body.kind
        while kind is not None:
            by_kind[kind.code.upper()].append(body)
            kind = kinds.get(kind.is_a.upper())
    return by_kind | by_code


def _who(bodies: Mapping[str, list[Body]], code: str) -> list[Body]:
    if code.upper() not in bodies:
        raise NotFound.because("body.unknown", _("There is no body %(code)s.") % {"code": code})
    return bodies[code.upper()]


def _standing(plan: Plan) -> dict[DueKey, Due]:
    """Return the dues that run without end: of each body, indicator, rhythm and first month the newest row."""
    rows = Due.objects.filter(indicator__plan=plan).select_related("body", "indicator__plan")
    newest: dict[tuple[int, int, int, int], Due] = {}
    for due in rows.order_by("batch__known", "batch__position"):
        newest[(due.body_id, due.indicator_id, due.every, due.first_month)] = due
    return {key[:3]: due for key, due in newest.items() if due.last_month is None}
