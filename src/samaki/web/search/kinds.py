"""What the search box looks through, in the order shown; a kind nobody offers is left out, the glossary comes last."""

from __future__ import annotations

from typing import Final

GLOSSARY: Final = "glossary"
HELP: Final = "help"
KINDS: Final = (
    "indicators",
    "strategies",
    "outputs",
    "bodies",
    "places",
    "statements",
    "recommendations",
    "documents",
    HELP,
)
