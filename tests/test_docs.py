"""The documentation points at what is there: files, headings, and the titles that the code cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "samaki"
LINK: Final = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
CITED: Final = re.compile(r"docs/([\w/-]+\.md)((?:,? (?:and )?\"[^\"]+\")+)")
NAMED_FILE: Final = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|css|md|yaml|toml|po))`")
MOST_BYTES_OF_A_PICTURE: Final = 200_000
REST: Final = "…"  # in the tutorials: the rest of a long line

FOLDERS: Final = ("bench", "docs", "examples", "places", "plans", "src", "tests", "tools")


def files(*endings: str) -> Iterator[Path]:
    """Yield the files with these endings that belong to the project, in a stable order."""
    yield from sorted(path for path in ROOT.iterdir() if path.suffix in endings)
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in endings)


PAGES: Final = {str(path.relative_to(ROOT)): path for path in files(".md")}


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    page = PAGES[name]
    for address, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / address).resolve() if address else page
        assert target.exists(), f"{name}: {address}"
        if anchor:
            assert anchor in anchors(target), f"{name}: {address}#{anchor}"


@pytest.mark.parametrize("name", PAGES)
def test_files_that_pages_name_exist(name: str) -> None:
    for path in NAMED_FILE.findall(PAGES[name].read_text(encoding="utf-8")):
        assert (ROOT / path).exists() or (SOURCE / path).exists() or path.startswith(("var/", "/")), f"{name}: {path}"


def test_titles_that_the_code_cites_exist() -> None:
    cited = 0
    for path in files(".py", ".yaml", ".html"):
        text = re.sub(r"\s*\n\s*#? ?", " ", path.read_text(encoding="utf-8"))
        for page, titles in CITED.findall(text):
            known = titles_of(ROOT / "docs" / page)
            for title in re.findall(r"\"([^\"]+)\"", titles):
                assert title.rstrip(".,") in known, f"{path.relative_to(ROOT)} cites docs/{page}, {title!r}"
                cited += 1
    assert cited > 10


def titles_of(page: Path) -> set[str]:
    """Return the headings of a page, whole and up to a colon."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {*found, *(title.partition(":")[0] for title in found)}


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles_of(page)}


TUTORIALS: Final = {name: page for name, page in PAGES.items() if name.startswith("docs/tutorial/")}


@pytest.mark.parametrize("name", TUTORIALS)
def test_what_a_tutorial_quotes_is_in_the_code_once_and_what_it_adds_is_not(name: str) -> None:
    page = TUTORIALS[name].read_text(encoding="utf-8")
    touched = page.partition("## What you touched")[2]
    for path, lines in quotations(page):
        assert f"`{path}`" in touched, f"{name} changes {path} and does not list it"
        code = (ROOT / path).read_text(encoding="utf-8").splitlines()
        there = [line[1:] for line in lines if line[0] in " -"]
        starts = range(len(code) - len(there) + 1)
        found = [at for at in starts if all(is_quoted(*pair) for pair in zip(there, code[at:], strict=False))]
        assert len(found) == 1, f"{name}: {path} has {len(found)} times {there}"
        added = {line[1:] for line in lines if line[0] == "+"}
        assert not added & set(code), f"{name}: {path} has already {added}"


def quotations(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what a tutorial changes: file, and the lines of one place in it, each with its sign."""
    for block in re.findall(r"^```diff\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\+\+\+ ", block, flags=re.MULTILINE)[1:]:
            path, _end, lines = part.partition("\n")
            yield from ((path, place.splitlines()) for place in lines.split("@@\n"))


def is_quoted(quoted: str, line: str) -> bool:
    """Say whether a line is the one quoted: whole, or its beginning, or a part of it."""
    if quoted.startswith(REST):
        return quoted.strip(REST) in line
    return line.startswith(quoted.rstrip(REST)) if quoted.endswith(REST) else line == quoted


@pytest.mark.parametrize("name", TUTORIALS)
def test_functions_that_a_tutorial_names_exist(name: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    for function in re.findall(r"`(\w+)\(\)`", TUTORIALS[name].read_text(encoding="utf-8")):
        assert f"def {function}(" in code, f"{name}: {function}()"


def test_every_picture_of_the_guides_is_there_is_small_and_is_shown() -> None:
    folder = ROOT / "docs" / "guides" / "pictures"
    named = set(re.findall(r"^\| `([\w.-]+\.png)`", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert {path.name for path in folder.glob("*.png")} == named
    for name in named:
        assert (folder / name).read_bytes().startswith(b"\x89PNG")
        assert (folder / name).stat().st_size < MOST_BYTES_OF_A_PICTURE
        for guide in ("docs/guides/user.md", "docs/guides/user.km.md"):
            assert f"](pictures/{name})" in PAGES[guide].read_text(encoding="utf-8")


# What a reader of the guide looks for on the pages.
WORDS_OF_THE_PAGES: Final = (
    "Tracking table", "Plan", "Bodies", "Search", "Help", "My account", "As of", "As known on", "met", "on track",
    "behind", "far behind", "not met", "no verdict", "no data", "not due", "not measurable yet", "missing", "hidden",
    "nothing to report", "by year only", "How a figure is made",
    "Home", "My reports", "Definition", "Nothing to report", "No figure yet", "Submit for signature", "Yes, sign",
    "Give back", "Let a Vice-Chair sign for you", "Waiting for me", "Add note", "Return", "Receive", "Approve",
    "Tick all that are as usual", "Correct", "Withdraw", "Give the changes up", "Versions", "Late", "Show message",
    "Copy message", "assumed", "Events", "Paper form", "Print", "illustrative",
)  # fmt: skip


def test_the_khmer_guide_uses_the_words_of_the_pages() -> None:
    with (SOURCE / "locale" / "km" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    english = PAGES["docs/guides/user.md"].read_text(encoding="utf-8").lower()
    khmer = PAGES["docs/guides/user.km.md"].read_text(encoding="utf-8")
    for word in WORDS_OF_THE_PAGES:
        message = catalogue.get(word)
        assert message is not None, f"the pages do not say {word!r}"
        assert word.lower() in english
        assert str(message.string).partition("{")[0] in khmer, f"{word}: {message.string}"
