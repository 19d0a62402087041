"""Text, problems, providers and the shape of commands."""

from __future__ import annotations

import pytest

from samaki.core import providers
from samaki.core.actor import READER, SYSTEM, Actor, Grant
from samaki.core.commands import Groups, Parser
from samaki.core.problems import Problem, Refused
from samaki.core.text import clean, khmer_digits, latin_digits, search_key, sort_key


class TestText:
    def test_clean_drops_what_cannot_be_seen(self) -> None:
        assert clean("  ព្រំ\u200bដែន\ufeff ") == "ព្រំដែន"
        assert clean("PCCT\0-02\0") == "PCCT-02"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("គ.ជ.ប.ជ", "គជបជ"),
            ("Café", "cafe"),
            ("ស្ដី", "ស្តី"),
            ("ឲ្យ", "ឱ្យ"),
            ("ឆ្នាំ២០១៦", "ឆ្នាំ2016"),
            ("ព្រំ\u200bដែន", "ព្រំដែន"),
            ("Mid-Term", "mid term"),
        ],
    )
    def test_what_reads_alike_is_found_alike(self, one: str, other: str) -> None:
        assert search_key(one) == search_key(other)

    def test_search_keeps_different_words_apart(self) -> None:
        assert search_key("ការប្រជុំ") != search_key("ការបញ្ជូន")

    def test_sorting_follows_the_letters_not_the_code_points(self) -> None:
        words = ["ខ្មែរ", "កាត់", "កំពត", "ក"]
        assert sorted(words, key=sort_key) == ["ក", "កំពត", "កាត់", "ខ្មែរ"]
        assert sorted(["b", "A", "a"], key=sort_key) == ["a", "A", "b"]

    def test_digits_go_both_ways(self) -> None:
        assert khmer_digits("ឆ្នាំ 2016") == "ឆ្នាំ ២០១៦"
        assert latin_digits("៣១-១២-២០១៦") == "31-12-2016"


class TestProblems:
    def test_a_problem_reads_as_where_what_and_how_to_mend(self) -> None:
        problem = Problem("code", "It is wrong.", "file.yaml:3", "Mend it.")
        assert str(problem) == "file.yaml:3: It is wrong. Mend it."
        assert str(Problem("code", "It is wrong.")) == "It is wrong."

    def test_a_refusal_carries_every_problem(self) -> None:
        refusal = Refused([Problem("a", "One."), Problem("b", "Two.")])
        assert [problem.code for problem in refusal.problems] == ["a", "b"]
        assert str(refusal) == "One.; Two."
        assert Refused.because("a", "One.").problems == (Problem("a", "One."),)


class TestProviders:
    def test_a_name_nobody_offers_answers_with_the_default(self) -> None:
        assert providers.ask("test.nobody", default=3) == 3

    def test_a_name_has_one_provider(self) -> None:
        def double(number: int) -> int:
            return number * 2

        providers.register("test.double", double)
        providers.register("test.double", double)
        assert providers.ask("test.double", 4) == 8
        with pytest.raises(RuntimeError, match="two providers"):
            providers.register("test.double", lambda number: number)


class TestActor:
    def test_holds_roles_in_whatever_body(self) -> None:
        actor = Actor(account=1, name="one", grants=(Grant("chair", 7), Grant("reader")))
        assert actor.has_role("chair", "auditor")
        assert not actor.has_role("auditor")
        assert READER.has_role("reader")
        assert not SYSTEM.has_role("reader")


class TestCommands:
    def test_rooms_share_groups_and_show_their_examples(self, capsys: pytest.CaptureFixture[str]) -> None:
        parser = Parser(prog="samaki")
        groups = Groups(parser)
        groups.group("plan", "Plans.").add_parser("check", help="Check.", epilog="samaki plan check x")
        groups.group("plan", "Plans.").add_parser("load", help="Load.")
        groups.command("pitt", "The table.")
        assert groups.names() == {"plan", "pitt"}
        with pytest.raises(SystemExit) as stopped:
            parser.parse_args(["plan", "check", "--help"])
        assert stopped.value.code == 0
        assert "samaki plan check x" in capsys.readouterr().out

    def test_a_wrong_use_is_one_line_and_exit_code_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        parser = Parser(prog="samaki")
        Groups(parser).command("pitt", "The table.")
        with pytest.raises(SystemExit) as stopped:
            parser.parse_args(["pitt", "--wrong"])
        assert stopped.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
