"""Every worked example holds."""

from pathlib import Path

import pytest

from samaki.calculate.tests.examples import FOLDER, Example, load

FILES = sorted(FOLDER.glob("*.yaml"))


def test_there_are_examples() -> None:
    assert len(FILES) >= 46


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_holds(path: Path) -> None:
    assert Example(load(path)).mismatches() == []
