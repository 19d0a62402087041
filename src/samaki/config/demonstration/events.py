"""Events that more than one body of the demonstration reports: what each types, and which are found to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from samaki.calculate.periods import period_name
from samaki.ledger.models import Event
from samaki.work.reporting import services
from samaki.work.reporting.models import Report

from .acts import Stage, uid_of
from .described import Described

NAMESPACE = UUID("7d2c9d6e-0f43-4e0e-9d7b-3d0f5e9a4c21")
Pieces = Mapping[str, Mapping[str, str]]


class EventsReported:
    """The described events by body and period; `period` where the events themselves name none."""

    def __init__(self, events: Sequence[Described], period: str = "") -> None:
        self._events = events
        self._by_report: dict[tuple[str, str], list[tuple[Described, Described]]] = defaultdict(list)
        for event in events:
            for said in event["bodies"]:
                self._by_report[said["body"], said.get("period", period)].append((event, said))

    def typed(self, body: str, report: Report) -> Pieces:
        """Return the pieces that a body types for its events: the event, and a line of its own for each figure."""
        found: dict[str, Mapping[str, str]] = {}
        for event, said in self._by_report.get((body, period_name(report.first_month, report.last_month)), ()):
            uid = uid_of_event(event["code"], body)
            found[f"event:{uid}"] = {
                "title": said.get("title", event["title"]),
                "first_day": event["first_day"].isoformat(),
                "last_day": event["last_day"].isoformat(),
                "place": said["place"],
            }
            for code, line in said["lines"].items():
                key = f"line:{uid_of(report.uid, f'{uid} {code}')}"
                found[key] = {"indicator": code, "event": str(uid), **line}
        return found

    def join(self, stage: Stage, user_name: str) -> int:
        """Join the events that are described as joined and were approved; return how many."""
        joined = 0
        for event in self._events:
            uids = [uid_of_event(event["code"], said["body"]) for said in event["bodies"]]
            if "joined" not in event or Event.objects.filter(uid__in=uids).count() < len(uids):
                continue
            into, *others = uids
            joined += 1
            for other in others:
                services.join_reported_events(
                    stage.cast.account(user_name),
                    event=other,
                    into=into,
                    reason=event["joined"]["reason"],
                    when=stage.when(event["joined"]["on"]),
                )
        return joined


def uid_of_event(code: str, body: str) -> UUID:
    """Return the uid of an event as one body reports it."""
    return uuid5(NAMESPACE, f"{code} {body}")
