"""Seams between rooms that may not import each other: one registers a function by a dotted name, another calls it.

Registered in `AppConfig.ready`; a name has one provider. A name nobody registered answers with the default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_providers: dict[str, Callable[..., Any]] = {}


def register(name: str, provider: Callable[..., Any]) -> None:
    """Offer a function under a name; a second one of the same name is a mistake in the code."""
    known = _providers.get(name)
    if known is not None and known is not provider:
        raise RuntimeError(f"two providers for {name}")
    _providers[name] = provider


def ask(name: str, *args: Any, default: Any = None, **kwargs: Any) -> Any:
    """Call the provider of a name, or return the default where nobody offers it."""
    provider = _providers.get(name)
    return default if provider is None else provider(*args, **kwargs)
