"""Addresses of reporting: lists. They come before a report's own, whose first part would swallow them."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import excuses, late, lists

urlpatterns: list[URLPattern] = [
    path("", lists.mine, name="reports_mine"),
    path("waiting/", lists.waiting, name="reports_waiting"),
    path("late/", late.late, name="reports_late"),
    path("paper/", lists.paper, name="reports_paper"),
    path("excuses/<str:body>/", excuses.excuses, name="excuses"),
    path("excuses/<str:body>/take-back/", excuses.take_back, name="excuse_take_back"),
    path("excuses/<str:body>/<uuid:uid>/", excuses.file, name="excuse_file"),
]
