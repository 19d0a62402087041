"""Our own server in a process of its own, for tests and measurements that stand outside it. Needs no Django."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 300


@contextmanager
def serving(
    environment: Mapping[str, str], log: Path, options: Sequence[str] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `samaki serve` on the port of the environment (`PORT`); yield its process when it answers, then stop it."""
    with log.open("a") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "samaki.cli", "serve", *options],
            env=dict(environment), stdout=output, stderr=output, cwd=ROOT,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{environment['PORT']}/health/", server, log)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an address answers 200. Raises RuntimeError with the log where the server ends or never does."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not answer within {STARTS_WITHIN} s:\n{log.read_text()}")
