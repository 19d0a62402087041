"""The command `samaki`: finds the command in the rooms, runs it, turns refusals into one line.

Every room that has commands exposes them in its `commands.py` as `register(groups)`; `core/commands.py` shows the
shape. Exit codes: 0 done, 1 it ran and found something wrong, 2 it could not be done or was used wrongly.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from samaki.core.commands import MISUSED, Groups, Namespace, Parser
from samaki.core.problems import Refused

ROOMS_WITH_COMMANDS = (
    "samaki.config",
    "samaki.registry.people",
    "samaki.registry.plan",
    "samaki.ledger",
    "samaki.insight.engine",
    "samaki.insight.pitt",
)
EXAMPLES = """
samaki setup
samaki serve --port 8000
samaki plan check plans/my-plan
samaki pitt --help
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. The console script ends the process with it."""
    if sys.stdout is None:  # closed by whoever called: `samaki pitt >&-`
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except Refused as refusal:
        return _refuse(str(refusal))
    except BrokenPipeError:  # the reader of our output closed it: `samaki pitt | head`
        _forget_output()
        return 0
    except OSError as error:  # a full disk, a folder that may not be read: whatever it is, it is no fault of ours
        _forget_output()
        return _refuse(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
    except KeyboardInterrupt:
        return 130
    return code


def run(arguments: Sequence[str]) -> int:
    """Run one command in this process; raises Refused. Used by commands that are made of other commands."""
    _start_django()
    from django.db.utils import DatabaseError

    args = _parser_and_groups()[0].parse_args(arguments)
    try:
        if getattr(args, "needs_tables", True):
            from samaki.config.tables import ensure_tables

            ensure_tables()
        return run_function(args)
    except DatabaseError as error:
        raise Refused.because("database", f"The database did not answer as it should: {_first_line(error)}") from error


def run_function(args: Namespace) -> int:
    """Call what the command's parser named as its function."""
    code: int = args.run(args)
    return code


def build_groups() -> Groups:
    """Return the commands of every room. Django must have started."""
    return _parser_and_groups()[1]


def _parser_and_groups() -> tuple[Parser, Groups]:
    from samaki import __version__

    parser = Parser(
        prog="samaki",
        description="Runs a national plan of action: plan, ledger, tracking table and this installation.",
        epilog=EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"samaki {__version__}")
    groups = Groups(parser)
    for room in ROOMS_WITH_COMMANDS:
        importlib.import_module(f"{room}.commands").register(groups)
    return parser, groups


def _start_django() -> None:
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.config.settings")
    django.setup()
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    translation.activate("km" if locale.startswith("km") else "en")


def _forget_output() -> None:
    """Send what is still unwritten nowhere: else Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(text: str) -> int:
    print(f"samaki: {' '.join(text.split())}", file=sys.stderr)
    return MISUSED


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
