"""Reads the small shapes that a worked example is made of, and collects what is wrong with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeGuard

from django.utils.translation import gettext as _

from samaki.calculate.model import MILLION
from samaki.calculate.periods import Period, parse_period
from samaki.core.problems import Problem
from samaki.insight.engine.examples.format import LONGEST_CODE
from samaki.ledger.lined_yaml import Lined, LinedList
from samaki.ledger.rules import millionths


class Shapes:
    """Collects problems while it reads; a part that fails is left out and the rest is read on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.raw = Lined(1)
        self.sheets: dict[str, Lined] = {}  # by indicator; of one that a revision adds, the revision's
        self.plan = Period(0, 0, "plan")

    def wrong(self, line: int, what: str) -> None:
        self.problems.append(Problem("example", what, f"{self.path}:{line}"))

    def keys(self, given: Lined, known: Collection[str], what: str) -> None:
        for key in given:
            if key not in known:
                self.wrong(given.line_of(key), _("%(key)s is no field of %(what)s.") % {"key": key, "what": what})

    def mapping(self, raw: Lined, name: str) -> None:
        if raw.get(name) is not None and not isinstance(raw[name], Lined):
            self.wrong(raw.line_of(name), _("%(name)s must be a mapping.") % {"name": name})

    def listing(self, raw: Lined, name: str) -> None:
        given = raw.get(name)
        if given is None:
            return
        if not isinstance(given, LinedList):
            self.wrong(raw.line_of(name), _("%(name)s must be a list.") % {"name": name})
            return
        for line, item in zip(given.lines, given, strict=True):
            if not isinstance(item, Lined):
                self.wrong(line, _("Each of %(name)s must be a mapping.") % {"name": name})

    def codes(self, given: Lined) -> None:
        """Check that the codes by which things are named are short enough to be stored."""
        for code in given:
            if not 0 < len(code) <= LONGEST_CODE:
                what = _("The code %(code)s… has more than %(longest)d characters, or none.")
                self.wrong(given.line_of(code), what % {"code": code[:LONGEST_CODE], "longest": LONGEST_CODE})

    def period(self, value: object, line: int) -> Period:
        try:
            return parse_period(str(value), self.plan)
        except ValueError as error:
            self.wrong(line, str(error))
            return self.plan

    def day(self, given: Lined, key: str) -> dt.date | None:
        value = given.get(key)
        if value is None:
            return None
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.wrong(
                given.line_of(key), _("%(key)s: %(value)s is no day; write 2016-07-31.") % {"key": key, "value": value}
            )
            return None

    def choice(self, given: Lined, key: str, known: Collection[str], what: str) -> None:
        value = given.get(key)
        if value is not None and str(value) not in known:
            self.wrong(given.line_of(key), _("%(value)s is no known %(what)s.") % {"value": value, "what": what})

    def truth(self, given: Lined, key: str) -> bool:
        value = given.get(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(given.line_of(key), _("%(key)s is true or false.") % {"key": key})
        return value is True

    def amount(self, code: str, value: object, line: int) -> int:
        """Return a value of an indicator in millionths: a number, or one of its stages."""
        stages = self.stages(code)
        try:
            if stages:
                return stages.index(str(value)) * MILLION
            if is_number(value):
                return millionths(value)
        except ValueError:  # no such stage, or too many decimals
            pass
        known = ", ".join(stages) if stages else _("a number with at most six decimals")
        what = _("%(value)s is no value of %(code)s (%(known)s).")
        self.wrong(line, what % {"value": value, "code": code, "known": known})
        return 0

    def stages(self, code: str) -> list[str]:
        sheet: Mapping[str, Any] = self.sheets.get(code) or {}
        return [str(stage) for stage in sheet.get("stages") or ()]


def is_number(value: object) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
