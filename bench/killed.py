"""The server killed with -9 while reports are saved, submitted, signed and approved: what it acknowledged is there.

One installation with the shipped plan, on SQLite or PostgreSQL (which is not killed); a secretary, the chair and an
officer of all provinces work over HTTP on our own server, report after report. At a random moment the server and its
workers are killed and started again. Then the rows are read: every line whose save was acknowledged has at least that
version, every report is at least where it was last said to be, no line has two facts, and `samaki ledger check` finds
nothing. Figures are made up.

    python bench/killed.py --database postgresql --kills 15
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import reporting

KIND: Final = "PCCT"
MONTHS: Final = tuple(f"{year}-{month:02d}" for year in (2015, 2016, 2017) for month in range(1, 13))
STATES: Final = ("draft", "submitted", "signed", "approved")
LINES: Final = ("S2-4", "S3-7", "S4-8")
LONG_RUN: Final = 10
GONE: Final = (ConnectionError, http.client.HTTPException, OSError)


@dataclass
class Promises:
    """What the server acknowledged, by the address of a report: versions and values of lines, and the state."""

    lines: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)


def killed_servers(tries: int, database: str = "sqlite") -> list[str]:
    """Kill the server so many times; return what was wrong afterwards."""
    from tests.serving import free_port

    with tempfile.TemporaryDirectory(prefix="samaki-killed-") as name, reporting.address_of(database) as url:
        folder, promises = Path(name), Promises()
        environment = environment_of(folder, url) | {"PORT": str(free_port())}
        reporting.run([sys.executable, "-m", "samaki.cli", "setup"], environment)
        people = json.loads(reporting.run([sys.executable, __file__, "--people"], environment).splitlines()[-1])
        chance, faults = random.Random(tries), []
        for number in range(tries):
            if not one_life(environment, folder, people, promises, chance.uniform(0.05, 2.5)):
                faults.append(f"kill {number}: nothing was left to do")
            told = json.dumps({"lines": promises.lines, "state": promises.state})
            (folder / "promises.json").write_text(told, encoding="utf-8")
            said = reporting.run([sys.executable, __file__, "--look", str(folder / "promises.json")], environment)
            faults += [f"kill {number}: {fault}" for fault in json.loads(said.splitlines()[-1])]
        # A long run in which nothing came through would prove nothing; a short one may be killed too early for it.
        went_through = "approved" in promises.state.values() or tries < LONG_RUN
        print(f"{database}: {len(promises.lines)} reports, {[*promises.state.values()].count('approved')} approved")
        return faults + ([] if went_through else ["nothing was approved at all"])


def one_life(environment: dict[str, str], folder: Path, people: Any, promises: Promises, seconds: float) -> bool:
    """Start the server, let the three work, kill server and workers after so many seconds; say whether work was cut."""
    from tests.serving import wait_for

    log = folder / "server.log"
    with log.open("a") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "samaki.cli", "serve"],
            env=environment, stdout=output, stderr=output, cwd=reporting.ROOT, start_new_session=True,
        )  # fmt: skip
        wait_for(f"http://127.0.0.1:{environment['PORT']}/health/", server, log)
        # The first page of a fresh process takes as long as all that is to be cut: it stands before the shot.
        reporting.Person(int(environment["PORT"]), people["writer"]).get("/reports/")
        killer = threading.Timer(seconds, os.killpg, (server.pid, signal.SIGKILL))
        killer.start()
        try:
            return work(int(environment["PORT"]), people, promises)
        finally:
            killer.join()
            server.wait()


def work(port: int, people: Any, promises: Promises) -> bool:
    """Take the first reports that are not approved through the ladder; return True when the line breaks."""
    writer, chair, officer = (reporting.Person(port, people[name]) for name in ("writer", "chair", "officer"))
    try:
        for month, body in itertools.product(MONTHS, people["bodies"]):
            here = f"/reports/{people['plan']}/{body}/{month}/"
            if promises.state.get(here) != "approved":
                walk(here, writer, chair, officer, promises)
    except GONE:
        return True  # the server was killed
    return False


def walk(here: str, writer: Any, chair: Any, officer: Any, promises: Promises) -> None:
    """Save the lines of one report, submit, sign and approve it; note each acknowledgement as it comes."""
    page = writer.get(here)
    if "data-save" in page:
        save(here, page, writer, promises)
        promise(here, writer, page, "submit", "submitted", promises)
    for person, opened, act, state in (
        (chair, "sign", "sign", "signed"),
        (officer, "review", "approve", "approved"),
    ):
        page = person.get(f"{here}{opened}/")
        if f'action="{here}{act}/"' in page:
            promise(here, person, page, act, state, promises)


def save(here: str, page: str, writer: Any, promises: Promises) -> None:
    """Save each line by JSON with a value that follows from the version."""
    whose = re.search(r'data-account="(\d+)"', page)
    assert whose, page[:300]
    for code in LINES:
        found = re.search(rf'data-piece="line:{code}" data-version="(\d+)"', page)
        assert found, code
        version = int(found[1])
        change = {
            "key": f"line:{code}",
            "version": version,
            "typed": {"value": str(version + 3), "note": "the campaign"},
        }
        status, said = writer.send(f"{here}save/", {"changes": [change]}, whose[1])
        assert status == 200, said
        kept = promises.lines.setdefault(here, {})
        kept[code] = (said["results"][0]["version"], str(version + 3))


def promise(here: str, person: Any, page: str, act: str, state: str, promises: Promises) -> None:
    """Do one act with the hidden fields of its form; its answer is the promise."""
    hidden = r'<input type="hidden" name="(key|seen[^"]*)" value="([^"]*)"'
    begins = page.find(f'action="{here}{act}/"')
    fields = dict(re.findall(hidden, page[max(begins, 0) :])) or dict(re.findall(hidden, page))
    if act == "submit":  # a form post saves everything: what it does not send is left alone
        fields |= {f"line:{code}|version": str(v) for code, (v, _text) in promises.lines.get(here, {}).items()}
        fields |= {f"line:{code}|value": text for code, (_v, text) in promises.lines.get(here, {}).items()}
        fields |= {f"line:{code}|note": "the campaign" for code in promises.lines.get(here, {})}
    status, text = person.post(f"{here}{act}/", fields)
    if status != 302:
        raise AssertionError((here, act, status, re.sub(r"<[^>]+>|\s+", " ", text)[:600]))
    promises.state[here] = state


def environment_of(folder: Path, url: str) -> dict[str, str]:
    """Return the environment of a demonstration without history, on the database at an address ("": SQLite)."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMAKI_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "samaki.config.settings",
        "SAMAKI_DATA_DIR": str(folder / "data"),
        "SAMAKI_DEMO": "1",
        "SAMAKI_DEMO_HISTORY": "none",
        "SAMAKI_TODAY": reporting.TODAY,
        **({"SAMAKI_DATABASE_URL": url} if url else {}),
    }


