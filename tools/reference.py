"""Writes docs/reference/ from the code: commands, settings, the format of a plan's folder, actions and rights.

`python tools/reference.py` writes the pages. With `--check` it writes nothing; exit code 1: one is out of date.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "samaki"
PAGES: Final = ROOT / "docs" / "reference"
MADE: Final = "<!-- Made by tools/reference.py. Change the code, then run it again. -->"

# What each environment variable is for, and what holds without it: exactly those that the code reads.
SETTINGS: Final[dict[str, tuple[str, str]]] = {
    "SAMAKI_ALLOWED_HOSTS": (
        "Further host names under which this installation answers, parted by commas. The name in `SAMAKI_PUBLIC_URL`, "
        "`127.0.0.1` and `localhost` need not be named.",
        "none",
    ),
    "SAMAKI_DATABASE_URL": (
        "The database: `postgres://user:password@host:5432/name` (with `?sslmode=…` where needed), or "
        "`sqlite:////absolute/path`.",
        "`samaki.sqlite3` in the data folder",
    ),
    "SAMAKI_DATA_DIR": (
        "The data folder: database (with SQLite), evidence, secret key. Made where it is missing.",
        "`var` in the current folder",
    ),
    "SAMAKI_DEMO": (
        "`1` makes a demonstration: illustrative figures, accounts with known passwords, and a banner on every page.",
        "off",
    ),
    "SAMAKI_DEMO_HISTORY": (
        "How much of its illustrative history a demonstration makes at its first start: `whole`, `small` (one "
        "province, a few months) or `none`.",
        "`whole`",
    ),
    "SAMAKI_EMAIL_HOST": ("The mail server for messages of the system. Without it none is sent.", "none"),
    "SAMAKI_PLANS_DIR": ("The folder that holds the folders of plans.", "`plans` beside the source"),
    "SAMAKI_PROXIES": (
        "How many proxies stand in front of the server. So many entries of `X-Forwarded-For` are believed, and "
        "`X-Forwarded-Proto` too. With 0 both are ignored.",
        "0",
    ),
    "SAMAKI_PUBLIC_URL": (
        "The address that people type. If it begins with `https://`, cookies are secure and http is redirected.",
        "`http://127.0.0.1:` and the port",
    ),
    "SAMAKI_SECRET_KEY": (
        "The key that signs sessions and links. Keep it secret; whoever changes it signs everybody out.",
        "made at the first start and kept in the data folder",
    ),
    "SAMAKI_TIME_ZONE": ("The time zone that decides when a day ends.", "`Asia/Phnom_Penh`"),
    "SAMAKI_TODAY": (
        "The day on which a demonstration stands, such as `2018-04-09` (`make run` sets it): *today*, lateness, and "
        "the day from which what is done there is known. What is recorded, sessions and rate limits keep the real "
        "clock. Refused where `SAMAKI_DEMO` is off.",
        "the real day",
    ),
    "PORT": ("The port of `samaki serve`.", "8000"),
}
READS_A_VARIABLE: Final = re.compile(r"""["'](SAMAKI_[A-Z_]+|PORT)["']""")


def commands_page() -> str:
    """Return the page of all commands, from their argument parsers."""
    from django.utils.translation import override

    from samaki.cli import build_groups

    lines = [
        "# Commands",
        "",
        "`samaki` is installed with the package. Exit codes: 0 done; 1 it ran, and what it looked at is wrong; 2 it "
        "could not be done, or was used wrongly (one line on stderr says why).",
        "",
    ]
    with override("en"):
        for parser, about in _leaves(build_groups()._top):
            lines += _command(parser, about)
    return _page(lines)


def settings_page() -> str:
    """Return the page of environment variables; raises LookupError where SETTINGS and the code do not agree."""
    read = variables_read()
    if read != SETTINGS.keys():
        raise LookupError(f"SETTINGS in tools/reference.py and the code differ: {sorted(read ^ SETTINGS.keys())}")
    rows = [(f"`{name}`", *SETTINGS[name]) for name in sorted(read)]
    return _page(
        [
            "# Settings",
            "",
            "An installation is set up by environment variables. None is needed for a first look.",
            "",
            *_table(("variable", "what it does", "without it"), rows),
        ]
    )


def variables_read() -> set[str]:
    """Return the environment variables that the package names."""
    files = (path for path in SOURCE.rglob("*.py") if "tests" not in path.parts)
    return {name for path in files for name in READS_A_VARIABLE.findall(path.read_text(encoding="utf-8"))}


def actions_page() -> str:
    """Return the page of actions and rights, from the one table of rights."""
    from django.utils.translation import override

    from samaki.registry.people.models.role import RoleName
    from samaki.registry.people.rights import RELATION_WORDS, RIGHTS

    with override("en"):
        roles = [str(role.label) for role in RoleName]
        rows = []
        for action, right in RIGHTS.items():
            reaches = [
                "; ".join(
                    str(words) for relation, words in RELATION_WORDS.items() if relation in right.reach.get(role, ())
                )
                for role in RoleName
            ]
            rows.append((f"`{action}`", str(right.about), *(reach or "–" for reach in reaches)))
    return _page(
        [
            "# Actions and rights",
            "",
            "Each action has one name: for the permission, the journal and the help page. The cells say for which "
            "bodies a role may do it. `registry/people/rights.py` is the only place where this is written.",
            "",
            *_table(("action", "what it is", *roles), rows),
        ]
    )


def plan_format_page() -> str:
    """Return the page on the folder of a plan, from the dataclasses that describe it."""
    from samaki.registry.plan.document.model import PlanDocument
    from samaki.registry.plan.document.shape import fields_of

    files: dict[str, list[tuple[str, Any]]] = {}
    for name, spec in fields_of(PlanDocument).items():
        files.setdefault(spec.file, []).append((name, spec))
    lines = ["# The folder of a plan", "", *PLAN_INTRODUCTION, ""]
    described: set[type] = set()
    for file, fields in files.items():
        rows = [(f"`{name}`", _kind_in_words(spec.kind, spec), _needed(spec), spec.about) for name, spec in fields]
        lines += [f"## {file}", "", *_table(("part", "what stands there", "", "what it is"), rows), ""]
        for _name, spec in fields:
            lines += _records(spec.kind, described)
    return _page(lines)


PLAN_INTRODUCTION: Final = (
    "A plan is a folder of YAML files. `samaki plan check FOLDER` names every problem with its file and line; "
    "`samaki plan load FOLDER` records it; `samaki plan export CODE --out FOLDER` writes it out again.",
    "",
    "- *text* is written in each language of the plan: `{en: Trained, km: បានបណ្តុះបណ្តាល}`.",
    "- *code* is a short name of letters, digits, point, hyphen and underscore. Codes match in capitals or small "
    "letters and are never given to something else.",
    "- *month* is written `2017-06`, *period* `2016`, `2016-H1`, `2016-Q3` or `2016-07`, *date* `2015-02-28`.",
    "- *source* is a document's code and its pages: `review p. 5, 10`.",
    "- *by code* means that the items are written as a mapping from code to content.",
    '- Put in quotes what YAML would misread: `"01"`, `"no"`.',
)


PAGES_BY_NAME: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "plan-format.md": plan_format_page,
    "actions.md": actions_page,
}


