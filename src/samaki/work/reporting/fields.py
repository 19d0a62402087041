"""What the form asks: one `Field` for each indicator, read from the plan's document. Pure; no rows, no request.

The same description feeds the page, the reading of what was typed, the paper and the script on the device.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samaki.registry.plan.document.model import PlanDocument

Words = Mapping[str, str]  # {"en", "km"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A cell of a list, or a stage: its code and name."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True)
class Grid:
    """One breakdown set: a list (`across` empty) or a cross of two lists; the longer list goes down.

    `cell(down, across)` gives the code by which the ledger knows the cell, whatever the order in the plan. Crosses of
    three lists come as several grids, one for each item of the first list (`part`).
    """

    code: str
    name: Words
    down: tuple[Choice, ...]
    across: tuple[Choice, ...] = ()
    multiple: bool = False
    part: Choice | None = None

    def cell(self, down: str, across: str = "") -> str:
        """Return the ledger's code of a cell."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Field:
    """One indicator as the form asks it.

    `whole`: fractions are refused; `decimals` how many it may have otherwise; `stages` where the value is a stage;
    `labels` maps a duty's code to the source label its lines carry; `may_include_lower`: the tick is offered.
    """

    code: str
    title: Words
    definition: Words
    strategy: str
    strategy_title: Words
    unit: str
    unit_name: Words
    counts: str
    over_time: str
    whole: bool
    stages: tuple[Choice, ...]
    grids: tuple[Grid, ...]
    protected: bool


def fields_of(document: PlanDocument) -> Mapping[str, Field]:
    """Return the fields of every indicator that somebody reports, by code; remembered by the document's identity."""
    raise NotImplementedError
