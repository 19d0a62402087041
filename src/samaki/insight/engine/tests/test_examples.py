"""Worked examples through the real ledger: the project's hold; a mismatch, a mistake are named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from samaki.core.commands import DONE, FOUND, MISUSED, Namespace
from samaki.core.models import Batch
from samaki.core.problems import Refused
from samaki.insight.engine.commands import run_examples
from samaki.insight.engine.examples.reading import read_example
from samaki.insight.engine.examples.running import Outcome, run_example, run_files

EXAMPLES = sorted((Path(__file__).parents[5] / "examples").glob("*.yaml"))
SMALL = """
indicators: {A: {over_time: sum, breakdowns: [sex], direction: increase, target_kind: per_period}}
places: {KH: null, P1: KH}
targets: {A: {2015: 100}}
facts:
  - {id: a, of: A, place: P1, month: 2015-01, value: 7.5, cells: {female: 3}}
ask:
  - {of: A, place: KH, period: 2015, expect: {actual: 7.5}}
"""
ALIASES_OF_ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(9)
)


def run(tmp_path: Path, text: str) -> Outcome:
    """Run one text as a file, in the database of the test."""
    path = tmp_path / "one.yaml"
    path.write_text(text, encoding="utf-8")
    outcome = Outcome()
    try:
        run_example(read_example(path), outcome)
    except Refused as refusal:
        outcome.problems += refusal.problems
    return outcome


@pytest.mark.django_db
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_projects_examples_hold(path: Path) -> None:
    outcome = Outcome()
    run_example(read_example(path), outcome)
    assert outcome.mismatches == []
    assert outcome.problems == []
    assert outcome.held == 1
    assert Batch.objects.count() == 0


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 16


@pytest.mark.django_db
class TestMismatches:
    def test_are_named_with_the_question_what_came_out_and_what_was_expected(self, tmp_path: Path) -> None:
        outcome = run(tmp_path, SMALL.replace("actual: 7.5", "actual: 8, target: 100, cells: {female: 3, male: null}"))
        assert outcome.mismatches == [f"{tmp_path}/one.yaml:8: of A place KH period 2015: actual is 7.5, expected 8"]
        assert outcome.held == 0

    @pytest.mark.parametrize("expect", ["actual: null", "actual: true", 'actual: "7.5 persons"'])
    def test_what_is_of_another_kind_does_not_hold(self, tmp_path: Path, expect: str) -> None:
        assert run(tmp_path, SMALL.replace("actual: 7.5", expect)).mismatches

    def test_numbers_are_compared_as_numbers(self, tmp_path: Path) -> None:
        assert run(tmp_path, SMALL.replace("actual: 7.5", "actual: 7.500")).held == 1

    def test_a_question_as_known_earlier_finds_nothing(self, tmp_path: Path) -> None:
        asked = "{of: A, place: KH, period: 2015, as_known_on: 2015-01-30, expect: {actual: null}}"
        assert run(tmp_path, SMALL + f"  - {asked}\n").held == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("over_time: sum", "over_time: summed", 2, "summed is no known over_time"),
        ("over_time: sum", "overtime: sum", 2, "overtime is no field of an indicator"),
        ("P1: KH", "P1: KX", 3, "no place KX"),
        ("{2015: 100}", "{2015-Q7: 100}", 4, "not a period"),
        ("{2015: 100}", "{2015: many}", 4, "many is no value of A"),
        ("{2015: 100}", "100", 4, "Targets are given by period"),
        ("of: A, place: P1", "of: B, place: P1", 6, "no indicator B"),
        ("of: A, place: P1", "of: A, place: P9", 6, "no place P9"),
        ("value: 7.5", "value: 7.5, nil: true", 6, "either a value or nil"),
        ("value: 7.5", "value: 7.1234567", 6, "at most six decimals"),
        ("value: 7.5", "value: lots", 6, "lots is no value of A"),
        ("value: 7.5", "value: 7.5, event: E1", 6, "no event E1"),
        ("value: 7.5", "value: 7.5, supersedes: z", 6, "no fact with the id z"),
        ("value: 7.5", "value: 7.5, supersedes: a", 6, "turns in a circle"),
        ("value: 7.5", "value: 7.5, known: 2015-02-30", 6, "no day"),
        ("value: 7.5", "value: 7.5, year: 2015", 6, "one period"),
        ("value: 7.5", "value: 7.5, withdrawn: 2014-01-01", 6, "nothing to withdraw"),
        ("{female: 3}", "{female: 8}", 6, "above the total"),
        ("{female: 3}", "{female: x}", 6, "x is no number"),
        ("{actual: 7.5}", "{actuals: 7.5}", 8, "actuals is no field"),
        ("place: KH, period: 2015,", "place: KX, period: 2015,", 8, "no place KX"),
        ("expect: {actual: 7.5}", "as_of: soon, expect: {actual: 7.5}", 8, "no day"),
        ("{KH: null, P1: KH}", "{KH: null, P1: KH, KH: P1}", 3, "stands twice"),
        ("{KH: null, P1: KH}", "[KH, P1]", 3, "must be a mapping"),
        ("places:", "\tplaces:", 3, "not YAML"),
        ("value: 7.5", "value: 1e999999999", 6, "too large or too long"),
        ("value: 7.5", "value: 1e-999999999", 6, "too large or too long"),
        ("value: 7.5", f"value: {'9' * 6000}", 6, "too large or too long"),
        ("value: 7.5", "value: 100000000001", 6, "beyond"),
        ("value: 7.5", "value: ៧.៥", 6, "is no value of A"),
        ("month: 2015-01", "month: ២០១៥-០១", 6, "not a period"),
        ("value: 7.5", 'value: 7.5, source: "p\\0"', 6, "cannot be stored"),
        ("value: 7.5", "value: 7.5, nil: maybe", 6, "true or false"),
        ("{female: 3}", "{female: 3.12345678}", 6, "at most six decimals"),
        ("{2015: 100}", "{2015: 1e400000000}", 4, "too large or too long"),
        ("targets: {A: {2015: 100}}", "place_targets: {A: {P9: {2015: 1}}}", 4, "no place P9"),
        ("targets: {A:", "targets: {B:", 4, "no indicator B"),
        ("per_period}}", "per_period}, R: {formula: {numerator: R, denominator: A}}}", 2, "back to itself: R → R"),
        ("per_period}}", "per_period, carry: -1}}", 2, "whole number of months"),
        ("per_period}}", "per_period, direction: maintain, band: [5, 2]}}", 2, "the key direction stands twice"),
        ("per_period}}", "per_period, band: [5, 2]}}", 2, "the lowest and the highest"),
        ("per_period}}", "per_period}, M: {unit: milestone}}", 2, "needs its stages"),
        (
            "targets:",
            "revisions: [{in_force: 2016-01-01, indicators: {A: {stages: [x]}}}]\ntargets:",
            4,
            "no stage of A",
        ),
        ("P1: KH", "P1: P1", 3, "P1 lies in itself"),
        ("{KH: null, P1: KH}", "{KH: P1, P1: KH}", 3, "One place has no parent"),
        ("P1: KH", f"P1: KH, {'P' * 41}: KH", 3, "more than 40 characters"),
        ("{actual: 7.5}", "[1]", 8, "expect must be a mapping"),
        ("{actual: 7.5}", "{actual: [7.5]}", 8, "actual is one value"),
        ("{actual: 7.5}", "{sets: {sex: 3}}", 8, "sex must be a mapping"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    assert old in SMALL
    outcome = run(tmp_path, SMALL.replace(old, new, 1))
    told = [str(problem) for problem in outcome.problems]
    assert any(text.startswith(f"{tmp_path}/one.yaml:{line}:") and says in text for text in told), told
    assert outcome.held == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "", "- a\n", "just words\n", "# nothing\n", "a: 1\n---\nb: 2\n", "indicators: {A: {}}\n", "a: &x 1\nb: *x\n",
        "a: &x [*x]\n", "{" * 50, "a: " + "[" * 2000, ALIASES_OF_ALIASES, "note: " + "x" * 10_000_000 + "\n",
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_example_at_all_is_refused(tmp_path: Path, text: str) -> None:
    outcome = run(tmp_path, text)
    assert outcome.problems
    assert all("one.yaml" in str(problem) for problem in outcome.problems)


@pytest.mark.django_db
def test_bytes_that_are_no_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"title: plan\nnote: caf\xe9\n")
    with pytest.raises(Refused, match=r"latin\.yaml:2"):
        read_example(path)


@pytest.mark.django_db
class TestCommand:
    """In a throw-away database of its own, of the kind the tests run on."""

    def test_says_how_many_hold(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_examples(Namespace(files=EXAMPLES[:3])) == DONE
        assert capsys.readouterr().out == "3 of 3 hold\n"

    def test_a_mismatch_is_printed_and_a_malformed_file_stops_no_other(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        wrong, broken = tmp_path / "wrong.yaml", tmp_path / "broken.yaml"
        wrong.write_text(SMALL.replace("actual: 7.5", "actual: 8"), encoding="utf-8")
        broken.write_text(SMALL.replace("P1: KH", "P1: KX"), encoding="utf-8")
        assert run_examples(Namespace(files=[wrong])) == FOUND
        assert run_examples(Namespace(files=[broken, wrong, EXAMPLES[0], tmp_path / "none.yaml"])) == MISUSED
        printed = capsys.readouterr()
        assert printed.out.splitlines()[-1] == "1 of 4 hold"
        assert f"samaki: {broken}:3: There is no place KX." in printed.err
        assert "none.yaml" in printed.err

    def test_leaves_nothing_behind(self) -> None:
        from django.db import connections

        before = dict(connections.settings["default"])
        assert run_files(EXAMPLES[:1]).held == 1
        assert connections.settings["default"] == before
