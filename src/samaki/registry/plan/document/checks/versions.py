"""Whether the plan's versions follow each other."""

from __future__ import annotations

from samaki.registry.plan.document.checks.context import Context


def check_versions(contexts: list[Context]) -> None:
    """Note a version that would take force before one already known, is known too early, or is misnumbered."""
    for number, context in enumerate(contexts):
        version = context.plan.version
        if version is None or None in (version.number, version.in_force, version.known):
            continue
        path = ("version",)
        if version.number != number + 1:
            context.note("version-number", (*path, "number"), number=version.number, before=number)
        for earlier in contexts[:number]:
            other = earlier.plan.version
            if other is None or other.in_force is None or other.known is None:
                continue
            if version.in_force < other.in_force:
                context.note(
                    "version-before-known",
                    (*path, "in_force"),
                    number=version.number,
                    in_force=version.in_force,
                    other=other.number,
                    other_in_force=other.in_force,
                )
            if version.known < other.known:
                context.note(
                    "version-known-order",
                    (*path, "known"),
                    number=version.number,
                    known=version.known,
                    other=other.number,
                    other_known=other.known,
                )
