"""Values whose periods overlap without being equal: refused at entry, with the other one named.

docs/explain/numbers.md, "Small print": withdraw one first. The check itself is the calculation's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.calculate import model as calculate
from samaki.calculate.checks import check_overlaps
from samaki.calculate.periods import period_name
from samaki.calculate.versions import Knowledge, standing_versions
from samaki.core.problems import Problem
from samaki.ledger.models import Fact
from samaki.ledger.rules import NewFact
from samaki.registry.plan.models import Indicator

from .telling import period_words

Series = tuple[Any, Any, Any, Any]  # body, indicator, place, source


def overlap_problems(facts: Sequence[NewFact], known: dt.date) -> Iterator[Problem]:
    """Yield a problem for each new value that overlaps one that stands, or another new one: at most two queries.

    `facts` name indicator, body and place as loaded objects.
    """
    new = [(fact, _of_new(fact, known)) for fact in facts if fact.kind == Fact.VALUE]
    values = [value for _fact, value in new]
    standing = _by_series([*_standing(values, {fact.line for fact in facts}), *values])
    for fact, value in new:
        for found in check_overlaps(value, standing.get(_series(value), ())):
            other = cast("tuple[int, int]", found.parameters["other"])
            what = _("{indicator}: {period} overlaps {other}, for which a value of the same body stands.")
            yield Problem(
                "report.overlap",
                what.format(
                    indicator=cast("Indicator", fact.indicator).code,
                    period=period_words(value.first, value.last),
                    other=period_words(*other),
                ),
                fact.where,
                _("Withdraw one of the two first. The other: {address}").format(address=found.parameters["fact"]),
            )


def _standing(new: Collection[calculate.Fact], lines: Collection[Any]) -> list[calculate.Fact]:
    """Return the values in the ledger that overlap a new one's period without being equal, and that still stand."""
    wanted = Q()
    for first, last in {(fact.first, fact.last) for fact in new}:
        wanted |= Q(first_month__lte=last, last_month__gte=first) & ~Q(first_month=first, last_month=last)
    if not new:
        return []
    bodies: set[Any] = {fact.body for fact in new}
    indicators: set[Any] = {fact.indicator for fact in new}
    overlapping = Fact.objects.filter(wanted, body__in=bodies, indicator__in=indicators, kind=Fact.VALUE)
    chains = set(overlapping.values_list("line", flat=True)) - set(lines)
    if not chains:
        return []
    versions = Fact.objects.filter(line__in=chains).select_related("batch")
    return list(standing_versions(map(_of_row, versions), Knowledge()).values())


def _by_series(facts: Iterable[calculate.Fact]) -> Mapping[Series, list[calculate.Fact]]:
    found: dict[Series, list[calculate.Fact]] = {}
    for fact in facts:
        found.setdefault(_series(fact), []).append(fact)
    return found


def _series(fact: calculate.Fact) -> Series:
    return fact.body, fact.indicator, fact.place, fact.source


def _of_new(fact: NewFact, known: dt.date) -> calculate.Fact:
    return _value(fact, name=fact.locator, line=fact.line, position=0, known=known)


def _of_row(row: Fact) -> calculate.Fact:
    name = row.locator or f"{row.source} {period_name(row.first_month, row.last_month)}".strip()
    return _value(row, name=name, line=row.line, position=row.batch.position, known=row.batch.known)


def _value(fact: Any, *, name: str, line: Any, position: int, known: dt.date) -> calculate.Fact:
    """Return a new or recorded fact as the calculation takes it, as far as its checks look."""
    return calculate.Fact(
        fact=name, line=line, kind=fact.kind, indicator=_key(fact, "indicator"), body=_key(fact, "body"),
        place=_key(fact, "place"), first=fact.first_month, last=fact.last_month, stated_from=None, stated_to=None,
        source=fact.source, event=None, includes_lower=fact.includes_lower, value=fact.value, qualifier=None,
        position=position, known=known,
    )  # fmt: skip


def _key(fact: Any, name: str) -> Any:
    return getattr(fact, f"{name}_id", None) or getattr(fact, name).pk
