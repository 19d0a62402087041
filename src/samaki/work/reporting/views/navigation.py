"""The second row of the place Reports: which of its pages somebody has."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.core.actor import Actor
from samaki.registry.people.rights import may

MINE = "/reports/"
WAITING = "/reports/waiting/"
LATE = "/reports/late/"
EVENTS = "/reports/events/"
PAPER = "/reports/paper/"


def report_pages(actor: Actor) -> list[dict[str, str]]:
    """Return the pages of Reports for `sub_nav.html`, as {address, name}: no query."""
    pages = [(MINE, _("My reports")), (WAITING, _("Waiting for me")), (LATE, _("Late"))]
    if may(actor, "event.join"):
        pages.append((EVENTS, _("Events")))
    if may(actor, "report.write"):
        pages.append((PAPER, _("Paper form")))
    return [{"address": address, "name": name} for address, name in pages]
