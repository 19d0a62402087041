"""What cannot be read is said with file and line, whatever is in the file; nothing makes the check fall over."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from samaki.registry.plan.document import check, refuse
from samaki.registry.plan.document.messages import problem
from samaki.registry.plan.document.nodes import LARGEST_MB, parse

SMALL = Path(__file__).parent / "small_plan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the small plan that a test may spoil."""
    return Path(shutil.copytree(SMALL, tmp_path / "plan"))


def spoil(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def told(folder: Path) -> list[tuple[str, str, int]]:
    return [(found.code, found.file, found.line) for found in check(folder)]


def test_a_tab_is_named_with_its_line(folder: Path) -> None:
    spoil(folder / "bodies.yaml", lambda text: text.replace("  kind: COMMITTEE\n", "\tkind: COMMITTEE\n", 1))
    assert told(folder) == [("yaml", "bodies.yaml", 14)]


def test_a_file_that_cannot_be_read_makes_no_other_file_look_wrong(folder: Path) -> None:
    spoil(folder / "lists.yaml", lambda text: text + "\n  - [")
    assert [(code, file) for code, file, _line in told(folder)] == [("yaml", "lists.yaml")]


@pytest.mark.parametrize("text", ["a: " + "[" * 3000, "".join(" " * depth + "a:\n" for depth in range(2000))])
def test_a_file_nested_too_deep_is_said(text: str) -> None:
    node, problems = parse(text, "lists.yaml")
    assert node is None
    assert [str(found) for found in problems] == [str(problem("yaml", "lists.yaml", 1, why="it is nested too deep"))]


def test_a_duplicate_key_names_both_lines(folder: Path) -> None:
    spoil(folder / "plan.yaml", lambda text: text + "owner: OWNER\n")
    (found,) = check(folder)
    assert (found.code, found.line) == ("duplicate-key", 20)
    assert "first on line 4" in found.what


def test_latin_1_bytes_are_named_with_their_line(folder: Path) -> None:
    path = folder / "glossary.yaml"
    path.write_bytes(path.read_bytes() + "# caf\u00e9\n".encode("latin-1"))
    assert told(folder) == [("file-not-utf8", "glossary.yaml", 3)]


def test_a_file_of_five_megabytes_is_refused_unread(folder: Path) -> None:
    (folder / "checks.yaml").write_bytes(b"# " + b"x" * 5_000_000)
    assert LARGEST_MB < 5
    assert told(folder) == [("file-too-large", "checks.yaml", 0)]


def test_missing_empty_and_unknown_files_are_named(folder: Path) -> None:
    (folder / "duties.yaml").unlink()
    (folder / "statements.yaml").write_text("")
    (folder / "lists.yml").write_text("lists: {}\n")
    found = told(folder)
    assert ("file-missing", "duties.yaml", 0) in found
    assert ("file-empty", "statements.yaml", 0) in found
    assert ("file-unknown", "lists.yml", 0) in found


def test_a_folder_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    assert [found.code for found in check(tmp_path / "nothing")] == ["folder-missing"]


def test_an_anchor_is_refused(folder: Path) -> None:
    spoil(
        folder / "glossary.yaml", lambda text: text + "- &a {en: a, km: b, kind: c, source: d, status: sourced}\n- *a\n"
    )
    assert "anchor" in {code for code, _file, _line in told(folder)}


def test_a_text_without_khmer_is_a_warning_and_stops_nothing(folder: Path) -> None:
    spoil(folder / "plan.yaml", lambda text: text.replace("{en: A small plan, km: ផែនការតូចមួយ}", "{en: A small plan}"))
    (found,) = check(folder)
    assert (found.code, found.line, found.warning) == ("needs-translation", 3, True)
    assert refuse([found]) == []


def test_a_word_in_the_wrong_language_key_names_the_languages(folder: Path) -> None:
    spoil(folder / "plan.yaml", lambda text: text.replace("km: ផែនការតូចមួយ", "kh: ផែនការតូចមួយ"))
    assert {code for code, _file, _line in told(folder)} == {"unknown-language", "needs-translation"}


def test_khmer_digits_are_no_number_in_a_plan(folder: Path) -> None:
    spoil(folder / "indicators/all.yaml", lambda text: text.replace("2015: 100", "2015: ១០០"))
    assert [code for code, _file, _line in told(folder)] == ["not-a-number"]


@pytest.mark.parametrize("seed", range(40))
def test_no_damage_makes_the_check_fall_over(folder: Path, seed: int) -> None:
    """Lines are lost, doubled, moved in or cut at random: every problem found still names a file of the folder."""
    chance = random.Random(seed)
    for path in sorted(folder.rglob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for _ in range(chance.choice((0, 1, 2))):
            at = chance.randrange(len(lines))
            damage = chance.choice(("lose", "double", "indent", "cut", "blank"))
            old = lines.pop(at) if damage == "lose" and len(lines) > 1 else lines[at]
            if damage == "double":
                lines.insert(at, old)
            elif damage in ("indent", "cut", "blank"):
                lines[at] = {"indent": f"  {old}", "cut": old[: len(old) // 2], "blank": old.split(":")[0] + ":"}[
                    damage
                ]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for found in check(folder):
        assert found.file.endswith((".yaml", "/")) or "/" in found.file
        assert found.what
        assert found.mend
