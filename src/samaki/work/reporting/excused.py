"""From what a body is excused, and was: for its page and for whoever excuses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.core.actor import Actor
from samaki.core.problems import NotFound
from samaki.ledger.excuses import standing_excuses
from samaki.ledger.models import Due, Evidence, Excuse
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import resolve_body
from samaki.registry.people.rights import may
from samaki.registry.plan.models import Indicator, Plan

from .standing import READ, way_of
from .telling import period_words


@dataclass(frozen=True, slots=True)
class ExcuseShown:
    """One row about an excuse in words. `stands`: it holds, and may be taken back by its position."""

    position: int
    months: str
    of: str
    indicator: Mapping[str, str] | None
    who: str
    day: str
    reason: str
    taken_back: bool
    stands: bool
    evidence: Evidence | None


def excuses_of(body: Body) -> list[ExcuseShown]:
    """Return every excuse of a body and every one that was taken back, the newest first: two queries."""
    rows = Excuse.objects.filter(body=body)
    standing = set(standing_excuses(rows).values())
    related = ("batch__actor", "indicator", "evidence")
    return [_shown(row, standing) for row in rows.select_related(*related).order_by("-batch__position", "-pk")]


def body_to_excuse(actor: Actor, plan: Plan, code: str) -> Body:
    """Return a body whose reports the actor may read. Raises NotFound."""
    body = resolve_body(code)
    if not may(actor, READ, way_of(plan, body.pk).subject):
        raise NotFound.because("body.unknown", _("There is no such body, or its reports are not yours to see."))
    return body


def owed_indicators(plan: Plan, body: Body) -> Sequence[Indicator]:
    """Return what a body owes at some time, in the plan's order, whether or not it is excused: one query."""
    dues = Due.objects.filter(body=body, indicator__plan=plan)
    return list(Indicator.objects.filter(pk__in=dues.values("indicator")).order_by("order"))


def evidence_of_excuse(body: Body, uid: UUID) -> Evidence:
    """Return what an excuse of a body rests on. Raises NotFound."""
    found = Excuse.objects.select_related("evidence").filter(body=body, evidence__uid=uid).first()
    if found is None or found.evidence is None:
        raise NotFound.because("evidence.unknown", _("There is no such file, or it is not yours to see."))
    return found.evidence


def _shown(row: Excuse, standing: set[int]) -> ExcuseShown:
    batch = row.batch
    return ExcuseShown(
        position=batch.position,
        months=period_words(row.first_month, row.last_month),
        of=row.indicator.code if row.indicator else "",
        indicator=row.indicator.title if row.indicator else None,
        who=formats.local_text(batch.actor.name)[0] if batch.actor else batch.actor_name,
        day=formats.day(batch.known),
        reason=batch.reason,
        taken_back=row.taken_back,
        stands=not row.taken_back and batch.position in standing,
        evidence=row.evidence,
    )
