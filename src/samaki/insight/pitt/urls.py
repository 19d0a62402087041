"""Addresses of the tracking table."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("", views.tables, name="pitt"),
    path("<str:plan>/", views.table_page, name="pitt_table"),
]
