"""The commands of the plan: check a folder, load it, write it out again."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.core.actor import SYSTEM
from samaki.core.commands import DONE, FOUND, Groups, Namespace
from samaki.core.problems import Refused
from samaki.registry.plan.document import PlanProblem, refuse


def register(groups: Groups) -> None:
    """Add `samaki plan check`, `load` and `export`."""
    plan = groups.group("plan", "Check, load and export plans.")
    checking = plan.add_parser(
        "check",
        help="Name every problem in a plan's folder, with file and line.",
        description="Name every problem in a plan's folder, with file and line, what is wrong and how to mend it.",
        epilog="samaki plan check plans/my-plan",
    )
    checking.add_argument("folder", type=Path, help="the folder that holds plan.yaml")
    checking.set_defaults(run=run_check, needs_tables=False)
    loading = plan.add_parser(
        "load",
        help="Record the versions of a plan that are not recorded yet.",
        description="Record the versions of a plan that are not recorded yet. A folder with a problem changes nothing.",
        epilog="samaki plan load plans/my-plan",
    )
    loading.add_argument("folder", type=Path, help="the folder that holds plan.yaml")
    loading.set_defaults(run=run_load)
    exporting = plan.add_parser(
        "export",
        help="Write a recorded plan out as a folder.",
        description="Write every recorded version of a plan into a new folder, the same bytes for the same plan.",
        epilog="samaki plan export my-plan --out /tmp/my-plan",
    )
    exporting.add_argument("code", help="the plan's code, in capitals or small letters")
    exporting.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    exporting.set_defaults(run=run_export)


def run_check(args: Namespace) -> int:
    """Print every problem; 0 where there is none (missing translations are told, and stop nothing)."""
    from samaki.registry.plan.folders import check_folder

    problems = check_folder(_folder(args.folder)).problems
    _tell(problems)
    return FOUND if refuse(problems) else DONE


def run_load(args: Namespace) -> int:
    """Load a folder; a folder with problems is told like `check` tells it, and nothing is written."""
    from samaki.registry.plan.services import load_plan

    try:
        loaded = load_plan(SYSTEM, folder=_folder(args.folder))
    except Refused as refusal:
        found = [problem for problem in refusal.problems if isinstance(problem, PlanProblem)]
        if not found:
            raise
        _tell(found)
        return FOUND
    for number in loaded.written:
        print(_("{plan}, version {number}: recorded.").format(plan=loaded.plan.code, number=number))
    if loaded.written:
        print(_("Stretches of bodies: {bodies}. Dues: {dues}.").format(bodies=loaded.bodies, dues=loaded.dues))
    else:
        print(_("{plan}: nothing is new, nothing was changed.").format(plan=loaded.plan.code))
    return DONE


def run_export(args: Namespace) -> int:
    """Write a plan out and say where."""
    from samaki.registry.plan.services import export_plan

    written = export_plan(SYSTEM, code=args.code, folder=args.out)
    files = ngettext("{count} file written to {folder}.", "{count} files written to {folder}.", len(written))
    print(files.format(count=len(written), folder=args.out))
    return DONE


def _folder(folder: Path) -> Path:
    if not folder.is_dir():
        raise Refused.because(
            "plan.no-folder", _("There is no folder {path}.").format(path=folder), mend=_("Name the folder of a plan.")
        )
    return folder


def _tell(problems: Iterable[PlanProblem]) -> None:
    told = list(problems)
    for found in told:
        what, mend = found.in_words(_)
        print(f"{found.where}: {what} {mend}", file=sys.stdout)
    wrong = len(refuse(told))
    if wrong:
        print(ngettext("{count} problem.", "{count} problems.", wrong).format(count=wrong))
    else:
        print(_("No problem found."))
