"""The ledger's addresses, under /evidence/."""

from __future__ import annotations

from django.urls import path

from samaki.ledger import views

urlpatterns = [path("<uuid:uid>/", views.evidence, name="evidence")]
