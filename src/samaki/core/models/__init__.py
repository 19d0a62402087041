"""The rows of the core: chain head, batches, journal."""

from samaki.core.models.batch import Batch, BatchRow, ChainHead
from samaki.core.models.journal import JournalDetail, JournalEntry, JournalSubject

__all__ = ["Batch", "BatchRow", "ChainHead", "JournalDetail", "JournalEntry", "JournalSubject"]
