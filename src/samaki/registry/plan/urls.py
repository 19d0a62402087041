"""Addresses of the plans."""

from __future__ import annotations

from django.urls import path

from samaki.registry.plan import views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("<str:plan>/", views.tree, name="plan_tree"),
    path("<str:plan>/indicators/", views.indicators, name="plan_indicators"),
    path("<str:plan>/indicator/<str:indicator>/", views.indicator, name="plan_indicator"),
    path("<str:plan>/cannot-be-measured/", views.cannot_be_measured, name="plan_readiness"),
    path("<str:plan>/contradictions/", views.contradictions, name="plan_contradictions"),
    path("<str:plan>/recommendations/", views.recommendations, name="plan_recommendations"),
    path("<str:plan>/glossary/", views.glossary, name="plan_glossary"),
]
