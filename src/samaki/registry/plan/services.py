"""Records the versions of a plan: a folder in, one batch for each version that is new, tables rebuilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import clock, gate, providers
from samaki.core.actor import Actor
from samaki.core.batches import write_batch
from samaki.core.models import BatchRow
from samaki.core.problems import Problem, Refused
from samaki.registry.bodies.models import BodySpan
from samaki.registry.bodies.services import load_bodies
from samaki.registry.places.services import load_places
from samaki.registry.plan.document import (
    PlanDocument,
    PlanProblem,
    canonical_text,
    digest,
    refuse,
    to_document,
)
from samaki.registry.plan.document import export as write_folder
from samaki.registry.plan.folders import check_folder
from samaki.registry.plan.index import rebuild_index, update_plan
from samaki.registry.plan.mechanism import body_specs, kind_specs
from samaki.registry.plan.models import Plan, PlanVersion
from samaki.registry.plan.selectors import document_in_force, plan_for, recorded_documents

LOAD = "plan.load"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: the plan, the versions written and those that were there, and what came with them."""

    plan: Plan
    written: Sequence[int]
    there: Sequence[int]
    bodies: int = 0
    dues: int = 0
    warnings: Sequence[PlanProblem] = field(default_factory=tuple)


def load_plan(actor: Actor, *, folder: Path) -> Loaded:
    """Bring a plan folder into the ledger: one batch for each version not recorded yet, known on the day it states.

    Places, bodies and dues of a version are known with it. Loading the same folder again writes nothing. Raises
    Forbidden, and Refused with every problem of the folder; then nothing is written.
    """
    gate.require(actor, LOAD)
    plans, warnings = _checked(folder)
    with transaction.atomic():
        first = plans[0]
        load_places(actor, known=first.version.known, source=_words(first.version.known_basis))
        plan = _plan_row(first)
        recorded = {version.number: version for version in plan.versions.all()}
        written, bodies, dues = [], 0, 0
        for document in plans:
            number = document.version.number
            if number in recorded:
                _same_as_recorded(document, recorded[number], plan)
                continue
            spans, owed = _write_version(actor, plan, document)
            written.append(number)
            bodies, dues = bodies + spans, dues + owed
        in_force = document_in_force(plan, clock.today())
        rebuild_index(plan, in_force)
        update_plan(plan, in_force)
    return Loaded(plan, written, [n for n in recorded if n not in written], bodies, dues, warnings)


def export_plan(actor: Actor, *, code: str, folder: Path) -> list[Path]:
    """Write every recorded version of a plan into a new folder. Raises Forbidden, NotFound, Refused."""
    plan = plan_for(actor, code)
    return write_folder(recorded_documents(plan), folder)


def _checked(folder: Path) -> tuple[list[PlanDocument], list[PlanProblem]]:
    checked = check_folder(folder)
    problems = checked.problems
    wrong: list[Problem] = list(refuse(problems))
    if wrong:
        raise Refused(wrong)
    plans = [version.plan for version in checked.read.versions if version.plan is not None]
    late = [plan for plan in plans if plan.version.known > clock.today()]
    if late:
        raise Refused([_known_later(plan) for plan in late])
    return plans, [found for found in problems if found.warning]


def _known_later(plan: PlanDocument) -> Problem:
    what = _("Version {number} would be known on {known}, which has not come yet.")
    return Problem(
        "plan.known-later",
        what.format(number=plan.version.number, known=plan.version.known),
        "plan.yaml",
        _("State the day on which it became known, or load it then."),
    )


def _plan_row(document: PlanDocument) -> Plan:
    code = document.plan.code
    plan = Plan.objects.filter(code__iexact=code).first() or Plan(code=code)
    if plan.pk is None:
        update_plan(plan, document)
    return plan


def _same_as_recorded(document: PlanDocument, version: PlanVersion, plan: Plan) -> None:
    if digest(to_document(document)) != version.document_digest:
        what = _("Version {number} of {plan} is recorded already, and differs from the one in this folder.")
        raise Refused.because(
            "plan.version-differs",
            what.format(number=version.number, plan=plan.code),
            where="plan.yaml",
            mend=_("A recorded version never changes: put what changes into a new version."),
        )


def _write_version(actor: Actor, plan: Plan, document: PlanDocument) -> tuple[int, int]:
    """Write one version as a batch with the new stretches of its bodies and its new dues; return how many of each."""
    canonical = to_document(document)
    version = document.version
    update_plan(plan, document)
    rebuild_index(plan, document)
    spans = _bodies(actor, plan, document)
    row = PlanVersion(
        plan=plan,
        number=version.number,
        in_force=version.in_force,
        reason=_words(version.reason),
        decision=_words(version.decision),
        document=canonical_text(canonical),
        document_digest=digest(canonical),
    )
    dues: list[BatchRow] = providers.ask("plan.dues", plan, canonical, default=[])
    rows: list[BatchRow] = [row, *spans, *dues]
    write_batch(
        actor,
        action=LOAD,
        rows=rows,
        known=version.known,
        reason=_words(version.reason),
        source=_words(version.known_basis) or version.source or "",
        subject=plan.code,
        after={"version": version.number, "document": row.document_digest},
    )
    return len(spans), len(dues)


def _bodies(actor: Actor, plan: Plan, document: PlanDocument) -> list[BodySpan]:
    return load_bodies(
        actor,
        kinds=kind_specs(document),
        bodies=body_specs(document),
        known=document.version.known,
        first_month=plan.first_month,
        source="",
    )


def _words(text: Any) -> str:
    """Return a text of the plan in English, for the journal; empty where there is none."""
    return str((text or {}).get("en") or next(iter((text or {}).values()), ""))
