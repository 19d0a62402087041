"""Addresses of reports: lists, the form, and what reviewers do with one."""

from __future__ import annotations

from .urls_form import urlpatterns as form
from .urls_lists import urlpatterns as lists
from .urls_review import urlpatterns as review

urlpatterns = [*lists, *review, *form]
