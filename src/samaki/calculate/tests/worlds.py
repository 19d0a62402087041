"""Small worlds for tests: a plain one to build on, and random ones for properties."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from samaki.calculate.answers import Answer
from samaki.calculate.calculator import Calculator
from samaki.calculate.model import (
    ALWAYS,
    MILLION,
    BodySpan,
    Breakdown,
    Cell,
    DueSpan,
    EventLink,
    EventRow,
    Fact,
    Id,
    Indicator,
    LowerChoice,
    PlaceSpan,
    PlanVersion,
    Target,
    World,
)
from samaki.calculate.periods import Period, month_at, month_end, parse_period

PLAN = Period(month_at(2014, 1), month_at(2018, 12), "plan")
JANUARY = month_at(2016, 1)
PLACES = {"KH": None, "P1": "KH", "P2": "KH", "D11": "P1", "D12": "P1", "D21": "P2"}
BODIES = {**{place: place for place in PLACES}, "TWG": "KH", "OFFICE": "P1"}
SEX = Breakdown("sex")


def period(text: str) -> Period:
    """A period of the test plan."""
    return parse_period(text, PLAN)


def fact(value: int | None, body: str = "P1", month: int = JANUARY, **fields: Any) -> Fact:
    """A fact of indicator A in whole units; None is nothing to report."""
    place = fields.pop("place", BODIES[body])
    first, last = fields.pop("first", month), fields.pop("last", month)
    name = fields.pop("fact", (body, place, first, last, value))
    defaults: dict[str, Any] = {
        "fact": name,
        "line": name,
        "kind": "nil" if value is None else "value",
        "indicator": "A",
        "body": body,
        "place": place,
        "first": first,
        "last": last,
        "stated_from": None,
        "stated_to": None,
        "source": None,
        "event": None,
        "includes_lower": False,
        "value": None if value is None else value * MILLION,
        "qualifier": None,
        "position": 1,
        "known": month_end(last),
    }
    return Fact(**{**defaults, **fields})


def world(*facts: Fact, indicator: Indicator | None = None, **fields: Any) -> World:
    """A world with indicator A (a sum unless given) and these facts."""
    definitions = fields.pop("indicators", {"A": indicator or Indicator("A", breakdowns=(SEX,))})
    targets: dict[Id, list[Target]] = fields.pop("targets", {})
    version = PlanVersion(0, ALWAYS, ALWAYS, definitions, targets, fields.pop("plan_targets", {}))
    defaults: dict[str, Any] = {
        "plan_period": PLAN,
        "area": "KH",
        "versions": [version],
        "places": [PlaceSpan(place, place, parent, 0) for place, parent in PLACES.items()],
        "bodies": [BodySpan(body, body, place) for body, place in BODIES.items()],
        "facts": list(facts),
    }
    return World(**{**defaults, **fields})


def ask(rows: World, place: str = "KH", text: str = "2016", **question: Any) -> Answer:
    """The answer about indicator A, with the calculator's arguments among the question's."""
    times: dict[str, Any] = {key: question.pop(key) for key in ("known_on", "position", "as_of") if key in question}
    calculator = Calculator(rows, **times)
    return calculator.answer("A", place, period(text), **question)


def told(*values: object) -> tuple[object, ...]:
    """What an answer tells, to compare with plain numbers."""
    return values


INDICATORS = [
    Indicator(f"{over_time}-{over_places}", over_time=over_time, over_places=over_places, breakdowns=(SEX,), carry=3)
    for over_time in ("sum", "latest", "average", "max", "min", "running_total")
    for over_places in ("sum", "average", "max", "min")
]
ANY_INDICATOR = st.sampled_from(INDICATORS)
SPANS = [(JANUARY + month, JANUARY + month) for month in range(6)] + [
    (JANUARY, JANUARY + 2),
    (JANUARY + 3, JANUARY + 5),
]
DAYS = [date(2016, month, 28) for month in range(1, 13)]


@st.composite
def versions_of_lines(draw: st.DrawFn) -> tuple[list[Fact], dict[Id, tuple[Cell, ...]]]:
    """Facts with cells; no two versions of one line are known on the same day."""
    facts: list[Fact] = []
    cells: dict[Id, tuple[Cell, ...]] = {}
    for line in range(draw(st.integers(1, 9))):
        body = draw(st.sampled_from(sorted(BODIES)))
        total = draw(st.booleans()) and draw(st.booleans())
        place = BODIES[body] if total else draw(st.sampled_from([BODIES[body], BODIES[body], *PLACES]))
        first, last = draw(st.sampled_from(SPANS))
        event = draw(st.sampled_from([None, None, "E1", "E2", "E3"]))
        source = draw(st.sampled_from([None, None, None, "police"]))
        for day in draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)):
            kind = draw(st.sampled_from(["value", "value", "value", "value", "nil", "withdrawal"]))
            women, men, rest = (draw(st.integers(0, 9)) for _ in range(3))
            name = f"{line}-{day}"
            facts.append(
                fact(
                    women + men + rest if kind == "value" else None,
                    body,
                    place=place,
                    first=first,
                    last=last,
                    fact=name,
                    line=line,
                    kind=kind,
                    event=event,
                    source=source,
                    includes_lower=total,
                    known=day,
                )
            )
            if kind == "value" and draw(st.booleans()):
                cells[name] = (("sex", "female", women * MILLION), ("sex", "male", men * MILLION))
    return [row._replace(position=index) for index, row in enumerate(draw(st.permutations(facts)), start=1)], cells


@st.composite
def worlds(draw: st.DrawFn, indicator: st.SearchStrategy[Indicator] = ANY_INDICATOR) -> World:
    """A random world: corrections, events joined and separated, totals, sources, a district that moved, dues."""
    facts, cells = draw(versions_of_lines())
    count = len(facts)
    position, day = st.integers(1, count), st.sampled_from(DAYS)
    links = st.builds(
        EventLink,
        event=st.sampled_from(["E1", "E2"]),
        into=st.just("E3"),
        kind=st.sampled_from(["join", "separate"]),
        position=position,
        known=day,
    )
    choices = st.builds(LowerChoice, line=st.integers(0, 9), count_parts=st.booleans(), position=position, known=day)
    base = world(indicator=draw(indicator))
    moved = PlaceSpan("D12", "D12", "P2", JANUARY + 3, position=draw(position), known=draw(day))
    return World(
        plan_period=PLAN,
        area="KH",
        versions=base.versions,
        places=[*base.places, moved],
        bodies=base.bodies,
        facts=facts,
        cells=cells,
        events=[EventRow("E1", "P1", "E1"), EventRow("E2", "TWG", "E2"), EventRow("E3", "D21", "E3")],
        event_links=draw(st.lists(links, max_size=3, unique_by=lambda link: (link.event, link.known))),
        dues=[DueSpan(body, "A", every, JANUARY, None) for body, every in (("P1", 1), ("D12", 1), ("TWG", 3))],
        lower_choices=draw(st.lists(choices, max_size=2, unique_by=lambda choice: (choice.line, choice.known))),
    )
