"""Every page needs somebody signed in, unless its view says that it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .sending_again import sending_again

# A page open on a device names the account (its key) for which it was made: what one person typed is never saved
# under the name of another who signed in meanwhile.
ACCOUNT_HEADER: Final = "X-Samaki-Account"


class SignInRequired(LoginRequiredMiddleware):
    """Sends strangers to the sign-in page; keeps what members see out of shared caches.

    A script is never redirected: it gets 401 as JSON, `{"problem", "sign_in"}`, and keeps what it wanted to send.
    Nor is a form: its sender gets 401 and a page that holds what was typed.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Redirect a stranger; a request for a part of a page makes the whole page go there."""
        answer: HttpResponseBase | None = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and _is_somebody_else(request):
            return _unauthorised(_("Somebody else is signed in on this device now."))
        if isinstance(answer, HttpResponseRedirect) and request.headers.get("HX-Request") == "true":
            whole = HttpResponse(status=204)
            whole["HX-Redirect"] = answer.url
            return whole
        if isinstance(answer, HttpResponseRedirect) and wants_json(request):
            return _unauthorised(_("Your session has ended."))
        if isinstance(answer, HttpResponseRedirect):
            return sending_again(request, status=401) or answer
        return answer

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponseRedirect:
        """Redirect to the sign-in page, and on to where one was; an address that only takes forms is no such place."""
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(resolve_url(settings.LOGIN_REDIRECT_URL))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Mark a member's page as private."""
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks: it sends JSON, or asks for JSON and not for a page."""
    accepted = request.headers.get("Accept", "")
    return request.content_type == "application/json" or (
        "application/json" in accepted and "text/html" not in accepted
    )


def _is_somebody_else(request: HttpRequest) -> bool:
    meant = request.headers.get(ACCOUNT_HEADER, "")
    return bool(meant) and request.user.is_authenticated and meant != str(request.user.pk)


def _unauthorised(problem: str) -> JsonResponse:
    answer = JsonResponse({"problem": problem, "sign_in": resolve_url("account_login")}, status=401)
    add_never_cache_headers(answer)
    return answer
