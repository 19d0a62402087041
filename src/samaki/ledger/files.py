"""Evidence files on disk: kept by what they contain, under the data folder's `evidence/`, never changed.

A file is named by its SHA-256 (`ab/abcdef…`), so that the same file sent twice lies there once.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

LARGEST: Final = 10 * 1024 * 1024
UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"

_BEGINNINGS: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
)
_INSIDE_ZIP: Final = (
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."


def folder() -> Path:
    """Return the folder of the evidence files."""
    return Path(settings.EVIDENCE_DIR)


def path_of(sha256: str) -> Path:
    """Return where the file with this SHA-256 lies, whether or not it is there."""
    return folder() / sha256[:2] / sha256


def keep(content: bytes) -> str:
    """Write and sync a file to the disk, unless it lies there already, and return its SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if path.exists():
        # Young again: a sweep at this moment must not take it for an orphan.
        os.utime(path)
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    for made in (path.parent, folder()):
        _sync_folder(made)
    return sha256


def files() -> Iterator[Path]:
    """Yield every file under the folder, half-written ones too."""
    for part in sorted(folder().glob("*")):
        if part.is_dir():
            yield from sorted(one for one in part.iterdir() if one.is_file())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sniffed_type(content: bytes) -> str:
    """Return what the content is, by the content alone: a name or a header may lie."""
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    if content.startswith(b"PK\x03\x04"):
        return _type_of_zip(content)
    return TEXT if _is_text(content) else UNKNOWN


def _type_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            for name, media_type in _INSIDE_ZIP:
                if name in names:
                    return media_type
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                if said.startswith(_OPEN_DOCUMENT):
                    return said
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return UNKNOWN
    return "application/zip"


def _is_text(content: bytes) -> bool:
    if b"\x00" in content:
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
