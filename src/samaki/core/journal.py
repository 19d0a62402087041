"""The journal's one writer: each act is chained to the one before it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from samaki.core import clock
from samaki.core.actor import Actor
from samaki.core.digests import canonical
from samaki.core.models import ChainHead, JournalDetail, JournalEntry, JournalSubject

LONGEST_NAME: Final = 150
ADDRESS: Final = "/"  # a detail of several things is keyed by their addresses


def locked_head() -> ChainHead:
    """Return the chain's head, locked until the transaction ends; made on first use."""
    head = ChainHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=1)
        head = ChainHead.objects.select_for_update().get(pk=1)
    return head


@transaction.atomic
def record(
    actor: Actor,
    *,
    action: str,
    subject: str = "",
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    head: ChainHead | None = None,
) -> JournalEntry:
    """Write one journal row. `before` and `after` are plain mappings; give `head` where it is locked already.

    Keyed by several addresses, they say what became of each: every one of them then finds the row as its subject does.
    """
    head = head or locked_head()
    salt = secrets.token_hex(16) if before is not None or after is not None else ""
    entry = JournalEntry(
        at=clock.now(),
        action=action,
        actor_id=actor.account,
        actor_name=actor.name,
        acting_for=actor.acting_for[:LONGEST_NAME],
        subject=subject,
        reason=reason,
        detail_digest=detail_digest(salt, before, after) if salt else "",
    )
    entry.digest = entry_digest(head.journal_digest, entry)
    entry.save(force_insert=True)
    if salt:
        JournalDetail.objects.create(entry=entry, before=before, after=after, salt=salt)
        JournalSubject.objects.bulk_create(
            [JournalSubject(entry=entry, subject=one[:LONGEST_NAME]) for one in several_subjects(before, after)]
        )
    head.journal_digest = entry.digest
    head.save(update_fields=["journal_digest"])
    return entry


def several_subjects(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[str]:
    """Return the addresses by which a detail is keyed, if there are several; of one alone the row's subject tells."""
    found = sorted({key for side in (before, after) for key in side or () if key.startswith(ADDRESS)})
    return found if len(found) > 1 else []


def detail_digest(salt: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """Return the salted SHA-256 of a detail, so that a detail can be erased and yet be proved while it stands."""
    return hashlib.sha256(canonical({"salt": salt, "before": before, "after": after}).encode()).hexdigest()


def entry_digest(previous: str, entry: JournalEntry) -> str:
    """Return the SHA-256 that chains an entry to the one before it; in whose stead it was done only where it was."""
    content = {
        "at": entry.at,
        "action": entry.action,
        "actor": entry.actor_name,
        "subject": entry.subject,
        "reason": entry.reason,
        "detail": entry.detail_digest,
    } | ({"acting_for": entry.acting_for} if entry.acting_for else {})
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()
