"""The plan in force for a question: the file with its revisions written into it."""

from __future__ import annotations

from datetime import date
from typing import Any

from .reading import last_day, month_number, period_months

GOALS = ("targets", "place_targets", "plan_target")
RULES = ("indicators", "thresholds")


def as_in_force(text: dict[str, Any], ask: dict[str, Any]) -> dict[str, Any]:
    """The plan in force at the asked period's end (or at *as of*, if earlier), of the versions known.

    A revision changes only what it names, and builds on those in force before it. Asked for the original targets,
    the rules are those in force, the targets those before any revision.
    """
    first, last = text.get("plan", ["2014-01", "2018-12"])
    plan = month_number(str(first)), month_number(str(last))
    day = last_day(period_months(ask["period"], plan)[1])
    if "as_of" in ask:
        day = min(day, ask["as_of"])
    whole = dict(text)
    whole["thresholds"] = {"met": 100, "on_track": 85, "behind": 60} | text.get("thresholds", {})
    for revision in sorted(text.get("revisions", []), key=lambda revision: revision["in_force"]):
        known: date = revision.get("known", revision["in_force"])
        if revision["in_force"] > day or ("as_known_on" in ask and known > ask["as_known_on"]):
            continue
        for part in RULES if ask.get("targets") == "original" else GOALS + RULES:
            if part in revision:
                whole[part] = changed(whole.get(part, {}), revision[part])
    return whole


def changed(old: Any, new: Any) -> Any:
    """What a revision names, at whatever depth, in place of what stood there."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return old | {key: changed(old.get(key), value) for key, value in new.items()}
