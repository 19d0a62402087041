"""Published figures: entered once, one batch a source, in order of known; every problem named with its line."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.test import override_settings

from samaki.core.actor import READER, SYSTEM
from samaki.core.commands import DONE, MISUSED, Namespace
from samaki.core.models import Batch
from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.ledger import files
from samaki.ledger.check import Check
from samaki.ledger.commands import run_batches, run_check, run_load, run_sweep
from samaki.ledger.models import Evidence, Fact
from samaki.ledger.published import load_published
from samaki.ledger.selectors import note_of
from samaki.ledger.services import withdraw_line
from tests.small_world import SmallWorld

SOURCES = """\
plan: small
sources:
- code: later
  title: {en: "The later paper", km: "ក្រដាសក្រោយ"}
  address: paper.example/later
  known: 2017-03-01
  known_basis: stated
- code: earlier
  title: The earlier paper
  known: 2016-03-01
  known_basis: assumed

# of this one nobody knows the day
- code: undated
  title: An undated paper
  known: none
"""
FACTS = """\
facts:

# counted by the committee
- code: F1
  indicator: VICTIMS
  period: {year: 2016}
  place: KH
  body: NC
  source_label: ncct
  source: later
  value: 298
  sets: {sex: {female: 200}}
  includes_lower: true
  qualifier: at_least
  enter: official
  note: {en: "as printed", km: "តាមការបោះពុម្ព"}
- code: F2
  indicator: victims
  period: {from: 2014-12-25, to: 2015-12-25, for: 2015}
  place: kh
  body: police
  source_label: police
  source: earlier
  value: 95
  enter: beside
- code: F3
  indicator: VICTIMS
  period: {from: 2015-12-25, to: 2016-12-25, for: 2016}
  place: KH
  body: POLICE
  source_label: police
  source: earlier
  value: 244
  enter: beside
- code: F4
  indicator: LAW
  period: {month: 2016-05}
  body: NC
  source: earlier
  value: drafted
  enter: official
- code: F5
  indicator: VICTIMS
  place: KH
  body: NC
  source: undated
  value: 1
  enter: context
