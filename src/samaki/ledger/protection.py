"""Who sees a small count, until full protection comes: the one place that decides, for page, file, command and story.

Whoever stands in the ladder of a figure (its owner, the bodies above it by area, its thematic group, the General
Secretariat, auditors) sees it. Outside of it a protected indicator shows the totals of the plan's whole area that
reach the floor, and what was published, cells too, for any place; every other value and cell is hidden, whatever its
size. Docs: docs/explain/records.md, "Who sees a small count".

A `Protection` is made once for an actor, a plan and a place, in a number of queries that does not grow; then it answers
for a whole table without any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from django.db.models import Exists, OuterRef, Q

from samaki.calculate.model import Indicator as Rule
from samaki.calculate.periods import month_of
from samaki.core import clock
from samaki.core.actor import Actor, Grant
from samaki.core.remembered import Remembered
from samaki.ledger.models import Fact
from samaki.ledger.rules_of_plan import StatedPlan, stated
from samaki.registry.bodies.models import Body, BodySpan
from samaki.registry.bodies.selectors import Ladder, Ladders, ladders
from samaki.registry.people.rights import Subject, may
from samaki.registry.places.models import Place, PlaceSpan
from samaki.registry.plan.models import Plan, PlanVersion

SMALL: Final = "figures.read_small"
NO_BODY: Final = Subject(body=-1)  # what nobody but those who see every body has a right over
# Rules under which only values inside the asked period count; all others look further back.
LADDERS: Final[tuple[Ladder, ...]] = ("area", "theme")
INSIDE_PERIOD: Final = frozenset({"sum", "average", "max", "min"})
Number = Decimal | Fraction | int
Key = tuple[str, str]  # indicator, source label ("": none)
Months = tuple[int, int]
REACHES_KEPT: Final = 100
_reaches: Remembered[tuple[int, frozenset[Grant]], frozenset[int]] = Remembered(REACHES_KEPT, BodySpan)


class Part(NamedTuple):
    """One side of a formula, with its value for the same question."""

    indicator: str
    value: Number | str | None
    cell: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan says of small counts, over all its versions: protected is what any of them protects."""

    area: str
    protected: frozenset[str]
    floors: Mapping[str, int]
    show_zero: bool
    indicators: Mapping[str, Rule]

    @classmethod
    def of(cls, versions: Sequence[StatedPlan]) -> Rules:
        """Gather the rules of a plan's versions, oldest first."""
        indicators: dict[str, Rule] = {}
        floors: dict[str, int] = {}
        for version in versions:
            indicators |= version.indicators
            for code in version.indicators:
                floor = version.small_counts.floors.get(code, version.small_counts.floor)
                floors[code] = max(floor, floors.get(code, 0))
        return cls(
            area=versions[-1].area if versions else "",
            protected=frozenset(code for version in versions for code in version.small_counts.protected),
            floors=floors,
            show_zero=bool(versions) and all(version.small_counts.show_zero for version in versions),
            indicators=indicators,
        )

    def counted(self, code: str) -> set[str]:
        """Return the protected indicators of which a figure of this one tells: itself, or a formula's parts."""
        rule = self.indicators.get(code)
        names = {code}
        if rule is not None and rule.formula is not None:
            names |= {str(part.indicator) for part in (rule.formula.numerator, rule.formula.denominator)}
        return names & self.protected


