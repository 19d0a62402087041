"""The page of the search box. Everything asked stands in the address: `q` the words, `kind` one kind alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samaki.core import formats
from samaki.core.gate import actor_of, allowed
from samaki.web.search.kinds import GLOSSARY, KINDS
from samaki.web.search.selectors import MANY
from samaki.web.search.selectors import search as search_for
from samaki.web.search.words import marked


@require_safe
@allowed("search.use")
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, by kind; an unknown kind counts as none."""
    kind = request.GET.get("kind", "")
    found = search_for(actor_of(request), request.GET.get("q", ""), only=kind if kind in (*KINDS, GLOSSARY) else "")
    wanted = found.question.wanted
    in_order = ("km", "en") if formats.reader_language() == "km" else ("en", "km")
    groups = [
        {
            "kind": kind,
            "title": group.title,
            "total": group.total,
            "more": f"?{urlencode({'q': found.question.typed, 'kind': kind})}" if len(group.hits) < group.total else "",
            "hits": [
                {
                    "code": marked(hit.code, wanted),
                    "address": hit.address,
                    "names": [
                        {"language": language, "text": marked(hit.name[language], wanted)}
                        for language in in_order
                        if hit.name.get(language)
                    ],
                    "beside": hit.beside,
                }
                for hit in group.hits
            ],
        }
        for kind, group in found.groups
    ]
    return render(
        request,
        "search/page.html",
        {
            "found": found,
            "groups": groups,
            "added": [other for _have, other in found.question.added],
            "everything": f"?{urlencode({'q': found.question.typed})}",
            "many": MANY,
        },
    )
