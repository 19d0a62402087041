"""The few figures somebody sees first at home: of their place, the strategy their group leads, or the whole plan.

Those with a target for the months now being reported come first. They are cells of the table: nothing is worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.calculate.periods import Period, last_month_ended, period_of
from samaki.core import formats
from samaki.core.actor import Actor
from samaki.insight.engine.world import FEW
from samaki.ledger.models import Due
from samaki.registry.bodies.models import Body
from samaki.registry.bodies.selectors import ladders_above
from samaki.registry.places.models import Place

from .asked import Asked
from .build import Setting, build_row
from .illustrations import Illustrations
from .sentences import period_words
from .sheets import Sheet
from .shown import Bar, bar, localised
from .table import JUDGED, Cell, Row

MOST: Final = 4
QUARTER, YEAR = 3, 12
NOW: Final = 2  # of the periods asked for, those that are now: the quarter and its year


class Leading(NamedTuple):
    """One figure and what it is held against: in words, empty where nothing is to be said; `unit` of money only.

    `is_now`: of the months being reported, or of their year.
    """

    row: Row
    cell: Cell
    period: str
    target: str
    unit: str
    bar: Bar | None
    is_now: bool

    @property
    def speaks(self) -> bool:
        """Whether there is a figure, or a stage, that the reader may see."""
        return self.cell.actual is not None and not self.cell.is_hidden

    @property
    def is_judged_now(self) -> bool:
        """Whether its target is one of the time being reported."""
        return self.is_judged and self.is_now

    @property
    def is_word(self) -> bool:
        """Whether a word stands where others have a number."""
        return not isinstance(self.cell.actual, Decimal)

    @property
    def is_judged(self) -> bool:
        """Whether it is held against a target."""
        return self.speaks and self.cell.status in JUDGED


@dataclass(frozen=True, slots=True)
class LeadingFigures:
    """At most four figures under a heading. `query` ends a figure's address, `table` asks for the table of all."""

    figures: Sequence[Leading]
    heading: str
    name: str
    query: str
    table: str

    @property
    def all_illustrative(self) -> bool:
        """Whether every one is an example, so that one mark does for all."""
        return all(one.cell.illustrative for one in self.figures)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What figures are chosen from: indicators (codes) of one question, and what they are called together."""

    asked: Asked
    codes: Sequence[str]
    name: str
    of_figure: Mapping[str, str] = field(default_factory=dict)
    of_table: Mapping[str, str] = field(default_factory=dict)


def leading_figures(actor: Actor, asked: Asked) -> tuple[LeadingFigures, str]:
    """The figures of the actor's post, with a sentence on the plan's key indicators where these are what is shown."""
    own = _own(actor, asked)
    if own is not None:
        found = [one for one in _figures(own) if one.speaks]
        if found:
            return _shown(own, [one for one in found if one.is_judged_now] or found), ""
    whole = _Choice(asked, [sheet.code for sheet in asked.sheets if sheet.key], localised(asked.area.name))
    found = _figures(whole)
    said = _("{spoken} of {total} key indicators have a figure.").format(
        spoken=formats.in_sentence(sum(one.speaks and not one.is_word for one in found)),
        total=formats.in_sentence(len(found)),
    )
    return _shown(whole, found), said


def _own(actor: Actor, asked: Asked) -> _Choice | None:
    """What the actor's body answers for: its place, the strategy it leads, what it reports to a group; else None."""
    body = next((grant.body for grant in actor.grants if grant.body is not None), None)
    rung = None if body is None else ladders_above([body]).rungs.get(body)
    if body is None or rung is None:
        return None
    owed = _owed_by(body, asked)
    if rung.place != asked.area.pk:
        place = Place.objects.get(pk=rung.place)
        here = replace(asked, place=place, question=replace(asked.question, place=place.code))
        aimed = [one.code for one in asked.document.indicators if place.code in one.place_targets]
        is_of_others = bool(owed) and not set(aimed) & set(owed)  # a department sees what it counts itself
        codes = list(dict.fromkeys(owed if is_of_others else [*aimed, *owed]))[:FEW]
        return _Choice(here, codes, localised(place.name), {"place": place.code}, {"place": place.code})
    code = Body.objects.values_list("code", flat=True).get(pk=body)
    led = next((one for one in asked.document.strategies if one.lead == code and one.kind == "strategy"), None)
    if led is not None:
        codes = [sheet.code for sheet in asked.sheets if sheet.heading.code == led.code]
        return _Choice(asked, codes, localised(led.short_name or led.name), {}, {"strategy": led.code})
    return _Choice(asked, owed[:FEW], localised(asked.area.name)) if rung.theme_parent is not None else None


