"""The engine's command: `samaki examples`."""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils.translation import gettext as _

from samaki.core.commands import DONE, FOUND, MISUSED, Groups, Namespace


def register(groups: Groups) -> None:
    """Add `samaki examples`."""
    parser = groups.command(
        "examples",
        "Put worked examples through the real ledger and calculation, in a throw-away database.",
        epilog="samaki examples examples/*.yaml",
    )
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a worked example (format: examples/README.md)"
    )
    parser.set_defaults(run=run_examples, needs_tables=False)


def run_examples(args: Namespace) -> int:
    """Print each mismatch, or how many files hold. Exit code 1: a mismatch; 2: a file that is malformed."""
    from samaki.insight.engine.examples.running import run_files

    outcome = run_files(args.files)
    for line in outcome.mismatches:
        print(line)
    for problem in outcome.problems:
        print(f"samaki: {problem}", file=sys.stderr)
    print(_("%(held)d of %(files)d hold") % {"held": outcome.held, "files": len(args.files)})
    if outcome.problems:
        return MISUSED
    return FOUND if outcome.mismatches else DONE
