"""The address of the journal, /journal/."""

from __future__ import annotations

from django.urls import path

from .views import journal

urlpatterns = [path("", journal, name="journal")]
