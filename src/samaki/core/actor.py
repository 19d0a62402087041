"""Who asks or acts: the value that every selector and service takes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Grant:
    """One role as it stands today: its name, the body it is held in and the theme it is limited to (database keys)."""

    role: str
    body: int | None = None
    theme: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person through their account, the system itself, or a reader of the command line.

    `account` is the database key of the account (None for the system and for nobody), `name` the sign-in name,
    `grants` the roles in force today.
    """

    account: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    is_system: bool = False

    def has_role(self, *roles: str) -> bool:
        """Say whether one of the roles is held, in whatever body."""
        return any(grant.role in roles for grant in self.grants)


SYSTEM: Final = Actor(account=None, name="system", is_system=True)
READER: Final = Actor(account=None, name="reader", grants=(Grant("reader"),))
