"""Totals that include lower bodies: what such a value leaves out, so that nothing is counted twice.

docs/explain/numbers.md, "A value enters once". A total leaves out what bodies below its own send, and its own body's
lines for places below; but the reviewer may choose the parts instead of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from samaki.calculate.areas import Bodies, Places
from samaki.calculate.model import Fact, Id, Indicator
from samaki.calculate.series import Group, Term, group_of


class LeftOut(NamedTuple):
    """A fact left out, and the total that includes it; of a total left out for its parts, None."""

    fact: Fact
    total: Fact | None


class Lower:
    """The totals that include lower bodies, with the choices known at K."""

    def __init__(self, places: Places, bodies: Bodies, parts_chosen: Mapping[Id, bool]) -> None:
        self._places = places
        self._bodies = bodies
        self._parts_chosen = parts_chosen

    def is_total(self, fact: Fact) -> bool:
        """Whether it includes lower bodies: only a line for the body's own place can."""
        return fact.includes_lower and self._bodies.place(fact.body, fact.last) == fact.place

    def counts_parts(self, fact: Fact) -> bool:
        """Whether the reviewer chose the parts of this total instead of it."""
        return self._parts_chosen.get(fact.line, False)

    def leave_out(self, facts: Sequence[Fact], *, whatever_period: bool) -> list[LeftOut]:
        """Of facts that would all count, those left out. Totals are taken from the top down: one left out by a total
        above it leaves out nothing itself. `whatever_period`: of values that stand, everything from below."""
        totals = [fact for fact in facts if self.is_total(fact)]
        gone = {fact.fact: LeftOut(fact, None) for fact in totals if self.counts_parts(fact)}
        for total in sorted(totals, key=lambda fact: len(self._places.lineage(fact.place, fact.last))):
            if total.fact in gone:
                continue
            for fact in facts:
                if fact.fact not in gone and self._includes(total, fact, whatever_period=whatever_period):
                    gone[fact.fact] = LeftOut(fact, total)
        return list(gone.values())

    def included_in(self, total: Fact, facts: Sequence[Fact], *, whatever_period: bool) -> list[Fact]:
        """Of these facts, those the total includes."""
        return [fact for fact in facts if self._includes(total, fact, whatever_period=whatever_period)]

    def _includes(self, total: Fact, fact: Fact, *, whatever_period: bool) -> bool:
        if not (whatever_period or (total.first <= fact.first and fact.last <= total.last)):
            return False
        where = fact.place if fact.body == total.body else self._bodies.place(fact.body, fact.last)
        return where is not None and self._places.below(where, total.place, fact.last)


def without(terms: Iterable[Term], left_out: Iterable[LeftOut], indicator: Indicator) -> list[Term]:
    """The terms without the facts left out; a term that has nothing more is gone."""
    gone = {one.fact.fact for one in left_out}
    if not gone:
        return list(terms)
    kept = []
    for term in terms:
        groups = [one for group in term.groups if (one := _group_without(group, gone, indicator)) is not None]
        if groups:
            kept.append(term._replace(groups=groups))
    return kept


def _group_without(group: Group, gone: set[Id], indicator: Indicator) -> Group | None:
    facts = [fact for fact in group.facts if fact.fact not in gone]
    if len(facts) == len(group.facts):
        return group
    return group_of(facts, indicator) if facts else None
