"""The modules of the device as text: small, for old phones, and without a sentence of their own."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from samaki.web import static_build

SCRIPTS = sorted(static_build.SCRIPTS.glob("*.js"))
ROOT = static_build.SCRIPTS.parent.parent
WORDS = [
    ROOT / "work/reporting/templates/reporting/device_words.html",
    ROOT / "web/templates/account/logout.html",
    ROOT / "web/templates/copy.html",
]
# Optional chaining, ??, class fields, private names, import(), BigInt, and methods that phones of 2018 lack.
NEWER_THAN_2019 = re.compile(
    r"\?\.[a-z(\[]|\?\?|^\s+#?\w+ = .*;$(?<=;)(?=\n\n  \w+\()|#\w+\(|import\(|\d+n\b|\.replaceAll\(|\.at\(|allSettled|"
    r"structuredClone|randomUUID\(|replaceChildren|\.flat\(|\.hasOwn\(",
    re.MULTILINE,
)


def served(name: str) -> str:
    return (Path(settings.STATIC_MADE) / "samaki" / "offline" / name).read_text()


def test_the_form_comes_in_twelve_kilobytes() -> None:
    assert len(gzip.compress(served("form.js").encode())) < 12_000
    assert {script.name for script in SCRIPTS if script.stat().st_size > 12 * 1024} == set()


@pytest.mark.parametrize("page", static_build.PAGES)
def test_a_page_gets_its_modules_in_one_file_without_comments(page: str) -> None:
    modules = static_build.with_imports(page)
    assert len(modules) == len(set(modules))
    assert modules[-1] == page
    text = "".join((static_build.SCRIPTS / name).read_text() for name in modules)
    text = re.sub(r"(?ms)^ *(/\*.*?\*/|//[^\n]*|import [^\n]*)$", "", text)
    lines = [line.strip().removeprefix("export ") for line in text.splitlines()]
    assert served(page).splitlines() == [line for line in lines if line]


@pytest.mark.parametrize("page", static_build.PAGES)
def test_no_name_stands_in_two_modules_of_a_page(page: str) -> None:
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", served(page), re.MULTILINE)
    # Inside functions the same names come again; those of the modules stand at the margin.
    tops = [
        name
        for module in static_build.with_imports(page)
        for name in re.findall(
            r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)",
            (static_build.SCRIPTS / module).read_text(),
            re.MULTILINE,
        )
    ]
    assert sorted(tops) == sorted(set(tops))
    assert set(tops) <= set(names)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_modules_say_what_they_are_for_and_use_nothing_newer_than_2019(script: Path) -> None:
    text = script.read_text()
    assert text.startswith("/* ")
    assert NEWER_THAN_2019.findall(text) == []
    assert max(map(len, text.splitlines())) <= 130


def test_every_sentence_stands_in_a_template_and_none_is_left_over() -> None:
    scripts = "".join(script.read_text() for script in SCRIPTS)
    said = set(re.findall(r'say\("(\w+)"', scripts))
    said |= {word for pair in re.findall(r'say\([^"?)]+\?[^"]*"(\w+)" : "(\w+)"', scripts) for word in pair}
    offered = {word for file in WORDS for word in re.findall(r'data-word="(\w+)"', file.read_text())}
    assert said - offered == set()
    assert {word for word in offered if f'"{word.removesuffix("_one")}"' not in scripts} == set()
