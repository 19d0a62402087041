"""Keeping evidence: the file first, written and synced; then the row. Nothing is edited afterwards."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import clock, journal
from samaki.core.actor import Actor
from samaki.core.problems import Refused
from samaki.ledger import files
from samaki.ledger.models import Evidence

LONGEST_NAME: Final = 200
# A file younger than this may belong to a transaction that has not ended.
ORPHAN_AFTER: Final = dt.timedelta(hours=1)


def store_evidence(
    actor: Actor,
    *,
    name: str,
    content: bytes,
    uid: UUID | None = None,
    citation: str = "",
    address: str = "",
    published: dt.date | None = None,
    published_basis: str = "",
    is_published: bool = False,
    is_personal: bool = False,
    is_illustrative: bool = False,
) -> Evidence:
    """Keep what a fact rests on as it arrived, and return its row. The same uid sent twice is once.

    `content` at most 10 MB and not empty. Raises Refused; also where a uid comes again with another content.
    """
    if not content:
        raise Refused.because("evidence.empty", _("The file is empty."), where=name)
    refuse_too_large(name, len(content))
    sha256 = files.keep(content)
    with transaction.atomic():
        head = journal.locked_head()
        there = Evidence.objects.filter(uid=uid).first() if uid else None
        if there is not None:
            if there.sha256 != sha256:
                raise Refused.because(
                    "evidence.other_content", _("This evidence has another content already."), where=name
                )
            return there
        evidence = Evidence.objects.create(
            uid=uid or uuid4(),
            sha256=sha256,
            name=_safe_name(name),
            media_type=files.sniffed_type(content),
            size=len(content),
            citation=citation,
            address=address,
            published=published,
            published_basis=published_basis,
            received=clock.now(),
            is_published=is_published,
            is_personal=is_personal,
            is_illustrative=is_illustrative,
        )
        after = {"name": evidence.name, "sha256": sha256, "size": evidence.size}
        journal.record(actor, action="evidence.store", subject=str(evidence.uid), after=after, head=head)
        return evidence


def refuse_too_large(name: str, size: int) -> None:
    """Raise Refused for more bytes than a file may have: asked before they are read, nobody fills the memory."""
    if size > files.LARGEST:
        raise Refused.because(
            "evidence.too_large",
            _("The file is larger than 10 MB."),
            where=name,
            mend=_("Make it smaller or split it."),
        )


def sweep_evidence(*, older_than: dt.timedelta = ORPHAN_AFTER) -> int:
    """Delete the files that no evidence names, and what was left half-written; return how many."""
    known = set(Evidence.objects.values_list("sha256", flat=True))
    before = (clock.now() - older_than).timestamp()
    swept = 0
    for path in files.files():
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink()
            swept += 1
    return swept


def _safe_name(name: str) -> str:
    """Return the file's own name without folders or control characters, at most 200 characters, its ending kept."""
    bare = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    clean = "".join(char for char in bare if unicodedata.category(char) not in {"Cc", "Cf"}).strip(" .") or "file"
    if len(clean) <= LONGEST_NAME:
        return clean
    ending = PurePosixPath(clean).suffix[:20]
    return clean[: LONGEST_NAME - len(ending)] + ending
