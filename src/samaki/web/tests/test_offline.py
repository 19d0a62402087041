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


def made_folder() -> Path:
    return Path(settings.STATIC_MADE) / "samaki" / "offline"


def served(name: str) -> bytes:
    return (made_folder() / name).read_bytes()


def test_each_module_is_small_and_all_of_the_form_come_in_fourteen_kilobytes() -> None:
    assert [path.name for path in sorted(made_folder().glob("*.js"))] == [script.name for script in SCRIPTS]
    assert {script.name: len(served(script.name)) for script in SCRIPTS if len(served(script.name)) > 12_000} == {}
    of_the_form = [script.name for script in SCRIPTS if script.name not in {"copy.js", "sign-out.js"}]
    assert sum(len(gzip.compress(served(name))) for name in of_the_form) < 14_500


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_phones_fetch_is_the_module_without_its_comments(script: Path) -> None:
    made = served(script.name).decode().splitlines()
    lines = [line.strip() for line in re.sub(r"(?ms)^ *(/\*.*?\*/|//[^\n]*)$", "", script.read_text()).splitlines()]
    assert made == [line for line in lines if line]
    assert len(made) > 5


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
