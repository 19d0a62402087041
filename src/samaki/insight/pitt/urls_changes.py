"""Addresses of what changed."""

from __future__ import annotations

from django.urls import path

from . import views_changes

urlpatterns = [path("<str:plan>/", views_changes.changes_page, name="pitt_changes")]
