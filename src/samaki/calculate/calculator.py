"""The calculation: a question in, an answer out, from rows as they were known.

Takes what was known at K, works out the figure (figures.py), finds the target (targets.py), judges (verdict.py) and
counts what was owed (dues.py). One calculator serves any number of questions, of several threads at once, and
remembers what they share.
"""

from datetime import date
from decimal import Decimal

from samaki.calculate.answers import NOT_BROKEN_DOWN, Answer, CellValues, FormulaPart, OtherSource, Value, value_of
from samaki.calculate.breakdowns import breakdowns_of
from samaki.calculate.bundles import Ask, Figure, Scope
from samaki.calculate.cells import CellFigures
from samaki.calculate.dues import Dues, Obligation, Reported
from samaki.calculate.explain import Explanation, explain_answer
from samaki.calculate.figures import Figures
from samaki.calculate.model import Id, Indicator, Part, PlanVersion, World
from samaki.calculate.over_time import Amount
from samaki.calculate.periods import Period, period_of
from samaki.calculate.problems import FigureError
from samaki.calculate.rounding import in_units, rounded
from samaki.calculate.targets import FoundTarget, Whose, find_target, is_due, is_open, speaks_for, whose_targets
from samaki.calculate.verdict import Verdict, status_of
from samaki.calculate.versions import Knowledge


class UnknownIndicatorError(KeyError):
    """No version of the plan known at K has the indicator."""