# In the installation of the environment, in a process of its own


def make_people() -> dict[str, Any]:
    """Make the three, and return the keys of their sessions and the bodies whose reports they write."""
    from samaki.registry.bodies.models import Body
    from samaki.registry.plan.models import Plan

    bodies = list(Body.objects.filter(kind__code=KIND).order_by("code"))
    office = Body.objects.get(code=reporting.OFFICE)
    return {
        "plan": Plan.objects.get().code,
        "bodies": [body.code for body in bodies],
        "writer": reporting.session(reporting.account("campaign.writer", "reporter", *bodies)),
        "chair": reporting.session(reporting.account("campaign.chair", "chair", *bodies)),
        "officer": reporting.session(reporting.account("campaign.officer", "approver", office)),
    }


def look(path: Path) -> list[str]:
    """Return what differs between the promises and the rows."""
    from collections import Counter

    from samaki.ledger.check import Check
    from samaki.ledger.models import Fact
    from samaki.work.reporting.address import address_of_report
    from samaki.work.reporting.models import Report

    promises = json.loads(path.read_text(encoding="utf-8"))
    reports = Report.objects.select_related("plan", "body").prefetch_related("reportlines__indicator")
    there = {address_of_report(report): report for report in reports}
    faults = []
    for here, lines in promises["lines"].items():
        rows = {line.indicator.code: line for line in there[here].reportlines.all()} if here in there else {}
        for code, (version, text) in lines.items():
            line = rows.get(code)
            if line is None or line.version < version:
                faults.append(f"{here} {code}: version {version} was acknowledged")
            elif line.version == version and line.typed.get("value") != text:
                faults.append(f"{here} {code}: {text} was acknowledged, {line.typed.get('value')} is there")
    for here, state in promises["state"].items():
        if here not in there or STATES.index(there[here].state) < STATES.index(state):
            faults.append(f"{here}: {state} was acknowledged")
    for report in there.values():
        facts = Fact.objects.filter(line__in=[line.line for line in report.reportlines.all()])
        twice = [line for line, times in Counter(facts.values_list("line", flat=True)).items() if times > 1]
        if twice or (facts.exists() != (report.state == "approved")):
            faults.append(f"{address_of_report(report)}: {len(twice)} facts twice; {facts.count()} of a {report.state}")
    return faults + list(Check().faults())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--people", action="store_true", help=argparse.SUPPRESS)  # in the installation
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not (asked.people or asked.look):
        faults = killed_servers(asked.kills, asked.database)
        print("\n".join(faults) or f"{asked.kills} killed, nothing is missing")
        sys.exit(bool(faults))
    import django

    django.setup()
    print(json.dumps(make_people() if asked.people else look(asked.look)))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
