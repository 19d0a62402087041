"""Who signs for a body's chair, until when; and in whose stead a step was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samaki.core import clock, formats
from samaki.registry.people.models import Account, Role

from .models import ReportStep


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who signs for the chair now: their sign-in name, their post, and the sentence."""

    user_name: str
    who: str
    words: str


def stand_ins_of_body(body: int, *, of_account: int | None = None) -> list[StandIn]:
    """Return who signs for a body's chair (of one account, if given) today or later: one query."""
    roles = Role.objects.filter(body=body, role="chair", acting_for__isnull=False, last_day__gte=clock.today())
    if of_account is not None:
        roles = roles.filter(acting_for=of_account)
    return [_told(role) for role in roles.select_related("account", "acting_for").order_by("first_day", "pk")]


def stand_ins_of_steps(steps: Sequence[ReportStep]) -> dict[int, str]:
    """Return in whose stead steps were done, in words, by their keys: no query, or two where somebody stood in.

    Until when they stood in is left out where that is no longer on record.
    """
    acting = [step for step in steps if step.acting_for]
    if not acting:
        return {}
    chairs = {name for step in acting for name in step.acting_for.split(", ")}
    names = dict(Account.objects.filter(user_name__in=chairs).values_list("user_name", "name"))
    accounts = {step.account_id for step in acting}
    roles = list(Role.objects.filter(acting_for__user_name__in=chairs, account__in=accounts).order_by("last_day"))
    return {step.pk: _in_whose_stead(step, names, roles) for step in acting}


def _in_whose_stead(step: ReportStep, names: dict[str, dict[str, str]], roles: Sequence[Role]) -> str:
    who = ", ".join(formats.name_or(names.get(one), one) for one in step.acting_for.split(", "))
    days = [
        role.last_day
        for role in roles
        if role.account_id == step.account_id
        and role.body_id == step.body_id
        and role.last_day is not None
        and role.first_day <= step.known <= role.last_day
    ]
    if not days:
        return _("for {who}").format(who=who)
    return _("for {who}, who let them until {day}").format(who=who, day=formats.day(days[-1]))


def _told(role: Role) -> StandIn:
    who = formats.name_or(role.account.name, role.account.user_name)
    chair = formats.local_text(role.acting_for.name)[0] if role.acting_for else ""
    what = _("{who} signs for {chair} until {day}.")
    if role.first_day > clock.today():
        what = _("{who} signs for {chair} from {first} until {day}.")
    day = formats.day(role.last_day) if role.last_day else ""
    return StandIn(
        role.account.user_name, who, what.format(who=who, chair=chair, first=formats.day(role.first_day), day=day)
    )
