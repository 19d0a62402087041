"""Turns the codes that new facts name into loaded rows, for a whole batch in a handful of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from samaki.calculate.model import Indicator as Rule
from samaki.core.problems import NotFound, Problem
from samaki.ledger.models import Event
from samaki.ledger.rules import NewFact
from samaki.ledger.rules_of_plan import newest_rules
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.places.models import Place
from samaki.registry.plan.models import Indicator, Plan

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Names:
    """What the facts of one batch name, loaded. Codes match without regard to case."""

    indicators: Mapping[str, Indicator]
    bodies: Mapping[str, Body]
    places: Mapping[str, Place]
    events: Mapping[UUID, Event]
    own_places: Mapping[int, list[tuple[int, Place]]]  # body's key: (first month, its own place), in order
    rules: Mapping[int, Mapping[str, Rule]]  # plan's key: rules by indicator code

    @classmethod
    def of(cls, facts: Sequence[NewFact], plan: Plan | str | None) -> Names:
        """Load what the facts name. Raises NotFound for an unknown plan; unknown rows are `problems`."""
        if isinstance(plan, str):
            plan = plan_named(plan)
        indicators: dict[str, Indicator] = {}
        if plan is not None:
            codes = {fact.indicator for fact in facts if isinstance(fact.indicator, str)}
            indicators = _by_code(Indicator.objects.filter(plan=plan).select_related("plan"), codes)
        bodies = _by_code(Body.objects.all(), {fact.body for fact in facts if isinstance(fact.body, str)})
        given = [fact.indicator for fact in facts if isinstance(fact.indicator, Indicator)]
        plans = {indicator.plan_id: indicator.plan for indicator in (*given, *indicators.values())}
        uids = {fact.event for fact in facts if isinstance(fact.event, UUID)}
        return cls(
            indicators=indicators,
            bodies=bodies,
            places=_by_code(Place.objects.all(), {fact.place for fact in facts if isinstance(fact.place, str)}),
            events={event.uid: event for event in Event.objects.filter(uid__in=uids)} if uids else {},
            own_places=_own_places(_bodies_whose_place_matters(facts, bodies)),
            rules={key: newest_rules(plan) for key, plan in plans.items()},
        )

    def problems(self, fact: NewFact) -> Iterator[Problem]:
        """Yield what the fact names and nobody knows."""
        if isinstance(fact.indicator, str) and fact.indicator.upper() not in self.indicators:
            yield _unknown("indicator.unknown", _("The plan has no indicator %(code)s."), fact.indicator, fact.where)
        elif self.indicator(fact).code not in self.rules[self.indicator(fact).plan_id]:
            what = _("No version of the plan defines indicator %(code)s.")
            yield _unknown("indicator.not_in_force", what, self.indicator(fact).code, fact.where)
        if isinstance(fact.body, str) and fact.body.upper() not in self.bodies:
            yield _unknown("body.unknown", _("There is no body %(code)s."), fact.body, fact.where)
        elif fact.place is None and not self.own_places.get(self.body(fact).pk):
            what = _("Body %(code)s has no place of its own: name a place.")
            yield _unknown("body.nowhere", what, self.body(fact).code, fact.where)
        if isinstance(fact.place, str) and fact.place.upper() not in self.places:
            yield _unknown("place.unknown", _("There is no place %(code)s."), fact.place, fact.where)
        if isinstance(fact.event, UUID) and fact.event not in self.events:
            yield _unknown("event.unknown", _("There is no event %(code)s."), str(fact.event), fact.where)

    def place_problems(self, fact: NewFact) -> Iterator[Problem]:
        """Yield what is wrong with the place of a fact whose names are known."""
        if fact.includes_lower and self.place(fact) != self.own_place(fact):
            yield Problem(
                "fact.includes_lower_elsewhere",
                _("Only a total for the body's own place can include lower bodies."),
                fact.where,
                _("Enter it without that mark."),
            )

    def indicator(self, fact: NewFact) -> Indicator:
        """Return the fact's indicator."""
        return self.indicators[fact.indicator.upper()] if isinstance(fact.indicator, str) else fact.indicator

    def rule(self, fact: NewFact) -> Rule:
        """Return the rules of the fact's indicator."""
        indicator = self.indicator(fact)
        return self.rules[indicator.plan_id][indicator.code]

    def body(self, fact: NewFact) -> Body:
        """Return the body that says it."""
        return self.bodies[fact.body.upper()] if isinstance(fact.body, str) else fact.body

    def place(self, fact: NewFact) -> Place:
        """Return the place it speaks of: the body's own where none is named."""
        if fact.place is None:
            place = self.own_place(fact)
            assert place is not None  # `problems` has said so before
            return place
        return self.places[fact.place.upper()] if isinstance(fact.place, str) else fact.place

    def own_place(self, fact: NewFact) -> Place | None:
        """Return the body's own place at the fact's last month; before its first span, that of the first."""
        spans = self.own_places.get(self.body(fact).pk, [])
        begun = [place for first, place in spans if first <= fact.last_month]
        return begun[-1] if begun else spans[0][1] if spans else None

    def event(self, fact: NewFact) -> Event | None:
        """Return the event it belongs to."""
        return self.events[fact.event] if isinstance(fact.event, UUID) else fact.event


def plan_named(code: str) -> Plan:
    """Return the plan with a code. Raises NotFound with the codes there are."""
    plan = Plan.objects.annotate(folded=Upper("code")).filter(folded=code.upper()).first()
    if plan is None:
        known = ", ".join(Plan.objects.values_list("code", flat=True)) or "-"
        what, mend = _("There is no plan %(code)s."), _("Known: %(codes)s.")
        raise NotFound.because("plan.unknown", what % {"code": code}, mend=mend % {"codes": known})
    return plan


def _by_code(rows: models.QuerySet[Any, Row], codes: Iterable[str]) -> dict[str, Row]:
    folded = sorted({code.upper() for code in codes})
    found: dict[str, Row] = {}
    for start in range(0, len(folded), AT_ONCE):
        some = rows.annotate(folded=Upper("code")).filter(folded__in=folded[start : start + AT_ONCE])
        found |= {row.folded: row for row in some}
    return found


def _bodies_whose_place_matters(facts: Iterable[NewFact], bodies: Mapping[str, Body]) -> set[int]:
    found = set()
    for fact in facts:
        body = bodies.get(fact.body.upper()) if isinstance(fact.body, str) else fact.body
        if body is not None and (fact.place is None or fact.includes_lower):
            found.add(body.pk)
    return found


def _own_places(bodies: set[int]) -> dict[int, list[tuple[int, Place]]]:
    found: dict[int, list[tuple[int, Place]]] = {}
    wanted = sorted(bodies)
    for start in range(0, len(wanted), AT_ONCE):
        spans = BodySpan.objects.filter(body_id__in=wanted[start : start + AT_ONCE])
        for span in spans.select_related("place").order_by("first_month", "batch__position"):
            found.setdefault(span.body_id, []).append((span.first_month, span.place))
    return found


def _unknown(code: str, what: str, name: str, where: str) -> Problem:
    return Problem(code, what % {"code": name}, where)
