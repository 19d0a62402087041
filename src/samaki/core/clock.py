"""The one clock: every other module asks here what day it is, so that a demonstration can stand on its own day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone


def today() -> dt.date:
    """Return the day in the installation's time zone, or the demonstration's own day where one is set."""
    chosen: dt.date | None = getattr(settings, "DEMONSTRATION_DAY", None)
    return chosen or timezone.localdate()


def now() -> dt.datetime:
    """Return the system's instant, aware, always the real one: what is *recorded* is never set by a demonstration."""
    return timezone.now()
