"""The long runs: random worked examples, through memory and through the database; loads and servers killed half-way.

    python bench/campaign.py            in full, a quarter of an hour on two quiet processors; keeps its table in
                                        bench/results/campaign.md (`make campaign`)
    python bench/campaign.py --small    the same steps in a minute, keeps nothing (a test runs it)

Each step says what it tried, how often, and what went wrong; exit code 1 where anything did. Several processes and
kill -9 are real; every figure in the examples is made up.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from killed import killed_servers

ROOT = Path(__file__).resolve().parent.parent
SAMAKI = Path(sys.executable).parent / "samaki"
PLAN = ROOT / "plans" / "cambodia-npa-2014-2018"
RESULTS = ROOT / "bench" / "results" / "campaign.md"
FACTS_PUBLISHED = 37
SEEDS_AT_ONCE = 500
sys.path.insert(0, str(ROOT))


class Outcome(NamedTuple):
    """One step: what was tried, how often, and each thing that went wrong."""

    what: str
    tries: int
    faults: Sequence[str]
    seconds: float


def main() -> int:
    """Run the steps; return 1 where one of them found a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    outcomes = [
        timed("random examples: the calculation against the oracle", against_oracle, 100 if small else 20_000),
        timed("random examples: through ledger and database", through_database, 5 if small else 400),
        timed("loads of plan and figures killed with -9, then done again", killed_loads, 1 if small else 30),
        timed("servers killed with -9 between submit and approve, SQLite", killed_servers, 2 if small else 50),
    ]
    if not small:
        on_postgresql = partial(killed_servers, database="postgresql")
        outcomes.append(timed("servers killed with -9 between submit and approve, PostgreSQL", on_postgresql, 50))
    for one in outcomes:
        print(f"{'ok   ' if not one.faults else 'WRONG'} {one.tries:6} × {one.what}, {one.seconds:.0f} s", flush=True)
        for fault in one.faults[:20]:
            print(f"      {fault}")
    if not small:
        RESULTS.write_text(table(outcomes), encoding="utf-8")
    return int(any(one.faults for one in outcomes))


def timed(what: str, step: Callable[[int], list[str]], tries: int) -> Outcome:
    """Run a step so many times and time it."""
    began = time.monotonic()
    return Outcome(what, tries, step(tries), time.monotonic() - began)


def against_oracle(tries: int) -> list[str]:
    """Ask both calculations every question of so many random examples, on all processors where they are many."""
    seeds = [range(first, min(first + SEEDS_AT_ONCE, tries)) for first in range(0, tries, SEEDS_AT_ONCE)]
    if len(seeds) == 1:
        return differing(seeds[0])
    with ProcessPoolExecutor() as processes:
        return [fault for faults in processes.map(differing, seeds) for fault in faults]


def differing(seeds: Iterable[int]) -> list[str]:
    """Say what differs between the two calculations of some random examples."""
    from tests.oracle.compare import differences
    from tests.oracle.generate import generate

    return [
        f"seed {seed}: {key} of {ask}: oracle {ours}, calculation {theirs}"
        for seed in seeds
        for ask, key, ours, theirs in differences(generate(seed))
    ]


def through_database(tries: int) -> list[str]:
    """Write random examples with the oracle's answers to files and put them through `samaki examples`."""
    from tests.oracle.files import write_examples

    with tempfile.TemporaryDirectory(prefix="samaki-campaign-") as folder:
        files = [str(path) for path in write_examples(Path(folder), range(100_000, 100_000 + tries))]
        done = samaki("examples", *files, data=Path(folder) / "data")
        return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def killed_loads(tries: int) -> list[str]:
    """Kill the load of the plan or of its figures at a random moment; then it must go through, whole and once."""
    faults: list[str] = []
    chance = random.Random(tries)
    for number in range(tries):
        with tempfile.TemporaryDirectory(prefix="samaki-campaign-") as folder:
            data = Path(folder)
            plan, figures = ("plan", "load", str(PLAN)), ("facts", "load", str(PLAN / "published"))
            killed = number % 2
            for command in (plan, figures):
                if command is (plan, figures)[killed]:
                    kill_in_the_middle(command, data, after=chance.uniform(0.5, 6))
                done = samaki(*command, data=data)
                if done.returncode:
                    faults.append(f"try {number}: {' '.join(command[:2])} after the kill: {done.stderr.strip()}")
            checked = samaki("ledger", "check", data=data)
            last = checked.stdout.strip().splitlines()[-1:] or [checked.stderr.strip()]
            if checked.returncode or last[0].split()[-1] != str(FACTS_PUBLISHED):
                faults.append(f"try {number}: ledger check: {last[0]}")
    return faults


def kill_in_the_middle(command: Sequence[str], data: Path, *, after: float) -> None:
    """Start a command and kill it with -9 after so many seconds, unless it has ended."""
    process = subprocess.Popen(
        [SAMAKI, *command], env=environment(data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def samaki(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder of its own."""
    return subprocess.run([SAMAKI, *arguments], env=environment(data), capture_output=True, text=True, check=False)


def environment(data: Path) -> dict[str, str]:
    """The environment of an installation on SQLite in that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMAKI_")}
    return {**kept, "SAMAKI_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "samaki.config.settings", "LANG": "C.UTF-8"}


def table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a page for bench/results/."""
    rows = "".join(f"| {one.what} | {one.tries:,} | {len(one.faults)} | {one.seconds:.0f} |\n" for one in outcomes)
    return (
        "# Long runs\n\n`make campaign` (bench/campaign.py) on "
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}.\n\n"
        "| what | tries | faults | seconds |\n|---|---|---|---|\n" + rows
    )


if __name__ == "__main__":
    sys.exit(main())
