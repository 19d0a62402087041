"""Who may do what: one table, action × role × relation. Buttons, services, the help page and the tests all read it.

Pure: it looks at an actor's grants and at where the subject stands, and asks no database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samaki.core.actor import Actor, Grant
from samaki.core.problems import Forbidden

from .models.role import RoleName


class Relation(StrEnum):
    """How far a right reaches, seen from the body in which the role is held."""

    OWN = "own"
    BELOW_AREA = "below_area"
    BELOW_THEME = "below_theme"
    ANY = "any"


RELATION_WORDS: Mapping[Relation, Promise] = {
    Relation.OWN: _("own body"),
    Relation.BELOW_AREA: _("bodies below, by area"),
    Relation.BELOW_THEME: _("bodies below, by theme"),
    Relation.ANY: _("every body"),
}

Reach = frozenset[Relation]
ANY: Reach = frozenset({Relation.ANY})
OWN: Reach = frozenset({Relation.OWN})
LADDER: Reach = frozenset({Relation.OWN, Relation.BELOW_AREA, Relation.BELOW_THEME})


@dataclass(frozen=True, slots=True)
class Right:
    """One action: what it is, in words, and how far it reaches for each role that has it."""

    about: Promise
    reach: Mapping[RoleName, Reach]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is done to: the body it belongs to and that body's ancestors in both ladders (database keys)."""

    body: int
    above_in_area: frozenset[int] = frozenset()
    above_in_theme: frozenset[int] = frozenset()


EVERYBODY: Mapping[RoleName, Reach] = dict.fromkeys(RoleName, ANY)
OFFICE: Mapping[RoleName, Reach] = {RoleName.MONITORING_OFFICER: ANY, RoleName.ADMINISTRATOR: ANY}
THE_LADDER: Mapping[RoleName, Reach] = {
    RoleName.REPORTER: LADDER,
    RoleName.CHAIR: LADDER,
    RoleName.REVIEWER: LADDER,
    RoleName.APPROVER: LADDER,
    RoleName.MONITORING_OFFICER: ANY,
    RoleName.AUDITOR: ANY,
}
ADMINISTRATORS: Mapping[RoleName, Reach] = {RoleName.ADMINISTRATOR: ANY}

RIGHTS: Mapping[str, Right] = {
    "plan.read": Right(_("Read the plan, its indicators and statements"), EVERYBODY),
    "plan.load": Right(_("Load a version of the plan"), OFFICE),
    "bodies.read": Right(_("Read the bodies of the mechanism"), EVERYBODY),
    "bodies.load": Right(_("Load or change bodies and places"), OFFICE),
    "places.read": Right(_("Read the places"), EVERYBODY),
    "figures.read": Right(_("Read the tracking table and open its figures"), EVERYBODY),
    "figures.read_small": Right(
        _("See small counts of a protected indicator"),
        THE_LADDER,
    ),
    "facts.load": Right(_("Enter published figures with their source"), OFFICE),
    "evidence.read": Right(_("Open the evidence of published figures"), EVERYBODY),
    "report.read": Right(
        _("Read reports"),
        THE_LADDER,
    ),
    "report.write": Right(_("Write a report"), {RoleName.REPORTER: OWN}),
    "report.submit": Right(_("Submit a report for signature"), {RoleName.REPORTER: OWN}),
    "report.sign": Right(_("Sign a report for the body"), {RoleName.CHAIR: OWN}),
    "report.delegate": Right(_("Let somebody else sign for a time"), {RoleName.CHAIR: OWN}),
    "report.receive": Right(
        _("Receive a report and pass it on"), {RoleName.REVIEWER: LADDER, RoleName.APPROVER: LADDER}
    ),
    "report.note": Right(
        _("Write a note on a line of a report"), {RoleName.REVIEWER: LADDER, RoleName.APPROVER: LADDER}
    ),
    "report.return": Right(_("Return a report with notes"), {RoleName.REVIEWER: LADDER, RoleName.APPROVER: LADDER}),
    "report.approve": Right(_("Approve a report: its figures count"), {RoleName.APPROVER: LADDER}),
    "report.correct": Right(_("Correct or withdraw an approved report"), {RoleName.REPORTER: OWN}),
    "report.attach": Right(_("Attach other work to a line of the plan"), {RoleName.MONITORING_OFFICER: ANY}),
    "report.choose": Right(
        _("Choose between a total that includes lower bodies and its parts"),
        {RoleName.APPROVER: LADDER, RoleName.MONITORING_OFFICER: ANY},
    ),
    "event.join": Right(_("Find two reported events to be one"), {RoleName.MONITORING_OFFICER: ANY}),
    "event.separate": Right(_("Undo that two events are one"), {RoleName.MONITORING_OFFICER: ANY}),
    "due.excuse": Right(_("Excuse a body from what it owes"), {RoleName.MONITORING_OFFICER: ANY}),
    "due.take_back": Right(_("Take back an excuse"), {RoleName.MONITORING_OFFICER: ANY}),
    "body.contact": Right(
        _("Change a body's telephone number"),
        {RoleName.REPORTER: OWN, RoleName.CHAIR: OWN, RoleName.REVIEWER: LADDER, RoleName.ADMINISTRATOR: ANY},
    ),
    "search.use": Right(_("Search the plan, the bodies, the places and the glossary"), EVERYBODY),
    "help.read": Right(_("Read the help"), EVERYBODY),
    "accounts.read": Right(_("See the accounts and their roles"), {RoleName.ADMINISTRATOR: ANY, RoleName.AUDITOR: ANY}),
    "account.invite": Right(_("Make an account and invite its holder"), ADMINISTRATORS),
    "account.close": Right(_("Close or open an account"), ADMINISTRATORS),
    "account.second_code": Right(_("Take away somebody's lost second code"), ADMINISTRATORS),
    "role.give": Right(_("Give a role"), ADMINISTRATORS),
    "role.end": Right(_("End a role"), ADMINISTRATORS),
    "journal.read": Right(_("Read the journal"), {RoleName.ADMINISTRATOR: ANY, RoleName.AUDITOR: ANY}),
}


