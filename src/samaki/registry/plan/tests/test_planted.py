"""A folder with mistakes planted in it: each is named, with its file and line, and nothing else is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from samaki.registry.plan.document import Known, check, refuse

HERE = Path(__file__).parent
PLANTED = HERE / "planted"
KNOWN = Known(places={"KH", "KH-01", "KH-02"}, levels=("country", "province", "district", "commune"))
MARK = re.compile(r"# MISTAKE (.+)$")


def planted() -> Counter[tuple[str, int, str]]:
    """Return the mistakes that the lines of the folder confess: file, line, code."""
    found: Counter[tuple[str, int, str]] = Counter()
    for path in sorted(PLANTED.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            mark = MARK.search(line)
            for code in mark[1].split(", ") if mark else ():
                found[(str(path.relative_to(PLANTED)), number, code)] += 1
    return found


def test_every_planted_mistake_is_named_with_its_line_and_no_other() -> None:
    named = Counter((found.file, found.line, found.code) for found in check(PLANTED, KNOWN))
    assert named == planted()
    assert len(planted()) >= 30


def test_every_problem_says_how_to_mend_it() -> None:
    for found in refuse(check(PLANTED, KNOWN)):
        assert found.where == f"{found.file}:{found.line}"
        assert found.what.endswith(".")
        assert len(found.mend) > 10


def test_the_plan_without_the_mistakes_has_none() -> None:
    assert check(HERE / "small_plan", KNOWN) == []
