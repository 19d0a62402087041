"""Addresses of reporting: form."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from .views import form, form_files, paper

REPORT: Final = "<str:plan>/<str:body>/<str:period>/"

urlpatterns: list[URLPattern] = [
    path(REPORT, form.report, name="report"),
    path(f"{REPORT}save/", form.save, name="report_save"),
    path(f"{REPORT}submit/", form.submit, name="report_submit"),
    path(f"{REPORT}paper/", paper.paper, name="report_paper"),
    path(f"{REPORT}files/", form_files.files, name="report_files"),
    path(f"{REPORT}files/<uuid:uid>/", form_files.file, name="report_file"),
    path(f"{REPORT}files/<uuid:uid>/remove/", form_files.file_remove, name="report_file_remove"),
]
