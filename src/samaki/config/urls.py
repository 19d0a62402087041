"""Which room answers which address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

ROOMS = {
    "pitt/": "samaki.insight.pitt.urls",
    "figure/": "samaki.insight.pitt.urls_figure",
    "changes/": "samaki.insight.pitt.urls_changes",
    "help/how-a-figure-is-made/": "samaki.insight.pitt.urls_help",
    "plan/": "samaki.registry.plan.urls",
    "bodies/": "samaki.registry.bodies.urls",
    "places/": "samaki.registry.places.urls",
    "evidence/": "samaki.ledger.urls",
    "reports/": "samaki.work.reporting.urls",
    "journal/": "samaki.web.journal.urls",
    "accounts/": "samaki.registry.people.urls",
    "": "samaki.web.urls",
}


urlpatterns: list[URLPattern | URLResolver] = [path(address, include(module)) for address, module in ROOMS.items()]
handler400 = "samaki.web.errors.bad_request"
handler403 = "samaki.web.errors.forbidden"
handler404 = "samaki.web.errors.not_found"
handler500 = "samaki.web.errors.server_error"
