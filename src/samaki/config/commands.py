"""Commands for this installation: set up, migrate, serve."""

from __future__ import annotations

import socket
import sys

from django.conf import settings

from samaki.config import tables
from samaki.config.setup import set_up
from samaki.core.commands import DONE, Groups, Namespace, whole
from samaki.core.problems import Refused


def register(groups: Groups) -> None:
    """Add `setup`, `migrate` and `serve`."""
    setup = groups.command(
        "setup",
        "Make what is missing: files of the pages, translations, tables; in a new database plans and figures.",
        "samaki setup\nSAMAKI_DATA_DIR=/srv/samaki samaki setup",
    )
    setup.set_defaults(run=run_setup, needs_tables=False)
    migrate = groups.command("migrate", "Bring the tables of the database to this version.", "samaki migrate")
    migrate.set_defaults(run=run_migrate, needs_tables=False)
    serve = groups.command(
        "serve",
        "Serve the pages with the production server, on this machine only unless told otherwise.",
        "samaki serve\nsamaki serve --port 8080\nsamaki serve --address 0.0.0.0 --workers 4",
    )
    serve.add_argument("--port", type=whole(1, 65535), default=settings.PORT, help="8000, or PORT")
    serve.add_argument("--address", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--workers", type=whole(1, 1000), default=2, help="processes (2)")
    serve.add_argument("--threads", type=whole(1, 1000), default=4, help="threads in each process (4)")
    serve.add_argument("--set-up", action="store_true", help="do first what `samaki setup` does")
    serve.set_defaults(run=run_serve, needs_tables=False)


def run_setup(args: Namespace) -> int:
    """Set up, saying each step."""
    set_up(lambda step: print(step, flush=True))
    return DONE


def run_migrate(args: Namespace) -> int:
    """Migrate, saying what was done."""
    done = tables.make_tables()
    print("\n".join(done) if done else "The tables are of this version already.")
    return DONE


def run_serve(args: Namespace) -> int:
    """Serve until interrupted."""
    if args.set_up:
        run_setup(args)
    else:
        tables.ensure_tables()
    _try_address(args.address, args.port)
    from samaki.config.server import Server

    _announce(args.address, args.port)
    Server(f"{args.address}:{args.port}", workers=args.workers, threads=args.threads).run()
    return DONE


def _try_address(address: str, port: int) -> None:
    """Raise Refused where the address cannot be listened on; the server itself would try for seconds, and say less."""
    where = f"--address {address} --port {port}"
    try:
        family, kind, _protocol, _name, place = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        raise Refused.because(
            "address", f"cannot listen there: {error.strerror}.", where=where, mend="Choose another with --port."
        ) from error


def _announce(address: str, port: int) -> None:
    print(f"\nSamaki: http://{address}:{port}/   (stop with Ctrl-C)")
    if settings.DEMONSTRATION:
        from samaki.registry.people.demonstration import PASSWORD, demonstration_accounts

        names = ", ".join(account.user_name for account in demonstration_accounts())
        print(f"Demonstration, sign in as one of: {names}\nThe password of each: {PASSWORD}")
    sys.stdout.flush()
