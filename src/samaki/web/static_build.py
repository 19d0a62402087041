"""Makes the files of the pages that no person writes: the font cut to our needs, scripts without their comments, then
all under hashed names."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.management import call_command

FONT: Final = Path("samaki/fonts/NotoSansKhmer.woff2")
WEIGHTS: Final = (400, 700)
WIDTHS: Final = (75, 100)
# Khmer with its symbols, Latin-1, Latin Extended-A's dotless i and œ, general punctuation, minus, comparison signs.
CHARACTERS: Final = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    0x131,
    0x152,
    0x153,
    *range(0x1780, 0x1800),
    *range(0x19E0, 0x1A00),
    0x200B,
    0x200C,
    0x200D,
    *range(0x2010, 0x2028),
    0x2030,
    0x2032,
    0x2033,
    0x2039,
    0x203A,
    0x2044,
    0x20AC,
    0x2122,
    0x17DB,
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    0x25CC,
)
STYLE: Final = Path("samaki/samaki.css")
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
SPACE: Final = re.compile(r"\s+")
# Space around these says nothing; before a colon or a parenthesis it may part two selectors, so it stays.
AROUND: Final = re.compile(r" ?([{};,]) ?")
STAMP: Final = "stamp.json"
SCRIPTS: Final = Path(__file__).resolve().parent / "offline"
# Comments that fill whole lines, and indentation: a third of what a phone would have to fetch. No string of ours spans
# lines, so nothing else begins like a comment.
NOT_FOR_PHONES: Final = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|^[ \t]+|^\n", re.MULTILINE | re.DOTALL)


def build() -> bool:
    """Make the font and collect everything, unless nothing changed since; return whether there was work."""
    made = Path(settings.STATIC_MADE)
    root = Path(settings.STATIC_ROOT)
    fingerprint = _fingerprint()
    stamp = root / STAMP
    if stamp.exists() and json.loads(stamp.read_text()) == fingerprint:
        return False
    if not (made / FONT).exists():
        make_font(made / FONT)
    make_scripts(made / "samaki" / "offline")
    make_style(made / STYLE)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True, ignore_patterns=["*.scss", "ext", "*-4*"])
    stamp.write_text(json.dumps(fingerprint))
    return True


def make_scripts(target: Path) -> None:
    """Write the modules of the device as phones fetch them; what is no longer there goes."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.js"):
        old.unlink()
    for script in SCRIPTS.glob("*.js"):
        (target / script.name).write_text(NOT_FOR_PHONES.sub("", script.read_text(encoding="utf-8")), encoding="utf-8")


def make_style(target: Path) -> None:
    """Write the style sheet as phones fetch it: without comments, without space that says nothing (a tenth less)."""
    written = (Path(settings.STATIC_WRITTEN) / STYLE).read_text(encoding="utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(smaller_style(written), encoding="utf-8")


def smaller_style(css: str) -> str:
    """Return a style sheet of ours with the same meaning. No string in it holds a brace, a comma or two spaces."""
    return AROUND.sub(r"\1", SPACE.sub(" ", COMMENT.sub("", css))).replace(";}", "}").strip() + "\n"


def make_font(target: Path) -> None:
    """Cut Noto Sans Khmer to our characters, weights and widths and write it as woff2 (about 78 kB)."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(TTFont(_source_font()), {"wght": WEIGHTS, "wdth": WIDTHS})
    # Cutting an axis and then subsetting in one go breaks the tables: save and read again between.
    between = BytesIO()
    font.save(between)
    between.seek(0)
    options = subset.Options(flavor="woff2", layout_features=["*"], notdef_outline=True, drop_tables=["DSIG"])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    smaller = TTFont(between)
    subsetter.subset(smaller)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(smaller, str(target), options)


def _source_font() -> Path:
    import fontpkg_noto_sans_khmer as package

    return next(iter(sorted(Path(package.ROOT).rglob("*.ttf"))))


def _fingerprint() -> dict[str, str]:
    """Return path and digest of every file a person wrote, and the version of what they are built with."""
    from samaki import __version__

    found = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (Path(settings.STATIC_WRITTEN), SCRIPTS)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    names = str(settings.STORAGES["staticfiles"]["BACKEND"])
    return {**found, "samaki": __version__, "characters": str(len(CHARACTERS)), "names": names}
