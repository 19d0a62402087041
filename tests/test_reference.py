"""The pages in docs/reference/ say what the code says."""

from __future__ import annotations

import pytest

from tools import reference


@pytest.mark.parametrize("name", reference.PAGES_BY_NAME)
def test_the_page_is_up_to_date(name: str) -> None:
    written = (reference.PAGES / name).read_text(encoding="utf-8")
    assert written == reference.PAGES_BY_NAME[name](), "run: python tools/reference.py"


def test_every_setting_that_the_code_reads_is_described() -> None:
    assert reference.variables_read() == reference.SETTINGS.keys()


def test_no_command_is_without_a_word_on_what_it_does() -> None:
    page = reference.commands_page()
    headings = [line for line in page.splitlines() if line.startswith("## ")]
    assert headings
    assert len(headings) == len(set(headings))
    for part in page.split("\n## ")[1:]:
        name, _, rest = part.partition("\n\n")
        assert not rest.startswith("```"), f"{name} has no description"
