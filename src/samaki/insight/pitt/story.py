"""The story of one figure: a sentence, how it is made, its facts, what is not in it and why, how to quote it.

The figure page and `samaki explain` tell the same story.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator, UnknownIndicatorError
from samaki.calculate.explain import Explanation, NotCounted
from samaki.calculate.model import Fact
from samaki.calculate.periods import Period, parse_period
from samaki.calculate.rounding import DECIMALS, rounded
from samaki.core import formats
from samaki.core.problems import NotFound
from samaki.ledger.line_stories import line_stories
from samaki.ledger.protection import Part as Protected
from samaki.ledger.selectors import facts_with_story

from . import sentences, shown
from .asked import Asked
from .cells import plain_number
from .facts import REPORT, FactTeller, ShownFact
from .illustrations import Illustrations
from .naming import period_named, sheet_named
from .series import Series, series
from .sheets import Sheet
from .table import Cell, Other

MOST_TERMS: Final = 12
FACTS_AT_ONCE: Final = 100
MOST_LEFT_OUT: Final = 30
ELSEWHERE: Final = frozenset({"outside_area", "outside_ladder"})
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Told:
    """Facts told, at most a hundred at once (`page`, from 1), and how many there are in all, of how many bodies."""

    facts: Sequence[ShownFact]
    total: int
    bodies: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages the facts fill; one where there is none."""
        return max(1, -(-self.total // FACTS_AT_ONCE))

    @property
    def previous(self) -> int:
        """The page before, 0 for none."""
        return self.page - 1

    @property
    def next(self) -> int:
        """The page after, 0 for none."""
        return self.page + 1 if self.page < self.pages else 0

    @property
    def rest(self) -> int:
        """How many facts are not told here."""
        return self.total - len(self.facts)


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a formula, opened."""

    sheet: Sheet
    cell: str  # in words, where it is one cell of the indicator
    value: str
    reported: str
    counted: Told


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the page of a figure says."""

    asked: Asked
    sheet: Sheet
    period: str
    cell: Cell
    years: Sequence[Cell]
    sentence: str
    judgement: str
    formula: str
    rules: str
    counted: Told
    left_out: Told
    breakdowns: Sequence[tuple[str, Sequence[tuple[str, str]]]]  # name of the set; names and values of its cells
    totals: Sequence[str]
    parts: Sequence[Part]
    used_in: Sequence[Sheet]
    drawing: Series | None
    quote: str
    permanent: str
    on_the_way: int = 0  # submitted, signed or received but not yet approved

    @property
    def period_words(self) -> str:
        """The period in words."""
        return sentences.period_words(self.period)


def story_of(asked: Asked, indicator: str, period_text: str, *, page: int = 1) -> Story:
    """Tell the story of one figure; of many facts that count, the hundred of a page. Raises NotFound."""
    sheet = sheet_named(asked, indicator)
    period = period_named(asked, period_text)
    calculator = asked.calculator(indicators=[sheet.code], need_cells=True, everything_recorded=True)
    place, ladder = asked.place.code, None if asked.body is None else asked.body.code
    original = asked.question.targets == "original"
    try:
        explanation = calculator.explain(sheet.ident, place, period, original=original, cells=True, ladder=ladder)
    except UnknownIndicatorError:
        what = _("Indicator {code} was not in the plan then.").format(code=sheet.code)
        raise NotFound.because("indicator", what, where="indicator") from None
    answer = explanation.answer
    assert answer is not None, "the figure asked carries its answer"
    maker = asked.cell_maker(calculator)
    cell = maker.cell(sheet, answer)
    if Illustrations.of(asked.plan).in_explanation(explanation):
        cell = replace(cell, illustrative=True)
    periods = [parse_period(str(year), asked.plan_period) for year in asked.years]
    years = [maker.cell(sheet, calculator.answer(sheet.ident, place, year, ladder=ladder)) for year in periods]
    in_time = sorted(explanation.counted, key=lambda one: (one.fact.last, one.fact.first, one.fact.position))
    page = min(max(page, 1), max(1, -(-len(in_time) // FACTS_AT_ONCE)))
    told = in_time[(page - 1) * FACTS_AT_ONCE : page * FACTS_AT_ONCE]
    here = [one for one in explanation.left_out if _speaks_here(one, calculator, place)]
    nearest_first = sorted(here, key=lambda one: _distance(one.fact.first, one.fact.last, period))[:MOST_LEFT_OUT]
    teller = _teller(asked, [one.fact for one in told] + [one.fact for one in nearest_first] + _of_parts(explanation))
    counted = Told(
        [teller.tell(sheet, one.fact, taken_off=one.taken_off) for one in told],
        len(in_time),
        len({one.fact.body for one in in_time}),
        page,
    )
    left_out = Told(
        [teller.tell(sheet, one.fact, reason=one.reason) for one in nearest_first],
        len(here),
        len({one.fact.body for one in here}),
    )
    parts = list(_parts(asked, teller, explanation, answer))
    permanent = _address(asked, sheet, period)
    return Story(
        asked=asked,
        sheet=sheet,
        period=period.name,
        cell=cell,
        years=years,
        sentence=_sentence(sheet, cell, counted, left_out, parts),
        judgement=_judgement(cell),
        formula=_formula(sheet, cell, counted, parts),
        rules=_rules(sheet, explanation),
        counted=counted,
        left_out=left_out,
        breakdowns=[
            (shown.localised(asked.labels.set_names.get(code, {"en": code})), cells)
            for code, cells in maker.breakdowns(sheet, answer).items()
        ],
        totals=list(_totals(explanation)) if asked.sight.is_open(sheet) or not _hides_some(counted, left_out) else (),
        parts=parts,
        used_in=[one for one in asked.sheets if one.formula and _names(one.formula[:2], sheet.code)],
        drawing=series(years),
        quote=_quote(asked, sheet, period, cell),
        permanent=permanent,
        on_the_way=asked.on_the_way(period).get(sheet.code, 0),
    )


def _of_parts(explanation: Explanation) -> list[Fact]:
    return [one.fact for part in explanation.parts for one in part.counted[:FACTS_AT_ONCE]]


def _teller(asked: Asked, facts: Sequence[Fact]) -> FactTeller:
    stories = facts_with_story(asked.actor, [fact.fact for fact in facts if isinstance(fact.fact, int)])
    lines = {story.fact.line for story in stories.values() if story.version.locator.startswith(REPORT)}
    return FactTeller(stories, asked.labels, line_stories(asked.actor, lines))


def _parts(asked: Asked, teller: FactTeller, explanation: Explanation, answer: Answer) -> Iterator[Part]:
    sheets = {sheet.code: sheet for sheet in asked.sheets}
    answers = {one.part: one for one in answer.parts}
    for part in explanation.parts:
        sheet = sheets.get(str(part.code))
        if sheet is None or part.part is None:
            continue
        said = answers.get(part.part)
        whole = part.part.cell is None
        exact = said.value if said else part.value if whole else None
        value = shown.value(exact, stages=sheet.stages, absent=shown.absence("no_value"))
        asked_cell = None if whole else (part.part.set or "", part.part.cell or "")
        is_seen = asked.sight.sees_part(Protected(sheet.code, exact, asked_cell), answer)
        yield Part(
            sheet=sheet,
            cell="" if whole else shown.localised(sheet.sets[part.part.set or ""][part.part.cell or ""]),
            value=value if is_seen else shown.absence("hidden"),
            reported=reported(said.reported.k, said.reported.n) if said else "",
            counted=Told(
                [teller.tell(sheet, one.fact, taken_off=one.taken_off) for one in part.counted[:FACTS_AT_ONCE]],
                len(part.counted),
                len({one.fact.body for one in part.counted}),
            ),
        )


def _hides_some(*told: Told) -> bool:
    """Whether a total beside its parts would tell of a hidden value; of facts not told here, to be safe, yes."""
    return any(one.rest or any(fact.is_hidden for fact in one.facts) for one in told)


def _speaks_here(one: NotCounted, calculator: Calculator, place: str) -> bool:
    """Whether what does not count speaks of the place asked, or of the same event as something that counts there."""
    if one.reason in ELSEWHERE:
        return False
    area = calculator.figures.places.area(place)
    return one.reason == "same_event" or area.holds(one.fact.place, one.fact.last)


def _distance(first: int, last: int, period: Period) -> int:
    """How many months lie between a fact and the period; 0 where they meet."""
    return max(0, first - period.last, period.first - last)


def reported(k: int, n: int) -> str:
    """Reported k of n, in words."""
    if not n:
        return _("nobody owed it")
    return _("reported {k} of {n}").format(k=formats.in_sentence(k), n=formats.in_sentence(n))


def _sentence(sheet: Sheet, cell: Cell, counted: Told, left_out: Told, parts: Sequence[Part]) -> str:
    """298 = reported by NCCT for 2016; the police counted 244 in their own year."""
    said = [_where_from(sheet, cell, counted, parts)]
    shifted = {fact.source_in_sentence for fact in left_out.facts if fact.is_shifted}
    said += [_other(other, shifted) for other in cell.other_sources]
    return _("; ").join(said) + _(".")


def _where_from(sheet: Sheet, cell: Cell, counted: Told, parts: Sequence[Part]) -> str:
    period = sentences.period_words(cell.period)
    value = shown.in_words(cell)
    if cell.actual is None or cell.is_hidden:
        return _("{period}: {absence}").format(period=period, absence=value)
    if sheet.formula is not None and len(parts) > 1:
        return _("{value} = {above} ÷ {below} × {factor} for {period}").format(
            value=value, above=parts[0].value, below=parts[1].value, factor=sheet.formula[2], period=period
        )
    whose = list(dict.fromkeys(fact.source_in_sentence or fact.who for fact in counted.facts))
    if counted.total == 1 and counted.facts[0].is_shifted:
        return _("{value} = reported by {who} for {period}, in its own year ({dates})").format(
            value=value, who=whose[0], period=period, dates=counted.facts[0].dates
        )
    if len(whose) == 1 and not counted.rest:
        return _("{value} = reported by {who} for {period}").format(value=value, who=whose[0], period=period)
    return _("{value} = made of {count} values of {bodies} bodies for {period}").format(
        value=value,
        count=formats.in_sentence(counted.total),
        bodies=formats.in_sentence(counted.bodies),
        period=period,
    )


def _other(other: Other, shifted: set[str]) -> str:
    said = {"source": other.name, "value": other.shown, "place": other.place}
    if other.place:
        return _("{source} counted {value} for {place}").format(**said)
    if other.name in shifted:
        return _("{source} counted {value} in its own year").format(**said)
    return _("{source} counted {value}").format(**said)


def _judgement(cell: Cell) -> str:
    """What the figure is held against, and how it stands."""
    status = shown.status(cell.status)
    if cell.target is None:
        return _("There is no target: {status}.").format(status=status)
    said = {"target": cell.shown.target, "achieved": cell.shown.achieved, "status": status}
    if cell.achieved is None:
        sentence = _("The target is {target}: {status}.").format(**said)
    else:
        sentence = _("The target is {target}; {achieved} of it was reached: {status}.").format(**said)
    if cell.original is not None and cell.original.target != cell.target:
        sentence += " " + _("Before the revision it was {target}.").format(target=cell.original.shown.target)
    if cell.open:
        sentence += " " + _("The period is still open.")
    if cell.reached:
        sentence += " " + _("Reached since {month}.").format(month=sentences.period_words(cell.reached))
    return sentence


def _formula(sheet: Sheet, cell: Cell, counted: Told, parts: Sequence[Part]) -> str:
    """How the number comes about, in figures."""
    if cell.actual is None or cell.is_hidden:
        return ""
    if sheet.formula is not None and len(parts) > 1:
        above, below, factor = parts[0].value, parts[1].value, sheet.formula[2]
        return f"{above} ÷ {below} × {factor} = {cell.shown.actual}"
    facts = counted.facts
    if not facts:
        return ""
    if counted.total == 1:
        return _("{value} for {period}, as reported").format(value=facts[0].value, period=facts[0].period)
    if counted.total > MOST_TERMS:
        return _("{count} values together: {value}").format(
            count=formats.in_sentence(counted.total), value=cell.shown.actual
        )
    terms = [(f"{formats.MINUS} " if fact.taken_off else "+ ") + f"{fact.value} ({fact.period})" for fact in facts]
    return " ".join(terms).removeprefix("+ ") + _(" gives {value}").format(value=cell.shown.actual)


def _rules(sheet: Sheet, explanation: Explanation) -> str:
    """The rules by which values come together."""
    if sheet.formula is not None:
        return _("Each part is added first; the division comes last. No percentage is averaged.")
    over = {
        "sum": _("sum"),
        "latest": _("the latest value"),
        "average": _("average"),
        "max": _("the highest"),
        "min": _("the lowest"),
        "running_total": _("running total"),
    }
    unit = shown.unit(sheet.unit, sheet.counts, sheet.currency)
    return _("Unit: {unit}. Over time: {time}. Over places: {places}.").format(
        unit=unit, time=over[explanation.indicator.over_time], places=over[explanation.indicator.over_places]
    )


def _totals(explanation: Explanation) -> Iterator[str]:
    for one in explanation.totals:
        if one.parts is None:
            yield _("The total includes what lower bodies did; none of them reported by itself.")
            continue
        said: dict[str, str] = {
            "total": shown.value(one.value),
            "parts": shown.value(one.parts),
            "difference": _difference(one.difference),
        }
        if one.counts == "total":
            words = _("The total {total} counts; its parts as reported come to {parts}, a difference of {difference}.")
        else:
            words = _("The parts, {parts}, were chosen to count; the total says {total}, a difference of {difference}.")
        yield words.format(**said)


def _quote(asked: Asked, sheet: Sheet, period: Period, cell: Cell) -> str:
    return _("{title}, {period}: {value}. {plan}, indicator {code}. {knowledge}.").format(
        title=shown.localised(sheet.title),
        period=sentences.period_words(period.name),
        value=shown.in_words(cell),
        plan=shown.localised(asked.plan.title),
        code=sheet.code,
        knowledge=sentences.knowledge(asked),
    )


def _address(asked: Asked, sheet: Sheet, period: Period) -> str:
    said = asked.question.fixed_at(asked.position).parameters()
    kept = {name: text for name, text in said.items() if name in ("as_of", "known", "at", "place", "body", "targets")}
    query = urlencode({"period": period.name} | kept)
    return f"/figure/{asked.plan.code}/{sheet.code}/?{query}"


def _names(parts: Sequence[str], code: str) -> bool:
    return any(part.partition("[")[0].strip() == code for part in parts)


def _difference(exact: Fraction | None) -> str:
    return "" if exact is None else shown.number(plain_number(rounded(exact, DECIMALS)) or ZERO)
