"""Offers the help pages to the search box: their names and what they are about, in every language there is."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samaki.core.searching import Group, Hit, Wanted, matches
from samaki.core.text import search_key
from samaki.web.navigation import help_pages


def found(wanted: Wanted, most: int) -> Group:
    """Return the help pages found: no query."""
    hits = []
    for page in help_pages():
        name = in_every_language(page.name)
        about = in_every_language(page.about)
        if matches(search_key(" · ".join([*name.values(), *about.values()])), wanted):
            hits.append(Hit("", name, page.address, about))
    return Group(_("Help"), hits[:most], len(hits))


def in_every_language(text: Promise) -> dict[str, str]:
    """Return a text of the program in each language."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            texts[code] = str(text)
    return texts
