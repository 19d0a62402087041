"""Who asks or acts: the value that every selector and service takes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grant:
    """One role as it stands today: its name, the body it is held in and the theme it is limited to (database keys).

    `acting_for` is the sign-in name of whoever it is held for; empty: it is one's own.
    """

    role: str
    body: int | None = None
    theme: int | None = None
    acting_for: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person through their account, the system itself, or a reader of the command line.

    `account` is the database key of the account (None for the system and for nobody), `name` the sign-in name,
    `grants` the roles in force today. `acting_for` says in whose stead the act at hand is done: sign-in names, for the
    journal; empty where it is done in one's own right.
    """

    account: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    acting_for: str = ""

    def has_role(self, *roles: str) -> bool:
        """Say whether one of the roles is held, in whatever body."""
        return any(grant.role in roles for grant in self.grants)


SYSTEM: Final = Actor(account=None, name="system", is_system=True)
READER: Final = Actor(account=None, name="reader", grants=(Grant("reader"),))