"""


@pytest.fixture
def folder(tmp_path: Path, small: SmallWorld) -> Path:
    """A folder of published figures of the small plan, whose VICTIMS has the labels ncct (official) and police."""
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str) -> Path:
    for name in ("sources.yaml", "facts.yaml"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return folder


def refusals(folder: Path) -> list[str]:
    before = Batch.objects.count(), Evidence.objects.count()
    with pytest.raises(Refused) as refusal:
        load_published(SYSTEM, folder=folder)
    assert (Batch.objects.count(), Evidence.objects.count()) == before
    return [str(problem) for problem in refusal.value.problems]


class TestLoading:
    def test_enters_one_batch_a_source_in_order_of_known(self, folder: Path) -> None:
        loaded = load_published(SYSTEM, folder=folder)
        assert loaded.entered == {"earlier": 3, "later": 1}
        assert (loaded.there, loaded.context) == (0, 1)
        batches = Batch.objects.filter(action="facts.load")
        assert [(batch.source, batch.known) for batch in batches] == [
            ("The earlier paper", dt.date(2016, 3, 1)),
            ("The later paper", dt.date(2017, 3, 1)),
        ]
        assert list(Check().faults()) == []

    def test_a_figure_keeps_what_its_source_says(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        fact = Fact.objects.get(locator="F1")
        assert (fact.value, fact.qualifier, fact.includes_lower, fact.source) == (298 * 10**6, "at_least", True, "ncct")
        assert note_of(fact.note) == {"en": "as printed", "km": "តាមការបោះពុម្ព"}
        police = Fact.objects.get(locator="F3")
        assert (police.first_month, police.last_month) == (2016 * 12, 2016 * 12 + 11)
        assert (police.stated_from, police.stated_to) == (dt.date(2015, 12, 25), dt.date(2016, 12, 25))
        assert Fact.objects.get(locator="F4").value == 10**6
        assert Fact.objects.get(locator="F4").place.code == "KH"

    def test_the_entries_as_written_are_the_evidence(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        evidence = Fact.objects.get(locator="F1").evidence
        assert evidence is not None
        assert evidence.is_published
        assert (evidence.citation, evidence.address) == ("The later paper", "paper.example/later")
        assert (evidence.published, evidence.published_basis) == (dt.date(2017, 3, 1), "stated")
        kept = files.path_of(evidence.sha256).read_text(encoding="utf-8")
        start = FACTS.index("- code: F1")
        assert FACTS[start : FACTS.index("- code: F2")] in kept
        assert "known: 2017-03-01" in kept
        assert "F3" not in kept

    def test_twice_changes_nothing(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        before = Batch.objects.count(), Evidence.objects.count()
        again = load_published(SYSTEM, folder=folder)
        assert (again.entered, again.there) == ({}, 4)
        assert (Batch.objects.count(), Evidence.objects.count()) == before

    def test_only_what_is_new_enters_later(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        with (folder / "facts.yaml").open("a", encoding="utf-8") as file:
            file.write(
                FACTS[FACTS.index("- code: F4") : FACTS.index("- code: F5")].replace("F4", "F6").replace("-05", "-06")
            )
        assert load_published(SYSTEM, folder=folder).entered == {"earlier": 1}

    def test_the_plan_is_read_from_the_folder_it_lies_beside(self, folder: Path) -> None:
        beside = folder / "published"
        beside.mkdir()
        for name in ("sources.yaml", "facts.yaml"):
            shutil.move(folder / name, beside / name)
        change(beside, "plan: small\n", "")
        assert any("Nothing says to which plan" in told for told in refusals(beside))
        (folder / "plan.yaml").write_text("code: SMALL\n", encoding="utf-8")
        assert load_published(SYSTEM, folder=beside).entered

    def test_needs_the_right(self, folder: Path) -> None:
        with pytest.raises(Forbidden):
            load_published(READER, folder=folder)

    def test_an_unknown_plan_or_folder_is_named(self, folder: Path, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="no plan other"):
            load_published(SYSTEM, folder=folder, plan="other")
        with pytest.raises(NotFound, match="no folder"):
            load_published(SYSTEM, folder=tmp_path / "none")


class TestProblems:
    @pytest.mark.parametrize(
        ("old", "new", "where", "says"),
        [
            ("known: 2017-03-01", "known: none", "sources.yaml:3", "no day is known"),
            ("known: 2017-03-01", "known: 2999-03-01", "sources.yaml:3", "has not come yet"),
            ("known: 2017-03-01", "known: soon", "sources.yaml:6", "no day"),
            ("- code: earlier", "- code: later", "sources.yaml:8", "code of its own"),
            ("known_basis: stated", "basis: stated", "sources.yaml:7", "basis is no field"),
            ("indicator: VICTIMS", "indicator: VICTIM", "facts.yaml:4", "no indicator VICTIM"),
            ("body: NC", "body: NX", "facts.yaml:4", "no body NX"),
            ("place: KH", "place: KX", "facts.yaml:4", "no place KX"),
            ("source: later", "source: none", "facts.yaml:4", "no source none"),
            ("source_label: ncct", "source_label: paper", "facts.yaml:4", "paper is no source label"),
            ("source_label: ncct", "source_label: police", "facts.yaml:4", "enters beside"),
            ("source_label: police", "source_label: ncct", "facts.yaml:17", "does not enter beside"),
            ("value: 298", "value: 298.5", "facts.yaml:4", "whole numbers"),
            ("value: 298", "value: many", "facts.yaml:11", "no number"),
            ("value: 298", "value: 150", "facts.yaml:4", "above the total"),
            ("value: drafted", "value: draft", "facts.yaml:40", "none of the stages"),
            ("sets: {sex:", "sets: {age:", "facts.yaml:4", "not a set"),
            ("{female: 200}", "{women: 200}", "facts.yaml:4", "no cell women"),
            ("enter: official", "enter: maybe", "facts.yaml:4", "official, beside or context"),
            ("qualifier: at_least", "qualifier: roughly", "facts.yaml:4", "at_least, approximate or partial"),
            ("period: {year: 2016}", "period: {year: 16}", "facts.yaml:6", "no period"),
            ("period: {year: 2016}", "period: 2016", "facts.yaml:6", "needs a period"),
            ("code: F2", "code: F1", "facts.yaml:17", "code of its own"),
            ("for: 2016}", "for: 2015}", "facts.yaml:26", "overlaps F2"),
        ],
    )
    def test_are_named_with_file_and_line(self, folder: Path, old: str, new: str, where: str, says: str) -> None:
        told = refusals(change(folder, old, new))
        assert any(text.startswith(f"{where}:") and says in text for text in told), told

    def test_are_all_named_at_once(self, folder: Path) -> None:
        change(folder, "body: NC", "body: NX")
        change(folder, "value: 244", "value: 24.4")
        assert len(refusals(folder)) == 2

    def test_a_police_year_that_touches_the_next_on_a_day_does_not_overlap(self, folder: Path) -> None:
        assert load_published(SYSTEM, folder=folder).entered["earlier"] == 3

    def test_an_entered_figure_does_not_change(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        assert any(
            "F1 is in the ledger already" in told for told in refusals(change(folder, "value: 298", "value: 299"))
        )

    def test_the_ledgers_own_values_overlap_too_unless_they_are_withdrawn(self, folder: Path) -> None:
        load_published(SYSTEM, folder=folder)
        change(folder, "code: F3", "code: F9")
        assert any("F9 overlaps F3" in told for told in refusals(folder))
        withdraw_line(SYSTEM, Fact.objects.get(locator="F3").line, reason="misprint")
        assert load_published(SYSTEM, folder=folder).entered == {"earlier": 1}

    @pytest.mark.parametrize(
        "text", ["facts:\n\t- a\n", "facts: {}\n", "facts:\n- a\n", "facts:\n- {code: 1, code: 2}\n", ""]
    )
    def test_a_file_that_is_no_list_of_figures_is_refused(self, folder: Path, text: str) -> None:
        (folder / "facts.yaml").write_text(text, encoding="utf-8")
        assert any("facts.yaml" in told for told in refusals(folder))

    def test_a_missing_file_is_named(self, folder: Path) -> None:
        (folder / "sources.yaml").unlink()
        assert any("sources.yaml" in told for told in refusals(folder))


class TestCommands:
    def test_say_what_they_did(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        args = Namespace(folder=folder, plan="", known_by=None)
        assert run_load(args) == DONE
        assert run_load(args) == DONE
        assert "Nothing new: nothing was changed." in capsys.readouterr().out
        assert run_batches(Namespace(last=1)) == DONE
        assert capsys.readouterr().out == "5  2017-03-01  facts.load  system  The later paper\n"
        assert run_check(Namespace()) == DONE
        assert capsys.readouterr().out.splitlines()[-1] == "Facts checked: 4"
        assert run_sweep(Namespace()) == DONE

    def test_problems_are_a_line_each(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        change(change(folder, "body: NC", "body: NX"), "value: 244", "value: 24.4")
        assert run_load(Namespace(folder=folder, plan="", known_by=None)) == MISUSED
        assert len(capsys.readouterr().err.splitlines()) == 2


@override_settings(DEMONSTRATION_DAY=dt.date(2016, 6, 1))
def test_a_demonstration_does_not_load_what_its_day_does_not_know(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert any("later would be known on a day that has not come yet" in told for told in refusals(folder))
    assert run_load(Namespace(folder=folder, plan="", known_by=dt.date(2016, 6, 1))) == DONE
    assert "Not known yet on 2016-06-01, left out: later" in capsys.readouterr().out
    assert {fact.batch.known for fact in Fact.objects.all()} == {dt.date(2016, 3, 1)}
