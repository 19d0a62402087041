"""Addresses of the shell."""

from __future__ import annotations

from django.urls import path

from . import views
from .search.views import search

urlpatterns = [
    path("", views.home, name="home"),
    path("language/<str:code>/", views.choose_language, name="choose_language"),
    path("health/", views.health, name="health"),
    path("search/", search, name="search"),
    path("help/", views.help_index, name="help"),
    path("help/rights/", views.help_rights, name="help_rights"),
    path("help/sign-in/", views.help_sign_in, name="help_sign_in"),
]
