"""What every answer passes through: the headers that protect it, the reader's language, refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation

from samaki.core.problems import Forbidden, NotFound, Refused
from samaki.registry.people.middleware import wants_json

from . import errors

Answer = Callable[[HttpRequest], HttpResponseBase]

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)


class SecurityHeaders:
    """Forbids inline script and style, foreign sources, framing, and devices no page uses. Stands outermost."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers; a view may have set a narrower policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class CompressedPages(GZipMiddleware):
    """Sends words compressed: the tracking table is 17 kB on its way instead of 300. Evidence goes as it was received.

    Django adds a random length to each answer and masks the token of forms anew, so that no secret shows by its size.
    """

    TEXTS: Final = ("text/html", "text/csv", "application/json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is words and is whole."""
        if not isinstance(response, HttpResponse) or not response.headers["Content-Type"].startswith(self.TEXTS):
            return response
        return super().process_response(request, response)


class OwnCookies:
    """Leaves out cookies that cannot be ours: PostgreSQL cannot even be asked for a session named with a NUL."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as if such a cookie had not come. Stands before whoever looks for a session."""
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        return self.get_response(request)


class ChosenLanguage:
    """Answers in the language of the cookie, else of the account, else in the installation's first."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in that language, and say which it is."""
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class RefusalsAsPages:
    """Turns what rooms raise into pages that say what was wrong: 404 not found, 403 forbidden, 400 refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the page for a refusal; everything else goes on as an error of the server.

        A script gets its problems as JSON: `{"problems": [{"code", "where", "what", "mend"}]}`, with 404, 403 or 422.
        """
        if isinstance(exception, Refused) and wants_json(request):
            status = 404 if isinstance(exception, NotFound) else 403 if isinstance(exception, Forbidden) else 422
            return JsonResponse({"problems": [asdict(problem) for problem in exception.problems]}, status=status)
        if isinstance(exception, NotFound):
            return errors.refused_page(request, exception, status=404)
        if isinstance(exception, Forbidden):
            return errors.refused_page(request, exception, status=403)
        if isinstance(exception, Refused):
            return errors.refused_page(request, exception, status=400)
        return errors.busy(request) if errors.is_busy(exception) else None


def language_of(request: HttpRequest) -> str:
    """Return the language in which this request is answered."""
    offered = dict(settings.LANGUAGES)
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in offered:
        return cookie
    if request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        chosen = getattr(getattr(request, "user", None), "language", "")
        if chosen in offered:
            return str(chosen)
    return settings.LANGUAGE_CODE
