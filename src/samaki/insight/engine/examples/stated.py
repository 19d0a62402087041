"""Checks what a worked example states besides its facts: indicators, places, bodies, events, dues, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from django.utils.translation import gettext as _

from samaki.calculate.checks import check_formula_circles
from samaki.calculate.model import Formula, Indicator, Part
from samaki.calculate.periods import Period, parse_period
from samaki.insight.engine.examples.document import states
from samaki.insight.engine.examples.format import CHOICES, FORMULA, INDICATOR, REVISION, THRESHOLDS, USUAL_PLAN
from samaki.insight.engine.examples.shapes import Shapes, is_number
from samaki.ledger.lined_yaml import Lined, LinedList

SIDES: Final = ("numerator", "denominator")
USUAL_CARRIES: Final = frozenset(str(months) for months in range(1201))


class StatedReader(Shapes):
    """Goes through everything but facts and questions."""

    bodies: dict[str, str]

    def plan_period(self, raw: Lined) -> Period:
        given = raw.get("plan") or USUAL_PLAN
        whole = Period(0, 0, "plan")
        try:
            first, last = (parse_period(str(month), whole) for month in given)
        except (TypeError, ValueError):
            first = last = whole._replace(first=1)
        if first.first > last.last:
            self.wrong(raw.line_of("plan"), _("plan: the first and the last month, such as [2014-01, 2018-12]."))
        return Period(first.first, last.last, "plan")

    def check_indicators(self, indicators: Lined) -> None:
        for code in indicators:
            sheet = indicators[code]
            if sheet is None:
                sheet = indicators[code] = Lined(indicators.line_of(code))
            if not isinstance(sheet, Lined):
                self.wrong(indicators.line_of(code), _("Indicator %(code)s must be a mapping.") % {"code": code})
                continue
            self.check_sheet(sheet, indicators)
            self.sheets[code] = sheet

    def check_sheet(self, sheet: Lined, indicators: Mapping[str, object]) -> None:
        self.keys(sheet, INDICATOR, _("an indicator"))
        for key, known in CHOICES.items():
            self.choice(sheet, key, known, key)
        for key in ("stages", "breakdowns", "multiple"):
            if sheet.get(key) is not None and not isinstance(sheet[key], LinedList):
                self.wrong(sheet.line_of(key), _("%(name)s must be a list.") % {"name": key})
                return
        band = sheet.get("band")
        if band is not None and not _is_band(band):
            self.wrong(sheet.line_of("band"), _("band: the lowest and the highest value, such as [24, 30]."))
        if sheet.get("carry") is not None and str(sheet["carry"]) not in USUAL_CARRIES:
            self.wrong(sheet.line_of("carry"), _("carry: a whole number of months."))
        stages = [str(stage) for stage in sheet.get("stages") or ()]
        if sheet.get("unit") == "milestone" and not stages:
            self.wrong(sheet.line, _("A milestone needs its stages."))
        baseline = sheet.get("baseline")
        if baseline is not None and not (str(baseline) in stages if stages else is_number(baseline)):
            self.wrong(sheet.line_of("baseline"), _("baseline: %(value)s is no value.") % {"value": baseline})
        if sheet.get("formula") is not None:
            self.check_formula(sheet, indicators)

    def check_formula(self, sheet: Lined, indicators: Mapping[str, object]) -> None:
        """Check that both sides name indicators of the file."""
        formula = sheet["formula"]
        if not isinstance(formula, Lined) or not {"numerator", "denominator"} <= formula.keys():
            self.wrong(sheet.line_of("formula"), _("formula: {numerator: N, denominator: D, factor: 100}."))
            return
        if not is_number(formula.get("factor", 1)):
            self.wrong(formula.line_of("factor"), _("%(value)s is no number.") % {"value": formula.get("factor")})
        for side in SIDES:
            found = FORMULA.fullmatch(str(formula[side]).strip())
            if found is None or found[1] not in indicators:
                self.wrong(
                    formula.line_of(side), _("%(part)s names no indicator of the file.") % {"part": formula[side]}
                )

    def check_places(self, raw: Lined) -> None:
        places = raw["places"]
        self.check_tree(places)
        for code, parent in places.items():
            parents = list(parent.values()) if isinstance(parent, Lined) else [parent]
            if isinstance(parent, Lined):
                for month in parent:
                    self.period(month, parent.line_of(month))
            for one in parents:
                if one is not None and str(one) not in places:
                    self.wrong(places.line_of(code), _("There is no place %(code)s.") % {"code": one})
        for body, place in (raw.get("bodies") or {}).items():
            if str(place) not in places:
                self.wrong(raw["bodies"].line_of(body), _("There is no place %(code)s.") % {"code": place})
        self.check_events_and_dues(raw)

    def check_tree(self, places: Lined) -> None:
        """Check that one place has no parent, the plan's whole area, and that no place lies in itself."""
        parents = [
            one for parent in places.values() for one in (parent.values() if isinstance(parent, Lined) else [parent])
        ]
        if None not in parents:
            self.wrong(places.line, _("One place has no parent: the plan's whole area, such as {KH: null}."))
        for code, parent in places.items():
            if isinstance(parent, Lined) and not parent:
                self.wrong(places.line_of(code), _("%(code)s: its parents by month: {2000-01: KH}.") % {"code": code})
            elif _lies_in_itself(code, places):
                self.wrong(places.line_of(code), _("The place %(code)s lies in itself.") % {"code": code})

    def check_events_and_dues(self, raw: Lined) -> None:
        """Check that leads and owing bodies are bodies of the file."""
        for event, fields in (raw.get("events") or {}).items():
            lead = fields.get("lead") if isinstance(fields, Lined) else None
            if str(lead) not in self.bodies:
                self.wrong(
                    raw["events"].line_of(event), _("Event %(event)s has no lead body of the file.") % {"event": event}
                )
        for code, owing in (raw.get("due") or {}).items():
            self.known_indicator(code, raw["due"].line_of(code))
            for body in owing if isinstance(owing, LinedList) else [owing]:
                if str(body) not in self.bodies:
                    self.wrong(raw["due"].line_of(code), _("There is no body %(code)s.") % {"code": body})

    def add_indicators_of(self, revision: Lined) -> None:
        """Check the indicators that a revision changes or adds."""
        self.mapping(revision, "indicators")
        changed = revision.get("indicators")
        if not isinstance(changed, Lined):
            return
        self.codes(changed)
        for code, sheet in changed.items():
            if isinstance(sheet, Lined):
                self.check_sheet(sheet, {**self.sheets, **changed})
                self.sheets.setdefault(code, sheet)
            else:
                self.wrong(changed.line_of(code), _("Indicator %(code)s must be a mapping.") % {"code": code})

    def check_versions(self, raw: Lined) -> None:
        """Check what only all parts of a version together show: formulas that lead back, stages that targets name."""
        for revision, stated in states(raw):
            line = raw.line_of("indicators") if revision is None else revision.line
            sheets = {code: sheet or {} for code, sheet in stated["indicators"].items()}
            for circle in check_formula_circles({code: _formula_of(code, sheet) for code, sheet in sheets.items()}):
                names = " → ".join(str(code) for code in cast("tuple[str, ...]", circle.parameters["indicators"]))
                self.wrong(line, _("A formula leads back to itself: %(names)s.") % {"names": names})
            for code, value in _amounts(stated):
                stages = [str(stage) for stage in sheets.get(code, {}).get("stages") or ()]
                if stages and str(value) not in stages:
                    self.wrong(line, _("%(value)s is no stage of %(code)s.") % {"value": value, "code": code})

    def known_indicator(self, code: object, line: int) -> bool:
        if str(code) in self.sheets:
            return True
        self.wrong(line, _("There is no indicator %(code)s.") % {"code": code})
        return False

    def check_plan(self, raw: Lined) -> None:
        """Check targets, stated plan targets, targets of parts and thresholds, of the plan or of a revision."""
        for code, periods in (raw.get("targets") or {}).items():
            self.check_targets(code, periods, raw["targets"].line_of(code))
        for code, value in (raw.get("plan_target") or {}).items():
            line = raw["plan_target"].line_of(code)
            if value is not None and self.known_indicator(code, line):
                self.amount(code, value, line)
        for code, by_place in (raw.get("place_targets") or {}).items():
            line = raw["place_targets"].line_of(code)
            if not isinstance(by_place, Lined):
                self.wrong(line, _("Targets of parts are given by place and period: {P1: {2015: 20}}."))
                continue
            for place, periods in by_place.items():
                if place not in self.raw["places"]:
                    self.wrong(by_place.line_of(place), _("There is no place %(code)s.") % {"code": place})
                self.check_targets(code, periods, line)
        thresholds = raw.get("thresholds") or Lined(raw.line)
        self.keys(thresholds, THRESHOLDS, _("the thresholds"))
        for name, value in thresholds.items():
            if not is_number(value):
                self.wrong(thresholds.line_of(name), _("%(value)s is no number.") % {"value": value})

    def check_targets(self, code: str, periods: object, line: int) -> None:
        if not self.known_indicator(code, line):
            return
        if not isinstance(periods, Lined):
            self.wrong(line, _("Targets are given by period: {2015: 100}."))
            return
        for name, value in periods.items():
            self.period(name, periods.line_of(name))
            if value is not None:
                self.amount(code, value, periods.line_of(name))

    def check_revision(self, revision: Lined) -> None:
        before = len(self.problems)
        self.keys(revision, REVISION, _("a revision"))
        for name in ("targets", "plan_target", "place_targets", "indicators", "thresholds"):
            self.mapping(revision, name)
        if len(self.problems) > before:
            return
        if self.day(revision, "in_force") is None and revision.get("in_force") is None:
            self.wrong(revision.line, _("A revision needs the day on which it comes into force (in_force)."))
        self.day(revision, "known")
        self.check_plan(revision)


