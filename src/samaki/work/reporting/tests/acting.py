"""How tests of the ladder write and pass on reports: in one line each, through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from samaki.calculate.model import MILLION
from samaki.core.models import JournalEntry
from samaki.core.problems import Refused
from samaki.ledger.models import Event, EventLink, Fact

from ..duties import owed_by
from ..models import Report, ReportNote, ReportStep
from ..services import (
    Change,
    approve_reports,
    open_reports,
    receive_reports,
    save_changes,
    sign_reports,
    submit_reports,
)
from .world import MARCH, World


def opened(world: World, body: str = "PC1", who: str = "pc1.reporter", month: int = MARCH) -> Report:
    """Return a body's report of a month, begun."""
    owing = owed_by(world.plan, world.bodies[body].pk, month, month)
    assert owing is not None
    return open_reports(world.actor(who), plan=world.plan, owed=[owing])[0]


def write(world: World, report: Report, who: str = "pc1.reporter", **lines: str) -> None:
    """Type a number into lines, by indicator: `TRAINED="12"`; what is there already is typed over."""
    type_in(world, report, {f"line:{code}": {"value": value} for code, value in lines.items()}, who)


def type_in(world: World, report: Report, typed: dict[str, dict[str, str]], who: str = "pc1.reporter") -> None:
    """Type into pieces by their keys, each on the version that stands."""
    versions = versions_of(report)
    save_changes(
        world.actor(who),
        changes=[Change(report, key, versions.get(key, 0), fields) for key, fields in typed.items()],
    )


def versions_of(report: Report) -> dict[str, int]:
    """Return the version that stands of every piece."""
    found = {f"line:{line.indicator.code}": line.version for line in report.reportlines.select_related("indicator")}
    found |= {f"line:{line.uid}": line.version for line in report.reportlines.all()}
    found |= {f"word:{word.key}": word.version for word in report.reportwords.all()}
    found |= {f"event:{event.uid}": event.version for event in report.reportevents.all()}
    return found | {f"other:{other.uid}": other.version for other in report.otherworks.all()}


def signed(world: World, *reports: Report, body: str = "pc1") -> list[Report]:
    """Submit and sign reports of one body."""
    submit_reports(world.actor(f"{body}.reporter"), reports=reports)
    return sign_reports(world.actor(f"{body}.chair"), reports=reports)


def approved(world: World, *reports: Report) -> list[Report]:
    """Submit, sign and approve reports of PC1."""
    signed(world, *reports)
    approve_reports(world.actor("gs.approver"), reports=reports)
    return again(reports)


def received(world: World, *reports: Report) -> list[Report]:
    """Submit and sign reports of CC111, and receive them at DC11."""
    signed(world, *reports, body="cc111")
    return receive_reports(world.actor("dc11.reviewer"), reports=reports)


def again(reports: Sequence[Report]) -> list[Report]:
    """Return the reports as they stand."""
    return [Report.objects.select_related("plan", "body", "holder").get(pk=report.pk) for report in reports]


def standing(**where: Any) -> dict[str, float | str]:
    """Return what stands in the ledger: indicator to its value in units (nil: "nil"), added where several lines do."""
    newest: dict[Any, Fact] = {}
    for fact in Fact.objects.filter(**where).select_related("batch", "indicator").order_by("batch__position"):
        old = newest.get(fact.line)
        rank = (fact.batch.known, fact.kind == Fact.WITHDRAWAL, fact.batch.position)
        if old is None or (old.batch.known, old.kind == Fact.WITHDRAWAL, old.batch.position) <= rank:
            newest[fact.line] = fact
    found: dict[str, Any] = {}
    for fact in newest.values():
        if fact.kind == Fact.VALUE:
            found[fact.indicator.code] = found.get(fact.indicator.code, 0) + (fact.value or 0) / MILLION
        elif fact.kind == Fact.NIL:
            found.setdefault(fact.indicator.code, "nil")
    return found


def everything() -> dict[str, Any]:
    """Return what a refusal must leave alone: states, steps, facts and journal."""
    return {
        "reports": list(Report.objects.order_by("pk").values()),
        "steps": ReportStep.objects.count(),
        "notes": list(ReportNote.objects.order_by("pk").values("sent", "text")),
        "facts": Fact.objects.count(),
        "journal": JournalEntry.objects.count(),
    }


def refused(act: Callable[[], object], kind: type[Refused] = Refused) -> list[str]:
    """Return the codes of a refusal that changed nothing."""
    before = everything()
    with pytest.raises(kind) as refusal:
        act()
    assert everything() == before
    assert all(problem.what and "{" not in problem.what for problem in refusal.value.problems)
    return [problem.code for problem in refusal.value.problems]


def written(world: World, **lines: str) -> Report:
    """Return PC1's report of March with these lines."""
    report = opened(world)
    write(world, report, **lines)
    return report


def recorded() -> set[str]:
    """Return the events that the ledger knows."""
    return {str(uid) for uid in Event.objects.values_list("uid", flat=True)}


def in_force() -> Iterator[tuple[str, int, str, str]]:
    """Yield body, month, indicator and value of every line in force."""
    newest: dict[UUID, Fact] = {}
    rows = Fact.objects.select_related("batch", "body", "indicator")
    for fact in sorted(rows, key=lambda one: (one.batch.known, one.kind == Fact.WITHDRAWAL, one.batch.position)):
        newest[fact.line] = fact
    for fact in newest.values():
        if fact.kind != Fact.WITHDRAWAL:
            yield (
                fact.body.code,
                fact.first_month,
                fact.indicator.code,
                str("nil" if fact.value is None else fact.value),
            )


def joined() -> set[frozenset[str]]:
    """Return the pairs of events about which it was said last that they are one."""
    newest = {}
    links = EventLink.objects.order_by("batch__position")
    for event, into, kind in links.values_list("event__uid", "into__uid", "kind"):
        newest[frozenset((str(event), str(into)))] = kind
    return {pair for pair, kind in newest.items() if kind == EventLink.JOIN}
