"""Addresses of the places."""

from __future__ import annotations

from django.urls import path

from samaki.registry.places import views

urlpatterns = [
    path("", views.places, name="places"),
    path("<str:code>/", views.place, name="place"),
]
