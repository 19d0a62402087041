"""The notes on a report as one reader may see them: what was sent, one's own, and what would go with one's return."""

from __future__ import annotations

from collections import defaultdict

from samaki.core.actor import Actor
from samaki.registry.people.rights import RIGHTS

from .models import Report, ReportNote


class NotesSeen:
    """The notes by the key of their piece ("": the whole report): one query. `drafts`: how many a return would send."""

    def __init__(self, actor: Actor, report: Report) -> None:
        self.actor, self.report = actor, report
        self.drafts = 0
        self._read: defaultdict[str, list[ReportNote]] = defaultdict(list)
        self._mine: dict[str, ReportNote] = {}
        for note in ReportNote.objects.filter(report=report).select_related("author", "body").order_by("pk"):
            goes_along = self._goes_along(note)
            self.drafts += goes_along
            if note.sent is None and note.author_id == actor.account:
                self._mine.setdefault(note.key, note)
            elif note.sent or goes_along:
                self._read[note.key].append(note)

    def read(self, key: str) -> list[ReportNote]:
        """Return the notes on a piece that are only read here: what was sent, and what a colleague is about to send."""
        return self._read.get(key, [])

    def mine(self, key: str) -> ReportNote | None:
        """Return the reader's own note on a piece that has not been sent."""
        return self._mine.get(key)

    def _goes_along(self, note: ReportNote) -> bool:
        """Say whether a note goes when the actor returns the report: all of the body's, also a colleague's."""
        returning = RIGHTS["report.return"].reach
        return (
            note.sent is None
            and note.body_id == self.report.holder_id
            and any(grant.body == note.body_id and grant.role in returning for grant in self.actor.grants)
        )
