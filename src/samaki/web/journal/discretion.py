"""What of the journal is left out: nothing comes out here that its reader could not see elsewhere.

Reasons for acts on reports and events, and for excusing, are words of reports: they are for whoever reads every
report. E-mail addresses of people and the names of files that were not published are for nobody here. Values and what
is typed never enter the journal at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from samaki.core.actor import Actor
from samaki.core.models import JournalEntry
from samaki.ledger.models import Evidence
from samaki.ledger.protection import NO_BODY
from samaki.registry.people.rights import may

WORDS_OF_REPORTS: Final = ("report.", "event.", "line.", "fact.", "due.")
STORE: Final = "evidence.store"
TAKE_OUT: Final = "report.take_out_file"


@dataclass(frozen=True, slots=True)
class Discretion:
    """What one reader sees of some rows: whether they read every report, and which files' names anybody may know."""

    reads_reports: bool
    published: Collection[str]

    @classmethod
    def of(cls, actor: Actor, entries: Collection[JournalEntry]) -> Self:
        """Look it up for these rows: one query at most."""
        uids = {entry.subject for entry in entries if entry.action == STORE}
        public = Evidence.objects.filter(uid__in=uids, is_published=True, is_personal=False)
        names = {str(uid) for uid in public.values_list("uid", flat=True)} if uids else set()
        return cls(may(actor, "report.read", NO_BODY), names)

    def hides_reason(self, entry: JournalEntry) -> bool:
        """Say whether the reason is a word of a report that the reader may not read."""
        return bool(entry.reason) and not self.reads_reports and entry.action.startswith(WORDS_OF_REPORTS)

    def hides(self, entry: JournalEntry, field: str) -> bool:
        """Say whether a field of what was before and after is left out."""
        if field == "email" or (entry.action == TAKE_OUT and field == "name"):
            return True
        return entry.action == STORE and field == "name" and entry.subject not in self.published
