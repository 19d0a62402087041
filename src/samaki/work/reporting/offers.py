"""What home and the pages of bodies may show of reports, by name: they ask `core.providers` and import nothing.

`home.reports` (actor): the state of affairs, tasks, cloth and dates; `body.dues`, `body.reports` (actor, body).
`report.faults`: what the ledger's check asks of reports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samaki.core import providers

if TYPE_CHECKING:
    from samaki.core.actor import Actor


def register() -> None:
    """Offer them all; what they need is read when it is asked for."""
    providers.register("home.reports", home_reports)
    providers.register("body.dues", dues_of_body)
    providers.register("body.reports", body_reports)
    providers.register("report.faults", report_faults)


def home_reports(actor: Actor) -> Any:
    """`home.reports`: see `lists.home`."""
    from .lists import home

    return home.home_reports(actor)


def dues_of_body(actor: Actor, body: Any) -> Any:
    """`body.dues`: see `lists.of_body`."""
    from .lists import of_body

    return of_body.dues_of_body(actor, body)


def body_reports(actor: Actor, body: Any) -> Any:
    """`body.reports`: see `lists.of_body`."""
    from .lists import of_body

    return of_body.body_reports(actor, body)


def report_faults() -> Any:
    """`report.faults`: see `whole`."""
    from . import whole

    return whole.report_faults()