class Calculator:
    """Answers questions about a world, as known on a day and at a position, with values that end by *as of*."""

    def __init__(
        self,
        world: World,
        *,
        known_on: date | None = None,
        position: int | None = None,
        as_of: date | None = None,
    ) -> None:
        """Raises PlanNotKnownError where no version of the plan was known."""
        self.world = world
        self.as_of = as_of
        self.knowledge = Knowledge(known_on, position)
        self.figures = Figures(world, self.knowledge, as_of)
        self._whose: dict[tuple[Id, Id | None, date, date, int, bool], Whose] = {}
        self._of_plan: dict[tuple[Id, Scope, bool], Figure] = {}
        self._versions: dict[Period, PlanVersion] = {}
        self.dues = Dues(world, self.knowledge, self.figures)
        self.scopes: set[Scope] = set()  # whom it was asked about: what it remembers grows with each

    def answer(
        self,
        indicator: Id,
        place: Id,
        period: Period,
        *,
        own: bool = False,
        original: bool = False,
        cells: bool = False,
        ladder: Id | None = None,
    ) -> Answer:
        """One figure.

        `own`: what the period itself added, never judged. `original`: held against the targets before any revision.
        `cells`: with its breakdown. `ladder`: only of bodies at or below this one in the area or thematic ladder.
        Raises UnknownIndicatorError. A sum past 64 bits is an answer with a `problem`.
        """
        version, in_plan = self.version_for(indicator, period)
        definition = version.indicators[indicator]
        ask = Ask(version, Scope(place, ladder), own)
        self.scopes.add(ask.scope)
        reported = self.dues.reported(indicator, ask.scope, period)
        problem, sets = None, None
        try:
            figure = self._figure(ask, indicator, period)
            sets = self._sets(ask, indicator, period) if cells else None
        except FigureError as error:
            figure, problem = Figure(), error.problem
        others = self._other_sources(ask, indicator, period, figure)
        target = None
        if in_plan and not own:
            target = self._target(self.figures.plan.original if original else version, ask, indicator, period)
        verdict = None if own else self._verdict(ask, definition, figure, target, period)
        answer = self._assemble(ask, indicator, period, figure, target, verdict, reported, others, sets)
        return answer if problem is None else answer._replace(problem=problem)

    def explain(
        self,
        indicator: Id,
        place: Id,
        period: Period,
        *,
        own: bool = False,
        original: bool = False,
        cells: bool = True,
        ladder: Id | None = None,
    ) -> Explanation:
        """The figure that `answer` gives to the same question, opened to the facts that counted and those that did
        not. Raises what `answer` raises, and FigureError where a sum is too large."""
        answer = self.answer(indicator, place, period, own=own, original=original, cells=cells, ladder=ladder)
        version, _ = self.version_for(indicator, period)
        return explain_answer(self.figures, self.knowledge, Ask(version, Scope(place, ladder), own), indicator, answer)

    def obligations(self, indicator: Id, place: Id, period: Period, *, ladder: Id | None = None) -> list[Obligation]:
        """What makes up k of n: who owed what, who sent it, who was excused; by month and body."""
        return self.dues.obligations(indicator, Scope(place, ladder), period)

    def version_for(self, indicator: Id, period: Period) -> tuple[PlanVersion, bool]:
        """The plan version that judges a period, and whether it has the indicator; if not, the newest that has."""
        version = self._versions.get(period)
        if version is None:
            version = self._versions[period] = self.figures.plan.in_force(self.figures.judging_day(period))
        if indicator in version.indicators:
            return version, True
        for other in reversed(self.figures.plan.versions):
            if indicator in other.indicators:
                return other, False
        raise UnknownIndicatorError(indicator)

    def _figure(self, ask: Ask, code: Id, period: Period) -> Figure:
        """The official source's figure; the whole plan's and the one to date are the same, worked out once."""
        source = ask.version.indicators[code].official
        if not period.is_plan:
            return self.figures.figure(ask, code, period, source=source)
        key = (code, ask.scope, ask.own)
        found = self._of_plan.get(key)
        if found is None:
            found = self._of_plan[key] = self.figures.figure(ask, code, period, source=source)
        return found

    def _assemble(
        self,
        ask: Ask,
        code: Id,
        period: Period,
        figure: Figure,
        target: FoundTarget | None,
        verdict: Verdict | None,
        reported: Reported,
        others: dict[str, OtherSource],
        sets: dict[str, CellValues] | None,
    ) -> Answer:
        definition = ask.version.indicators[code]
        achieved = None if verdict is None else verdict.achieved
        met_stage = definition.staged and verdict is not None and verdict.status == "met"
        return Answer(
            indicator=definition,
            period=period,
            actual=value_of(figure.value, definition),
            millionths=figure.value,
            target=None if target is None else value_of(target.value, definition),
            target_millionths=None if target is None else target.value,
            target_period=None if target is None else target.period,
            stated_target=None if target is None else value_of(target.stated, definition),
            summed_target=None if target is None else value_of(target.summed, definition),
            achieved=None if achieved is None else rounded(achieved, 1),
            exact_achieved=achieved,
            status=None if verdict is None else verdict.status,
            thresholds=ask.version.thresholds,
            reached=self._reached(ask, code, period, target.value) if met_stage and target is not None else None,
            reported=reported,
            partial=_is_partial(definition, figure, reported),
            open=is_open(period, self.as_of),
            not_available=figure.not_available,
            other_sources=others,
            sets=sets,
            marks=figure.marks,
            longer=figure.longer,
            falls=figure.falls,
            parts=self._parts(ask, definition, figure, period),
        )

    def _target(self, version: PlanVersion, ask: Ask, code: Id, period: Period) -> FoundTarget | None:
        definition = ask.version.indicators[code]
        place = ask.scope.place if ask.scope.ladder is None else None
        key = (code, place, version.in_force, version.known, version.position, definition.adds_up)
        whose = self._whose.get(key)
        if whose is None:
            whose = self._whose[key] = whose_targets(version, code, definition, place, self.world.area)
        return find_target(whose, definition, period, self.as_of)

    def _verdict(
        self, ask: Ask, definition: Indicator, figure: Figure, target: FoundTarget | None, period: Period
    ) -> Verdict:
        whole = ask.scope == Scope(self.world.area)
        return status_of(
            definition,
            figure.value,
            None if target is None else target.value,
            ask.version.thresholds,
            due=is_due(period, self.as_of),
            whole=speaks_for(definition, whole=whole),
        )

    def _reached(self, ask: Ask, code: Id, period: Period, target: Amount) -> int | None:
        """The month since which the stage has stood without a break: back from the end, as long as it did."""
        definition = ask.version.indicators[code]
        bundle = self.figures.bundle(code, definition, definition.official)
        reached = None
        for month in sorted({fact.last for fact in bundle.facts if fact.last <= period.last}, reverse=True):
            first = period.first if definition.over_time in ("max", "min") else month
            figure = self.figures.figure(ask, code, period_of(first, month), source=definition.official)
            if figure.value is None or figure.value < target:
                break
            reached = month
        return reached

    def _other_sources(self, ask: Ask, code: Id, period: Period, figure: Figure) -> dict[str, OtherSource]:
        """Every other labelled source that has a value for the question, by label."""
        definition = ask.version.indicators[code]
        if definition.formula is not None:
            return {}
        found = {}
        for label in sorted(label for label in self.figures.sources(code) if label and label != definition.official):
            try:
                other = self.figures.figure(ask, code, period, source=label, terms=True)
            except FigureError:  # a sum too large to say beside the figure does not take the figure away
                continue
            if other.value is None:
                continue
            where = self.figures.places.holding_all((group.place, group.last) for group in other.groups)
            speaks = where == ask.scope.place
            difference = None
            if speaks and figure.value is not None and not definition.staged:
                difference = in_units(other.value - figure.value)
            found[label] = OtherSource(value_of(other.value, definition), None if speaks else where, difference)
        return found

    def _parts(self, ask: Ask, definition: Indicator, figure: Figure, period: Period) -> tuple[FormulaPart, ...]:
        if definition.formula is None or not figure.parts:
            return ()
        sides = zip((definition.formula.numerator, definition.formula.denominator), figure.parts[:2], strict=True)
        return tuple(
            FormulaPart(part, self._part_value(ask, part, one), self.dues.reported(part.indicator, ask.scope, period))
            for part, one in sides
        )

    def _part_value(self, ask: Ask, part: Part, figure: Figure) -> Value:
        indicator = ask.version.indicators.get(part.indicator)
        return None if indicator is None else value_of(figure.value, indicator)

    def _sets(self, ask: Ask, code: Id, period: Period) -> dict[str, CellValues]:
        definition = ask.version.indicators[code]
        found = {}
        for breakdown in breakdowns_of(ask.version.indicators, code):
            figures = self.figures.cells(ask, code, breakdown.code, period, source=definition.official)
            if figures is not None:
                found[breakdown.code] = self._cell_values(code, breakdown.code, figures)
        return found

    def _cell_values(self, code: Id, name: str, figures: CellFigures) -> CellValues:
        """The cells counted and every other cell that a value of the indicator ever named."""
        names = dict.fromkeys((*figures.cells, *self.figures.named(code, name)))
        values = {cell: _decimal(figures.read(cell)) for cell in names}
        if figures.has_rest:
            values[NOT_BROKEN_DOWN] = _decimal(figures.rest)
        return CellValues(values, _decimal(figures.unnamed))


def _decimal(millionths: Amount | None) -> Decimal | None:
    return None if millionths is None else in_units(millionths)


def _is_partial(indicator: Indicator, figure: Figure, reported: Reported) -> bool:
    """A sum over some of the bodies, unless a total that includes lower bodies speaks for the place asked."""
    adds = indicator.formula is None and not indicator.staged and indicator.over_places == "sum"
    return adds and figure.value is not None and reported.k < reported.n and not figure.total_speaks
