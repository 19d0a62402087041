"""What reports must be, as simple as can be said: the random stories of the ladder are held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from samaki.calculate.model import MILLION

from ..shared_events import own_uid
from .world import MARCH

SPACE = UUID("0b9f7c0e-3d0e-4b7a-8f5e-6a4d1b7f2c11")
EVENTS = [str(uuid5(SPACE, name)) for name in "abc"]
REPORTS = {"commune": ("CC111", "cc111", MARCH), "march": ("PC1", "pc1", MARCH), "february": ("PC1", "pc1", MARCH - 1)}
OWED = {"CC111": ("TRAINED",), "PC1": ("TRAINED", "VICTIMS", "DAYS")}
WAY = {"CC111": ("DC11", "PC1"), "PC1": ("GS",)}
# who: the bodies in which they are reporter, chair, reviewer, approver
CAST: dict[str, tuple[str, str, str, str]] = {
    "cc111.reporter": ("CC111", "", "", ""),
    "cc111.chair": ("", "CC111", "", ""),
    "dc11.reviewer": ("", "", "DC11", ""),
    "pc1.reporter": ("PC1", "", "", ""),
    "pc1.chair": ("", "PC1", "", ""),
    "pc1.approver": ("", "", "", "PC1"),
    "gs.approver": ("", "", "", "GS"),
    "pc2.reporter": ("PC2", "", "", ""),
    "twg.reviewer": ("", "", "TWG", ""),
    "monitoring": ("", "", "", ""),
    "every.post": ("PC1", "PC1", "", "GS"),
}
Typed = dict[str, str]
NOTHING_SAID: Typed = {}


@dataclass
class Model:
    """What one report must be: as simple as can be said."""

    body: str
    state: str = "draft"
    holder: str = ""
    intent: str = "report"
    said: dict[str, Typed] = field(default_factory=dict)  # key -> what was typed
    hands: set[str] = field(default_factory=set)
    approved: dict[str, Typed] | None = None
    settled: str = "approved"  # where it stood when it was opened again
    stands: list[tuple[str, object]] = field(default_factory=list)  # (indicator, value or "nil")

    def says(self, key: str) -> bool:
        typed = self.said.get(key, NOTHING_SAID)
        return bool(typed.get("value") or typed.get("kind") or typed.get("text"))

    @property
    def is_wrong(self) -> bool:
        return any(typed.get("value") == "x" for typed in self.said.values())

    @property
    def is_doubtful(self) -> bool:
        """Whether it ticks *nothing to report* beside figures, or says one line twice."""
        numbers = [key for key, typed in self.said.items() if typed.get("value")]
        where = [(typed["indicator"], typed.get("event")) for _key, typed in self._lines()]
        return (self.says("word:nothing") and bool(numbers)) or len(where) > len(set(where))

    @property
    def may_be_submitted(self) -> bool:
        """Whether nothing of what it says stands against it."""
        if self.intent == "withdrawal":
            return True
        return not (self.is_wrong or self.is_doubtful) and any(map(self.says, self.said))

    def _lines(self) -> Iterator[tuple[str, Typed]]:
        return ((key, typed) for key, typed in self.said.items() if key.startswith("line:") and self.says(key))

    def figures(self) -> list[tuple[str, object]]:
        """Return what an approval must make of it."""
        found: list[tuple[str, object]] = [
            (typed["indicator"], "nil" if typed.get("kind") == "nil" else int(typed["value"]) * MILLION)
            for _key, typed in self._lines()
        ]
        if self.says("word:nothing"):
            answered = {indicator for indicator, _value in found}
            found += [(code, "nil") for code in OWED[self.body] if code not in answered]
        return found


def taken(event: str) -> list[str]:
    """Return an event with the province's own one: the commune named it first."""
    return [event, str(own_uid(UUID(event), "PC1"))]
