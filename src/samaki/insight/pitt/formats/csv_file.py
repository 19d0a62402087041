"""The tracking table as CSV: one header line, one line per indicator, nothing else; UTF-8 with a byte order mark.

Text that a spreadsheet would run as a formula (it begins with = + - @ or a control character) gets an apostrophe in
front; numbers do not.
"""

from __future__ import annotations

import csv
import io

from samaki.core.text import safe_in_sheet
from samaki.insight.pitt.table import Table

from .lines import Content, as_text, header, lines


def write(table: Table) -> bytes:
    """Write the table."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header(table))
    for line in lines(table):
        writer.writerow([_safe(content) for content in line.contents])
    return buffer.getvalue().encode("utf-8-sig")


def _safe(content: Content) -> str:
    text = as_text(content)
    return safe_in_sheet(text) if isinstance(content, str) else text
