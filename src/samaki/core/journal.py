"""The journal's one writer: each act is chained to the one before it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import transaction

from samaki.core import clock
from samaki.core.actor import Actor
from samaki.core.digests import canonical
from samaki.core.models import ChainHead, JournalDetail, JournalEntry


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
    """Write one journal row. `before` and `after` are plain mappings; give `head` where it is locked already."""
    head = head or locked_head()
    salt = secrets.token_hex(16) if before is not None or after is not None else ""
    entry = JournalEntry(
        at=clock.now(),
        action=action,
        actor_id=actor.account,
        actor_name=actor.name,
        subject=subject,
        reason=reason,
        detail_digest=detail_digest(salt, before, after) if salt else "",
    )
    entry.digest = entry_digest(head.journal_digest, entry)
    entry.save(force_insert=True)
    if salt:
        JournalDetail.objects.create(entry=entry, before=before, after=after, salt=salt)
    head.journal_digest = entry.digest
    head.save(update_fields=["journal_digest"])
    return entry


def detail_digest(salt: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """Return the salted SHA-256 of a detail, so that a detail can be erased and yet be proved while it stands."""
    return hashlib.sha256(canonical({"salt": salt, "before": before, "after": after}).encode()).hexdigest()


def entry_digest(previous: str, entry: JournalEntry) -> str:
    """Return the SHA-256 that chains an entry to the one before it."""
    content = {
        "at": entry.at,
        "action": entry.action,
        "actor": entry.actor_name,
        "subject": entry.subject,
        "reason": entry.reason,
        "detail": entry.detail_digest,
    }
    return hashlib.sha256(f"{previous}\n{canonical(content)}".encode()).hexdigest()
