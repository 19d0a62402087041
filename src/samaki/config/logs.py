"""Keeps personal data out of the server's log."""

from __future__ import annotations

import logging
import re

_NETWORK_ADDRESS = re.compile(r"\bip=[^\s,;]+?(?=:?(?:\s|$))")


# What of an address names somebody, or opens an account.
_PERSON = re.compile(r"^(/accounts/(?:invitation|people)/)[^/]+")


class WithoutPersonalData(logging.Filter):
    """Drops what Django attaches to a record about the request: who asked, from where, with which form."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its request; an address loses its query and whom it names."""
        for name in ("request", "user", "ip"):
            record.__dict__.pop(name, None)
        if isinstance(record.args, tuple):
            record.args = tuple(
                _PERSON.sub(r"\1…", value.split("?")[0]) if isinstance(value, str) and value.startswith("/") else value
                for value in record.args
            )
        return True


class WithoutNetworkAddress(logging.Filter):
    """Drops from the server's own lines where a request that it could not read came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without `ip=…`."""
        record.msg, record.args = _NETWORK_ADDRESS.sub("ip=…", record.getMessage()), ()
        return True