def out_of_date() -> list[str]:
    """Return the names of the pages that differ from what the code says now."""
    return [name for name, make in PAGES_BY_NAME.items() if _read(PAGES / name) != make()]


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description="Writes docs/reference/ from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of date")
    args = parser.parse_args(arguments)
    _start_django()
    if args.check:
        stale = out_of_date()
        if stale:
            print(f"out of date: {', '.join(stale)}; run: python tools/reference.py", file=sys.stderr)
        return 1 if stale else 0
    PAGES.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES_BY_NAME.items():
        (PAGES / name).write_text(make(), encoding="utf-8")
    return 0


# Commands


def _leaves(group: argparse._SubParsersAction[Any]) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """Yield each command's parser with the line that says what it does."""
    words = {choice.dest: choice.help or "" for choice in group._choices_actions}
    for name, parser in sorted(group.choices.items()):
        inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not inner:
            yield parser, parser.description or words.get(name, "")
        for deeper in inner:
            yield from _leaves(deeper)


def _command(parser: argparse.ArgumentParser, about: str) -> list[str]:
    options = [action for action in parser._actions if not isinstance(action, argparse._HelpAction)]
    lines = [f"## {parser.prog}", "", *([about.strip(), ""] if about else [])]
    lines += ["```", " ".join([parser.prog, *(_usage(action) for action in options)]), "```", ""]
    if options:
        rows = [(f"`{_spelling(action)}`", _help(action), _default(action)) for action in options]
        lines += [*_table(("argument", "what it is", "without it"), rows), ""]
    if parser.epilog:
        examples = [line.strip() for line in parser.epilog.splitlines() if line.strip() not in ("", "examples:")]
        lines += ["Examples:", "", "```", *examples, "```", ""]
    return lines


