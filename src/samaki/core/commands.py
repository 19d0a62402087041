"""How a room adds commands to `samaki`: the one shape of every `commands.py`.

    def register(groups: Groups) -> None:
        plan = groups.group("plan", "Check, load and export plans.")
        check = plan.add_parser("check", help="Name every problem.", epilog="samaki plan check plans/x")
        check.add_argument("folder", type=Path)
        check.set_defaults(run=run_check, needs_tables=False)

    def run_check(args: Namespace) -> int: ...

A run function returns the exit code: `DONE`, `FOUND` (it ran, and what it looked at is wrong) or `MISUSED`. It raises
`core.problems.Refused` where something cannot be done: printed as one line on stderr, exit code `MISUSED`.
`needs_tables=False` says that a command works without a database; all others find their tables made.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from typing import Any, Final, NoReturn

Namespace = argparse.Namespace
Run = Callable[[Namespace], int]

DONE: Final = 0
FOUND: Final = 1
MISUSED: Final = 2


class Parser(argparse.ArgumentParser):
    """An argument parser that says a wrong use in one line, and shows its epilog as examples, line by line."""

    def __init__(self, *, epilog: str | None = None, **options: Any) -> None:
        options.setdefault("description", options.pop("about", None))
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(epilog=f"examples:\n{_indented(epilog)}" if epilog else None, **options)

    def error(self, message: str) -> NoReturn:
        """End with one line on stderr and exit code 2."""
        print(f"{self.prog}: {message} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(MISUSED)


class Groups:
    """The commands of `samaki`, by group. A group is made by the first room that names it; others may add to it."""

    def __init__(self, parser: Parser) -> None:
        self._top: argparse._SubParsersAction[Parser] = parser.add_subparsers(
            dest="group", metavar="COMMAND", required=True, parser_class=Parser
        )
        self._groups: dict[str, argparse._SubParsersAction[Parser]] = {}

    def group(self, name: str, about: str) -> argparse._SubParsersAction[Parser]:
        """Return the group of commands with this name: `samaki <name> <command>`. Its help lists what each can do."""
        if name not in self._groups:
            epilog = f"samaki {name} COMMAND --help"
            parser = self._top.add_parser(name, help=about, description=about, epilog=epilog)
            self._groups[name] = parser.add_subparsers(
                dest="command", metavar="COMMAND", required=True, parser_class=Parser
            )
        return self._groups[name]

    def command(self, name: str, about: str, epilog: str = "") -> Parser:
        """Return the parser of a command without a group: `samaki <name>`."""
        return self._top.add_parser(name, help=about, description=about, epilog=epilog)

    def names(self) -> set[str]:
        """Return the names of all groups and of the commands without one."""
        return set(self._top.choices or ())


def whole(least: int, greatest: int) -> Callable[[str], int]:
    """Return the type of an argument that is a whole number within these bounds."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= greatest:
            return int(text)
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {greatest}")

    return read


def day(text: str) -> dt.date:
    """Read an argument that is a day, such as 2018-04-09."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2018-04-09") from error


def _indented(text: str) -> str:
    return "\n".join(f"  {line.strip()}" for line in text.strip().splitlines())
