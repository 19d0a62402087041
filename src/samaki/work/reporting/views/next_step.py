"""Where a report goes from here, by name."""

from __future__ import annotations

from samaki.core import formats
from samaki.registry.bodies.models import Body

from ..rules import next_body
from ..standing import Way


def goes_to(way: Way, holder: int | None = None) -> str:
    """Return the name of the body to which a report goes: the first of its way, or the one after the holder."""
    key = way.bodies[0] if holder is None else next_body(way, holder)
    return name_of(key) if key is not None else ""


def name_of(body: int) -> str:
    """Return a body's name: one query."""
    name = Body.objects.filter(pk=body).values_list("name", flat=True).first()
    return formats.local_text(name)[0]