def _owed_by(body: int, asked: Asked) -> list[str]:
    """The codes of the indicators a body owes: key ones, then those owed most often, in the plan's order."""
    owed = Due.objects.filter(body=body, indicator__plan=asked.plan, last_month=None)
    codes = dict.fromkeys(owed.order_by("every", "indicator__order").values_list("indicator__code", flat=True))
    key = {sheet.code for sheet in asked.sheets if sheet.key}
    return sorted(codes, key=lambda code: code not in key)


def _figures(choice: _Choice) -> list[Leading]:
    """A figure of each indicator: numbers held against a target first, then other numbers, words and absences."""
    asked = choice.asked
    calculator = asked.calculator(indicators=choice.codes if len(choice.codes) <= FEW else None)
    setting = Setting(
        asked.question,
        calculator,
        asked.sheets,
        asked.place.code,
        None,
        asked.position,
        asked.cell_maker(calculator),
        illustrations=Illustrations.of(asked.plan),
    )
    sheets = {sheet.code: sheet for sheet in asked.sheets}
    chosen = [sheets[code] for code in choice.codes if code in sheets]
    found = [_first_that_speaks(_asked_in_turn(setting, sheet, _periods(asked))) for sheet in chosen]
    return sorted(found, key=lambda one: (not one.speaks, one.is_word, not one.is_judged_now, not one.row.key))


def _periods(asked: Asked) -> Iterator[Period]:
    """The quarter being reported, its year, the years before: each is asked only if the one before is silent."""
    plan = asked.plan_period
    month = max(plan.first, min(last_month_ended(asked.question.as_of), plan.last))
    yield period_of(month // QUARTER * QUARTER, month // QUARTER * QUARTER + QUARTER - 1)
    for january in range(month // YEAR * YEAR, plan.first - YEAR, -YEAR):
        yield period_of(january, january + YEAR - 1)


def _asked_in_turn(setting: Setting, sheet: Sheet, periods: Iterator[Period]) -> Iterator[Leading]:
    for number, period in enumerate(periods):
        row = build_row(setting, sheet, [period])
        cell = row.cells[period.name]
        target = ""
        if cell.target is not None:
            words = _("of {target} by now") if sheet.spreads and cell.open else _("of {target}")
            target = words.format(target=cell.shown.target)
        unit = row.unit if sheet.currency else ""
        yield Leading(row, cell, period.name, target, unit, bar(cell), is_now=number < NOW)


def _first_that_speaks(periods: Iterator[Leading]) -> Leading:
    """The quarter where it is held against a target, else the newest year with a figure, else the running year."""
    quarter = next(periods)
    if quarter.is_judged:
        return quarter
    running = next(periods)
    return next((year for year in chain([running], periods) if year.speaks), running)


def _shown(choice: _Choice, found: Sequence[Leading]) -> LeadingFigures:
    """The first of them; their heading names the period most of them speak of, the others say their own."""
    figures = found[:MOST]
    common = Counter(one.period for one in figures).most_common(1)
    period = common[0][0] if common else ""
    table = {"year": period[:4], **choice.of_table} if period else choice.of_table
    return LeadingFigures(
        [one._replace(period="" if one.period == period else _words(one.period)) for one in figures],
        heading=f"{choice.name}, {_words(period)}" if period else choice.name,
        name=choice.name,
        query="".join(f"&{urlencode({name: value})}" for name, value in choice.of_figure.items()),
        table=urlencode(table),
    )


def _words(period: str) -> str:
    """A quarter by its months, as reports are called; other periods as everywhere."""
    if "-Q" not in period:
        return period_words(period)
    first = int(period[:4]) * YEAR + (int(period[-1]) - 1) * QUARTER
    return formats.months(first, first + QUARTER - 1)
