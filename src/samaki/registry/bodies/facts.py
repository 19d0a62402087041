"""What a source says of a body, in words: each fact with its label, each absence named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The order of the page; a fact without a label here is shown last, under its own name.
LABELS: Final[Mapping[str, Promise]] = {
    "short_name": _("Short name"),
    "chair": _("Chair, as stated"),
    "led_by": _("Led by"),
    "members_said": _("Members, as stated"),
    "seat": _("Seat"),
    "composition": _("Who belongs to it"),
    "roles": _("What it is for"),
    "basis": _("Whether the source states it"),
    "assumed": _("Assumed"),
    "note": _("Note"),
    "notes": _("Notes"),
    "contradictions": _("Contradictions of the source"),
    "absent": _("Looked for"),
    "page": _("Page of the source"),
}
# Facts that need no line of their own: they show elsewhere on the page.
ELSEWHERE: Final = frozenset({"group", "abbreviation", "chair_body"})
# Facts that stand among the posts where the source lists none.
SHOWN_AS_HEADS: Final = frozenset({"chair", "led_by"})
WORDS: Final[Mapping[str, Promise]] = {
    "assumed": _("assumed"),
    "source": _("stated in the source"),
}
ROLES: Final[Mapping[str, Promise]] = {
    "chair": _("Chair"),
    "permanent_vice_chair": _("Permanent Vice-Chair"),
    "vice_chair": _("Vice-Chair"),
    "secretary_general": _("Secretary General"),
    "secretary": _("Secretary"),
    "secretary_of_state": _("Secretary of State"),
    "head": _("Head"),
    "lead": _("Lead"),
    "member": _("Member"),
    "other": _("Other"),
    "other_member": _("Other member"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a fact: a text {"en", "km"} or plain, and where it stands."""

    text: Any
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact: its label and its values. `absent`: the source does not say."""

    name: str
    label: Promise | str
    values: tuple[Said, ...]
    absent: bool = False


def stated(facts: Mapping[str, Any], cited: Callable[[str], str] = str) -> Iterator[Stated]:
    """Yield the facts of a body in the order of the page; `cited` says a source in the reader's words."""
    known = [name for name in LABELS if name in facts]
    for name in (*known, *(name for name in facts if name not in LABELS and name not in ELSEWHERE)):
        value = facts[name]
        if value is None or value == [] or value == {} or value == "" or value is False:
            continue
        label = LABELS.get(name) or name.replace("_", " ")
        if value == "absent":
            yield Stated(name, label, (), absent=True)
        else:
            yield Stated(name, label, tuple(_values(value, cited)), absent=name == "absent")


def chairs(facts: Mapping[str, Any], cited: Callable[[str], str] = str) -> list[tuple[Promise | str, Said]]:
    """Return who heads a body by what the source says of it, where it lists no posts: (role, said)."""
    heads: list[tuple[Promise | str, Said]] = [
        (ROLES["chair"], said) for said in _values(facts.get("chair") or (), cited)
    ]
    return heads + [(LABELS["led_by"], said) for said in _values(facts.get("led_by") or (), cited)]


def role_name(role: str) -> Promise | str:
    """Return a role in words."""
    return ROLES.get(role) or role.replace("_", " ")


def _values(value: Any, cited: Callable[[str], str]) -> Iterator[Said]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _values(each, cited)
    elif value is True:
        yield Said(str(_("yes")))
    elif isinstance(value, Mapping):
        if "text" in value:
            yield Said(value["text"], cited(str(value.get("source") or "")))
        else:
            yield Said(value)
    else:
        yield Said(str(WORDS.get(str(value), value)))
