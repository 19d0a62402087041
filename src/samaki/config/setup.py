"""Sets an installation up: files of the pages, translations, tables, and in a new database the plans and their figures.

What it finds it leaves alone: plans, figures and demonstration accounts go only into a database that it made itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from samaki.config import messages, tables
from samaki.core.commands import DONE
from samaki.core.problems import Refused

Say = Callable[[str], None]


def set_up(say: Say) -> None:
    """Do whatever is still to be done. Raises Refused where a plan cannot be loaded."""
    from samaki.web import static_build

    if messages.compile_catalogues():
        say("Translations compiled.")
    if static_build.build():
        say("Font and files of the pages made.")
    # The marker outlives a set-up that was cut short, so that the next one goes on with it.
    unfinished = Path(settings.DATA_DIR) / "set-up-unfinished"
    if tables.is_new():
        unfinished.touch()
        tables.make_tables()
        say("Tables made.")
    else:
        tables.ensure_tables()
    if unfinished.exists():
        _fill(say)
        unfinished.unlink()


def _fill(say: Say) -> None:
    for plan in _plans():
        _command(say, ["plan", "load", str(plan)])
        if (plan / "published").is_dir():
            _command(say, ["facts", "load", str(plan / "published"), *_known_by()])
    if settings.DEMONSTRATION:
        from samaki.registry.people.demonstration import make_demonstration_accounts

        made = make_demonstration_accounts(Path(settings.DEMONSTRATION_DIR))
        say(f"{len(made)} demonstration accounts made.")
        _history(say)


def _history(say: Say) -> None:
    """Make the demonstration's history, where the plan it speaks of is loaded."""
    from samaki.config.demonstration.make import make_history

    if settings.DEMONSTRATION_HISTORY != "none" and _plans():
        make_history(say, Path(settings.DEMONSTRATION_DIR), settings.DEMONSTRATION_HISTORY)


def _known_by() -> list[str]:
    """A demonstration on a day of its own does not know what was published later."""
    day = settings.DEMONSTRATION_DAY
    return ["--known-by", day.isoformat()] if day else []


def _plans() -> list[Path]:
    return sorted(path.parent for path in Path(settings.PLANS_DIR).glob("*/plan.yaml"))


def _command(say: Say, arguments: list[str]) -> None:
    """Run one of our own commands in this process."""
    from samaki import cli

    say(f"samaki {' '.join(arguments)}")
    if cli.run(arguments) != DONE:
        raise Refused.because("set_up", f"`samaki {' '.join(arguments)}` found problems; the set-up stops here.")
