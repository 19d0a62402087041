"""The long runs of `make campaign`, small: each step runs and finds nothing wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_the_long_runs_find_nothing_wrong(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(project / "bench" / "campaign.py"), "--small"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok ") == 4
