"""Posts that ended lately: whoever is refused for that reads which one, and on which day."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samaki.core import clock, formats
from samaki.core.actor import Actor
from samaki.core.problems import Problem

from .models import Role

LATELY: Final = dt.timedelta(days=62)


def posts_ended(actor: Actor) -> list[Problem]:
    """Return a sentence for each role of the actor's account that ended in the last two months: at most two queries.

    One that stands again, or never was cut short, is left out. Problems have the code `role_ended`.
    """
    if actor.account is None:
        return []
    today = clock.today()
    roles = Role.objects.filter(account=actor.account, first_day__lte=today).select_related("body", "acting_for")
    ended = [
        role
        for role in roles.exclude(last_day__lt=today - LATELY).order_by("last_day", "pk")
        if (role.last_day is not None and role.last_day < today) or role.acting_for is not None
    ]
    if not ended:
        return []
    standing = {(role, body) for role, body in roles.in_force(today).values_list("role", "body_id")}
    said = dict.fromkeys(_sentence(role, today) for role in ended if (role.role, role.body_id) not in standing)
    return [Problem("role_ended", sentence) for sentence in said]


def _sentence(role: Role, today: dt.date) -> str:
    post = role.get_role_display()
    if role.body is not None:
        post = _("{role}, {body}").format(role=post, body=formats.name_or(role.body.name, role.body.code))
    if role.last_day is not None and role.last_day < today:
        return _("Your post ended on {day}: {post}.").format(day=formats.day(role.last_day), post=post)
    return _("Whoever you stood in for has that post no more: {post}.").format(post=post)