def may(actor: Actor, action: str, subject: Subject | None = None) -> bool:
    """Say whether the actor may do this to this subject; without one, to anything at all. Unknown action: KeyError."""
    right = RIGHTS[action]
    if actor.is_system:
        return True
    return any(_reaches(grant, right.reach.get(RoleName(grant.role), frozenset()), subject) for grant in actor.grants)


def in_whose_stead(actor: Actor, action: str, subject: Subject | None = None) -> str:
    """Return the sign-in name of whom the actor stands in for in this; empty where a role of their own reaches it."""
    reach = RIGHTS[action].reach
    held = (grant for grant in actor.grants if _reaches(grant, reach.get(RoleName(grant.role), frozenset()), subject))
    return min((grant.acting_for for grant in held), default="")


def acting(actor: Actor, action: str, subject: Subject | None = None) -> Actor:
    """Return the actor as the journal names them for this act: with the name of whom they stand in for, if anybody."""
    return replace(actor, acting_for=in_whose_stead(actor, action, subject))


def require(actor: Actor, action: str, subject: Subject | None = None) -> None:
    """Raise Forbidden with the reason where the actor may not."""
    if may(actor, action, subject):
        return
    sentence = _("Your post does not have this right: {right}.").format(right=RIGHTS[action].about)
    raise Forbidden.because(
        "not_allowed", sentence, mend=str(_("An administrator of your installation can give you a role that has it."))
    )


def require_over(actor: Actor, action: str, *, body: int, area: Collection[int], theme: Collection[int]) -> None:
    """`people.require_over`: raise Forbidden where the actor may not do this to a body below these (database keys)."""
    require(actor, action, Subject(body, frozenset(area), frozenset(theme)))


def _reaches(grant: Grant, reach: Reach, subject: Subject | None) -> bool:
    """Say whether a role reaches a subject. A theme limits it to its own body and that ladder: not down the area."""
    if not reach:
        return False
    if subject is None or Relation.ANY in reach:
        return True
    return (
        (Relation.OWN in reach and grant.body == subject.body)
        or (Relation.BELOW_AREA in reach and grant.theme is None and grant.body in subject.above_in_area)
        or (Relation.BELOW_THEME in reach and (grant.theme or grant.body) in subject.above_in_theme)
    )
