"""The worked examples as the help page tells them: every number is read from the files that each test run computes.

The files lie in `examples/` of the project, or beside the settings where an installation keeps them elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from ruamel.yaml import YAML

from samaki.core import formats

from . import shown

RATE: Final = "02-ratio.yaml"
KNOWLEDGE: Final = "05-knowledge-time.yaml"


@dataclass(frozen=True, slots=True)
class RateRow:
    """What one place reported of the two parts of a rate."""

    place: str
    above: str
    below: str
    rate: str


@dataclass(frozen=True, slots=True)
class RateStory:
    """First story: a rate is divided last."""

    rows: Sequence[RateRow]
    above_sum: str
    above: str
    below_sum: str
    below: str
    factor: str
    result: str
    average: str
    target: str
    baseline: str
    achieved: str
    status: str


@dataclass(frozen=True, slots=True)
class KnowledgeStep:
    """One day on which something became known, and what was answered before and since."""

    day: str
    act: str
    place: str
    value: str
    was: str
    before: str
    actual: str
    achieved: str
    target: str


@dataclass(frozen=True, slots=True)
class Example:
    """One file, for the list at the end."""

    number: str
    title: str
    note: str
    text: str


def folder() -> Path:
    """Where the worked examples lie."""
    return Path(getattr(settings, "EXAMPLES_DIR", "") or settings.PACKAGE.parent.parent / "examples")


@cache
def examples() -> Sequence[Example]:
    """All worked examples, in the order of their numbers; empty where an installation keeps none."""
    found = []
    for path in sorted(folder().glob("[0-9]*.yaml")):
        content = _read(path.name)
        found.append(Example(path.name[:2], content["title"], content.get("note", ""), _kept(path.read_text("utf-8"))))
    return found


@cache
def rate_story() -> RateStory | None:
    """The first story, from its file; None where an installation keeps no examples."""
    if not (folder() / RATE).exists():
        return None
    content = _read(RATE)
    [(code, rate)] = [(code, one) for code, one in content["indicators"].items() if "formula" in one]
    formula = rate["formula"]
    above, below = (_by_place(content, formula[side]) for side in ("numerator", "denominator"))
    factor = Decimal(formula["factor"])
    asked = next(one for one in content["ask"] if "target" in one["expect"])
    rates = {place: above[place] / below[place] * factor for place in below if place in above and below[place]}
    rows = [RateRow(place, _show(above.get(place)), _show(below[place]), _percent(rates.get(place))) for place in below]
    return RateStory(
        rows=rows,
        above_sum=" + ".join(_show(value) for value in above.values()),
        above=_show(sum(above.values(), Decimal(0))),
        below_sum=" + ".join(_show(value) for value in below.values()),
        below=_show(sum(below.values(), Decimal(0))),
        factor=_show(factor),
        result=_percent(Decimal(str(asked["expect"]["actual"]))),
        average=_percent(sum(rates.values(), Decimal(0)) / len(rates)),
        target=_show(Decimal(str(content["targets"][code][int(asked["period"])]))),
        baseline=_show(Decimal(str(rate["baseline"]))),
        achieved=_percent(Decimal(str(asked["expect"]["achieved"]))),
        status=asked["expect"]["status"],
    )


@cache
def knowledge_story(lang: str) -> Sequence[KnowledgeStep]:
    """The second story, step by step, from its file; `lang` is the language of its dates."""
    if not (folder() / KNOWLEDGE).exists():
        return ()
    content = _read(KNOWLEDGE)
    facts, asks = content["facts"], content["ask"]
    [targets] = content["targets"].values()
    by_id = {fact["id"]: fact for fact in facts}
    steps = [(fact["known"], "correct" if "supersedes" in fact else "report", fact) for fact in facts]
    steps += [(fact["withdrawn"], "withdraw", fact) for fact in facts if "withdrawn" in fact]
    told = []
    for day, act, fact in sorted(steps, key=lambda step: step[0]):
        period = int(str(fact["month"])[:4])
        days = sorted({one[0] for one in steps if int(str(one[2]["month"])[:4]) == period})
        of_period = [one for one in asks if one["period"] == period]
        since = _answer(of_period, day, next((one for one in days if one > day), dt.date.max))
        before = _answer(of_period, max((one for one in days if one < day), default=dt.date.min), day)
        old = by_id.get(fact.get("supersedes", ""), {})
        told.append(
            KnowledgeStep(
                day=formats.day(day, lang),
                act=act,
                place=fact["place"],
                value=_show(Decimal(fact["value"])),
                was=_show(Decimal(old["value"])) if old else "",
                before="" if before is None else _show(before["actual"]),
                actual=_show(since["actual"] if since else None),
                achieved=_percent(since["achieved"] if since else None),
                target=_show(Decimal(targets[period])),
            )
        )
    return told


def _answer(asks: Sequence[Mapping[str, Any]], first: dt.date, before: dt.date) -> Mapping[str, Any] | None:
    """The expected answer of a question as known from a day on and before another; None where the file asks none."""
    latest = dt.date.max - dt.timedelta(days=1)
    found = [one["expect"] for one in asks if first <= one.get("as_known_on", latest) < before]
    return found[-1] if found else None


def _by_place(content: Mapping[str, Any], code: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for fact in content["facts"]:
        if fact["of"] == code:
            found[fact["place"]] = found.get(fact["place"], Decimal(0)) + Decimal(str(fact["value"]))
    return found


def _show(value: object) -> str:
    return shown.absence("no_value") if value is None else shown.number(Decimal(str(value)))


def _percent(value: object) -> str:
    if value is None:
        return shown.absence("no_value")
    return f"{Decimal(str(value)).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)} %"


def _kept(text: str) -> str:
    """The text with spaces that stay where a line begins, so that it may wrap on a page."""
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join("\u00a0" * (len(line) - len(line.lstrip())) + line.lstrip() for line in lines)


def _read(name: str) -> Any:
    return YAML(typ="safe").load((folder() / name).read_text("utf-8"))