@dataclass(frozen=True, slots=True)
class Protection:
    """What one actor sees of one place. `unpublished`: months of values that were not published, inside the place;
    `elsewhere`: wherever they are; `owners`: the bodies with values inside the place; `ladder`: those seen through."""

    rules: Rules
    everything: bool
    is_whole: bool
    unpublished: Mapping[Key, Collection[Months]]
    elsewhere: Mapping[Key, Collection[Months]]
    owners: Mapping[str, frozenset[str]]
    ladder: frozenset[str]

    def is_protected(self, indicator: str) -> bool:
        """Say whether small counts of the indicator, or of a formula's parts, are protected at all."""
        return bool(self.rules.counted(indicator))

    def visible(
        self,
        indicator: str,
        value: Number | str | None,
        *,
        months: Months,
        source: str | None = None,
        cell: tuple[str, str] | None = None,
        parts: Iterable[Part] = (),
        speaks_elsewhere: bool = False,
    ) -> bool:
        """Say whether the actor sees a figure of the asked place, or one cell of it. Without a value nothing is hidden.

        `months` are the asked period's; `source` the label whose series it is (None: any); `parts` a formula's two
        sides with their values; `speaks_elsewhere`: another source's value that speaks of another place than asked.
        """
        counted = self.rules.counted(indicator)
        if not counted or value is None or self.everything:
            return True
        if counted != {indicator}:
            source = None  # a formula: each part has a series of its own
        if self._in_ladder(counted, speaks_elsewhere) or self._published(counted, months, source, speaks_elsewhere):
            return True
        if not self.is_whole or speaks_elsewhere:
            return False
        given = list(parts)
        if given:
            return cell is None and all(self._large_part(part, months) for part in given)
        return cell is None and counted == {indicator} and self._large(indicator, value)

    def sees_fact(self, indicator: str, body: str, *, is_published: bool) -> bool:
        """Say whether the actor sees a fact's own value: it was published, or the body stands in their ladder."""
        return self.everything or is_published or indicator not in self.rules.protected or body in self.ladder

    def _large_part(self, part: Part, months: Months) -> bool:
        if part.indicator not in self.rules.protected:
            return True
        large = part.cell is None and self._large(part.indicator, part.value)
        return large or self._published({part.indicator}, months, None, elsewhere=False)

    def _large(self, indicator: str, value: Number | str | None) -> bool:
        if value is None or isinstance(value, str):
            return False
        return value >= self.rules.floors.get(indicator, 0) or (value == 0 and self.rules.show_zero)

    def _in_ladder(self, counted: Iterable[str], elsewhere: bool) -> bool:
        owners = frozenset().union(*(self.owners.get(code, frozenset()) for code in counted))
        return bool(owners) and not elsewhere and owners <= self.ladder

    def _published(self, counted: Iterable[str], months: Months, source: str | None, elsewhere: bool) -> bool:
        """Say whether every value that may be in the figure was published; `source` None: of whatever label."""
        where = self.elsewhere if elsewhere else self.unpublished
        for code in counted:
            rule = self.rules.indicators.get(code)
            only_inside = rule is not None and rule.over_time in INSIDE_PERIOD and rule.target_kind != "cumulative"
            since = months[0] if only_inside else 0
            keys = [(code, source)] if source is not None else [key for key in where if key[0] == code]
            for key in keys:
                if any(first <= months[1] and last >= since for first, last in where.get(key, ())):
                    return False
        return True


def protection_for(actor: Actor, plan: Plan, place: Place) -> Protection:
    """Return what an actor sees of a place. At most eight queries, whatever the plan and the ledger hold."""
    versions = PlanVersion.objects.filter(plan=plan).order_by("number")
    rules = Rules.of([stated(version) for version in versions])
    is_whole = place.code.upper() == rules.area.upper()
    if sees_everything(actor):
        return Protection(rules, True, is_whole, {}, {}, {}, frozenset())
    inside = None if is_whole else _places_inside(place)
    here, elsewhere = _unpublished(plan, rules, inside)
    owners, ladder = _ladder(actor, plan, rules, inside)
    return Protection(rules, False, is_whole, here, elsewhere, owners, ladder)


def sees_everything(actor: Actor) -> bool:
    """Say whether an actor may see the small counts of every body."""
    return may(actor, SMALL, NO_BODY)


