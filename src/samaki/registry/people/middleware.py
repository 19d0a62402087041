"""Every page needs somebody signed in, unless its view says that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers


class SignInRequired(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page; keeps what members see out of shared caches."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Redirect a stranger; a request for a part of a page makes the whole page go there."""
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if isinstance(answer, HttpResponseRedirect) and request.headers.get("HX-Request") == "true":
            whole = HttpResponse(status=204)
            whole["HX-Redirect"] = answer.url
            return whole
        return answer

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Mark a member's page as private."""
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
