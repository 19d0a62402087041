"""Addresses of reporting: what others do with a report, from the signature to a correction; events; several at once."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import delegating, events, reopening, review, several, sign, versions

REPORT = "<str:plan>/<str:body>/<str:period>/"

urlpatterns: list[URLPattern] = [
    path("events/", events.events, name="reports_events"),
    path("events/join/", events.join, name="reports_join"),
    path("events/separate/", events.separate, name="reports_separate"),
    path("several/", several.several, name="reports_several"),
    path(f"{REPORT}sign/", sign.sign, name="report_sign"),
    path(f"{REPORT}delegate/", delegating.delegate, name="report_delegate"),
    path(f"{REPORT}delegate/take-back/", delegating.take_back, name="report_delegate_take_back"),
    path(f"{REPORT}give-back/", sign.give_back, name="report_give_back"),
    path(f"{REPORT}review/", review.review, name="report_review"),
    path(f"{REPORT}receive/", review.receive, name="report_receive"),
    path(f"{REPORT}return/", review.return_report, name="report_return"),
    path(f"{REPORT}approve/", review.approve, name="report_approve"),
    path(f"{REPORT}note/", review.note, name="report_note"),
    path(f"{REPORT}note/<uuid:uid>/drop/", review.drop_note, name="report_note_drop"),
    path(f"{REPORT}choose/<uuid:uid>/", review.choose, name="report_choose"),
    path(f"{REPORT}correct/", reopening.correct, name="report_correct"),
    path(f"{REPORT}withdraw/", reopening.withdraw, name="report_withdraw"),
    path(f"{REPORT}drop/", reopening.drop, name="report_drop"),
    path(f"{REPORT}versions/", versions.versions, name="report_versions"),
    path(f"{REPORT}attach/<uuid:uid>/", events.attach, name="report_attach"),
]
