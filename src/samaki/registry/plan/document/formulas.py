"""How the side of a formula is written: an indicator, or one cell of it, `VICTIMS[age=child]`."""

from __future__ import annotations

import re

from samaki.registry.plan.document.model import Indicator

PART = re.compile(
    r"(?P<indicator>[A-Za-z0-9._-]+)(?:\[(?P<set>[A-Za-z0-9._-]+)=(?P<cell>[A-Za-z0-9._-]+(?:\+[A-Za-z0-9._-]+)*)\])?"
)


def parts_of(indicator: Indicator) -> list[re.Match[str]]:
    """Return numerator and denominator of a formula, each taken apart; what cannot be read is left out."""
    if not indicator.formula:
        return []
    found = [PART.fullmatch(part or "") for part in (indicator.formula.numerator, indicator.formula.denominator)]
    return [match for match in found if match]
