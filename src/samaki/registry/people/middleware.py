"""Every page needs somebody signed in, unless its view says that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers


class SignInRequired(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page; keeps what members see out of shared caches."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseBase:
        """Redirect; a request for a part of a page makes the whole page go there."""
        response = super().handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true" and "Location" in response:
            whole = HttpResponse(status=204)
            whole["HX-Redirect"] = response["Location"]
            return whole
        return response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and mark a member's page as private."""
        response: HttpResponseBase = super().__call__(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