def _usage(action: argparse.Action) -> str:
    spelling = _spelling(action)
    if not action.option_strings and action.nargs in (argparse.ZERO_OR_MORE, argparse.REMAINDER):
        return f"[{spelling} …]"
    if not action.option_strings:
        return {argparse.ONE_OR_MORE: f"{spelling} …", argparse.OPTIONAL: f"[{spelling}]"}.get(
            str(action.nargs), spelling
        )
    return spelling if action.required else f"[{spelling}]"


def _spelling(action: argparse.Action) -> str:
    value = action.metavar or (
        "|".join(str(choice) for choice in action.choices) if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return str(value if action.metavar or action.choices else action.dest.upper())
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"


def _help(action: argparse.Action) -> str:
    if not action.help:
        return "–"
    return str(action.help % {**vars(action), "prog": "samaki"})


def _default(action: argparse.Action) -> str:
    if action.required:
        return "needed"
    if action.default in (None, False, "", argparse.SUPPRESS) or action.nargs == 0:
        return "–"
    return f"`{_plain(action.default)}`"


def _plain(value: Any) -> str:
    """Write a default the same on every machine: paths of this tree from its root."""
    text = str(value)
    return text.replace(f"{ROOT}/", "") if isinstance(value, str | Path) else text


# The folder of a plan


def _records(kind: Any, described: set[type]) -> list[str]:
    from samaki.registry.plan.document.shape import fields_of

    lines: list[str] = []
    for cls in _dataclasses_in(kind):
        if cls in described:
            continue
        described.add(cls)
        fields = fields_of(cls)
        rows = [
            (f"`{name}`", _kind_in_words(spec.kind, spec), _needed(spec), spec.about) for name, spec in fields.items()
        ]
        lines += [f"### {_title(cls)}", "", str(cls.__doc__ or "").strip(), ""]
        lines += [*_table(("field", "what stands there", "", "what it is"), rows), ""]
        for spec in fields.values():
            lines += _records(spec.kind, described)
    return lines


def _dataclasses_in(kind: Any) -> Iterator[type]:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        yield kind
    for inner in get_args(kind):
        yield from _dataclasses_in(inner)


def _kind_in_words(kind: Any, spec: Any) -> str:
    words = _bare_kind(kind)
    if spec.keyed:
        words += ", by code"
    if spec.refers:
        words += f" → {' or '.join(name.replace('_', ' ') for name in spec.refers)}"
    return words


def _bare_kind(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return " or ".join(_bare_kind(one) for one in inner if one is not type(None))
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in inner)
    if origin is tuple:
        return f"list of {_bare_kind(inner[0])}"
    if origin is dict:
        return f"{_bare_kind(inner[0])}: {_bare_kind(inner[1])}"
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return f"[{_title(kind)}](#{_title(kind).replace(' ', '-')})"
    known = {str: "words", int: "whole number", bool: "`true` or `false`", Decimal: "number", date: "date"}
    return known.get(kind, re.sub(r"(?<=.)([A-Z])", r" \1", kind.__name__).lower().replace(" name", ""))


def _title(cls: type) -> str:
    return re.sub(r"(?<=.)([A-Z])", r" \1", cls.__name__).lower()


def _needed(spec: Any) -> str:
    return "" if spec.optional else "needed"


# Markdown


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    names = list(head)
    return [_row(names), _row(["---"] * len(names)), *(_row(row) for row in rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"


def _page(lines: Iterable[str]) -> str:
    return f"{MADE}\n\n" + "\n".join(lines).strip() + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.config.settings")
    os.environ.setdefault("SAMAKI_DATA_DIR", tempfile.mkdtemp(prefix="samaki-reference-"))
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
