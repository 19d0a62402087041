"""Writes the plan that a worked example states as canonical documents: the plan itself, then one for each revision."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from samaki.calculate.periods import month_name
from samaki.insight.engine.examples.format import Example
from samaki.ledger.lined_yaml import Lined
from samaki.registry.plan.models import Plan, PlanVersion

PARTS: Final = ("targets", "plan_target", "place_targets", "thresholds", "indicators")
# What an example says of an indicator and the document says under the same name.
SAME: Final = ("unit", "counts", "direction", "over_time", "over_places", "target_kind", "carry", "spread", "protected")


def versions(example: Example, plan: Plan) -> Iterator[tuple[PlanVersion, dt.date]]:
    """Yield the unsaved versions with the day each is known: the first always, a revision from when it says.

    A revision changes only what it names and builds on those in force before it.
    """
    for number, (revision, stated) in enumerate(states(example.raw), start=1):
        if revision is None:
            yield _version(example, plan, number, dt.date.min, stated), dt.date.min
            continue
        in_force = dt.date.fromisoformat(str(revision["in_force"]))
        known = dt.date.fromisoformat(str(revision.get("known") or revision["in_force"]))
        yield _version(example, plan, number, in_force, stated), known


def states(raw: Mapping[str, Any]) -> Iterator[tuple[Lined | None, dict[str, Any]]]:
    """Yield what the plan states at first (no revision) and then after each revision, in the order of their force."""
    stated: dict[str, Any] = {name: raw.get(name) or {} for name in PARTS}
    yield None, stated
    for revision in sorted(raw.get("revisions") or (), key=lambda one: str(one["in_force"])):
        stated = {name: _laid_over(fields, revision.get(name) or {}) for name, fields in stated.items()}
        yield revision, stated


def area_of(example: Example) -> str:
    """Return the plan's whole area: the first place without a parent."""
    places: Mapping[str, Any] = example.raw["places"]
    return next((code for code, parent in places.items() if parent is None), next(iter(places)))


def _version(example: Example, plan: Plan, number: int, in_force: dt.date, stated: Mapping[str, Any]) -> PlanVersion:
    document = {
        "version": {"number": number, "in_force": in_force.isoformat()},
        "plan": {
            "code": plan.code,
            "place": area_of(example),
            "period": {"first": month_name(example.plan.first), "last": month_name(example.plan.last)},
            "thresholds": {name: str(value) for name, value in stated["thresholds"].items()},
        },
        "sets": [{"code": name, "lists": []} for name in sorted(_sets(stated["indicators"]))],
        "stages": [
            {"code": code, "items": [{"code": str(stage)} for stage in sheet["stages"]]}
            for code, sheet in stated["indicators"].items()
            if sheet and sheet.get("stages")
        ],
        "indicators": [_sheet(code, sheet or {}, stated) for code, sheet in stated["indicators"].items()],
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PlanVersion(plan=plan, number=number, in_force=in_force, document=text, document_digest=digest)


def _sheet(code: str, said: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    sheet: dict[str, Any] = {"code": code, "unit": "number"}
    sheet |= {name: said[name] for name in SAME if said.get(name) is not None}
    sheet["breakdown_sets"] = [str(name) for name in said.get("breakdowns") or ()]
    sheet["multiple"] = [str(name) for name in said.get("multiple") or ()]
    if said.get("formula"):
        sheet["formula"] = {name: str(value) for name, value in said["formula"].items()}
    if said.get("stages"):
        sheet["stages"] = code
    if said.get("baseline") is not None:
        sheet["baseline"] = {"value": str(said["baseline"])}
    if said.get("band"):
        sheet["band"] = [str(edge) for edge in said["band"]]
    if said.get("readiness"):
        sheet["readiness"] = {"state": said["readiness"]}
    if said.get("official"):
        sheet["official_source"] = str(said["official"])
    sheet["targets"] = _amounts(stated["targets"].get(code))
    sheet["place_targets"] = {
        place: _amounts(targets) for place, targets in (stated["place_targets"].get(code) or {}).items()
    }
    if stated["plan_target"].get(code) is not None:
        sheet["plan_target"] = str(stated["plan_target"][code])
    return sheet


def _amounts(targets: Mapping[str, Any] | None) -> dict[str, str]:
    return {period: str(amount) for period, amount in (targets or {}).items() if amount is not None}


def _sets(indicators: Mapping[str, Any]) -> set[str]:
    return {str(name) for sheet in indicators.values() for name in (sheet or {}).get("breakdowns") or ()}


def _laid_over(old: Any, new: Any) -> Any:
    """Return a mapping with another laid over it, entry by entry."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    both = dict(old)
    for name, value in new.items():
        both[name] = _laid_over(both[name], value) if name in both else value
    return both