def _is_band(band: object) -> bool:
    if not isinstance(band, LinedList) or len(band) != 2 or not all(is_number(edge) for edge in band):
        return False
    return bool(band[0] <= band[1])


def _lies_in_itself(code: str, places: Mapping[str, object]) -> bool:
    """Return whether the way up from a place leads back to it, of places that never moved."""
    seen: set[str] = set()
    here = places[code]
    while here is not None and not isinstance(here, Lined) and str(here) not in seen:
        if str(here) == code:
            return True
        seen.add(str(here))
        here = places.get(str(here))
    return False


def _formula_of(code: str, sheet: Mapping[str, Any]) -> Indicator:
    """An indicator with its formula, which is all that shows whether it leads back to itself."""
    formula = sheet.get("formula")
    sides = [] if not formula else [FORMULA.fullmatch(str(formula[name]).strip()) for name in SIDES]
    parts = [Part(side[1]) for side in sides if side is not None]
    return Indicator(code, formula=Formula(parts[0], parts[1]) if len(parts) == len(SIDES) else None)


def _amounts(stated: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield every target of a version with its indicator."""
    for code, periods in stated["targets"].items():
        yield from ((code, value) for value in (periods or {}).values() if value is not None)
    for code, places in stated["place_targets"].items():
        for periods in places.values():
            yield from ((code, value) for value in (periods or {}).values() if value is not None)
    yield from ((code, value) for code, value in stated["plan_target"].items() if value is not None)
