"""Keeps Python's collector of cycles out of the way while a world is fetched and asked.

60,000 plain tuples hold no cycles, yet each generation of new ones makes the collector walk them all again: measured,
it took half of the time of a table (bench/pitt.py). What it would have found it finds a moment later.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_pauses = 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let nothing be collected inside; pauses may overlap (in threads) and nest."""
    global _pauses
    with _lock:
        _pauses += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if _pauses == 0:
                gc.enable()
