"""Our own server in a process of its own, for tests and measurements that stand outside it. Needs no Django."""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 300
ENDS_WITHIN = 60
# Below those that the system gives to connections going out: none of them takes a port between its choice and its use.
# And above 10080, which browsers refuse.
PORTS = range(11_000, 31_000)
_tries = itertools.count(os.getpid() * 53)  # each process looks from a place of its own, and on from there


@contextlib.contextmanager
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
            _end(server)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Let a server finish; a browser that holds on to its connection does not keep it for ever."""
    server.terminate()
    try:
        server.wait(timeout=ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def free_port() -> int:
    """Return a port nobody listens on, and that no other process of the tests is given at the same moment."""
    for number in itertools.islice(_tries, len(PORTS)):
        port = PORTS[number % len(PORTS)]
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port is free.")


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
