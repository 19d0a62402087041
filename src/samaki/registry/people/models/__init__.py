"""What is kept about people."""

from .account import Account

__all__ = ["Account"]
