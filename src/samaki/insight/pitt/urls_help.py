"""The address of the help page on how a figure is made."""

from __future__ import annotations

from django.urls import path

from . import views_help

urlpatterns = [path("", views_help.how_a_figure_is_made, name="how_a_figure_is_made")]
