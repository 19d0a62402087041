"""What is kept about people: accounts, their roles, their invitations."""

from .account import Account
from .invitation import Invitation
from .role import Role, RoleName

__all__ = ["Account", "Invitation", "Role", "RoleName"]
