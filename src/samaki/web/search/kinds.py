"""What the search box looks through, in the order in which hits are shown. A kind nobody offers is left out."""

from __future__ import annotations

from typing import Final

KINDS: Final = (
    "indicators",
    "strategies",
    "outputs",
    "bodies",
    "places",
    "statements",
    "recommendations",
    "documents",
    "help",
)
GLOSSARY: Final = "glossary"
