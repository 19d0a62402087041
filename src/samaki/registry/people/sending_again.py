"""What was typed is not lost when the session ended or the form grew old: a page offers to send it again."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
NEVER_SHOWN: Final = "/accounts/"  # passwords and codes
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


def sending_again(request: HttpRequest, *, status: int) -> HttpResponse | None:
    """Return a page that holds what was typed and sends it again; None for what no form of our own pages sent.

    The browser says from which site a form came: what another site sent is never offered, or its reader would be
    led into sending it.
    """
    page = page_of_form(request)
    if page is None or request.method != "POST" or request.content_type not in FORMS:
        return None
    if request.path.startswith(NEVER_SHOWN):
        return None
    context = {
        "typed": [(name, text) for name, texts in request.POST.lists() if name != TOKEN for text in texts],
        "files": [file.name for _name, files in request.FILES.lists() for file in files],
        "to": request.get_full_path(),
        "page": page,
        "status": status,
    }
    answer = render(request, "errors/send_again.html", context, status=status)
    add_never_cache_headers(answer)  # nobody is signed in perhaps, and yet it holds what somebody typed
    return answer


def page_of_form(request: HttpRequest) -> str | None:
    """Return the path of the page of ours that a form stood on; None where it came from elsewhere or does not say."""
    own = f"{request.scheme}://{request.get_host()}"
    referrer = request.headers.get("Referer", "")
    if request.headers.get("Origin", "") != own or not referrer.startswith(f"{own}/"):
        return None
    return urlsplit(referrer).path
