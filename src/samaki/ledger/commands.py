"""The ledger's commands: facts from published sources, the check of the chain, the newest batches, orphaned files."""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils.translation import gettext as _

from samaki.core.actor import SYSTEM
from samaki.core.commands import DONE, FOUND, MISUSED, Groups, Namespace, day, whole
from samaki.core.problems import Refused

NEWEST = 20


def register(groups: Groups) -> None:
    """Add `samaki ledger …`, `samaki facts …` and `samaki evidence …`."""
    ledger = groups.group("ledger", "Look at the ledger and check that it is whole.")
    check = ledger.add_parser(
        "check",
        help="Work out every digest anew; name each fault.",
        about="Checks digests, journal, guards, positions, lines, evidence, reports. Exit code 1: a fault was found.",
        epilog="samaki ledger check",
    )
    check.set_defaults(run=run_check)
    batches = ledger.add_parser(
        "batches", help="List the newest batches.", epilog="samaki ledger batches\nsamaki ledger batches --last 5"
    )
    batches.add_argument(
        "--last", type=whole(1, 1_000_000), default=NEWEST, metavar="N", help=f"how many (default {NEWEST})"
    )
    batches.set_defaults(run=run_batches)

    facts = groups.group("facts", "Enter published figures.")
    load = facts.add_parser(
        "load",
        help="Enter a folder of published facts, one batch a source.",
        about="Reads sources.yaml and facts.yaml; names every problem and then enters nothing. Twice is once.",
        epilog="samaki facts load plans/my-plan/published",
    )
    load.add_argument("folder", type=Path, metavar="DIR", help="the folder with sources.yaml and facts.yaml")
    load.add_argument("--plan", default="", metavar="CODE", help="the plan, where the folder does not say it")
    load.add_argument(
        "--known-by",
        type=day,
        metavar="DATE",
        help="leave out sources known later than this day, such as 2018-04-09 (none is left out)",
    )
    load.set_defaults(run=run_load)

    evidence = groups.group("evidence", "Look after the evidence files.")
    sweep = evidence.add_parser(
        "sweep", help="Delete files that no evidence names, an hour old or more.", epilog="samaki evidence sweep"
    )
    sweep.set_defaults(run=run_sweep)


def run_check(args: Namespace) -> int:
    """Print each fault, and as the last line how many facts were checked."""
    from samaki.ledger.check import Check

    check = Check()
    found = 0
    for fault in check.faults():
        print(fault)
        found += 1
    if found:
        print(_("Faults: %(faults)d. Batches checked: %(batches)d.") % {"faults": found, "batches": check.batches})
    else:
        print(_("The ledger is whole. Batches checked: %(batches)d.") % {"batches": check.batches})
    print(_("Facts checked: %(facts)d") % {"facts": check.facts})
    return FOUND if found else DONE


def run_batches(args: Namespace) -> int:
    """Print the newest batches, the newest first."""
    from samaki.core.models import Batch

    for batch in Batch.objects.order_by("-position")[: args.last]:
        words = [
            str(batch.position),
            batch.known.isoformat(),
            batch.action,
            batch.actor_name,
            batch.source or batch.reason,
        ]
        print("  ".join(word for word in words if word))
    return DONE


def run_load(args: Namespace) -> int:
    """Enter published facts and say how many; problems go to stderr, one a line, and then nothing is entered."""
    from samaki.ledger.published import load_published

    try:
        loaded = load_published(SYSTEM, folder=args.folder, plan=args.plan, known_by=args.known_by)
    except Refused as refusal:
        if len(refusal.problems) == 1:
            raise
        for problem in refusal.problems:
            print(f"samaki: {problem}", file=sys.stderr)
        return MISUSED
    for source, facts in loaded.entered.items():
        print(_("%(source)s: facts entered: %(facts)d") % {"source": source, "facts": facts})
    if loaded.later:
        told_later = {"day": args.known_by.isoformat(), "sources": ", ".join(loaded.later)}
        print(_("Not known yet on %(day)s, left out: %(sources)s") % told_later)
    if not loaded.entered:
        print(_("Nothing new: nothing was changed."))
    told = {"entered": sum(loaded.entered.values()), "there": loaded.there, "context": loaded.context}
    print(_("Entered: %(entered)d. There already: %(there)d. Context, not entered: %(context)d.") % told)
    return DONE


def run_sweep(args: Namespace) -> int:
    """Delete orphaned evidence files and say how many."""
    from samaki.ledger.services import sweep_evidence

    print(_("Files swept: %(files)d") % {"files": sweep_evidence()})
    return DONE
