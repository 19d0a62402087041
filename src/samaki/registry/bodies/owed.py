"""What a body owes by the plan, as its page shows it. A room that knows duties offers it as the provider `body.dues`:
`(actor, body) -> Sequence[Owed]`, empty where the plan asks nothing of the body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FREQUENCIES: Final[Mapping[int, Promise]] = {
    0: _("After each survey"),
    1: _("Monthly"),
    3: _("Quarterly"),
    6: _("Half-yearly"),
    12: _("Yearly"),
}


@dataclass(frozen=True, slots=True)
class OwedFigure:
    """One indicator that is owed: its code, title {"en", "km"} and address (empty: none)."""

    code: str
    title: Mapping[str, str]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """Figures owed in one rhythm: every `every` months (0: after each survey), by a day said in words {"en", "km"}.

    `is_assumed`: the day is not in the source. `to` is the code of the body that receives them.
    """

    every: int
    figures: Sequence[OwedFigure]
    by: Mapping[str, str] = field(default_factory=dict)
    is_assumed: bool = False
    to: str = ""

    @property
    def frequency(self) -> Promise | str:
        """The rhythm in words."""
        return FREQUENCIES.get(self.every) or str(self.every)
