"""The tracking table at size: 300 indicators, 60,000 facts, 1 % corrections, dues of 25 bodies.

Cold, after the ledger moved, and warm.

    python bench/pitt.py                                    SQLite in a temporary folder
    SAMAKI_DATABASE_URL=postgres://… python bench/pitt.py   PostgreSQL: an empty database, which it fills
    python bench/pitt.py --indicators 60 --facts 12000

Everything is computed from the facts: no totals are kept. Prints one line of a table; `--note FILE` adds it to a file.
The rows are made up; the plan is the shipped one, its indicators repeated under other codes.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLAN = ROOT / "plans" / "cambodia-npa-2014-2018"
QUESTION = "/pitt/bench/?as_of=2018-06-30&known=2026-12-31&year=2016"
ROUNDS = 7
LIMIT_MS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--indicators", type=int, default=300)
    parser.add_argument("--facts", type=int, default=60_000)
    parser.add_argument("--note", type=Path)
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)  # the second process: asks only
    parser.add_argument("--profile", action="store_true", help="print where the time of a warm page goes")
    args = parser.parse_args()
    os.environ.setdefault("SAMAKI_DATA_DIR", tempfile.mkdtemp(prefix="samaki-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.config.settings")
    import django

    django.setup()
    if args.ask:
        ask(args)
        return
    from samaki.config.tables import ensure_tables

    ensure_tables()
    fill(args.indicators, args.facts)
    # A process of its own, so that *cold* is cold: nothing imported, no document read, no template compiled.
    options = ["--profile"] if args.profile else []
    command = [sys.executable, __file__, "--ask", "--indicators", str(args.indicators), "--facts", str(args.facts)]
    found = subprocess.run([*command, *options], capture_output=True, text=True, check=True)
    print(found.stdout, end="")
    if args.note:
        line = next(line for line in found.stdout.splitlines() if line.startswith("|"))
        with args.note.open("a") as file:
            file.write(f"{line}\n")


def fill(indicators: int, facts: int) -> None:
    """Make places, bodies, plan, dues, facts and an account, in tables that are there."""
    from samaki.calculate.periods import month_at
    from samaki.core.actor import SYSTEM
    from samaki.core.batches import write_batch
    from samaki.ledger.models import Due, Fact
    from samaki.registry.bodies.models import Body, BodyKind, BodySpan
    from samaki.registry.places.models import Place
    from samaki.registry.places.services import load_places

    load_places(SYSTEM, known=_day(2015, 2, 28), source="the installed list")
    plan, lines = _plan(indicators)
    provinces = list(Place.objects.filter(level__rank=1).order_by("code"))
    kind, _made = BodyKind.objects.get_or_create(code="BENCH", defaults={"name": {"en": "body"}})
    bodies = [
        Body(code=f"B-{place.code}", kind=kind, name=place.name, search_key="", sort_km="", sort_en="")
        for place in provinces
    ]
    Body.objects.bulk_create(bodies)
    spans = [
        BodySpan(body=body, place=place, first_month=month_at(2014, 1))
        for body, place in zip(bodies, provinces, strict=True)
    ]
    dues = [Due(body=body, indicator=line, every=1, first_month=month_at(2015, 1)) for line in lines for body in bodies]
    known = _day(2015, 2, 28)
    write_batch(SYSTEM, action="plan.load", rows=[_version(plan), *spans, *dues], known=known, source="the bench")
    chance = random.Random(20181231)
    rows: list[Any] = []
    reported = [line for line in lines if not line.search_key]
    each = max(1, facts // len(reported))
    for line in reported:
        for number in range(each):
            at = number % len(bodies)
            month = month_at(2014, 1) + number // len(bodies) % 60
            value = chance.randrange(0, 500) * 1_000_000
            rows.append(Fact(indicator=line, body=bodies[at], place=provinces[at], kind="value", value=value,
                             first_month=month, last_month=month))  # fmt: skip
    corrections = [
        Fact(line=old.line, indicator=old.indicator, body=old.body, place=old.place, kind="value",
             value=(old.value or 0) + 1_000_000, first_month=old.first_month, last_month=old.last_month)
        for old in chance.sample(rows, len(rows) // 100)
    ]  # fmt: skip
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        write_batch(SYSTEM, action="report.approve", rows=part, known=_day(2018, 1, 31), source="the bench")
    write_batch(SYSTEM, action="fact.correct", rows=corrections, known=_day(2018, 3, 31), source="the bench")
    from samaki.registry.people.models import Account
    from samaki.registry.people.services import give_role

    account = Account(user_name="bench", name={"en": "bench"}, created=_now())
    account.set_unusable_password()
    account.save(force_insert=True)
    give_role(SYSTEM, account=account, role="monitoring_officer", body=None, theme=None, first_day=_day(2015, 1, 1))


def _plan(count: int) -> tuple[Any, list[Any]]:
    """The plan's row and its indicators'; a formula is marked in `search_key`, for nobody reports it."""
    from samaki.registry.plan.document import read_folder
    from samaki.registry.plan.models import Indicator, Plan, Strategy

    document = read_folder(PLAN).versions[0].plan
    assert document is not None
    global DOCUMENT
    DOCUMENT = _repeated(document, count)
    plan = Plan.objects.create(code="bench", title={"en": "Bench"}, first_month=2014 * 12, last_month=2018 * 12 + 11)
    strategies = {
        one.code: Strategy.objects.create(plan=plan, code=one.code, title=one.name) for one in DOCUMENT.strategies
    }
    outputs = {output.code: strategies[one.code] for one in DOCUMENT.strategies for output in one.outputs}
    Indicator.objects.bulk_create(
        Indicator(plan=plan, code=one.code, title=one.name, order=order, strategy=(outputs | strategies)[one.of],
                  protected=one.protected, key=one.key, search_key="formula" if one.formula else "")
        for order, one in enumerate(DOCUMENT.indicators)
    )  # fmt: skip
    return plan, list(Indicator.objects.filter(plan=plan))


DOCUMENT: Any = None


def _repeated(document: Any, count: int) -> Any:
    """The plan with as many indicators, repeated under other codes; every one measurable, from one source."""
    known = {one.code for one in document.indicators}
    found: list[Any] = []
    round_number = 0
    while len(found) < count:
        for one in document.indicators[: count - len(found)]:
            end = f".{round_number}" if round_number else ""
            formula = one.formula
            if formula is not None:
                formula = replace(
                    formula, numerator=_ended(formula.numerator, end), denominator=_ended(formula.denominator, end)
                )
            found.append(
                replace(one, code=type(one.code)(f"{one.code}{end}"), formula=formula, official_source=None,
                        readiness=replace(one.readiness, state="measurable"))
            )  # fmt: skip
        round_number += 1
    codes = {one.code for one in found}
    assert known
    kept = [one if one.formula is None or _parts(one) <= codes else replace(one, formula=None, over_time="average",
            over_places="average") for one in found]  # fmt: skip
    return replace(
        document, plan=replace(document.plan, code=type(document.plan.code)("bench")), indicators=tuple(kept)
    )


def _ended(part: str, end: str) -> str:
    name, bracket, rest = part.partition("[")
    return f"{name}{end}{bracket}{rest}"


def _parts(one: Any) -> set[str]:
    return {part.partition("[")[0] for part in (one.formula.numerator, one.formula.denominator)}


def _version(plan: Any) -> Any:
    from samaki.registry.plan.document import canonical_text, digest, to_document
    from samaki.registry.plan.models import PlanVersion

    document = to_document(DOCUMENT)
    return PlanVersion(plan=plan, number=1, in_force=_day(2014, 1, 1), document=canonical_text(document),
                       document_digest=digest(document))  # fmt: skip


def ask(args: argparse.Namespace) -> None:
    """Ask for the page as a signed-in officer does, and print what it took."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from samaki.core.remembered import forget_everything
    from samaki.registry.people.models import Account

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    client = Client()
    client.force_login(Account.objects.get(user_name="bench"))
    started = time.perf_counter()
    response = client.get(QUESTION)
    cold = _ms(started)
    assert response.status_code == 200, response.content[:2000]
    with CaptureQueriesContext(connection) as queries:
        client.get(QUESTION)
    asked = len(queries)  # now: the next request empties the list
    times, worked = [], []
    for _round in range(ROUNDS):
        started, began = time.perf_counter(), time.process_time()
        client.get(QUESTION)
        times.append(_ms(started))
        worked.append((time.process_time() - began) * 1000)
    forget_everything()
    started = time.perf_counter()
    client.get(QUESTION)
    moved = _ms(started)
    size, packed = len(response.content), len(gzip.compress(response.content))
    warm, own = statistics.median(times), statistics.median(worked)
    columns = [
        _machine(), connection.vendor, args.indicators, args.facts, f"{cold:.0f}", f"{moved:.0f}", f"{warm:.0f}",
        f"{own:.0f}",
        f"{os.getloadavg()[0]:.1f}", asked, f"{size // 1000} kB, {packed // 1000} kB packed",
        "yes" if moved <= LIMIT_MS else "no",
    ]  # fmt: skip
    print("| " + " | ".join(str(column) for column in columns) + " |")
    if args.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.runcall(client.get, QUESTION)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


def _machine() -> str:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _day(year: int, month: int, day: int) -> Any:
    import datetime as dt

    return dt.date(year, month, day)


def _now() -> Any:
    from samaki.core import clock

    return clock.now()


if __name__ == "__main__":
    main()