def bodies_in_ladder(actor: Actor) -> frozenset[int]:
    """Return the bodies (database keys) whose small counts an actor may see, by where they stand this month.

    How far posts reach follows from them and the ladders alone, and is remembered by both; who holds them is not.
    """
    if not may(actor, SMALL):
        return frozenset()
    standing = ladders()
    if sees_everything(actor):
        return frozenset(standing.rungs)
    return _reaches.get((month_of(clock.today()), frozenset(actor.grants)), lambda: _reached(actor, standing))


def _reached(actor: Actor, standing: Ladders) -> frozenset[int]:
    held = {body for grant in actor.grants for body in (grant.body, grant.theme) if body is not None}
    # A right reaches down the ladders: only who stands below what the actor holds is asked about one by one.
    below = {body for one in held for ladder in LADDERS for body in standing.below(one, ladder)}
    candidates = (held | below) & standing.rungs.keys()
    return frozenset(body for body in candidates if may(actor, SMALL, Subject(body, *standing.lineage(body))))


def _places_inside(place: Place) -> frozenset[int]:
    """Return the place and every place that ever lay in it, however deep (database keys): one query."""
    children: dict[int, list[int]] = {}
    for child, parent in PlaceSpan.objects.exclude(parent=None).values_list("place_id", "parent_id"):
        children.setdefault(parent, []).append(child)
    found, waiting = {place.pk}, [place.pk]
    while waiting:
        fresh = set(children.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def _unpublished(
    plan: Plan, rules: Rules, inside: frozenset[int] | None
) -> tuple[dict[Key, set[Months]], dict[Key, set[Months]]]:
    """Return the months of values that were not published: inside the place, and anywhere."""
    rows = (
        Fact.objects.filter(
            Q(evidence=None) | Q(evidence__is_published=False),
            indicator__plan=plan,
            indicator__code__in=list(rules.protected),
            kind=Fact.VALUE,
        )
        .order_by()
        .values_list("indicator__code", "source", "place_id", "first_month", "last_month")
        .distinct()
    )
    here: dict[Key, set[Months]] = {}
    anywhere: dict[Key, set[Months]] = {}
    for code, source, place, first, last in rows:
        anywhere.setdefault((code, source), set()).add((first, last))
        if inside is None or place in inside:
            here.setdefault((code, source), set()).add((first, last))
    return here, anywhere


def _ladder(
    actor: Actor, plan: Plan, rules: Rules, inside: frozenset[int] | None
) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Return the bodies with values inside the place by indicator, and those that the actor sees through; codes."""
    seen = bodies_in_ladder(actor)
    if not seen:
        return {}, frozenset()
    codes = dict(Body.objects.values_list("pk", "code"))
    facts = Fact.objects.filter(indicator__plan=plan, indicator__code__in=list(rules.protected), kind=Fact.VALUE)
    found: dict[str, set[str]] = {}
    rows = facts.order_by().values_list("indicator__code", "body_id", "place_id").distinct()
    for code, body, place in rows:
        if inside is None or place in inside:
            found.setdefault(code, set()).add(codes[body])
    return {code: frozenset(bodies) for code, bodies in found.items()}, frozenset(codes[body] for body in seen)


def evidence_seen_by(actor: Actor) -> Q:
    """Return the condition for evidence that an actor may open: published, or what facts of their ladder rest on.

    One paper may carry values of several bodies: as with a sum, all of them must stand in the ladder.
    """
    if sees_everything(actor):
        return Q()
    facts = Fact.objects.filter(evidence=OuterRef("pk"))
    seen = bodies_in_ladder(actor)
    return Q(is_published=True) | (Q(Exists(facts)) & ~Q(Exists(facts.exclude(body__in=seen))))


def protected_lines(plans: Collection[int]) -> frozenset[tuple[int, str]]:
    """Return the indicators (plan's key, code) that any version of these plans protects: one query."""
    versions = PlanVersion.objects.filter(plan__in=plans)
    return frozenset((version.plan_id, code) for version in versions for code in stated(version).small_counts.protected)
