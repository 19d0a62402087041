"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from . import views_figure

urlpatterns = [path("<str:plan>/<str:indicator>/", views_figure.figure_page, name="figure")]
