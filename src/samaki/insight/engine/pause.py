"""Keeps Python's collector of cycles out of the way while a world is fetched and asked.

60,000 plain tuples hold no cycles, yet each generation of new ones makes the collector walk them all again: measured,
it took more than half of the time of a table (bench/pitt.py). A world is freed by its last reader; what else was made
meanwhile counts as old at once, and is walked now and then.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

WALK_EVERY: Final = 50  # pauses

_lock = threading.Lock()
_open = 0
_ended = 0


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let nothing be collected inside; pauses may overlap (in threads) and nest."""
    global _open
    with _lock:
        _open += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _open -= 1
            if _open == 0:
                _go_on()


def _go_on() -> None:
    global _ended
    _ended += 1
    if _ended % WALK_EVERY == 0:
        gc.collect()
    else:
        gc.freeze()  # moves everything aside without walking it,
        gc.unfreeze()  # and back among what is old
    gc.enable()
