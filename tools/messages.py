"""Brings the catalogues of translations up to date: every string of our code and templates, and of the libraries.

`python tools/messages.py` rewrites the catalogues, keeps what is translated, drops what is not used, and lists what
lacks its translation. `--check` writes nothing. Exit code 1: something lacks its translation, or (with `--check`) the
catalogue is not what the code says. English is the language of the code, so it has no catalogue.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src" / "samaki"
CATALOGUES: Final = {"km": SOURCE / "locale" / "km" / "LC_MESSAGES" / "django.po"}
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "gettext_now": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What a reader can meet of the libraries: their messages in forms, validators, sign-in and second factor.
LIBRARIES: Final = {
    "django": (
        "forms/fields.py", "forms/forms.py", "forms/formsets.py", "forms/models.py", "core/validators.py",
        "contrib/auth/forms.py", "contrib/auth/validators.py", "contrib/auth/password_validation.py",
        "db/models/fields/__init__.py", "db/models/fields/json.py", "db/models/base.py", "db/models/constraints.py",
    ),
    "allauth": (
        "account/adapter.py", "account/fields.py", "account/forms.py",
        "mfa/adapter.py", "mfa/base/forms.py", "mfa/totp/forms.py", "mfa/recovery_codes/forms.py", "mfa/models.py",
    ),
}  # fmt: skip
HEADER: Final = '''# Translations of Samaki. Made by tools/messages.py; write the msgstr by hand.
# Words come from the glossary of the plan; no Khmer speaker of the committee has confirmed them yet.
msgid ""
msgstr ""
"Project-Id-Version: Samaki\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

'''
Found = tuple[str, str | tuple[str, ...], str | None]


def found_strings() -> Iterator[Found]:
    """Yield (place, string or its plural forms, context) of every translatable string."""
    for path in sorted(SOURCE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield from _strings(path.read_bytes(), str(path.relative_to(ROOT)))
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        yield from _strings(_as_python(path), str(path.relative_to(ROOT)))
    for library, files in LIBRARIES.items():
        spec = find_spec(library)
        assert spec is not None
        assert spec.origin is not None
        for file in files:
            yield from _strings((Path(spec.origin).parent / file).read_bytes(), f"{library}/{file}")


def updated(language: str) -> tuple[str, str, list[str]]:
    """Return the catalogue as it is, as it ought to be, and the strings without translation."""
    path = CATALOGUES[language]
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    known = read_po(BytesIO(before.encode()), locale=language) if before else Catalog(locale=language)
    catalogue = Catalog(locale=language)
    for place, string, context in found_strings():
        old = known.get(string if isinstance(string, str) else string[0], context)
        translation = old.string if old else ""
        if not isinstance(string, str):
            translation = (translation,) if isinstance(translation, str) else translation
        elif isinstance(translation, tuple):
            translation = translation[0]
        catalogue.add(string, translation, locations=[(place, 0)], context=context, flags=_flags(string))
    missing = [str(_first(message.id)) for message in catalogue if message.id and not _first(message.string)]
    file = BytesIO()
    write_po(file, catalogue, width=120, omit_header=True, sort_by_file=True, include_lineno=False)
    return before, HEADER.format(language=language) + file.getvalue().decode(), missing


def main() -> int:
    """Run, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check_only = parser.parse_args().check
    wrong = False
    for language, path in CATALOGUES.items():
        before, after, missing = updated(language)
        if before != after and check_only:
            print(f"{path.relative_to(ROOT)} is not what the code says; run: make messages")
            wrong = True
        elif before != after:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8")
        for string in missing:
            print(f"{language}: not translated: {string}")
        print(f"{language}: {len(missing)} strings lack their translation.")
        wrong = wrong or bool(missing)
    return int(wrong)


def _strings(source: bytes, place: str) -> Iterable[Found]:
    for _line, string, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        if string:
            yield place, string if isinstance(string, str) else tuple(string), context


def _as_python(path: Path) -> bytes:
    """Turn a template into what Babel reads as Python: Django's own way, without the indentation of HTML."""
    from django.utils.translation.template import templatize

    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def _flags(string: str | tuple[str, ...]) -> tuple[str, ...]:
    return ("python-format",) if re.search(r"%\(\w+\)[sd]", _first(string)) else ()


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, tuple | list) and value else value or "")


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.config.settings")
    sys.exit(main())
