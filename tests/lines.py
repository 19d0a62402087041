"""Which lines of the program ran: counted in every process of the tests, told together at the end.

    python -m pytest -p tests.lines …          counts; each process leaves its file in SAMAKI_LINES
    python -m tests.lines --fail-under 85      tells what never ran; exit code 1 where too little did

A line is counted once and then left alone, so that counting costs the tests next to nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import slipcover
from slipcover.importer import FileMatcher, ImportManager
from slipcover.slipcover import merge_coverage

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = str(ROOT / "src" / "samaki")
OMIT: Final = ["*/tests/*", "*/migrations/*"]
NOT_MEANT: Final = ["if TYPE_CHECKING:", "raise NotImplementedError", r"^\s*\.\.\.$"]
FOLDER: Final = Path(os.environ.get("SAMAKI_LINES", ROOT / "build" / "lines"))

if "samaki" not in sys.modules and __name__ != "__main__":
    _counter = slipcover.Slipcover(source=[SOURCE], omit=OMIT, exclude_also=NOT_MEANT)
    ImportManager(_counter, FileMatcher(sources=[SOURCE], omit=OMIT)).__enter__()


def pytest_sessionfinish() -> None:
    """Leave what this process saw."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{os.getpid()}.json").write_text(json.dumps(_counter.get_coverage()))


def main() -> int:
    """Put together what the processes saw and tell it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fail-under", type=float, default=0)
    asked = parser.parse_args()
    seen: dict[str, Any] = {}
    for file in sorted(FOLDER.glob("*.json")):
        one = json.loads(file.read_text())
        seen = merge_coverage(seen, one) if seen else one
    if not seen:
        print(f"No process left anything in {FOLDER}.", file=sys.stderr)
        return 2
    for name, lines in sorted(seen["files"].items()):
        if lines["missing_lines"]:
            print(f"{name}: {', '.join(_runs(lines['missing_lines']))}")
    percent = float(seen["summary"]["percent_covered"])
    print(f"{percent:.1f} % of {seen['summary']['covered_lines'] + seen['summary']['missing_lines']:,} lines ran")
    return int(percent < asked.fail_under)


def _runs(lines: list[int]) -> list[str]:
    """[3, 4, 5, 9] as ["3-5", "9"]."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]


if __name__ == "__main__":
    sys.exit(main())
