"""Addresses of the bodies."""

from __future__ import annotations

from django.urls import path

from samaki.registry.bodies import views

urlpatterns = [
    path("", views.bodies, name="bodies"),
    path("<str:code>/", views.body, name="body"),
    path("<str:code>/phone/", views.phone, name="body_phone"),
]
