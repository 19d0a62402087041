"""Which figures rest on illustrative evidence: those of a demonstration, reported by nobody, always marked so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.explain import Explanation
from samaki.calculate.model import Id
from samaki.calculate.periods import Period
from samaki.ledger.models import Evidence, Fact
from samaki.registry.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Illustrations:
    """The indicators (codes) whose values are all illustrative, and the illustrative facts of those with others too."""

    wholly: frozenset[str] = frozenset()
    partly: frozenset[str] = frozenset()
    facts: Collection[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, plan: Plan) -> Illustrations:
        """Ask the ledger: one query where no evidence is illustrative, else three."""
        evidence = list(Evidence.objects.filter(is_illustrative=True).values_list("pk", flat=True))
        if not evidence:
            return cls()
        values = Fact.objects.filter(indicator__plan=plan, kind=Fact.VALUE)
        invented = set(values.filter(evidence__in=evidence).values_list("indicator__code", flat=True).distinct())
        others = values.exclude(evidence__in=evidence) | values.filter(evidence=None)
        both = invented & set(others.values_list("indicator__code", flat=True).distinct())
        facts = Fact.objects.filter(indicator__plan=plan, indicator__code__in=both, evidence__in=evidence)
        return cls(frozenset(invented - both), frozenset(both), frozenset(facts.values_list("pk", flat=True)))

    def mark(
        self,
        calculator: Calculator,
        codes: Collection[str],
        place: Id,
        period: Period,
        ladder: Id | None,
        answer: Answer,
    ) -> bool:
        """Say whether a figure, made of the indicators with these codes, rests on anything illustrative."""
        if answer.actual is None or not (self.wholly or self.partly):
            return False
        if self.wholly & set(codes):
            return True
        if not self.partly & set(codes):
            return False
        indicator = answer.indicator.code
        return self.in_explanation(calculator.explain(indicator, place, period, ladder=ladder))

    def in_explanation(self, explanation: Explanation) -> bool:
        """Say whether a figure that is opened, or a part of it, counts a fact that is illustrative."""
        counted = [one.fact for one in explanation.counted]
        if any(str(fact.indicator) in self.wholly or fact.fact in self.facts for fact in counted):
            return True
        return any(self.in_explanation(part) for part in explanation.parts)
