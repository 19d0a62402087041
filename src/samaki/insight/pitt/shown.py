"""How values look: rounding only to show, words for what is absent. Pure but for the language in use.

Docs: docs/explain/numbers.md, "Order of work" (round only to show); docs/explain/records.md, "Languages and numbers".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.core import formats

from .table import Absence, Cell, Exact, Hedge, LocalText, exact_text

ONE_PLACE: Final = Decimal("0.1")
DASH: Final = "–"

STATUS_WORDS: Final[Mapping[str, Promise]] = {
    "met": gettext_lazy("met"),
    "on_track": gettext_lazy("on track"),
    "behind": gettext_lazy("behind"),
    "far_behind": gettext_lazy("far behind"),
    "not_met": gettext_lazy("not met"),
    "no_verdict": gettext_lazy("no verdict"),
    "no_data": gettext_lazy("no data"),
    "not_due": gettext_lazy("not due"),
    "not_measurable": gettext_lazy("not measurable yet"),
    "hidden": gettext_lazy("hidden"),
}
ABSENCE_WORDS: Final[Mapping[Absence, Promise]] = {
    "hidden": gettext_lazy("hidden"),
    "missing": gettext_lazy("missing"),
    "nil": gettext_lazy("nothing to report"),
    "coarse": gettext_lazy("by year only"),
    "not_due": gettext_lazy("not due"),
    "not_measurable": gettext_lazy("not measurable yet"),
    "no_value": gettext_lazy("no value"),
}
HEDGE_WORDS: Final[Mapping[Hedge, Promise]] = {
    "at_least": gettext_lazy("at least"),
    "approximate": gettext_lazy("about"),
}
COUNTS_WORDS: Final[Mapping[str, Promise]] = {
    "persons": gettext_lazy("persons"),
    "cases": gettext_lazy("cases"),
    "offences": gettext_lazy("offences"),
    "events": gettext_lazy("activities"),
}
UNIT_WORDS: Final[Mapping[str, Promise]] = {
    "number": gettext_lazy("number"),
    "percent": gettext_lazy("percent"),
    "ratio": gettext_lazy("ratio"),
    "milestone": gettext_lazy("milestone"),
    "ordered_scale": gettext_lazy("ordered scale"),
    "money": gettext_lazy("money"),
}
FREQUENCY_WORDS: Final[Mapping[str, Promise]] = {
    "monthly": gettext_lazy("monthly"),
    "quarterly": gettext_lazy("quarterly"),
    "half_yearly": gettext_lazy("half-yearly"),
    "annual": gettext_lazy("yearly"),
    "per_survey": gettext_lazy("with each survey"),
}
LEVEL_WORDS: Final[Mapping[str, Promise]] = {
    "impact": gettext_lazy("impact"),
    "outcome": gettext_lazy("outcome"),
    "output": gettext_lazy("output"),
    "process": gettext_lazy("process"),
}
READINESS_WORDS: Final[Mapping[str, Promise]] = {
    "measurable": gettext_lazy("measurable"),
    "source_named": gettext_lazy("source named"),
    "not_measurable": gettext_lazy("not measurable yet"),
}


def number(value: Decimal, *, percent: bool = False) -> str:
    """Write a number for the eye: 1,234 or 1,234.5; a percentage always with one decimal; half up, away from zero."""
    if percent or value != value.to_integral_value():
        rounded = value.quantize(ONE_PLACE, rounding=ROUND_HALF_UP)
        return formats.number(abs(rounded) if rounded == 0 else rounded)
    return formats.number(value.quantize(Decimal(1)))


def value(
    exact: Exact, *, percent: bool = False, stages: Mapping[str, LocalText] | None = None, absent: str = ""
) -> str:
    """Write an exact value for the eye: a number, a stage by its name, or the words for what is absent."""
    if exact is None:
        return absent
    if isinstance(exact, Decimal):
        return number(exact, percent=percent)
    return localised((stages or {}).get(exact, {"en": exact}))


def in_words(cell: Cell) -> str:
    """The actual as a sentence has it: at least 100, about 55,000, or the plain figure."""
    if cell.hedge == "at_least":
        return _("at least {value}").format(value=cell.figure)
    if cell.hedge == "approximate":
        return _("about {value}").format(value=cell.figure)
    return cell.figure


def achieved(percent: Decimal | None) -> str:
    """Write the percentage of a target reached, with the decimals it is given; not capped."""
    return _("no percentage") if percent is None else f"{formats.number(percent)} %"


class Bar(NamedTuple):
    """How far a bar reaches and where its target's mark stands, in percent of its track, as attributes of SVG."""

    reached: str
    mark: str


def bar(cell: Cell) -> Bar | None:
    """The bar of a figure, up to 100 % of its target or to the figure if it is larger; None without a percentage."""
    if not isinstance(cell.achieved, Decimal):
        return None
    reached = max(cell.achieved, Decimal(0))
    longest = max(reached, Decimal(100))
    parts = (reached * 100 / longest, Decimal(10000) / longest)
    return Bar(*(exact_text(part.quantize(ONE_PLACE)) or "0" for part in parts))


def absence(kind: Absence) -> str:
    """The words for a value that is not there."""
    return str(ABSENCE_WORDS.get(kind, ABSENCE_WORDS["no_value"]))


def status(code: str) -> str:
    """The words of a status."""
    return str(STATUS_WORDS.get(code, code))


def unit(unit_code: str, counts: str, currency: str = "") -> str:
    """What a row's numbers are, in one word: what is counted where something is, else the unit."""
    if unit_code == "money" and currency:
        return _("money, {currency}").format(currency=currency)
    if unit_code == "number" and counts in COUNTS_WORDS:
        return str(COUNTS_WORDS[counts])
    return str(UNIT_WORDS.get(unit_code, unit_code))


def localised(text: LocalText, lang: str | None = None) -> str:
    """The text in the language in use (or the one named), or in the other where it is missing."""
    return formats.local_text(text, lang)[0]
