"""What the room that keeps report lines tells of a line in the ledger: its form, the hands it passed, its files.

The ledger does not know where lines come from; whoever keeps them answers the provider `line.story`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from samaki.core import providers
from samaki.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Hand:
    """What was done with a line, by whom and when. `who` is empty where the reader may not know."""

    what: str
    when: dt.date
    who: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note that a reviewer wrote on a line."""

    text: str
    who: str
    when: dt.date


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that came with a line, and where it opens."""

    name: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class LineStory:
    """A line in words. `address` is empty where the reader may not open the form.

    `hands` are by the position of the batch that published a version: what led to this version, in order. `remarks`
    and `papers` are those of the line and of the whole report, for readers of the form.
    """

    form: str
    line: str
    address: str = ""
    words: str = ""
    hands: Mapping[int, Sequence[Hand]] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    papers: Sequence[Paper] = ()


def line_stories(actor: Actor, lines: Collection[UUID]) -> Mapping[UUID, LineStory]:
    """Return what is told of these lines, in a fixed number of queries; a line that no room keeps is left out."""
    found: Mapping[UUID, LineStory] = providers.ask("line.story", actor, lines, default={}) if lines else {}
    return found
