"""Samaki runs a national plan of action: what was planned, who reports, what was achieved, and from which source."""

__version__ = "0.1.0"
