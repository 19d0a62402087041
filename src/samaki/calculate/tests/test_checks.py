"""Each thing a check finds, and what it lets pass."""

from datetime import date

import pytest

from samaki.calculate import checks
from samaki.calculate.model import MILLION, Band, Breakdown, Formula, Indicator, Part, PlanVersion, Target
from samaki.calculate.problems import Problem
from samaki.calculate.tests.worlds import JANUARY, fact, period


def codes(found: list[Problem]) -> list[str]:
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (Indicator("A", unit="percent", target_kind="per_period"), ["rate_takes_level"]),
        (Indicator("A", formula=Formula(Part("B"), Part("C")), target_kind="cumulative"), ["rate_takes_level"]),
        (Indicator("A", unit="percent", target_kind="level"), []),
        (Indicator("A", over_time="latest", target_kind="per_period"), ["stock_takes_level"]),
        (Indicator("A", over_time="latest", target_kind="cumulative"), []),
        (Indicator("A", unit="milestone"), ["no_stages"]),
        (Indicator("A", band=Band(3, 2)), ["band_upside_down"]),
        (Indicator("A", carry=-1), ["carry_negative"]),
    ],
)
def test_rules_that_contradict_each_other(indicator: Indicator, expected: list[str]) -> None:
    assert codes(checks.check_rules(indicator)) == expected


def test_formula_circles_are_named_once_and_parts_must_exist() -> None:
    rates = {
        "A": Indicator("A", formula=Formula(Part("B"), Part("D"))),
        "B": Indicator("B", formula=Formula(Part("C"), Part("D"))),
        "C": Indicator("C", formula=Formula(Part("B"), Part("B"))),
        "D": Indicator("D", breakdowns=(Breakdown("sex"),)),
        "E": Indicator("E", formula=Formula(Part("D", "age", "child"), Part("F"))),
        "G": Indicator("G", formula=Formula(Part("D", "sex", "female"), Part("D"))),
    }
    assert checks.check_formula_circles(rates) == [Problem("formula_circle", {"indicators": ("B", "C", "B")})]
    assert codes(checks.check_formula_parts(rates["E"], rates)) == ["formula_set_unknown", "formula_part_unknown"]
    assert checks.check_formula_parts(rates["G"], rates) == []


def test_target_periods_overlap_within_one_place_only() -> None:
    rows = [
        Target(period("2016"), 1),
        Target(period("2016-Q2"), 1),
        Target(period("2017"), 1),
        Target(period("2016"), 1, "P1"),
        Target(period("2016"), 2, "P1"),
    ]
    found = checks.check_target_periods(Indicator("A"), rows)
    assert [(one.parameters["one"], one.parameters["other"], one.parameters["place"]) for one in found] == [
        (period("2016"), period("2016-Q2"), None),
        (period("2016"), period("2016"), "P1"),
    ]


def test_targets_on_the_wrong_side_of_their_baseline() -> None:
    rows = [Target(period("2016"), 5), Target(period("2017"), 15), Target(period("2017"), 3, "P1")]
    up = Indicator("A", direction="increase", target_kind="level", baseline=10)
    down = Indicator("A", direction="decrease", target_kind="level", baseline=10, over_places="average")
    assert [one.parameters["target"] for one in checks.check_target_sides(up, rows, stated=9)] == [5, 9]
    assert [one.parameters["target"] for one in checks.check_target_sides(down, rows)] == [15]
    assert checks.check_target_sides(Indicator("A", direction="increase", baseline=10), rows) == []


def test_a_value_and_its_cells() -> None:
    people = Indicator(
        "A",
        counts="persons",
        breakdowns=(Breakdown("sex", cells=("female", "male")), Breakdown("service", multiple=True)),
    )
    one = MILLION
    assert checks.check_value(people, 10 * one, [("sex", "female", 6 * one), ("sex", "male", 4 * one)]) == []
    assert codes(checks.check_value(people, 10 * one, [("sex", "female", 11 * one)])) == ["cell_above_total"]
    assert codes(checks.check_value(people, 10 * one, [("sex", "female", 6 * one), ("sex", "male", 6 * one)])) == [
        "set_above_total"
    ]
    served = [("service", "shelter", 8 * one), ("service", "legal", 7 * one)]
    assert checks.check_value(people, 10 * one, served) == []
    assert codes(checks.check_value(people, one // 2)) == ["not_whole"]
    assert codes(checks.check_value(people, 9 * one, [("sex", "other", 1), ("age", "child", one)])) == [
        "not_whole",
        "no_such_cell",
        "no_such_set",
    ]
    assert codes(checks.check_value(Indicator("A"), 10**17 + 1)) == ["value_too_large"]
    assert checks.check_value(Indicator("A"), -(10**17)) == []


def test_stages_are_whole_and_exist() -> None:
    stages = Indicator("A", unit="milestone", stages=("begun", "done"))
    assert checks.check_value(stages, MILLION) == []
    assert codes(checks.check_value(stages, MILLION // 2)) == ["no_such_stage"]
    assert codes(checks.check_value(stages, 2 * MILLION)) == ["no_such_stage"]


def test_overlapping_periods_of_one_series() -> None:
    new = fact(1, first=JANUARY, last=JANUARY + 2, fact="new", line="new")
    standing = [
        fact(2, fact="inside"),
        fact(2, first=JANUARY, last=JANUARY + 2, fact="equal"),
        fact(2, "P2", fact="another body"),
        fact(2, source="police", fact="another source"),
        fact(None, month=JANUARY + 1, fact="nil"),
        fact(2, month=JANUARY + 3, fact="after"),
        fact(2, month=JANUARY + 1, fact="own version", line="new"),
    ]
    assert [one.parameters["fact"] for one in checks.check_overlaps(new, standing)] == ["inside"]


def test_sums_and_totals() -> None:
    assert checks.check_sum([2**63 - 1]) == []
    assert codes(checks.check_sum([2**63 - 1, 1])) == ["sum_too_large"]
    total = fact(1, "TWG", place="P1", includes_lower=True)
    assert codes(checks.check_includes_lower(total, "KH")) == ["total_of_another_place"]
    assert checks.check_includes_lower(total, "P1") == []


def test_a_version_is_checked_whole() -> None:
    indicators = {
        "A": Indicator("A", unit="percent", target_kind="per_period", formula=Formula(Part("A"), Part("Z"))),
        "B": Indicator("B", direction="increase", target_kind="level", baseline=10),
    }
    targets = {"B": [Target(period("2016"), 5), Target(period("2016-Q1"), 10**18)]}
    version = PlanVersion(1, date(2014, 1, 1), date(2014, 1, 1), indicators, targets, {"B": 1})
    assert codes(checks.check_version(version)) == [
        "formula_circle",
        "rate_takes_level",
        "formula_part_unknown",
        "targets_overlap",
        "target_wrong_side",
        "target_wrong_side",
        "value_too_large",
    ]
