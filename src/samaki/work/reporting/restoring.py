"""Putting a report back to what a version said: every piece again as it was, whatever was changed since."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from samaki.core.actor import Actor
from samaki.registry.people.models import Account
from samaki.registry.places.models import Place

from .content import Pieces, content_of, key_of_line, pieces_of, says_something
from .models import Report, ReportEvent, ReportFile, ReportLine, ReportVersion
from .models.content import Piece

Said = Mapping[str, Mapping[str, Any]]


def put_back(actor: Actor, report: Report, version: ReportVersion, now: dt.datetime) -> None:
    """Make a report say again what a version of it said; pieces that change get a new version of their own."""
    Restoring(actor, report, json.loads(version.content), now).run()


class Restoring:
    """One report on its way back: what it says now, and what it is to say. Only events are ever deleted meanwhile."""

    def __init__(self, actor: Actor, report: Report, content: Mapping[str, Any], now: dt.datetime) -> None:
        self._actor, self._report, self._now = actor, report, now
        self._pieces: Pieces = pieces_of([report])[report.pk]
        self._files = content.get("files", ())
        self._said: Said = content.get("pieces", {})
        self._is: Said = content_of(report, self._pieces).get("pieces", {})
        codes = {fields["place"] for fields in self._said.values() if fields.get("place")}
        authors = {fields["entered"][1] for fields in self._said.values() if "entered" in fields}
        self._authors = dict(Account.objects.filter(user_name__in=authors).values_list("user_name", "pk"))
        self._places = {place.code: place for place in Place.objects.filter(code__in=codes)}

    def run(self) -> None:
        """Put back events first, for lines name them; those that are too many go last."""
        events = self._events()
        self._lines(events)
        self._words()
        self._other_work()
        self._taken_files()
        for event in self._pieces.events:
            if f"event:{event.uid}" not in self._said:
                ReportLine.objects.filter(event=event).update(event=None)  # of lines taken out
                event.delete()

    def _changed(self, key: str) -> bool:
        return _without_hand(self._said.get(key)) != _without_hand(self._is.get(key))

    def _touch(self, piece: Piece, key: str) -> None:
        """Make a piece one version newer and save it: a device that holds an older one gets both."""
        piece.typed = dict(self._said.get(key, {}).get("typed", {}))
        piece.version = piece.version + 1 if piece.pk else 1
        entered = self._said.get(key, {}).get("entered")
        if entered:  # what stands again was typed then, by them
            piece.saved, piece.author_name = dt.datetime.fromisoformat(entered[0]), entered[1]
            piece.author_id = self._authors.get(entered[1])
        else:
            piece.author_id, piece.author_name, piece.saved = self._actor.account, self._actor.name, self._now
        piece.save()

    def _events(self) -> dict[str, ReportEvent]:
        there = {f"event:{event.uid}": event for event in self._pieces.events}
        for key, fields in self._said.items():
            if not key.startswith("event:"):
                continue
            if key in there and not self._changed(key):
                continue
            event = there.setdefault(key, ReportEvent(report=self._report, uid=UUID(key.removeprefix("event:"))))
            event.title = fields.get("title", "")
            event.first_day, event.last_day = _day(fields, "first_day"), _day(fields, "last_day")
            event.place = self._places.get(fields.get("place", ""))
            self._touch(event, key)
        return there

    def _lines(self, events: Mapping[str, ReportEvent]) -> None:
        for line in self._pieces.lines:
            key = key_of_line(self._report, line)
            fields = self._said.get(key, {})
            if not self._changed(key) and (fields or line.is_removed or not says_something(line)):
                continue
            line.kind = fields.get("kind", ReportLine.Kind.NONE)
            line.value = fields.get("value")
            line.cells = list(fields.get("cells", ()))
            line.includes_lower = fields.get("includes_lower", False)
            line.why, line.note = fields.get("why", ""), fields.get("note", "")
            line.is_wrong = fields.get("wrong", False)
            line.is_removed = not fields and key != f"line:{line.indicator.code}"
            line.event = events.get(f"event:{fields.get('event', '')}")
            line.place = self._places.get(fields.get("place", ""), line.place)
            self._touch(line, key)

    def _words(self) -> None:
        for word in self._pieces.words:
            key = f"word:{word.key}"
            if self._changed(key):
                word.text = self._said.get(key, {}).get("text", "")
                self._touch(word, key)

    def _other_work(self) -> None:
        for other in self._pieces.others:
            key = f"other:{other.uid}"
            if not self._changed(key):
                continue
            fields = self._said.get(key, {})
            other.what, other.where = fields.get("what", ""), fields.get("where", "")
            other.when, other.partner = _day(fields, "when"), fields.get("partner", "")
            other.is_wrong, other.is_removed = fields.get("wrong", False), not fields
            self._touch(other, key)

    def _taken_files(self) -> None:
        kept = [UUID(file["uid"]) for file in self._files]
        files = ReportFile.objects.filter(report=self._report)
        files.filter(uid__in=kept, is_removed=True).update(is_removed=False)
        files.filter(is_removed=False).exclude(uid__in=kept).update(is_removed=True)


def _without_hand(fields: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return fields and {name: value for name, value in fields.items() if name != "entered"}


def _day(fields: Mapping[str, Any], name: str) -> dt.date | None:
    return dt.date.fromisoformat(fields[name]) if fields.get(name) else None
