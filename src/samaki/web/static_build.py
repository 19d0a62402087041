"""Makes the files of the pages that no person writes: the font cut to our needs, style sheet and scripts as phones
fetch them, then all under hashed names."""

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
# The modules that pages name. What they import goes into one file with them: on a slow line each file more costs more
# than its bytes. All imports are at the top of a module, without other names, and no name stands in two modules.
PAGES: Final = ("form.js", "sign-out.js", "copy.js")
IMPORT: Final = re.compile(r"^import \{[^}]*\} from \"\./([\w-]+\.js)\";\n", re.MULTILINE)
# Comments that fill whole lines, indentation, `export`: a third of what a phone would have to fetch. No string of ours
# spans lines, so nothing else begins so.
NOT_FOR_PHONES: Final = re.compile(
    r"^[ \t]*/\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n|^[ \t]+|^\n|^export ", re.MULTILINE | re.DOTALL
)


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
    """Write the script of each kind of page, whole, as phones fetch it; what is no longer there goes."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.js"):
        old.unlink()
    for page in PAGES:
        text = "".join((SCRIPTS / name).read_text(encoding="utf-8") for name in with_imports(page))
        (target / page).write_text(NOT_FOR_PHONES.sub("", IMPORT.sub("", text)), encoding="utf-8")


def with_imports(name: str) -> list[str]:
    """Return a module and all it stands on, each once and after what it imports."""
    found: list[str] = []
    for imported in IMPORT.findall((SCRIPTS / name).read_text(encoding="utf-8")):
        found += [one for one in with_imports(imported) if one not in found]
    return [*found, name]


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
    own = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return {**found, "samaki": __version__, "static_build.py": own}
