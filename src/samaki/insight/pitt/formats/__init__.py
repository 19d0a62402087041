"""The files of the tracking table: one writer a format, all reading the same table.

The same question gives the same bytes: no writer asks what time it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from samaki.insight.pitt.table import Table

from . import csv_file, excel, json_file, text


class Format(NamedTuple):
    """A kind of file: how it is written, its media type, the end of its name."""

    write: Callable[[Table], bytes]
    media_type: str
    ending: str


FORMATS: Final[Mapping[str, Format]] = {
    "table": Format(text.write, "text/plain; charset=utf-8", "txt"),
    "csv": Format(csv_file.write, "text/csv; charset=utf-8", "csv"),
    "json": Format(json_file.write, "application/json", "json"),
    "xlsx": Format(excel.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
