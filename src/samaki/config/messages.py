"""Compiles the catalogues of translations (.po to .mo) without gettext, which a bare machine does not have."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed


def compile_catalogues() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; return those that were."""
    done = []
    for source in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        _compile(source, target)
        done.append(target)
    if done:
        _read_again(done[0])
    return done


def _read_again(compiled: Path) -> None:
    # Django keeps what it read. A server set up in this very process would else serve the first visitors in English.
    language = translation.get_language()
    translation_file_changed(sender=None, file_path=compiled)
    if language:
        translation.activate(language)


def _compile(source: Path, target: Path) -> None:
    # Babel takes a while to load and is seldom needed: later starts find everything compiled.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    with target.open("wb") as file:
        write_mo(file, catalogue)
